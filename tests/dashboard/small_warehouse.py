"""A published warehouse of a few rows: the tables that the reads use, made by hand."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from tests.dashboard import (
    small_assessment,
    small_fairness,
    small_people,
    small_receipt,
    small_requirements,
    small_survey,
    small_use,
)
from warehouse import store
from warehouse.assessment import marts
from warehouse.contract import FEEDS

AS_OF = datetime(2026, 6, 30, 16, tzinfo=UTC)
PERIODS = ("2025H1", "2025H2", "2026H1")

DEPARTMENTS = (
    ("A", "综合管理中心", None),
    ("A1", "人力资源部", "A"),
    ("A2", "信息技术部", "A"),
    ("A21", "桌面支持组", "A2"),
    ("B", "生产中心", None),
    ("B1", "质量管理部", "B"),
    ("B2", "设备部", "B"),
    ("C", "销售中心", None),
)
SERVICES = (("S1", "入职办理", "A1"), ("S2", "电脑维修", "A21"), ("S3", "设备检修", "B2"))
PAIRS = (("A1", "B1", "S1"), ("A1", "C", "S1"), ("A21", "B1", "S2"), ("A21", "C", "S2"), ("B2", "B1", "S3"))
INDICATORS = (("response_on_time", 10), ("resolution_on_time", 15), ("csat_relationship", 20), ("project_quality", 5))

TABLES = """
create schema settings; create schema core; create schema marts; create schema audit; create schema quarantine;
create table settings.company (
    name varchar, language varchar, timezone varchar, currency varchar, as_of timestamptz);
create table settings.period (
    period_id varchar, starts_at timestamptz, ends_at timestamptz, starts_on date, ends_before_on date,
    is_complete boolean);
create table settings.privacy as select 5::bigint as k_score;
create table core.dim_department (
    department_id varchar, department_name varchar, parent_department_id varchar, manager_employee_id varchar,
    depth bigint, level1_id varchar, level2_id varchar, level3_id varchar, is_derived boolean);
create table core.dim_service (
    service_id varchar, service_name varchar, provider_department_id varchar, description varchar, is_derived boolean);
create table marts.ticket_sla (
    ticket_id varchar, service_id varchar, priority varchar, customer_department_id varchar,
    provider_department_id varchar, accountable_department_id varchar, created_at timestamptz,
    resolved_at timestamptz, response_state varchar, resolution_state varchar, resolution_target_s bigint,
    resolution_elapsed_s bigint, resolution_due_at timestamptz, period_id varchar);
create table marts.department_score (
    period_id varchar, department_id varchar, status varchar, score decimal(9, 4), rank bigint, grade varchar,
    coefficient decimal(9, 4), coverage decimal(9, 4), unadjusted_score decimal(9, 4), score_error decimal(9, 4),
    score_low decimal(9, 4), score_high decimal(9, 4), band bigint, best_rank bigint, worst_rank bigint,
    interval_share decimal(9, 4));
create table audit.run (
    run_id varchar, started_at timestamptz, finished_at timestamptz, as_of timestamptz, build_id varchar,
    outcome varchar, error varchar);
create table audit.row_count (
    run_id varchar, feed varchar, source_count bigint, read_count bigint, loaded_count bigint,
    quarantined_count bigint);
create table audit.feed (
    feed varchar, state varchar, newest_at timestamptz, loaded_at timestamptz, newest_warn_s bigint,
    newest_stop_s bigint, loaded_warn_s bigint, loaded_stop_s bigint, newest_state varchar);
create table audit.notice (
    run_id varchar, feed varchar, kind varchar, column_name varchar, value double, low double, high double);
create table audit.source_column (
    run_id varchar, feed varchar, column_name varchar, fills varchar[], row_count bigint, null_share double);
create table audit.expectation (
    suite varchar, stage varchar, expectation varchar, rule varchar, is_met boolean, unexpected_count bigint,
    element_count bigint, detail varchar, sample json);
