"""The clock's verdicts beside the source system's own, in words."""

from collections.abc import Mapping
from typing import Any

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


def receipt(row: Mapping[str, Any], zone: str) -> str:
    """A row of reads/disagreement in a line: instants on the company's clock, working time as h:mm:ss."""
    said = {name: words.moment(row[column], zone) for name, column in INSTANTS.items()}
    said |= {name: words.duration(row[column]) for name, column in DURATIONS.items()}
    said |= {name: t(f"state.{row[column]}") for name, column in VERDICTS.items()}
    return t("agreement.receipt", ticket=row["ticket_id"], priority=row["priority"], **said)
