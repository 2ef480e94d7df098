"""Both clocks on the same rows: the warehouse's models, and the slow one."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from tests.service_clock.slow_clock import judge
from tests.service_clock.slow_world import Event, Ticket, World
from warehouse.build import build
from warehouse.company_tables import write_settings
from warehouse.contract import DUCKDB_TYPE, FEEDS
from warehouse.settings import load_company

Row = dict[str, Any]


@dataclass(frozen=True)
class Verdicts:
    """Rows of ticket_sla by ticket, rows of ticket_hold by ticket and in order of `seq`."""

    sla: dict[str, Row]
    hold: dict[str, list[Row]]


def slow(world: World, tickets: Iterable[Ticket], events: Iterable[Event]) -> Verdicts:
    by_ticket: dict[str, list[Event]] = {}
    for event in events:
        by_ticket.setdefault(event.ticket_id, []).append(event)
    judged = {t.ticket_id: judge(t, by_ticket.get(t.ticket_id, []), world) for t in tickets}
    return Verdicts(
        {ticket_id: both[0] for ticket_id, both in judged.items() if both},
        {ticket_id: both[1] for ticket_id, both in judged.items() if both and both[1]},
    )


def sql(world: World, tickets: Sequence[Ticket], events: Sequence[Event], folder: Path) -> Verdicts:
    """What the warehouse's models say."""
    with duckdb.connect(str(built(world, tickets, events, folder))) as connection:
        connection.execute("set timezone = 'UTC'")
        sla = connection.execute("select * from marts.ticket_sla").pl().to_dicts()
        held = connection.execute("select * from marts.ticket_hold order by ticket_id, seq").pl().to_dicts()
    hold: dict[str, list[Row]] = {}
    for row in held:
        hold.setdefault(row["ticket_id"], []).append(row)
    return Verdicts({row["ticket_id"]: row for row in sla}, hold)


def built(world: World, tickets: Sequence[Ticket], events: Sequence[Event], folder: Path) -> Path:
    """Runs the warehouse's models on DuckDB, each time in a new file of `folder`: dbt keeps the last one open."""
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / f"clock-{len(list(folder.glob('*.duckdb')))}.duckdb"
    rows: dict[str, Sequence[Any]] = {
        "tickets": tickets,
        "ticket_events": events,
        "service_levels": world.levels,
        "employees": world.employees,
    }
    with duckdb.connect(str(database)) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute("create schema feed")
        for feed in FEEDS.values():
            columns = ", ".join(f"{column.name} {DUCKDB_TYPE[column.type]}" for column in feed.columns)
            connection.execute(f"create table feed.{feed.name} ({columns})")
            if given := rows.get(feed.name):
                frame = pl.DataFrame([asdict(row) for row in given], infer_schema_length=None)  # noqa: F841
                connection.execute(f"insert into feed.{feed.name} by name select * from frame")
        write_settings(connection, load_company(write_company(world, database.with_suffix(""))), world.as_of)
    build(database, folder)
    return database


def write_company(world: World, folder: Path) -> Path:
    """The world's company folder: company.toml, calendars.toml, and a file for each first day of other calendars."""
    (folder / "calendars").mkdir(parents=True)
    (folder / "company.toml").write_text(f'name = "clock"\ntimezone = "{world.timezone}"\n', encoding="utf-8")
    (folder / "calendars.toml").write_text(toml(world.calendars), encoding="utf-8")
    for begins_on, tables in world.calendar_versions.items():
        (folder / "calendars" / f"{begins_on}.toml").write_text(toml(tables), encoding="utf-8")
    return folder


def toml(calendars: dict[str, dict[str, Any]]) -> str:
    lines = []
    for name, table in calendars.items():
        lines.append(f"[calendars.{name}]")
        lines += [f"{key} = {json.dumps(value)}" for key, value in table.items() if isinstance(value, str)]
        for part in ("week", "days"):
            lines.append(f"[calendars.{name}.{part}]")
            lines += [f'"{day}" = {json.dumps(shifts)}' for day, shifts in table.get(part, {}).items()]
    return "\n".join([*lines, ""])
