"""The demo company: what its feeds hold, that they are always the same, and the facts hidden in them."""

import hashlib
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from etl.demo import arrivals
from etl.demo.__main__ import DEFAULT_TICKETS, main
from etl.demo.files import DATA, read_settings
from etl.demo.make import make_feeds
from etl.demo.worktime import NEVER, WorkClock
from tests.conftest import ROOT
from tests.etl.demo_company import FIRST, LAST, Demo, frame, read_rows, seconds, settled
from warehouse.contract import FEEDS
from warehouse.errors import UserError
from warehouse.settings import load_company

FACTS = read_settings(ROOT / "etl/demo/planted.toml")
PLANTED_FEEDS = ("tickets", "ticket_events", "service_levels")


def digests(company: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((company / "feeds").iterdir())}


def test_the_demo_has_900_people_in_a_tree_of_three_levels_and_60000_tickets_with_six_events_each(demo: Demo) -> None:
    parent = {row["department_id"]: row["parent_department_id"] for row in demo.good["departments"]}
    depth = {one: 1 if not up else 2 if not parent[up] else 3 for one, up in parent.items()}
    assert {1, 2, 3} == set(depth.values())
    assert 30 <= len(parent) <= 36
    assert len({row["employee_id"] for row in demo.good["employees"]}) == 900
    assert len(demo.good["tickets"]) == DEFAULT_TICKETS
    assert len(demo.good["ticket_events"]) / DEFAULT_TICKETS == pytest.approx(6, abs=0.3)


def test_every_service_of_the_catalogue_is_offered(shared: Path, demo: Demo) -> None:
    source = shared / "data/service_catalogue_004.csv"
    assert (DATA / source.name).read_text(encoding="utf-8") == source.read_text(encoding="utf-8")
    wanted = {phrase for row, _ in read_rows(source) for phrase in row["services"].split("|")}
    assert wanted <= {row["service_name"] for row in demo.good["services"]}


def test_every_feed_of_the_contract_is_there_with_its_columns_and_no_bad_row_that_is_not_planted(demo: Demo) -> None:
    for feed in FEEDS:
        assert tuple(demo.good[feed][0]) == FEEDS[feed].column_names
    assert {feed for feed in FEEDS if demo.refused[feed]} == set(PLANTED_FEEDS)


@pytest.mark.parametrize("feed", PLANTED_FEEDS)
def test_bad_rows_are_as_many_as_planted_and_each_has_one_reason(demo: Demo, feed: str) -> None:
    assert dict(demo.counts[feed]) == FACTS["bad_rows"][feed]["counts"]
    assert all(len(reasons) == 1 for reasons in demo.refused[feed])
    assert len(demo.refused[feed]) <= FACTS["bad_rows"]["most_share"] * len(demo.good[feed])


def test_the_row_that_loses_against_its_duplicate_is_the_planted_one(demo: Demo) -> None:
    subject = FACTS["bad_rows"]["tickets"]["duplicate_loser_subject"]
    actor = FACTS["bad_rows"]["ticket_events"]["duplicate_loser_actor"]
    assert subject not in {row["subject"] for row in demo.good["tickets"]}
    assert actor not in {row["actor_id"] for row in demo.good["ticket_events"]}
    written = [row.get("subject") for row, _ in read_rows(demo.company / "feeds/tickets.csv")]
    assert written.count(subject) == FACTS["bad_rows"]["tickets"]["counts"]["duplicate_key"]


@pytest.mark.parametrize(
    ("feed", "column", "of"),
    [
        ("tickets", "service_id", "services"),
        ("tickets", "provider_department_id", "departments"),
        ("tickets", "requester_id", "employees"),
        ("ticket_events", "actor_id", "employees"),
        ("employees", "department_id", "departments"),
        ("service_customers", "customer_department_id", "departments"),
        ("survey_responses", "respondent_id", "employees"),
        ("survey_responses", "ticket_id", "tickets"),
        ("process_steps", "service_id", "services"),
    ],
)
def test_references_lead_somewhere(demo: Demo, feed: str, column: str, of: str) -> None:
    known = {row[FEEDS[of].key[0]] for row in demo.good[of]}
    named = {row[column] for row in demo.good[feed]} - {""}
    assert named
    assert named <= known


