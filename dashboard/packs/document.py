"""The pack of a department's head: headline, service by month and customer, satisfaction, risks, the scorecard."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from dashboard import words
from dashboard.explain.document import explanation
from dashboard.files.document import About, Sheet
from dashboard.files.excel import as_excel
from dashboard.files.pdf import MOST_ROWS, as_pdf, on_paper
from dashboard.receipt.document import Table
from dashboard.words import t, worded

Read = Callable[[str], pl.DataFrame]
MONTH_COLUMNS = ("month_on", "promise_name", "on_time_share", "met_count", "breached_count")
CUSTOMER_COLUMNS = (
    "member_name",
    "ticket_count",
    "resolution_share",
    "before_share",
    "change_points",
    "response_share",
)
SURVEY_COLUMNS = ("provider_name", "servperf_score", "mean_score", "gap_change", "answer_count")
RISK_COLUMNS = (
    "ticket_id", "late_at", "clock_name", "left_hours", "used_share", "customer_name", "service_name", "priority",
)  # fmt: skip
SCORE_COLUMNS = ("indicator_id_name", "source_name", "score", "weight", "status_name", "before_score")
UNFILTERED = {"customer": None, "service": None, "priority": None, "level": 3, "kind": "relationship"}


@dataclass(frozen=True)
class Pack:
    """What is in both files; `card` is the scorecard as it stands on paper, with numbers in their own units."""

    about: About
    sheets: list[Sheet]
    card: Table

    def pdf(self, language: str) -> bytes:
        """The bytes; UserError when no font has the letters."""
        *others, _ = self.sheets
        tables = [
            on_paper(Sheet(one.title, one.frame.head(MOST_ROWS), one.note), self.about.timezone) for one in others
        ]
        return as_pdf([*tables, self.card], self.about, language)

    def excel(self) -> bytes:
        return as_excel(self.sheets, self.about)

    @property
    def row_count(self) -> int:
        return sum(sheet.frame.height for sheet in self.sheets)


def asked(department: str) -> dict[str, object]:
    """The filters under which the reads of a pack are asked, besides the period."""
    return {**UNFILTERED, "provider": department, "department": department}


def pack(read: Read, facts: list[tuple[str, str]], timezone: str, build_id: str) -> Pack | None:
    """From reads that are asked for one department; None when the reader's scope has no result of it."""
    card = explanation(read, build_id)
    if card is None:
        return None
    parts = (
        ("month", worded(read("sla_month"), "promise", "promise"), MONTH_COLUMNS),
        ("customer", read("sla_group").filter(pl.col("kind") == "customer"), CUSTOMER_COLUMNS),
        ("survey", read("survey_provider").filter(pl.col("answer_count") > 0), SURVEY_COLUMNS),
        ("risk", worded(read("risk"), "clock", "clock"), RISK_COLUMNS),
        ("card", _named(read("scorecard")), SCORE_COLUMNS),
    )
    sheets = [Sheet(t(f"pack.{key}"), frame.select(columns), t(f"pack.{key}.note")) for key, frame, columns in parts]
    title = t("pack.title", name=card.department_name, period=card.period_id)
    about = About(title, facts, timezone, card.verdict, [*_headline(read("sla_total")), *card.facts[:3]])
    return Pack(about, sheets, card.indicators)


def _named(lines: pl.DataFrame) -> pl.DataFrame:
    return worded(worded(worded(lines, "status", "status"), "indicator_id", "indicator"), "source", "source")


def _headline(totals: pl.DataFrame) -> list[tuple[str, str]]:
    rows = {row["promise"]: row for row in totals.rows(named=True)}
    shares = [(t(f"card.{promise}"), words.share(row["on_time_share"])) for promise, row in rows.items()]
    counted = [(t("card.tickets"), words.count(row["ticket_count"])) for row in rows.values()]
    return [*shares, *counted[:1]]
