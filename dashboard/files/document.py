"""What goes out as a file: tables, and the header that says what they are; the same for every kind of file."""

from dataclasses import dataclass, field

import polars as pl

from dashboard import words
from dashboard.words import t


@dataclass(frozen=True)
class Sheet:
    """One table: `frame` has its columns in order, shares from 0 to 1, instants with a zone, codes in words."""

    title: str
    frame: pl.DataFrame
    note: str = ""

    @property
    def labels(self) -> list[str]:
        return [t(f"column.{name}") for name in self.frame.columns]


@dataclass(frozen=True)
class About:
    """The head of a file: its title, and facts such as filters, as-of, build, who; `verdict` and `cards` of a pack."""

    title: str
    facts: list[tuple[str, str]]
    timezone: str
    verdict: str = ""
    cards: list[tuple[str, str]] = field(default_factory=list)


def local(frame: pl.DataFrame, timezone: str) -> pl.DataFrame:
    """For spreadsheets, which know neither zones nor lists: instants on the company's clock, lists as text."""
    zoned = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime) and kind.time_zone]
    lists = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
    return frame.with_columns(
        pl.col(zoned).dt.convert_time_zone(timezone).dt.replace_time_zone(None),
        pl.col(lists).cast(pl.List(pl.String)).list.join(words.t("list.separator")),
    )
