"""Small company folders, and what the pipeline makes of them up to the split (no checks, no build)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from etl.runlog import RowCount
from etl.sources import find_sources
from etl.staging import Staging
from warehouse.settings import load_company
from warehouse.store import Published, connect

TICKETS = """ticket_id,kind,service_id,priority,status,provider_department_id,created_at
T1,request,S1,P1,open,D1,2026-03-02T09:00:00+08:00
T2,request,S1,P1,closed,D1,2026-03-02T10:00:00+08:00
"""
EVENTS = """ticket_id,event_id,occurred_at,field,old_value,new_value
T1,1,2026-03-02T09:30:00+08:00,status,open,pending
"""
LEVELS = """service_id,priority,calendar,response_minutes,resolution_minutes
S1,P1,office,60,240
"""
CALENDARS = """[calendars.office]
timezone = "Asia/Shanghai"
[calendars.office.week]
mon = ["09:00-12:00"]
"""


def lenient(*feeds: str, also: str = "") -> str:
    """sources.toml for feeds of which every row may be bad."""
    return "".join(f"[{feed}]\nmax_bad_share = 1\n{also}" for feed in feeds)


def write_company(
    folder: Path,
    sources: str = "",
    calendars: str = CALENDARS,
    files: Mapping[str, str] | Mapping[str, bytes] | Mapping[str, str | bytes] | None = None,
    **feeds: str,
) -> Path:
    """A company folder with feeds/<feed>.csv of the texts given, and with other files by their names."""
    (folder / "feeds").mkdir(parents=True, exist_ok=True)
    for name, text in {"company": 'name = "small"\n', "sources": sources, "calendars": calendars}.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    contents: dict[str, str | bytes] = {f"{feed}.csv": text for feed, text in feeds.items()}
    contents |= files or {}
    for name, content in contents.items():
        (folder / "feeds" / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@dataclass
class Loaded:
    """The feeds and refused rows of one pull."""

    connection: duckdb.DuckDBPyConnection
    counts: dict[str, RowCount]
    notes: list[str]
    path: Path

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()

    def column(self, query: str) -> list[Any]:
        return [row[0] for row in self.rows(query)]

    def refused(self, feed: str) -> list[tuple[int, list[str]]]:
        """Row number and rule ids of the refused rows, in the order of the source."""
        return [(row, broken) for row, broken in self.rows(f"SELECT row_number, broken FROM quarantine.{feed}")]


def load(
    company: Path, work: Path, before: Published | None = None, run_id: str = "a-run", warehouse: Path | None = None
) -> Loaded:
    """Pull, shape and split of a company folder; UserError as in the pipeline."""
    work.mkdir(parents=True, exist_ok=True)
    settings = load_company(company)
    staging = Staging(work, find_sources(settings), before, warehouse=warehouse)
    staging.pull(lambda _: None)
    notes = staging.shape(list(settings.calendars), lambda _: None)
    staging.refuse_bad_feeds()
    path = work / "build.duckdb"
    staging.split(run_id, path)
    counts = {count.feed: count for count in staging.counts}
    return Loaded(connect(path), counts, notes, path)
