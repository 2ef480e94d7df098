"""One more day on top of a build: what it costs to compute only the tickets that it changes."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from tests.scale.bench_feeds import BESIDE, CLOCK, DAY, IS_OLD, MADE, insert, point_dbt

LATE, REOPENED = 1000, 1000
T = TypeVar("T")
OTHERS = """
insert into feed.ticket_events
select * replace (900000 as event_id, 'reply' as field, null as old_value, 'public' as new_value)
from previous.feed.ticket_events where event_id = 1 using sample reservoir({late} rows) repeatable (1);
insert into feed.ticket_events by name
select ticket_id, 900001 as event_id, $1::timestamptz as occurred_at, 'status' as field, 'closed' as old_value,
    'open' as new_value
from previous.feed.tickets where status = 'closed' using sample reservoir({reopened} rows) repeatable (2)
"""


@dataclass(frozen=True)
class Day:
    """Tickets that were computed again, and the seconds of each step."""

    tickets: int
    copy: float
    narrow: float
    models: float

    @property
    def seconds(self) -> float:
        return self.copy + self.narrow + self.models


def one_more_day(folder: Path, tickets: int) -> Day:
    """Brings the last day's rows, late events and reopenings onto a copy of the build, and runs the models."""
    from warehouse.build import dbt
    from warehouse.company_tables import write_settings
    from warehouse.partial import narrow, part_off, put_back, start_from
    from warehouse.settings import load_company
    from warehouse.store import Published, connect

    settings = load_company(folder / "company")
    assert settings.as_of
    before = Published(folder / "build.duckdb", "before", settings.as_of - DAY, datetime.now(UTC), 1)
    build = folder / "day" / "build.duckdb"
    build.parent.mkdir()
    _, copy = _timed(lambda: start_from(before, build, frozenset({"tickets", "ticket_events"})))
    with connect(build, read_only=False) as connection:
        connection.execute(f"attach '{before.path}' as previous (read_only)")
        others = "select table_name from duckdb_tables() where database_name = 'previous' and schema_name = 'feed'"
        for (feed,) in connection.execute(others).fetchall():
            connection.execute(f"create table if not exists feed.{feed} as from previous.feed.{feed}")
        for feed, is_old in IS_OLD.items():
            for number in range(-(-tickets // MADE)):
                rows = f"{insert(feed, number)} and not {is_old}"
                connection.execute(rows, [str(folder / f"{feed}.parquet"), before.as_of])
        for statement in OTHERS.format(late=LATE, reopened=REOPENED).split(";"):
            connection.execute(statement, [settings.as_of] if "$1" in statement else None)
        touched = "select ticket_id from feed.tickets where created_at > $1 union"
        touched += " select ticket_id from feed.ticket_events where occurred_at > $1 or event_id >= 900000"
        connection.execute(f"create table settings.touched_ticket as {touched}", [before.as_of])
        connection.execute("detach previous")
        write_settings(connection, settings, settings.as_of)
        said, narrowing = _timed(lambda: narrow(connection, before, is_started=True))
    part = build.with_name("part.duckdb")
    is_parted, parting = _timed(lambda: part_off(build, part))
    assert is_parted, said
    point_dbt(part)
    dbt(["run", "--select", "+ticket_sla", "+ticket_hold", "--exclude", *CLOCK], folder)
    runs = dbt(["run", "--select", *CLOCK, *BESIDE], folder)
    _, putting = _timed(lambda: put_back(build, part))
    models = parting + sum(run.seconds for run in runs) + putting
    return Day(int(said.split()[0].replace(",", "")), copy, narrowing, models)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    done = work()
    return done, time.perf_counter() - started
