"""What the dashboard may ask of a warehouse."""

import re
import resource
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dashboard import small_survey, small_use, small_warehouse
from warehouse import reads, store
from warehouse.contract import FEEDS
from warehouse.reads import Scope

PAGE_READS = sorted(path.stem for path in reads.FOLDER.glob("*.sql") if path.stem not in reads.SHARED)
FILTERS: dict[str, object] = {
    "period": "2026H1", "level": 3, "provider": None, "customer": None, "service": None, "priority": None,
    "build_id": "20260630T160000Z-0001", "built_at": small_warehouse.AS_OF, "now": datetime(2026, 7, 1, tzinfo=UTC),
    "feed": "tickets", "department": "A1", "employee": "E8", "provider_unit": "A1", "customer_unit": "C",
    "kind": "relationship", "process": "入职到上岗", "step": 1,
    "ticket": "T0001", "reason": None, "run": None, "most": 500, "text": "1",
    "document": None, "view": None, "side": None, "requirement": "000-18",
    "flag": "deadline_closing-A21", "sign": "saved_by_pause", "nearest": 30,
    "relation": None, "largest": None, "one_unit": None, "other_unit": None, "state": "used",
}  # fmt: skip
OWN: dict[str, dict[str, object]] = {"search_ticket": {"text": "T0"}}
ALL = Scope(tuple(sorted(department_id for department_id, _, _ in small_warehouse.DEPARTMENTS)), (), True, True)


def _rows(
    build: duckdb.DuckDBPyConnection, name: str, scope: Scope = ALL, **filters: object
) -> list[dict[str, object]]:
    return reads.read(scope, build, name, **{**FILTERS, **OWN.get(name, {}), **filters}).rows(named=True)


@pytest.mark.parametrize("path", sorted(reads.FOLDER.rglob("*.sql")), ids=lambda path: path.stem)
def test_a_read_is_one_select_that_says_first_what_one_row_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(r"-- One row\b.+\n(--.*\n)*(select|with)\b", text)
    assert ";" not in re.sub(r"--.*", "", text)


@pytest.mark.parametrize("name", PAGE_READS)
def test_every_read_gives_rows_to_who_may_see_all(build: duckdb.DuckDBPyConnection, name: str) -> None:
    assert _rows(build, name)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_few_rows_take_little_room(build: duckdb.DuckDBPyConnection) -> None:
    def room() -> int:
        """Pages of this process's addresses."""
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])

    before = room()
    kept = [reads.read(ALL, build, "risk", **FILTERS) for _ in range(100)]
    assert sum(map(len, kept)) < 100 * 100
    assert (room() - before) * resource.getpagesize() < 1 << 30


@pytest.mark.parametrize("name", PAGE_READS)
def test_an_empty_scope_sees_nothing(build: duckdb.DuckDBPyConnection, name: str) -> None:
    assert _rows(build, name, Scope()) == []


@pytest.mark.parametrize("name", PAGE_READS)
def test_every_read_asks_for_the_scope(name: str) -> None:
    assert reads.parameters(name) & Scope().parameters().keys()


@pytest.mark.parametrize("name", PAGE_READS)
def test_every_read_works_on_empty_tables(hollow: Path, name: str) -> None:
    published = store.published(hollow)
    assert published
    with store.connect(published.path) as connection:
        _rows(connection, name)


