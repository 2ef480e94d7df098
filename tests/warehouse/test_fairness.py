"""From facts to flags: what was tested, what stands out in a half-year, what stays unseen, what a person decided."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from tests.warehouse import fairness_facts
from warehouse.assessment.fairness import write_fairness
from warehouse.assessment.period.ledger import Ledger, writing

PERIOD = "2026H1"


@pytest.fixture
def build() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        fairness_facts.make(connection)
        yield connection


def _fill(build: duckdb.DuckDBPyConnection, table: str, *rows: tuple[Any, ...]) -> None:
    build.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _flags(build: duckdb.DuckDBPyConnection, ledger: Ledger | None = None) -> dict[str, dict[str, Any]]:
    write_fairness(build, ledger or Ledger(), [PERIOD])
    cursor = build.execute("FROM marts.fairness_flag ORDER BY flag_id")
    names = [column[0] for column in cursor.description or []]
    found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row["flag_id"]: row | {"evidence": json.loads(row["evidence"])} for row in found}


def _closings(build: duckdb.DuckDBPyConnection, department: str, last: tuple[int, int], window: int) -> None:
    """Closings in the last twentieth (count, reopened), in the two before it, and 216 earlier of which 6 came back."""
    cells = [(20, *last), (19, window, 0), (10, 216 - window, 6), (21, 50, 40)]
    _fill(build, "fairness.closing_cell", *((PERIOD, department, *cell) for cell in cells))


def _ratings(build: duckdb.DuckDBPyConnection, raters: int, lift: float = 1.0) -> None:
    """Six departments that rate each other with a little noise; A and B lift each other."""
    rng = np.random.default_rng(3)
    rows = []
    for giver, receiver in permutations("ABCDEF", 2):
        mean = 3.5 + 0.05 * float(rng.standard_normal()) + lift * ({giver, receiver} == {"A", "B"})
        rows.append((PERIOD, giver, receiver, raters, round(mean, 6)))
    _fill(build, "fairness.pair_rating", *rows)


def test_closing_before_the_deadline_is_flagged_with_its_counts_when_it_also_comes_back(
    build: duckdb.DuckDBPyConnection,
) -> None:
    _closings(build, "A", (48, 12), 42)
    (found,) = _flags(build).values()
    assert (found["flag_id"], found["found_count"], found["case_count"]) == ("deadline_closing-A", 48, 90)
    assert (found["statistic"], found["expected"]) == pytest.approx((1.6, 1 / 3))
    assert found["evidence"]["excess_p"] == pytest.approx(7.353e-05, rel=1e-3)
    assert found["evidence"]["odds_ratio"] == pytest.approx(11.6667, abs=1e-4)
    assert found["p_raw"] == pytest.approx(7.353e-05, rel=1e-3), "both have to be sure, so the weaker one counts"
    assert (found["unit_count"], found["kind_count"], found["is_flagged"]) == (1, 1, True)


def test_working_to_a_deadline_is_no_flag_when_the_work_holds(build: duckdb.DuckDBPyConnection) -> None:
    _closings(build, "A", (48, 1), 42)
    (found,) = _flags(build).values()
    assert found["evidence"]["excess_p"] < 1e-4
    assert not found["is_flagged"]


def test_a_burst_at_the_period_end_is_compared_with_its_workdays(build: duckdb.DuckDBPyConnection) -> None:
    _fill(build, "fairness.period_end", (PERIOD, "A", 400, 20, 60, 15, 10), (PERIOD, "B", 400, 20, 12, 1, 10),
          (PERIOD, "C", 19, 9, 15, 9, 1))  # fmt: skip
    found = _flags(build)
    assert set(found) == {"period_end_burst-A", "period_end_burst-B"}, "C has too few tickets to be tested"
    assert [one["is_flagged"] for one in found.values()] == [True, False]
    assert found["period_end_burst-A"]["expected"] == pytest.approx(10 / 400)


def test_a_pair_that_lifts_each_other_is_found_and_all_pairs_are_counted(build: duckdb.DuckDBPyConnection) -> None:
    _ratings(build, raters=5)
    found = _flags(build)
    assert len(found) == 15
    assert [one for one in found if found[one]["is_flagged"]] == ["mutual_inflation-A-B"]
    pair = found["mutual_inflation-A-B"]
    assert (pair["department_id"], pair["other_department_id"], pair["case_count"]) == ("A", "B", 10)
    assert pair["evidence"]["there_observed"] - pair["evidence"]["there_expected"] == pytest.approx(1, abs=0.2)
    assert (pair["evidence"]["there_observed"] + pair["evidence"]["back_observed"]) / 2 == pytest.approx(
        pair["observed"]
    )


def test_a_certain_lift_that_is_too_small_to_matter_is_no_flag(build: duckdb.DuckDBPyConnection) -> None:
    _ratings(build, raters=5, lift=0.4)
    pair = _flags(build)["mutual_inflation-A-B"]
    assert pair["p_holm"] < 0.05
    assert not pair["is_flagged"]


@pytest.mark.parametrize(("raters", "k_score", "is_mean_shown"), [(4, 5, True), (4, 9, False), (2, 2, None)])
def test_means_of_fewer_raters_than_the_limit_stay_unseen(
    build: duckdb.DuckDBPyConnection, raters: int, k_score: int, is_mean_shown: bool | None
) -> None:
    """Four raters each way: the eight together may be shown, neither direction may. Fewer than three do not count."""
    build.execute("UPDATE settings.privacy SET k_score = ?", [k_score])
    _ratings(build, raters)
    found = _flags(build)
    if is_mean_shown is None:
        assert found == {}
        return
    pair = found["mutual_inflation-A-B"]
    assert pair["is_flagged"]
    assert pair["evidence"] == {}
    assert [pair[name] is not None for name in ("observed", "expected", "statistic")] == [is_mean_shown] * 3


def test_a_department_stands_out_from_how_much_all_differ(build: duckdb.DuckDBPyConnection) -> None:
    seen = {f"D{n:02}": 60 + 2 * n for n in range(20)} | {"X": 400}
    _fill(build, "fairness.compared_share", *(("saved_by_pause", PERIOD, *one, 1000, None) for one in seen.items()))
    found = _flags(build)
    assert [one for one in found if found[one]["is_flagged"]] == ["saved_by_pause-X"]
    assert found["saved_by_pause-X"]["evidence"]["high"] < found["saved_by_pause-X"]["observed"]


def test_a_sign_that_is_seen_fewer_than_five_times_is_no_flag(build: duckdb.DuckDBPyConnection) -> None:
    seen = dict.fromkeys((f"D{n:02}" for n in range(20)), 0) | {"X": 4}
    _fill(build, "fairness.compared_share", *(("rushed_forms", PERIOD, *one, 30, 30) for one in seen.items()))
    found = _flags(build)["rushed_forms-X"]
    assert (found["p_holm"] < 0.05, found["is_flagged"]) == (True, False)


def test_where_people_rate_fewer_raters_than_the_limit_are_not_tested(build: duckdb.DuckDBPyConnection) -> None:
    rows = [("straight_lining", PERIOD, one, 2, 30, 4 if one == "A" else 5) for one in "ABCDEFG"]
    _fill(build, "fairness.compared_share", *rows)
    assert set(_flags(build)) == {f"straight_lining-{one}" for one in "BCDEFG"}


def test_leaving_out_those_served_late_is_found(build: duckdb.DuckDBPyConnection) -> None:
    _fill(build, "fairness.selective_invitation", (PERIOD, "A", 100, 80, 230, 220), (PERIOD, "B", 100, 80, 230, 180))
    found = _flags(build)
    assert found["selective_invitation-A"]["statistic"] == pytest.approx(0.1818, abs=1e-4)
    assert found["selective_invitation-A"]["p_raw"] == pytest.approx(1.73e-05, rel=1e-2)
    assert [one["is_flagged"] for one in found.values()] == [True, False]


def test_the_chance_of_a_wrong_flag_is_shared_by_all_kinds_and_units(build: duckdb.DuckDBPyConnection) -> None:
    _closings(build, "A", (48, 12), 42)
    for department in "BCD":
        _closings(build, department, (30, 1), 60)
    alone = _flags(build)["deadline_closing-A"]
    _fill(build, "fairness.selective_invitation", (PERIOD, "B", 100, 80, 230, 180))
    together = _flags(build)["deadline_closing-A"]
    assert alone["p_holm"] == pytest.approx(4 * alone["p_raw"])
    assert together["p_holm"] == pytest.approx(8 * alone["p_raw"])


def test_a_half_year_without_facts_has_no_row(build: duckdb.DuckDBPyConnection) -> None:
    assert _flags(build) == {}
    write_fairness(build, Ledger(), [])
    assert build.execute("SELECT count(*) FROM marts.fairness_flag").fetchone() == (0,)


def test_severity_is_that_of_raters_who_can_be_compared(build: duckdb.DuckDBPyConnection) -> None:
    shares = {"mild": 1, "fair": 0.75, "hard": 0.5}
    rows = [
        (PERIOD, "relationship", "overall", rater, unit, False, share)
        for rater, share in shares.items()
        for unit in "ABC"
    ]
    _fill(build, "core.fct_survey_answer", *rows, (PERIOD, "relationship", "overall", "rare", "A", False, 1))
    _flags(build)
    query = "SELECT rater_id, severity::DOUBLE, ratee_count, is_comparable, is_constant FROM marts.rater_severity"
    found = {rater: rest for rater, *rest in build.execute(query).fetchall()}
    assert found["mild"] == [pytest.approx(0.75), 3, True, True]
    assert found["hard"] == [pytest.approx(-0.75), 3, True, True]
    assert found["rare"] == [None, 1, False, False]


def test_every_decision_is_kept_and_the_last_one_holds(build: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with writing(tmp_path) as ledger:
        for by, verdict in (("ada", "watched"), ("ben", "dismissed")):
            said = {"flag": "deadline_closing-A", "departments": ["A"], "verdict": verdict, "note": "looked into"}
            ledger.append(datetime(2026, 7, 6, tzinfo=UTC), by, "flag", PERIOD, said | {"evidence_sha256": "ab" * 32})
        _flags(build, ledger)
    query = "SELECT flag_id, verdict, actor_id, is_latest FROM marts.fairness_decision ORDER BY seq"
    assert build.execute(query).fetchall() == [
        ("deadline_closing-A", "watched", "ada", False),
        ("deadline_closing-A", "dismissed", "ben", True),
    ]
