"""The demo's feeds read back without the program: good rows, refused rows, and what the clocks of tickets say."""

import csv
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from etl.demo.__main__ import DEFAULT_SEED, DEFAULT_TICKETS
from etl.demo.make import make_feeds
from etl.demo.worktime import WorkClock
from tests.conftest import ROOT
from warehouse.contract import EVENT_FIELDS, FEEDS, STATUSES, Column
from warehouse.settings import load_company

Row = dict[str, str]
FIRST, LAST = date(2024, 11, 1), date(2027, 1, 31)
PARSERS: dict[str, Callable[[str], object]] = {
    "instant": datetime.fromisoformat,
    "date": date.fromisoformat,
    "integer": int,
    "decimal": float,
}


def read_rows(path: Path) -> list[tuple[Row, int]]:
    """Every row with the number of cells by which it is too long or too short."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        return [(dict(zip(header, cells, strict=False)), len(cells) - len(header)) for cells in reader]


def _cell_reason(column: Column, cell: str) -> str | None:
    if cell == "":
        return "missing_required" if column.is_required else None
    if column.words and cell not in column.words:
        return "unknown_word"
    try:
        PARSERS.get(column.type, str)(cell)
    except ValueError:
        return "bad_time" if column.type in ("instant", "date") else "bad_type"
    return None


def row_reasons(feed: str, row: Row, length_error: int) -> set[str]:
    """What a row breaks on its own."""
    if length_error:
        return {"malformed_row"}
    return {reason for column in FEEDS[feed].columns if (reason := _cell_reason(column, row[column.name]))}


def split(feed: str, path: Path, other_reasons: Any = None) -> tuple[list[Row], Counter[str], list[set[str]]]:
    """Good rows, refused rows by reason, and the reasons of each refused row; the last row of a key wins."""
    rows = read_rows(path)
    last = {tuple(row.get(name) for name in FEEDS[feed].key): number for number, (row, _) in enumerate(rows)}
    good, refused = [], []
    for number, (row, length_error) in enumerate(rows):
        reasons = row_reasons(feed, row, length_error)
        if not length_error and last[tuple(row[name] for name in FEEDS[feed].key)] != number:
            reasons.add("duplicate_key")
        if not reasons and other_reasons is not None:
            reasons |= other_reasons(row)
        if reasons:
            refused.append(reasons)
        else:
            good.append(row)
    return good, Counter(reason for reasons in refused for reason in reasons), refused


class EventReasons:
    """What an event breaks together with its ticket."""

    def __init__(self, tickets: list[Row]) -> None:
        self.created = {row["ticket_id"]: datetime.fromisoformat(row["created_at"]) for row in tickets}

    def __call__(self, row: Row) -> set[str]:
        reasons = set()
        if row["ticket_id"] not in self.created:
            reasons.add("unknown_reference")
        elif datetime.fromisoformat(row["occurred_at"]) < self.created[row["ticket_id"]]:
            reasons.add("before_creation")
        if row["field"] == "status" and not {row["old_value"], row["new_value"]} <= set(STATUSES):
            reasons.add("unknown_word")
        assert row["field"] in EVENT_FIELDS
        return reasons


class LevelReasons:
    """What a service level breaks together with the calendars and the levels before it."""

    def __init__(self, calendars: set[str]) -> None:
        self.calendars = calendars
        self.days: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)

    def __call__(self, row: Row) -> set[str]:
        if row["calendar"] not in self.calendars:
            return {"unknown_reference"}
        earlier = self.days[row["service_id"], row["priority"], row["customer_department_id"]]
        begin, end = row["valid_from"] or "0000", row["valid_to"] or "9999"
        if any(begin < their_end and their_begin < end for their_begin, their_end in earlier):
            return {"conflicting_level"}
        earlier.append((begin, end))
        return set()


def frame(rows: list[Row]) -> pl.DataFrame:
    """Rows as text columns, an empty cell being null."""
    texts = pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))
    return texts.with_columns(pl.when(pl.all() != "").then(pl.all()))


def seconds(column: str) -> pl.Expr:
    return pl.col(column).str.to_datetime(time_zone="UTC").dt.epoch("s")


def clocked(company: Path, tickets: list[Row], events: list[Row], levels: list[Row]) -> pl.DataFrame:
    """Tickets with target_s, first_s and total_s: open working seconds until first solved and until solved for good."""
    clock = WorkClock(load_company(company).calendars, FIRST, LAST)
    table = _with_target(company, frame(tickets), frame(levels)).with_columns(created=seconds("created_at"))
    changes = frame([row for row in events if row["field"] == "status"]).select(
        "ticket_id", at=seconds("occurred_at"), nth=pl.col("event_id").cast(pl.Int64), status="new_value"
    )
    begun = table.select("ticket_id", at="created", nth=pl.lit(0, pl.Int64), status=pl.lit("open"))
    story = pl.concat([begun, changes]).join(table.select("ticket_id", "calendar_no"), on="ticket_id")
    story = story.sort("ticket_id", "at", "nth").with_columns(until=pl.col("at").shift(-1).over("ticket_id"))
    stretch = story.filter(pl.col("status") == "open", pl.col("until").is_not_null())
    hours = stretch["calendar_no"].to_numpy()
    worked = clock.worked(hours, stretch["until"].to_numpy()) - clock.worked(hours, stretch["at"].to_numpy())
    first_solved = (
        story.filter(pl.col("status").is_in(["resolved", "closed"]))
        .group_by("ticket_id")
        .agg(solved=pl.col("at").min())
    )
    sums = (
        stretch.with_columns(worked=pl.Series(worked))
        .join(first_solved, on="ticket_id")
        .group_by("ticket_id")
        .agg(
            total_s=pl.col("worked").sum(),
            first_s=pl.col("worked").filter(pl.col("until") <= pl.col("solved")).sum(),
            is_reopened=(pl.col("at") >= pl.col("solved")).any(),
        )
    )
    return table.join(sums, on="ticket_id")


def _with_target(company: Path, tickets: pl.DataFrame, levels: pl.DataFrame) -> pl.DataFrame:
    """The resolution target in force on the day of creation; a level for the customer wins."""
    employees = frame([row for row, _ in read_rows(company / "feeds/employees.csv")])
    places = employees.select("employee_id", "department_id", since=pl.col("effective_from").fill_null("0000"))
    day = pl.col("created_at").str.slice(0, 10)
    table = tickets.with_columns(day=day)
    lived = table.join(places, left_on="requester_id", right_on="employee_id").filter(pl.col("since") <= pl.col("day"))
    home = lived.sort("since").group_by("ticket_id").agg(home=pl.col("department_id").last())
    table = table.join(home, on="ticket_id", how="left").with_columns(
        customer=pl.coalesce("customer_department_id", "home")
    )
    names = sorted(load_company(company).calendars)
    terms = levels.select(
        "service_id",
        "priority",
        for_customer="customer_department_id",
        calendar_no=pl.col("calendar").replace_strict(names, np.arange(len(names))),
        target_s=pl.col("resolution_minutes").cast(pl.Int64) * 60,
        begin=pl.col("valid_from").fill_null("0000"),
        end=pl.col("valid_to").fill_null("9999"),
    )
    matched = table.join(terms, on=["service_id", "priority"]).filter(
        pl.col("begin") <= pl.col("day"),
        pl.col("day") < pl.col("end"),
        pl.col("for_customer").is_null() | (pl.col("for_customer") == pl.col("customer")),
        pl.col("target_s").is_not_null(),
    )
    return matched.sort("for_customer", nulls_last=True).unique("ticket_id", keep="first", maintain_order=True)


def settled(folder: Path) -> Path:
    """A company folder with the committed settings and no feeds."""
    folder.mkdir()
    for name in ("company.toml", "calendars.toml"):
        shutil.copy(ROOT / "company" / name, folder / name)
    return folder


class Demo:
    """The company at its default size, read back."""

    def __init__(self, company: Path) -> None:
        self.company = company
        make_feeds(company, DEFAULT_TICKETS, DEFAULT_SEED, None)
        self.calendars = load_company(company).calendars
        self.good: dict[str, list[dict[str, str]]] = {}
        self.counts: dict[str, dict[str, int]] = {}
        self.refused: dict[str, list[set[str]]] = {}
        for feed in FEEDS:
            others: Any = None
            if feed == "ticket_events":
                others = EventReasons(self.good["tickets"])
            if feed == "service_levels":
                others = LevelReasons(set(self.calendars))
            path = company / "feeds" / f"{feed}.csv"
            self.good[feed], self.counts[feed], self.refused[feed] = split(feed, path, others)
        self.clocked = clocked(company, *(self.good[feed] for feed in ("tickets", "ticket_events", "service_levels")))

    def answers(self, kind: str) -> pl.DataFrame:
        """Scores of `overall`, one row per answer sheet."""
        answers = frame(self.good["survey_responses"]).filter(kind=kind, question="overall")
        return answers.with_columns(pl.col("score").cast(pl.Float64))