def test_a_ticket_stands_where_its_events_leave_it(demo: Demo) -> None:
    events = frame(demo.good["ticket_events"]).filter(pl.col("field") != "reply")
    events = events.with_columns(before=pl.col("new_value").shift(1).over("ticket_id", "field"))
    later = events.filter(pl.col("before").is_not_null())
    assert len(later) > DEFAULT_TICKETS
    assert later.filter(pl.col("old_value") != pl.col("before")).is_empty()
    tickets = frame(demo.good["tickets"])
    for field in ("status", "priority", "provider_department_id", "service_id", "assignee_id"):
        last = events.filter(field=field).group_by("ticket_id").agg(last=pl.col("new_value").last())
        both = tickets.join(last, on="ticket_id")
        assert not both.is_empty()
        assert both.filter(pl.col(field) != pl.col("last")).is_empty()


def test_nothing_happens_after_as_of_and_recent_tickets_are_still_open(demo: Demo) -> None:
    as_of = load_company(demo.company).as_of
    assert as_of is not None
    for feed, column in (
        ("tickets", "created_at"),
        ("ticket_events", "occurred_at"),
        ("survey_responses", "submitted_at"),
    ):
        newest = frame(demo.good[feed]).select(seconds(column)).max().item()
        assert as_of.timestamp() - 2 * 86_400 < newest < as_of.timestamp()
    still_open = [row for row in demo.good["tickets"] if row["status"] in ("open", "pending")]
    assert len(still_open) > 200
    assert sum(row["created_at"] >= "2026-06" for row in still_open) > len(still_open) / 2


def test_departments_differ_and_get_a_little_better(demo: Demo) -> None:
    solved = demo.clocked.filter(pl.col("status").is_in(["resolved", "closed"]))
    solved = solved.with_columns(is_met=pl.col("total_s") <= pl.col("target_s"))
    shares = solved.group_by("provider_department_id").agg(pl.col("is_met").mean())["is_met"].to_numpy()
    assert 0.70 <= shares.min() < 0.8
    assert 0.95 < shares.max() <= 0.985
    halves = solved.group_by(pl.col("day") >= "2026", maintain_order=True).agg(pl.col("is_met").mean()).sort("day")
    assert halves["is_met"][1] > halves["is_met"][0] + 0.003


def test_a_pair_of_departments_rates_each_other_up(demo: Demo) -> None:
    fact = FACTS["mutual_inflation"]
    giver, receiver = "customer_department_id", "provider_department_id"
    answers = demo.answers("relationship")
    sums = answers.group_by(giver, receiver).agg(given=pl.col("score").sum(), n=pl.len())
    sums = sums.with_columns(all_given=pl.col("given").sum().over(receiver), all_n=pl.col("n").sum().over(receiver))
    others = (pl.col("all_given") - pl.col("given")) / (pl.col("all_n") - pl.col("n"))
    lifts = sums.filter(pl.col("n") >= 9).select(giver, receiver, lift=pl.col("given") / pl.col("n") - others)
    back = lifts.select(**{receiver: giver, giver: receiver}, back="lift")
    pairs = lifts.join(back, on=[giver, receiver]).with_columns(both=pl.min_horizontal("lift", "back"))
    is_planted = pl.col(giver).is_in(fact["departments"]) & pl.col(receiver).is_in(fact["departments"])
    assert pairs.filter(is_planted)["both"].to_numpy().min() >= fact["least_lift"]
    assert pairs.filter(~is_planted)["both"].to_numpy().max() < fact["most_lift_elsewhere"]
    shift = answers["score"].to_numpy().mean() - answers.filter(~is_planted)["score"].to_numpy().mean()
    assert 0 < shift < fact["most_company_shift"]


