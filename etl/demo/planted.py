"""The known bad rows: each breaks one rule of the contract, and planted.toml says how many there are."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from etl.demo.catalogue import Catalogue
from etl.demo.files import FeedWriter, as_written, frame_of

Row = dict[str, Any]
LONG_AGO = datetime(2024, 12, 1, 2, tzinfo=UTC)
UNREADABLE_TIMES = ("昨天下午三点", "2026-13-45T25:61:00+08:00", "待定")
NO_WORD = "Awaiting Vendor"


def add_with_bad_rows(writer: FeedWriter, frame: pl.DataFrame, facts: Row) -> None:
    """Writes the first chunk of tickets or ticket_events with the bad rows in its midst."""
    fact = facts["bad_rows"][writer.feed]
    make, make_lines = _MAKERS[writer.feed]
    cut = len(frame) // 3
    writer.add(pl.concat([frame.head(cut), pl.DataFrame(make(frame, fact), schema=frame.schema)]))
    if writer.form == "csv":
        writer.add_lines(make_lines(frame, fact["counts"]))
    writer.add(frame.slice(cut))


def _bad_tickets(frame: pl.DataFrame, fact: Row) -> list[Row]:
    counts = fact["counts"]
    missing = ["created_at", "priority", "provider_department_id"] * (counts["missing_required"] // 3)
    broken: list[tuple[str, Any]] = [(column, None) for column in missing]
    broken += [("status", NO_WORD), ("kind", "question")] * (counts["unknown_word"] // 2)
    rows = frame.head(len(broken)).to_dicts()
    for number, (row, (column, value)) in enumerate(zip(rows, broken, strict=True), 1):
        row |= {"ticket_id": f"T90{number:06d}", column: value}
    losers = frame.tail(counts["duplicate_key"]).to_dicts()
    return rows + [row | {"subject": fact["duplicate_loser_subject"], "status": "open"} for row in losers]


def _bad_ticket_lines(frame: pl.DataFrame, counts: Row) -> list[list[str]]:
    lines = _lines(frame.slice(100, counts["bad_time"] + counts["malformed_row"]))
    created = frame.columns.index("created_at")
    for number, cells in enumerate(lines):
        cells[0] = f"T91{number:06d}"
        if number < counts["bad_time"]:
            cells[created] = UNREADABLE_TIMES[number % 3]
        else:
            cells += ["多余", "的", "列"]
    return lines


def _bad_events(frame: pl.DataFrame, fact: Row) -> list[Row]:
    counts = fact["counts"]
    broken: list[Row] = [{"occurred_at": None}] * counts["missing_required"]
    broken += [{"field": "colour"}, {"field": "status", "new_value": NO_WORD, "old_value": "open"}] * (
        counts["unknown_word"] // 2
    )
    broken += [{"occurred_at": LONG_AGO + timedelta(hours=n)} for n in range(counts["before_creation"])]
    broken += [{"ticket_id": f"T95{n:06d}"} for n in range(counts["unknown_reference"])]
    rows = _first_events(frame).head(len(broken)).to_dicts()
    rows = [
        row | {"event_id": 9000 + number} | change
        for number, (row, change) in enumerate(zip(rows, broken, strict=True))
    ]
    losers = frame.tail(counts["duplicate_key"]).to_dicts()
    return rows + [row | {"actor_id": fact["duplicate_loser_actor"]} for row in losers]


def _bad_event_lines(frame: pl.DataFrame, counts: Row) -> list[list[str]]:
    bad_time, bad_type = counts["bad_time"], counts["bad_type"]
    lines = _lines(_first_events(frame).slice(200, bad_time + bad_type + counts["malformed_row"]))
    for number, cells in enumerate(lines):
        cells[1] = str(9500 + number)
        if number < bad_time:
            cells[2] = UNREADABLE_TIMES[number % 3]
        elif number < bad_time + bad_type:
            cells[1] = "第三次"
        else:
            cells += ["多余", "的列"]
    return lines


def _first_events(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.head(6000).filter(pl.col("event_id") == 1)


def _lines(frame: pl.DataFrame) -> list[list[str]]:
    return [line.split(",") for line in as_written(frame).write_csv(include_header=False).splitlines()]


_MAKERS: dict[str, tuple[Callable[[pl.DataFrame, Row], list[Row]], Callable[[pl.DataFrame, Row], list[list[str]]]]] = {
    "tickets": (_bad_tickets, _bad_ticket_lines),
    "ticket_events": (_bad_events, _bad_event_lines),
}


def bad_levels(catalogue: Catalogue, facts: Row) -> tuple[pl.DataFrame, list[list[str]]]:
    """Rows and lines that follow the good levels; all but the conflicts stand where a priority has no level."""
    counts = facts["bad_rows"]["service_levels"]["counts"]
    begun = pl.col("valid_from").is_not_null() & pl.col("valid_to").is_null()
    later = catalogue.levels.filter(begun & pl.col("customer_department_id").is_null()).slice(
        20, counts["conflicting_level"]
    )
    later = later.with_columns(response_minutes=pl.lit(90, pl.Int64), valid_from=pl.date(2026, 9, 1))
    ids = catalogue.services["service_id"]
    free = [(ids[int(n)], "P1", None) for n in np.flatnonzero(catalogue.resolution[1, :, 0, 0] == 0)]
    calendars = ["cn-offce"] * counts["unknown_reference"] + [None] * counts["missing_required"]
    rows = [(*free.pop(0), calendar, 60, 480, None, None) for calendar in calendars]
    lines = [["cn-office", "60", "480", "二〇二六年", ""]] * counts["bad_time"]
    lines += [["cn-office", "四小时", "480", "", ""]] * counts["bad_type"]
    lines += [["cn-office", "60", "480", "", "", "多余"]] * counts["malformed_row"]
    written = [[str(cell or "") for cell in free.pop(0)] + line for line in lines]
    return pl.concat([later, frame_of("service_levels", rows)]), written