def test_a_filter_that_is_missing_is_an_error(build: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(KeyError, match="period"):
        reads.read(ALL, build, "sla_total", **{name: value for name, value in FILTERS.items() if name != "period"})


def test_everyone_sees_every_department_and_everything_else(build: duckdb.DuckDBPyConnection) -> None:
    assert reads.everyone(build) == ALL
    assert reads.all_departments(build) == Scope(ALL.department_ids)


def test_a_department_sees_what_it_gives_and_what_it_gets(build: duckdb.DuckDBPyConnection) -> None:
    as_customer = _rows(build, "edge", Scope(("C",)))
    assert {(row["provider_id"], row["customer_id"]) for row in as_customer} == {("A1", "C"), ("A21", "C")}
    as_provider = _rows(build, "edge", Scope(("B2",)))
    assert {(row["provider_id"], row["customer_id"]) for row in as_provider} == {("B2", "B1")}


def test_tickets_of_others_are_not_seen_by_asking_for_them(build: duckdb.DuckDBPyConnection) -> None:
    assert _rows(build, "edge_ticket", Scope(("B2",)), provider_unit="A1", customer_unit="C") == []
    assert _rows(build, "scorecard", Scope(("B2",)), department="A1") == []


def test_the_steps_of_a_waterfall_add_up_to_the_score(build: duckdb.DuckDBPyConnection) -> None:
    *steps, last = _rows(build, "waterfall")
    assert last["step"] == "score"
    assert sum(float(str(row["step_points"])) for row in steps) == pytest.approx(float(str(last["step_points"])))
    reached = [float(str(row["base_points"])) + float(str(row["length_points"])) for row in steps]
    assert [float(str(row["base_points"])) for row in steps] == pytest.approx([0, *reached[:-1]])


def test_who_has_no_score_has_no_waterfall_and_every_indicator_is_left_out_with_its_reason(
    build: duckdb.DuckDBPyConnection,
) -> None:
    assert _rows(build, "waterfall", department="B1") == []
    told = {(row["side"], row["status"]) for row in _rows(build, "contribution", department="B1")}
    assert told == {("left_out", "too_few_cases")}


def test_what_others_scored_is_not_seen_in_steps_or_contributions(build: duckdb.DuckDBPyConnection) -> None:
    for name in ("waterfall", "contribution"):
        assert _rows(build, name, Scope(("B2",)), department="A1") == []


def test_options_are_limited_to_the_scope(build: duckdb.DuckDBPyConnection) -> None:
    rows = _rows(build, "choice", Scope(("B2",)))
    assert {row["choice_id"] for row in rows if row["filter"] == "provider"} == {"B2"}
    assert {row["choice_id"] for row in rows if row["filter"] == "service"} == {"S3"}


def test_the_share_is_met_of_met_and_late_and_nothing_else(build: duckdb.DuckDBPyConnection) -> None:
    resolution = next(row for row in _rows(build, "sla_total") if row["promise"] == "resolution")
    counts = [resolution[name] for name in ("met_count", "breached_count", "open_count", "none_count")]
    assert counts == [144, 36, 30, 30]
    assert resolution["on_time_share"] == 144 / 180
    assert resolution["change_points"] == 16.7


def test_a_share_of_too_few_cases_is_blank(build: duckdb.DuckDBPyConnection) -> None:
    frame = reads.read(ALL, build, "sla_total", **{**FILTERS, "minimum": 181})
    assert frame["on_time_share"].to_list() == [None, 206 / 240]


def test_filters_narrow_every_number(build: duckdb.DuckDBPyConnection) -> None:
    narrow: dict[str, Any] = {"provider": "A21", "customer": "C", "service": "S2", "priority": "P1"}
    rows = _rows(build, "sla_total", **narrow)
    assert {row["ticket_count"] for row in rows} == {16}
    assert _rows(build, "sla_total", provider="A21", customer="C", service="S1") == []


def test_a_department_counts_towards_those_above_it(build: duckdb.DuckDBPyConnection) -> None:
    deep = {row["member_id"]: row["ticket_count"] for row in _rows(build, "sla_group") if row["kind"] == "provider"}
    top = _rows(build, "sla_group", level=1)
    above = {row["member_id"]: row["ticket_count"] for row in top if row["kind"] == "provider"}
    assert deep == {"A1": 96, "A21": 96, "B2": 48}
    assert above == {"A": 192, "B": 48}


def test_filtering_by_a_department_keeps_what_stands_below_it(build: duckdb.DuckDBPyConnection) -> None:
    assert {row["ticket_count"] for row in _rows(build, "sla_total", level=1, provider="A")} == {192}


def test_the_worst_served_stand_first(build: duckdb.DuckDBPyConnection) -> None:
    customers = [row for row in _rows(build, "sla_group") if row["kind"] == "customer"]
    assert [row["member_name"] for row in customers] == ["质量管理部", "销售中心"]


def test_the_trend_ends_with_the_period(build: duckdb.DuckDBPyConnection) -> None:
    months = [row["month_on"] for row in _rows(build, "sla_month", period="2025H2")]
    assert len(set(months)) == 12
    assert max(str(month) for month in months) == "2025-12-01"


def test_who_is_not_ranked_has_a_reason(build: duckdb.DuckDBPyConnection) -> None:
    assert [(row["department_id"], row["reason"], row["weight_share"]) for row in _rows(build, "unrated")] == [
        ("B1", "too_few_cases", 1.0)
    ]


def test_a_department_that_few_people_rated_adds_no_answers(build: duckdb.DuckDBPyConnection) -> None:
    assert [row["answer_count"] for row in _rows(build, "satisfaction")] == [24, 24, 24]
    assert _rows(build, "satisfaction", provider="B2") == []


def test_refused_rows_of_every_feed_are_read() -> None:
    text = (reads.FOLDER / "refused.sql").read_text(encoding="utf-8")
    assert re.findall(r"select '(\w+)' as feed", text) == list(FEEDS)
    assert re.findall(r"from quarantine\.(\w+)", text) == list(FEEDS)


@pytest.mark.parametrize(
    ("days", "now", "state"),
    [(0, 2, "fresh"), (0, 4, "warn"), (0, 15, "stop"), (8, 2, "warn"), (31, 2, "stop")],
)
def test_a_feed_is_as_old_as_the_worse_of_its_two_clocks(tmp_path: Path, days: int, now: int, state: str) -> None:
    small_warehouse.publish(tmp_path, silent_days=days)
    at = datetime.now(UTC) + timedelta(days=now)
    with store.connect(_file(tmp_path)) as connection:
        states = {row["feed"]: row["freshness"] for row in _rows(connection, "feed", now=at)}
    assert (states["tickets"], states["services"], states["absences"]) == (state, "derived", "absent")
    assert states["departments"] == {2: "fresh", 4: "warn", 15: "stop"}[now], "it has no clock but the load's"


def _file(warehouse: Path) -> Path:
    build = store.published(warehouse)
    assert build
    return build.path


def test_a_half_year_is_final_when_it_is_over_and_its_feeds_are_neither_silent_nor_unloaded(tmp_path: Path) -> None:
    small_warehouse.publish(tmp_path, silent_days=31)
    now = datetime.now(UTC)
    with store.connect(_file(tmp_path)) as connection:
        asked = [("2026H1", 1), ("2025H2", 1), ("2026H2", 15)]
        found = [_rows(connection, "finality", period=one, now=now + timedelta(days=days))[0] for one, days in asked]
    feeds = ["departments", "service_levels", "tickets"]
    assert [(row["is_complete"], row["silent_feeds"], row["unloaded_feeds"]) for row in found] == [
        (True, ["tickets"], None),
        (True, None, None),
        (False, None, feeds),
    ]


def test_refused_rows_are_narrowed_by_feed_reason_and_run(build: duckdb.DuckDBPyConnection) -> None:
    def numbers(**asked: Any) -> list[object]:
        return [row["row_number"] for row in _rows(build, "refused_row", ALL, **{"feed": None, **asked})]

    assert numbers() == [17, 90]
    assert numbers(reason="unknown_word") == [90]
    assert (numbers(feed="absences"), numbers(run="another")) == ([], [])
    assert numbers(most=1) == [17]


def test_beyond_forty_the_least_busy_units_are_one(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "many.duckdb")) as connection:
        connection.execute(small_warehouse.TABLES)
        connection.execute(
            "insert into settings.period values ('2026H1', now(), now(), '2026-01-01', '2026-07-01', true)"
        )
        for number in range(60):
            name = f"D{number:02}"
            row = [name, f"部门{number}", None, None, 1, name, None, None, False]
            connection.execute("insert into core.dim_department values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        connection.execute(
            "insert into marts.ticket_sla select 'T' || d.i || '-' || t.i, 'S', 'P1', 'D00',"
            " 'D' || lpad(d.i::varchar, 2, '0'), 'D' || lpad(d.i::varchar, 2, '0'),"
            " now(), null, 'met', 'met', 1, 1, timestamptz '2026-03-01', '2026H1'"
            " from range(1, 60) as d(i), range(0, 60) as t(i) where t.i <= d.i"
        )
        connection.execute(small_warehouse.MARTS)
        for part in (small_survey, small_use):
            part.fill(connection, False)
        scope = reads.everyone(connection)
        rows = reads.read(scope, connection, "edge", **FILTERS).rows(named=True)
        tickets = connection.execute("select count(*) from marts.ticket_sla").fetchone()
    assert len({row["provider_id"] for row in rows} - {None}) == 38
    assert tickets
    assert sum(row["ticket_count"] for row in rows) == tickets[0]
    assert rows[-1]["provider_id"] is not None
    assert next(row for row in rows if row["provider_id"] is None)["ticket_count"] > rows[-1]["ticket_count"]


def test_departments_of_the_same_name_stay_apart(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "same.duckdb")) as connection:
        connection.execute(small_warehouse.TABLES)
        for name in ("D1", "D2"):
            row = [name, "质量组", None, None, 1, name, None, None, False]
            connection.execute("insert into core.dim_department values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            connection.execute(
                "insert into marts.ticket_sla"
                " select ?, 'S', 'P1', 'D1', ?, ?, now(), null, 'met', 'met', 1, 1, now(), '2026H1'",
                [name, name, name],
            )
        connection.execute(small_warehouse.MARTS)
        rows = reads.read(Scope(("D1", "D2")), connection, "choice", **FILTERS).rows(named=True)
    assert [row["choice_name"] for row in rows if row["filter"] == "provider"] == ["质量组 · D1", "质量组 · D2"]


def test_threads_that_share_a_connection_get_the_rows_of_their_own_scope(build: duckdb.DuckDBPyConnection) -> None:
    wanted = {"B2": {"B2"}, "C": {"A1", "A21"}, "A1": {"A1"}}

    def ask(turn: int) -> bool:
        department = list(wanted)[turn % len(wanted)]
        return {row["provider_id"] for row in _rows(build, "edge", Scope((department,)))} == wanted[department]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(240)))
