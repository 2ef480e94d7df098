"""Half-years and calendars of a build reach as far as its data."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse.company_tables import write_settings
from warehouse.contract import DUCKDB_TYPE, FEEDS
from warehouse.settings import load_company

AS_OF = datetime(2026, 6, 30, 16, tzinfo=UTC)
CALENDARS = """[calendars.tuesdays]
timezone = "Asia/Shanghai"
[calendars.tuesdays.week]
tue = ["10:00-12:00"]
"""


def written(folder: Path, feeds: str) -> duckdb.DuckDBPyConnection:
    """The tables of schema settings for some rows of feeds."""
    (folder / "company.toml").write_text('name = "c"\n', encoding="utf-8")
    (folder / "calendars.toml").write_text(CALENDARS, encoding="utf-8")
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'; create schema feed")
    for feed in FEEDS.values():
        columns = ", ".join(f"{column.name} {DUCKDB_TYPE[column.type]}" for column in feed.columns)
        connection.execute(f"create table feed.{feed.name} ({columns})")
    connection.execute(feeds)
    write_settings(connection, load_company(folder), AS_OF)
    return connection


def cell(connection: duckdb.DuckDBPyConnection, query: str) -> object:
    row = connection.execute(query).fetchone()
    return row and row[0]


def test_half_years_begin_with_the_oldest_ticket_on_the_companys_clock(tmp_path: Path) -> None:
    made = written(tmp_path, "insert into feed.tickets (created_at) values ('2024-12-31 16:00:00Z')")
    assert cell(made, "select min(period_id) from settings.period") == "2025H1"


def test_a_ticket_of_another_century_has_a_half_year_and_its_calendars_stay_small(tmp_path: Path) -> None:
    made = written(tmp_path, "insert into feed.tickets (created_at) values ('1970-01-01 00:00:00Z')")
    assert cell(made, "select min(period_id) from settings.period") == "1970H1"
    assert cell(made, "select min(on_date) > date '2006-01-01' from settings.calendar_date") is True


def test_a_target_that_takes_its_calendar_years_makes_the_calendar_longer(tmp_path: Path) -> None:
    level = "insert into feed.service_levels (calendar, resolution_minutes) values ('tuesdays', 40000)"
    assert cell(written(tmp_path, level), "select max(on_date) > date '2032-12-01' from settings.calendar_date") is True


def test_the_limit_of_raters_is_the_rule_books(tmp_path: Path) -> None:
    assert cell(written(tmp_path, "select 1"), "select k_score from settings.privacy") == 5