def test_a_department_closes_just_before_the_deadline_and_reopens(demo: Demo) -> None:
    fact = FACTS["deadline_closing"]
    used = demo.clocked.with_columns(used=pl.col("first_s") / pl.col("target_s"))
    late = pl.col("used").is_between(0.95, 1.0, closed="right")
    window = used.filter(pl.col("used").is_between(0.85, 1.0, closed="right"))
    shares = window.group_by("provider_department_id").agg(late.mean().alias("late_share"), n=pl.len())
    own = shares.filter(provider_department_id=fact["department"])
    assert own["late_share"].item() >= fact["least_late_share"]
    elsewhere = shares.filter(pl.col("provider_department_id") != fact["department"], pl.col("n") >= 60)
    assert elsewhere["late_share"].to_numpy().max() <= fact["most_late_share_elsewhere"]
    mine = used.filter(provider_department_id=fact["department"])
    (a, b), (c, d) = (
        (len(group.filter("is_reopened")), len(group.filter(~pl.col("is_reopened"))))
        for group in (mine.filter(late), mine.filter(~late))
    )
    assert a * d / (b * c) >= fact["least_reopen_odds_ratio"]


def test_one_of_two_departments_is_better_in_every_stratum_and_worse_in_all(demo: Demo) -> None:
    fact = FACTS["simpson"]
    solved = demo.clocked.filter(pl.col("status").is_in(["resolved", "closed"]))
    solved = solved.with_columns(is_met=pl.col("total_s") <= pl.col("target_s"))
    rates = {}
    for role in ("better", "worse"):
        own = solved.filter(provider_department_id=fact[role])
        strata = own.group_by("priority", "complexity_tier").agg(pl.col("is_met").mean(), n=pl.len())
        assert len(strata) == 3 * len(fact["priorities"])
        assert strata.filter(pl.col("n") < fact["least_stratum_count"]).is_empty()
        rates[role] = own["is_met"].to_numpy().mean(), strata.sort("priority", "complexity_tier")["is_met"].to_numpy()
    assert rates["worse"][0] - rates["better"][0] >= fact["least_crude_gap"]
    assert (rates["better"][1] - rates["worse"][1]).min() >= fact["least_stratum_gap"]


def test_one_department_has_too_few_relationship_answers_to_be_shown(demo: Demo) -> None:
    fact = FACTS["few_answers"]
    answers = demo.answers("relationship").filter(survey_id=f"REL-{fact['period']}")
    people = answers.group_by("provider_department_id").agg(pl.col("respondent_id").n_unique(), n=pl.len())
    own = people.filter(provider_department_id=fact["department"])
    assert own.row(0) == (fact["department"], fact["respondents"], fact["respondents"])
    elsewhere = people.filter(pl.col("provider_department_id") != fact["department"])
    assert elsewhere.filter(pl.col("respondent_id") < 5).is_empty()


def test_some_invited_people_do_not_answer(demo: Demo) -> None:
    keys = [FEEDS["survey_invitations"].key, ("survey_id", "respondent_id", "provider_department_id")]
    invited, answered = (
        {tuple(row[name] for name in key) for row in demo.good[feed]}
        for feed, key in zip(("survey_invitations", "survey_responses"), keys, strict=True)
    )
    assert answered < invited
    assert 0.4 < len(answered) / len(invited) < 0.7


def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not(tmp_path: Path) -> None:
    seeds = {"one": 7, "two": 7, "three": 8}
    made = {}
    for name, seed in seeds.items():
        company = settled(tmp_path / name)
        make_feeds(company, 2_000, seed, "csv")
        made[name] = digests(company)
    assert made["one"] == made["two"]
    assert {name for name in FEEDS if made["one"][f"{name}.csv"] == made["three"][f"{name}.csv"]} <= {
        *("services", "service_customers", "service_levels", "process_steps", "departments")
    }


def test_a_second_run_does_nothing_until_something_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    company = settled(tmp_path / "company")
    arguments = ["--company", str(company), "--tickets", "2000"]
    assert main(arguments) == 0
    before = (company / "feeds/tickets.csv").stat().st_mtime_ns
    capsys.readouterr()
    assert main(arguments) == 0
    assert "nothing to do" in capsys.readouterr().out
    assert (company / "feeds/tickets.csv").stat().st_mtime_ns == before
    (company / "feeds/absences.csv").write_text("cut off", encoding="utf-8")
    assert main(arguments) == 0
    assert "nothing to do" not in capsys.readouterr().out
    assert (company / "feeds/absences.csv").stat().st_size > 1000