"""

MARTS = """
create table marts.sla_agreement as
select
    ticket_id, period_id, accountable_department_id, customer_department_id,
    right(ticket_id, 1) <> '4' as source_sla_met,
    resolution_state,
    case
        when resolution_state not in ('met', 'breached') then 'undecided'
        when source_sla_met = (resolution_state = 'met') then 'agree_' || resolution_state
        when source_sla_met then 'only_source_met'
        else 'only_source_breached'
    end as class,
    resolution_elapsed_s - resolution_target_s as over_s
from marts.ticket_sla;
create table marts.sla_cell as
select
    period_id, date_trunc('month', resolution_due_at)::date as month_on,
    accountable_department_id as provider_department_id, customer_department_id, service_id, priority,
    count(*) as ticket_count,
    count(*) filter (where response_state = 'met') as response_met,
    count(*) filter (where response_state = 'breached') as response_breached,
    count(*) filter (where response_state = 'open') as response_open,
    count(*) filter (where response_state = 'none') as response_none,
    count(*) filter (where resolution_state = 'met') as resolution_met,
    count(*) filter (where resolution_state = 'breached') as resolution_breached,
    count(*) filter (where resolution_state = 'open') as resolution_open,
    count(*) filter (where resolution_state = 'none') as resolution_none,
    count(*) filter (where resolution_state = 'excluded') as excluded_count
from marts.ticket_sla
group by 1, 2, 3, 4, 5, 6;
create table marts.service_edge as
select
    period_id, provider_department_id, customer_department_id,
    sum(ticket_count)::bigint as ticket_count,
    sum(response_met)::bigint as response_met, sum(response_breached)::bigint as response_breached,
    sum(resolution_met)::bigint as resolution_met, sum(resolution_breached)::bigint as resolution_breached,
    6::bigint as survey_count, 82.5::decimal(9, 4) as survey_score
