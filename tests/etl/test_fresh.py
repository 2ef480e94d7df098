"""Two clocks per feed: the age of its newest row at as-of, and the age of its load when somebody reads."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from etl.fresh import write_feeds
from etl.sources import find_sources
from tests.etl.small_company import TICKETS, write_company
from warehouse.contract import FEEDS
from warehouse.errors import UserError
from warehouse.fresh_settings import FreshKeys
from warehouse.settings import load_company

NEWEST = datetime(2026, 3, 2, 2, tzinfo=UTC)


def _feeds(tmp_path: Path, as_of: datetime, sources: str = "", more: str = "") -> dict[str, dict[str, object]]:
    """audit.feed of a company whose newest ticket is of NEWEST, by feed; `more` are further instants of tickets."""
    company = write_company(tmp_path / "company", sources, tickets=TICKETS)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'; CREATE SCHEMA audit; CREATE SCHEMA feed")
        for feed in FEEDS.values():
            happened = feed.happened or "nothing"
            type_name = feed.column(happened).type if feed.happened else "VARCHAR"
            connection.execute(
                f"CREATE TABLE feed.{feed.name} ({happened} {type_name.replace('instant', 'TIMESTAMPTZ')})"
            )
        connection.execute(f"INSERT INTO feed.tickets VALUES ('{NEWEST}') {more}")
        write_feeds(connection, find_sources(load_company(company)), as_of)
        rows = connection.execute("FROM audit.feed").pl().rows(named=True)
    return {row["feed"]: row for row in rows}


@pytest.mark.parametrize(
    ("age", "state"),
    [("7d", "fresh"), ("7d 1s", "warn"), ("30d", "warn"), ("30d 1s", "stop")],
)
def test_tickets_go_stale_after_a_week_and_too_old_after_a_month(tmp_path: Path, age: str, state: str) -> None:
    days, _, second = age.partition(" ")
    as_of = NEWEST + timedelta(days=int(days[:-1]), seconds=1 if second else 0)
    found = _feeds(tmp_path, as_of)["tickets"]
    assert (found["newest_at"], found["newest_state"]) == (NEWEST, state)


def test_a_row_from_the_future_keeps_no_feed_fresh(tmp_path: Path) -> None:
    found = _feeds(tmp_path, NEWEST + timedelta(days=8), more=", ('2099-01-01 00:00:00Z')")["tickets"]
    assert (found["newest_at"], found["newest_state"]) == (NEWEST, "warn")


def test_settings_change_the_limits_of_both_clocks(tmp_path: Path) -> None:
    own = '[tickets]\nnewest = { warn = "12h" }\nloaded = { warn = "1d", stop = "" }\n'
    found = _feeds(tmp_path, NEWEST + timedelta(days=90), own)["tickets"]
    limits = [found[f"{clock}_{limit}_s"] for clock in ("newest", "loaded") for limit in ("warn", "stop")]
    assert limits == [43_200, None, 86_400, None]
    assert found["newest_state"] == "warn", "without a limit nothing is too old"


def test_a_feed_that_the_company_has_not_has_no_clock(tmp_path: Path) -> None:
    found = _feeds(tmp_path, NEWEST)
    assert [found[name]["state"] for name in ("tickets", "departments", "projects")] == ["loaded", "derived", "absent"]
    assert found["projects"]["loaded_at"] is None


def test_a_feed_that_does_not_flow_every_day_has_no_limit_of_its_own() -> None:
    assert FreshKeys().newest_limits("survey_responses").warn is None
    assert FreshKeys().newest_limits("ticket_events").stop == 30 * 86_400


def test_every_column_that_says_when_is_one_of_its_feed() -> None:
    for feed in FEEDS.values():
        if feed.happened:
            assert feed.column(feed.happened).type in ("instant", "date")


def test_an_age_that_is_none_is_refused_with_its_line(tmp_path: Path) -> None:
    company = write_company(tmp_path, '[tickets]\nnewest = { warn = "soon" }\n', tickets=TICKETS)
    with pytest.raises(UserError, match=r'sources.toml line 2: tickets.newest.warn: write an age such as "12h"'):
        load_company(company)
