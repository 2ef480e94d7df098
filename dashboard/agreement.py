"""The clock's verdicts beside the source system's own, in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dashboard import words
from dashboard.words import t

INSTANTS = {"created": "created_at", "stopped": "resolved_at"}
DURATIONS = {"target": "resolution_target_s", "elapsed": "resolution_elapsed_s", "over": "over_s"}
VERDICTS = {"ours": "resolution_state", "source": "source_state"}


def sentence(total: Mapping[str, Any]) -> str:
    """What the one row of reads/agreement_total says."""
    if not total["flagged_count"]:
        return t("agreement.no_flag")
    return t(
        "agreement.share",
        share=words.share(total["agreed_share"], "#,##0.00%"),
        agreed=words.count(total["agreed_count"]),
        decided=words.count(total["decided_count"]),
    )


def receipt(row: Mapping[str, Any], zone: ZoneInfo) -> str:
    """A row of reads/disagreement in a line: instants on the company's clock, working time as h:mm:ss."""
    said = {name: clock(row[column], zone) for name, column in INSTANTS.items()}
    said |= {name: _hours(row[column]) for name, column in DURATIONS.items()}
    said |= {name: t(f"state.{row[column]}") for name, column in VERDICTS.items()}
    return t("agreement.receipt", ticket=row["ticket_id"], priority=row["priority"], **said)


def clock(instant: datetime | None, zone: ZoneInfo) -> str:
    """Date and second on the clock of a zone."""
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M:%S}" if instant else words.NOTHING


def _hours(seconds: int) -> str:
    minutes, second = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else ''}{minutes // 60}:{minutes % 60:02}:{second:02}"