from marts.sla_cell
group by 1, 2, 3;
"""


def publish(
    warehouse: Path,
    build_id: str = "20260630T160000Z-0001",
    has_rows: bool = True,
    extra: int = 0,
    silent_days: int = 0,
    unloaded_days: int = 0,
) -> None:
    """Publishes a build; `extra` more tickets go from A1 to C, so that two builds can be told apart.

    The tickets fell silent `silent_days` before as-of, and the feeds were loaded `unloaded_days` before now.
    """
    warehouse.mkdir(parents=True, exist_ok=True)
    file = warehouse / f"{build_id}.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(TABLES)
        for name in ("indicator_value", "period_doubt", "period_trial", "simpson_warning"):
            columns = ", ".join(f"{column} {of}" for column, of in marts.TABLES[f"marts.{name}"].items())
            connection.execute(f"create table marts.{name} ({columns})")
        _settings(connection)
        _departments(connection)
        small_people.fill(connection)
        if has_rows:
            _rows(connection, extra)
        connection.execute(MARTS)
        for part in (small_receipt, small_requirements, small_survey, small_assessment, small_fairness, small_use):
            part.fill(connection, has_rows)
        _audit(connection, build_id, has_rows)
        _feeds(connection, build_id, has_rows, silent_days, datetime.now(UTC) - timedelta(days=unloaded_days))
    store.publish(file, warehouse, build_id, AS_OF, keep=5)


def _settings(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("insert into settings.company values ('样例公司', 'zh-CN', 'Asia/Shanghai', 'CNY', ?)", [AS_OF])
    for feed in FEEDS:
        columns = "run_id varchar, source varchar, row_number bigint, reasons varchar[], broken varchar[], content json"
        connection.execute(f"create table quarantine.{feed} ({columns})")
    for year, half, starts_on, ends_on in (
        (2025, 1, "2025-01-01", "2025-07-01"),
        (2025, 2, "2025-07-01", "2026-01-01"),
        (2026, 1, "2026-01-01", "2026-07-01"),
        (2026, 2, "2026-07-01", "2027-01-01"),
    ):
        connection.execute(
            "insert into settings.period values (?, timezone('Asia/Shanghai', ?::timestamp),"
            " timezone('Asia/Shanghai', ?::timestamp), ?, ?, ?)",
            [f"{year}H{half}", starts_on, ends_on, starts_on, ends_on, year < 2026 or half == 1],
        )


def _departments(connection: duckdb.DuckDBPyConnection) -> None:
    for department_id, name, parent in DEPARTMENTS:
        levels = [department_id[: depth + 1] if depth < len(department_id) else None for depth in range(3)]
        connection.execute(
            "insert into core.dim_department values (?, ?, ?, null, ?, ?, ?, ?, false)",
            [department_id, name, parent, len(department_id), *levels],
        )


def _rows(connection: duckdb.DuckDBPyConnection, extra: int) -> None:
    connection.executemany("insert into core.dim_service values (?, ?, ?, null, false)", SERVICES)
    connection.executemany(
        f"insert into marts.ticket_sla values ({', '.join('?' * 14)})", [*_tickets(), *_extra_tickets(extra)]
    )
    for period in PERIODS:
        _scores(connection, period)


def _ticket(number: int, due_at: datetime, pair: tuple[str, str, str], state: str, period: str) -> tuple[object, ...]:
    provider, customer, service = pair
    resolved_at = None if state == "open" else due_at
    elapsed_s = 36_000 if state == "breached" else 7_200
    return (
        f"T{number:04}", service, f"P{number % 3 + 1}", customer, provider, provider, due_at - timedelta(days=1),
        resolved_at, "met" if number % 7 else "breached", state, 28_800, elapsed_s, due_at, period,
    )  # fmt: skip


def _tickets() -> list[tuple[object, ...]]:
    """Five pairs, three half-years, six months of eight tickets; one in eight is late, later halves less so."""
    tickets: list[tuple[object, ...]] = []
    for half, period in enumerate(PERIODS):
        for month in range(6):
            for place, pair in enumerate(PAIRS):
                for turn in range(8):
                    number = len(tickets)
                    due_at = datetime(2025 + half // 2, 1 + (half % 2) * 6 + month, 10, 4, tzinfo=UTC)
                    late = turn < 3 - half + (place == 2)
                    state = "breached" if late else "none" if turn == 7 else "open" if turn == 6 else "met"
                    tickets.append(_ticket(number, due_at, pair, state, period))
    return tickets


def _extra_tickets(count: int) -> list[tuple[object, ...]]:
    due_at = datetime(2026, 6, 20, 4, tzinfo=UTC)
    return [_ticket(5000 + number, due_at, ("A1", "C", "S1"), "met", "2026H1") for number in range(count)]


def _scores(connection: duckdb.DuckDBPyConnection, period: str) -> None:
    for place, (department_id, score, grade) in enumerate((("A1", 93.2, "A"), ("A21", 81.5, "B"), ("B2", 74.0, "C"))):
        result = (period, department_id, "provisional" if place == 2 else "rated", score, place + 1, grade)
        connection.execute(
            "insert into marts.department_score values (?, ?, ?, ?, ?, ?, 1.05, 0.8, ?, 3, ?, ?, ?, 1, 3, 0.9)",
            [*result, score, score - 6, score + 6, 1 if place == 0 else 2],
        )
        for indicator_id, weight in INDICATORS:
            status = "no_cases" if indicator_id == "project_quality" else "rated"
            value = None if status == "no_cases" else 0.9
            cells = [period, department_id, indicator_id, status, 45, 50, value, value and score, weight]
            marks = "?, ?, ?, ?, ?, ?, ?, ?, ?, 12, ?, ?, ?, null, 2, 1, 3, ?, ?"
            statement = f"insert into marts.indicator_value values ({marks})"
            connection.execute(statement, [*cells, value and 0.04, value, value, value and 0.83, value and 0.97])
    pair = (period, "resolution_on_time", "A21", "B2", 0.05, 0.02)
    connection.execute("insert into marts.simpson_warning values (?, ?, ?, ?, ?, ?)", pair)
    connection.execute(
        "insert into marts.department_score by name select ? as period_id, 'B1' as department_id,"
        " 'not_rated' as status, 1 as coefficient, 0.2 as coverage",
        [period],
    )
    for indicator_id, weight in INDICATORS:
        connection.execute(
            "insert into marts.indicator_value values (?, 'B1', ?, 'too_few_cases', 2, 3, null, null, ?, 3,"
            " null, null, null, null, 0, 0, 0, null, null)",
            [period, indicator_id, weight],
        )


def _audit(connection: duckdb.DuckDBPyConnection, build_id: str, has_rows: bool) -> None:
    started_at = AS_OF + timedelta(hours=1)
    connection.execute(
        "insert into audit.run values (?, ?, ?, ?, ?, 'published', null), ('20260629T160000Z-0000', ?, ?, ?, null,"
        " 'failed', 'tickets.created_at: most times cannot be read.')",
        [build_id, started_at, started_at + timedelta(seconds=31), AS_OF, build_id,
         started_at - timedelta(days=1), started_at - timedelta(days=1), AS_OF - timedelta(days=1)],
    )  # fmt: skip
    for feed in sorted(_loaded(has_rows)):
        counts = [722, 722, 720, 2] if feed == "tickets" and has_rows else [0, 0, 0, 0]
        connection.execute("insert into audit.row_count values (?, ?, ?, ?, ?, ?)", [build_id, feed, *counts])
    if not has_rows:
        return
    connection.execute(
        "insert into quarantine.tickets values (?, 'tickets.csv', 17, ['bad_time'], ['bad_time:created_at'], ?),"
        " (?, 'tickets.csv', 90, ['unknown_word', 'missing_required'],"
        " ['unknown_word:status', 'missing_required:ticket_id'], ?)",
        [build_id, '{"ticket_id": "T9", "created_at": "31/31/2026"}', build_id, '{"ticket_id": "", "status": "-100"}'],
    )
    connection.execute(
        "insert into audit.expectation values"
        " ('feed.tickets', 'feeds', 'tickets_bad_time_created_at', 'bad_time:created_at', false, 1, 722,"
        """  'One created_at is no time.', '[{"ticket_id": "T9", "created_at": "31/31/2026"}]'),"""
        " ('marts.ticket_sla', 'marts', 'elapsed_not_negative', 'elapsed_not_negative', true, 0, 720, 'None.', '[]')"
    )


def _loaded(has_rows: bool) -> set[str]:
    return {"tickets", "service_levels", "departments"} if has_rows else {"tickets"}


def _feeds(
    connection: duckdb.DuckDBPyConnection, build_id: str, has_rows: bool, silent_days: int, loaded_at: datetime
) -> None:
    """Limits of 7 and 30 days for the newest ticket, of 3 and 14 for each load."""
    for feed in FEEDS:
        row: list[object] = [feed, "derived" if feed == "services" else "absent", *[None] * 7]
        if feed in _loaded(has_rows):
            row = [feed, "loaded", None, loaded_at, None, None, 3 * 86_400, 14 * 86_400, None]
        if feed == "tickets" and has_rows:
            state = "stop" if silent_days >= 30 else "warn" if silent_days >= 7 else "fresh"
            newest_at = AS_OF - timedelta(days=silent_days, hours=5)
            row = [feed, "loaded", newest_at, loaded_at, 7 * 86_400, 30 * 86_400, 3 * 86_400, 14 * 86_400, state]
            if state == "stop":
                doubt = ["2026H1", feed, newest_at, silent_days * 86_400]
                connection.execute("insert into marts.period_doubt values (?, ?, ?, ?)", doubt)
        connection.execute(f"insert into audit.feed values ({', '.join('?' * 9)})", row)
    if has_rows:
        connection.execute("insert into audit.notice values (?, 'tickets', 'new_column', 'mood', null, null, null),"
                           " (?, 'tickets', 'odd_count', null, 722, 1400, 1600)", [build_id, build_id])  # fmt: skip
        connection.execute("insert into audit.source_column values (?, 'tickets', 'number', ['ticket_id'], 722, 0),"
                           " (?, 'tickets', 'mood', [], 722, 0.25)", [build_id, build_id])  # fmt: skip
