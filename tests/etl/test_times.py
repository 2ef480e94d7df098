"""Texts become instants in UTC, cut to whole seconds."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.typed import typed
from tests.etl.small_company import TICKETS, load, write_company
from warehouse.errors import UserError

BERLIN, SHANGHAI = "Europe/Berlin", "Asia/Shanghai"
_connection = duckdb.connect()
_connection.execute("SET TimeZone = 'UTC'")


def _read(text: str, type_name: str = "instant", time_format: str | None = None, zone: str | None = None) -> str | None:
    expression = typed("given", type_name, time_format, zone)
    row = _connection.execute(f"SELECT ({expression})::VARCHAR FROM (SELECT $1::VARCHAR AS given)", [text]).fetchone()
    assert row
    return row[0]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-01T08:00:00+08:00", "2026-03-01 00:00:00+00"),
        ("2026-03-01 08:00:00+0800", "2026-03-01 00:00:00+00"),
        ("2026-03-01T00:00:00.999999Z", "2026-03-01 00:00:00+00"),
        ("2026-03-01T00:00Z", "2026-03-01 00:00:00+00"),
        ("1969-12-31T23:59:59.5Z", "1969-12-31 23:59:59+00"),
        ("2026-03-01T08:00:00", None),
        ("2026-02-30T08:00:00Z", None),
        ("2026-03-01T08:00:00+25:00", None),
        ("01/03/2026 08:00+08:00", None),
        ("infinity", None),
        ("yesterday", None),
    ],
)
def test_an_instant_needs_a_real_date_and_an_offset(text: str, instant: str | None) -> None:
    assert _read(text) == instant


@pytest.mark.parametrize(
    ("text", "zone", "instant"),
    [
        ("2026-03-01 08:00:00", SHANGHAI, "2026-03-01 00:00:00+00"),
        ("2026-03-01", SHANGHAI, "2026-02-28 16:00:00+00"),
        ("2026-03-29T02:30", BERLIN, "2026-03-29 01:30:00+00"),
        ("2026-10-25T02:30", BERLIN, "2026-10-25 00:30:00+00"),
        ("2026-10-25T02:30:00+01:00", BERLIN, "2026-10-25 01:30:00+00"),
    ],
)
def test_a_skipped_local_time_moves_forward_and_of_two_the_first_counts(text: str, zone: str, instant: str) -> None:
    assert _read(text, zone=zone) == instant


ZONES = (SHANGHAI, BERLIN, "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "America/Caracas")


@settings(max_examples=300, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    local=st.datetimes(datetime(1990, 1, 1), datetime(2036, 1, 1)).map(lambda at: at.replace(microsecond=0)),  # noqa: DTZ001
)
def test_local_times_agree_with_the_zone_tables_of_python(zone: str, local: datetime) -> None:
    instant = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert _read(f"{local:%Y-%m-%d %H:%M:%S}", zone=zone) == f"{instant:%Y-%m-%d %H:%M:%S}+00"


@pytest.mark.parametrize("zone", [BERLIN, "America/St_Johns", "Australia/Lord_Howe"])
def test_every_quarter_of_an_hour_around_a_change_of_the_clocks_agrees(zone: str) -> None:
    year = [datetime(2026, 1, 1) + timedelta(minutes=15 * step) for step in range(365 * 96)]  # noqa: DTZ001
    _connection.execute("CREATE OR REPLACE TABLE quarter AS SELECT unnest($1) AS local", [year])
    text = typed("strftime(local, '%Y-%m-%d %H:%M:%S')", "instant", None, zone)
    found = _connection.execute(f"SELECT local, epoch_us({text}) // 1000000 FROM quarter").fetchall()
    wrong = [local for local, epoch in found if epoch != local.replace(tzinfo=ZoneInfo(zone)).timestamp()]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "time_format", "instant"),
    [
        ("29/2/2016 1:16", "%d/%m/%Y %H:%M", "2016-02-29 01:16:00+00"),
        ("31/02/2016 01:16", "%d/%m/%Y %H:%M", None),
        ("2016-02-29 01:16", "%d/%m/%Y %H:%M", None),
        ("29/02/2016 09:16 +0800", "%d/%m/%Y %H:%M %z", "2016-02-29 01:16:00+00"),
    ],
)
def test_a_time_format_reads_what_it_says_and_nothing_else(text: str, time_format: str, instant: str | None) -> None:
    assert _read(text, time_format=time_format, zone="UTC") == instant


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2026-03-01", "2026-03-01"),
        ("2026-03-01 00:00:00", "2026-03-01"),
        ("2026-03-01 08:00:00", None),
        ("2026-3-1", None),
        ("2026-02-29", None),
    ],
)
def test_a_date_is_a_day_without_a_time(text: str, date: str | None) -> None:
    assert _read(text, "date") == date


@pytest.mark.parametrize(
    ("text", "type_name", "value"),
    [
        ("240", "integer", "240"),
        ("240.0", "integer", "240"),
        ("240.5", "integer", None),
        ("4 h", "integer", None),
        ("1.25", "decimal", "1.2500"),
        ("1,5", "decimal", None),
        ("nan", "decimal", None),
        ("TRUE", "boolean", "true"),
        ("no", "boolean", "false"),
        ("2", "boolean", None),
    ],
)
def test_numbers_and_booleans_are_read_strictly(text: str, type_name: str, value: str | None) -> None:
    assert _read(text, type_name) == value


def test_times_of_a_parquet_file_need_no_time_format(tmp_path: Path) -> None:
    company = write_company(tmp_path / "company", '[tickets]\ntimezone = "Asia/Shanghai"\ntime_format = "%d/%m/%Y"\n')
    columns = "'T1' AS ticket_id, 'need' AS kind, 'P1' AS priority, 'open' AS status, 'D1' AS provider_department_id"
    times = "TIMESTAMP '2026-03-01 08:00' AS created_at, '02/03/2026' AS closed_at"
    duckdb.execute(f"COPY (SELECT {columns}, {times}) TO '{company}/feeds/tickets.parquet'")
    loaded = load(company, tmp_path / "work")
    assert loaded.rows("SELECT created_at::VARCHAR, closed_at::VARCHAR FROM feed.tickets") == [
        ("2026-03-01 00:00:00+00", "2026-03-01 16:00:00+00")
    ]


def test_times_without_a_zone_ask_for_one(tmp_path: Path) -> None:
    company = write_company(tmp_path / "company", tickets=TICKETS.replace("+08:00", ""))
    with pytest.raises(UserError, match=r"column created_at: 2 of 2 rows .* carry no zone, give timezone"):
        load(company, tmp_path / "work")
