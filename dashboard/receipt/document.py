"""The receipt of a ticket in words: the same rows for the page, the command line and the PDF."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard import words
from dashboard.words import t

Read = Callable[[str], pl.DataFrame]
Row = dict[str, Any]

FACT_COLUMNS = (
    "service_name", "priority", "status_name", "customer_name", "provider_name", "accountable_name",
    "created_at", "first_response_at", "resolved_at", "reopen_count", "period_id", "as_of",
)  # fmt: skip
LEVEL_COLUMNS = (
    "level_number", "service_name", "priority", "match_name", "valid_from", "valid_to",
    "response_target_s", "resolution_target_s", "calendar", "calendar_version", "calendar_effective_from",
    "calendar_timezone",
)  # fmt: skip
STRETCH_COLUMNS = (
    "seq", "starts_at", "ends_at", "began_name", "status_name", "provider_name", "priority",
    "level_number", "worked_s", "held_s", "resolution_elapsed_s", "left_s", "response_elapsed_s", "service_name",
)  # fmt: skip
SHARE_COLUMNS = (
    "provider_name", "held_s", "held_share", "hold_count", "bounce_count", "is_arrived_late", "is_accountable",
)  # fmt: skip
REMARKS = ("is_provisional", "is_history_broken", "is_stop_missing", "is_service_unknown")


@dataclass(frozen=True)
class Verdict:
    """One clock: its state as a code and as a word, what was used of what, and what that means."""

    promise: str
    state: str
    name: str
    used: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """Cells as people read them; `marked` are the places of the rows in which the target was passed."""

    title: str
    note: str
    names: tuple[str, ...]
    columns: list[str]
    rows: list[list[str]]
    numbers: list[int]
    marked: list[int]


@dataclass(frozen=True)
class Receipt:
    """Everything that a receipt says, in the language chosen."""

    ticket_id: str
    title: str
    origin: str
    facts: list[tuple[str, str]]
    verdicts: list[Verdict]
    accountable: str
    remarks: list[str]
    levels: Table
    stretches: Table
    shares: Table


def receipt(read: Read, build_id: str) -> Receipt | None:
    """The receipt from the rows of reads/receipt*.sql; None when there is no such ticket in the reader's scope."""
    found = read("receipt").rows(named=True)
    if not found:
        return None
    ticket = found[0]
    zone = ticket["timezone"]
    return Receipt(
        ticket_id=ticket["ticket_id"],
        title=t("receipt.title", ticket=ticket["ticket_id"]),
        origin=t(
            "receipt.origin",
            company=ticket["company_name"],
            at=words.moment(ticket["as_of"], zone),
            zone=zone,
            build=build_id,
        ),
        facts=[(t(f"column.{name}"), _cell(ticket, name, zone)) for name in FACT_COLUMNS],
        verdicts=[_verdict(ticket, promise, zone) for promise in ("response", "resolution")],
        accountable=t(f"accountable.{ticket['accountable_reason']}", name=ticket["accountable_name"]),
        remarks=[t(f"remark.{name}") for name in REMARKS if ticket[name]],
        levels=_table(
            read("receipt_level"), LEVEL_COLUMNS, zone, "levels", created=words.moment(ticket["created_at"], zone)
        ),
        stretches=_table(read("receipt_stretch"), STRETCH_COLUMNS, zone, "stretches"),
        shares=_table(read("receipt_share"), SHARE_COLUMNS, zone, "shares"),
    )


def _verdict(ticket: Row, promise: str, zone: str) -> Verdict:
    state, target_s = ticket[f"{promise}_state"], ticket[f"{promise}_target_s"]
    return Verdict(
        promise=t(f"promise.{promise}"),
        state=state,
        name=t(f"state.{state}"),
        used=t(
            "receipt.used" if target_s is not None else "receipt.used_without",
            elapsed=words.duration(ticket[f"{promise}_elapsed_s"]),
            target=words.duration(target_s),
        ),
        meaning=t(
            f"verdict.{state}",
            left=words.duration(ticket[f"{promise}_left_s"]),
            passed=words.duration(ticket[f"{promise}_passed_s"]),
            at=words.moment(ticket[f"{promise}_due_at"], zone),
        ),
    )


def _table(frame: pl.DataFrame, columns: tuple[str, ...], zone: str, key: str, **more: str) -> Table:
    rows = frame.rows(named=True)
    return Table(
        title=t(f"receipt.{key}.title"),
        note=t(f"receipt.{key}.note", zone=zone, **more),
        names=columns,
        columns=[t(f"column.{name}") for name in columns],
        rows=[[_cell(row, name, zone) for name in columns] for row in rows],
        numbers=[place for place, name in enumerate(columns) if name.endswith(("_s", "_count", "_share", "seq"))],
        marked=[place for place, row in enumerate(rows) if row.get("is_breaching")],
    )


def _cell(row: Row, name: str, zone: str) -> str:
    """One value in words; what a column's name ends with says how."""
    if name == "status_name":
        return t(f"ticket_status.{row['status']}")
    if name == "began_name":
        return t(f"began.{row['change']}")
    if name == "match_name":
        return t(f"match.{row['match']}", customer=row["customer_name"])
    value = row[name]
    if value is None:
        return _nothing(name)
    return _text(name, value, zone)


def _nothing(name: str) -> str:
    if name == "calendar_effective_from":
        return t("receipt.from_the_beginning")
    return t("receipt.no_end") if name in ("valid_from", "valid_to") else words.NOTHING


def _text(name: str, value: Any, zone: str) -> str:
    if name == "level_number":
        return t("receipt.level", number=value)
    if isinstance(value, bool):
        return t("yes") if value else words.NOTHING
    if name.endswith(("_at", "as_of")):
        return words.moment(value, zone)
    if name.endswith("_s"):
        return words.duration(value)
    if name.endswith("_share"):
        return words.share(value)
    return str(value)