def test_feeds_that_somebody_else_put_there_are_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    company = settled(tmp_path / "company")
    (company / "feeds").mkdir()
    (company / "feeds/tickets.csv").write_text("mine", encoding="utf-8")
    assert main(["--company", str(company), "--tickets", "2000"]) == 1
    assert "has not made" in capsys.readouterr().err
    assert (company / "feeds/tickets.csv").read_text(encoding="utf-8") == "mine"


def test_too_few_tickets_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="too few"):
        make_feeds(settled(tmp_path / "company"), 1_999, 7, None)


def test_parquet_in_chunks_holds_the_same_kind_of_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    company = settled(tmp_path / "company")
    make_feeds(company, 6_000, 7, "csv")
    monkeypatch.setattr(arrivals, "CHUNK", 2_500)
    make_feeds(company, 6_000, 7, "parquet")
    assert not [feed for feed in ("tickets", "ticket_events") if (company / f"feeds/{feed}.csv").exists()]
    tickets, events = (pl.read_parquet(company / f"feeds/{feed}.parquet") for feed in ("tickets", "ticket_events"))
    assert tuple(tickets.columns) == FEEDS["tickets"].column_names
    counts, dropped = FACTS["bad_rows"]["tickets"]["counts"], FACTS["bad_rows"]["csv_only"]
    assert len(tickets) == 6_000 + sum(count for reason, count in counts.items() if reason not in dropped)
    bad = tickets["ticket_id"].str.starts_with("T9") | (
        tickets["subject"] == FACTS["bad_rows"]["tickets"]["duplicate_loser_subject"]
    )
    good = tickets.filter(~bad)
    assert good["ticket_id"].to_list() == [f"T{number:08d}" for number in range(1, 6_001)]
    assert good["created_at"].is_sorted()
    assert good["created_at"].dtype == pl.Datetime("us", "UTC")
    loser = FACTS["bad_rows"]["ticket_events"]["duplicate_loser_actor"]
    planted = (pl.col("event_id") >= 9000) | pl.col("actor_id").eq_missing(pl.lit(loser))
    assert events.filter(~planted)["ticket_id"].is_sorted()


def test_working_time_counts_holidays_make_up_days_and_night_shifts() -> None:
    clock = WorkClock(load_company(ROOT / "company").calendars, FIRST, LAST)
    texts = [
        ("cn-office", "2025-09-30T17:30", "2025-10-09T10:00", 90),
        ("cn-office", "2025-09-28T10:00", "2025-09-28T12:00", 120),
        ("cn-office", "2025-10-01T00:00", "2025-10-08T23:00", 0),
        ("factory-two-shift", "2026-03-02T19:00", "2026-03-03T09:00", 9 * 60),
        ("factory-two-shift", "2026-03-07T16:00", "2026-03-09T08:10", 40),
        ("always", "2026-02-17T00:00", "2026-02-19T00:00", 2880),
    ]
    hours = np.array([clock.names.index(name) for name, *_ in texts])
    start, end = (
        np.array([np.datetime64(row[side], "s").astype(np.int64) - 8 * 3600 for row in texts]) for side in (1, 2)
    )
    worked = clock.worked(hours, end) - clock.worked(hours, start)
    assert (worked // 60).tolist() == [minutes for *_, minutes in texts]


def test_an_instant_by_working_time_is_the_first_at_which_it_is_worked() -> None:
    clock = WorkClock(load_company(ROOT / "company").calendars, FIRST, LAST)
    rng = np.random.default_rng(1)
    hours = rng.integers(0, len(clock.names), 2_000)
    wanted = rng.integers(1, 3_000_000, 2_000)
    wanted[:500] = rng.integers(1, 1_000, 500) * 1800
    at = clock.at(hours, wanted)
    assert (clock.worked(hours, at) == wanted).all()
    assert (clock.worked(hours, at - 1) == wanted - 1).all()
    assert (clock.at(hours, wanted + (1 << 33)) == NEVER).all()
