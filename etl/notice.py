"""What a run noticed about a feed without refusing it: columns that came or went, and pulls that look odd."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass

import duckdb

SAID = {
    "new_column": "{feed}: the source has a new column {column}, which nothing uses; map it to load it",
    "gone_column": "{feed}: the source no longer has the column {column}; what it filled is empty",
    "odd_count": "{feed}: {value:,.0f} rows were pulled; the last pulls had {low:,.0f} to {high:,.0f}",
    "odd_share": "{feed}: {value:.1%} of column {column} are empty; in the last pulls it was {low:.1%} to {high:.1%}",
    "released": "{feed}: {value:,.0f} refused rows were taken as they were mended by hand",
    "release_unused": "{feed}: {value:,.0f} rows mended by hand stand in the source no more, or otherwise; it counts",
}
ODD = ("odd_count", "odd_share")


@dataclass(frozen=True)
class Notice:
    """One thing noticed; `low` to `high` is what `value` was expected to be. Shares are 0 to 1."""

    feed: str
    kind: str
    column: str | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def sentence(self) -> str:
        """As the run prints it; the dashboard has its own words for each kind."""
        values = {name: getattr(self, name) for name in ("value", "low", "high")}
        return SAID[self.kind].format(feed=self.feed, column=self.column, **values) + "."


def write_notices(connection: duckdb.DuckDBPyConnection, run_id: str, notices: Iterable[Notice]) -> None:
    """Makes audit.notice in the attached database `build`, of this run alone."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS build.audit")
    connection.execute(
        "CREATE TABLE build.audit.notice (run_id VARCHAR, feed VARCHAR, kind VARCHAR, column_name VARCHAR,"
        " value DOUBLE, low DOUBLE, high DOUBLE)"
    )
    for notice in notices:
        connection.execute("INSERT INTO build.audit.notice VALUES (?, ?, ?, ?, ?, ?, ?)", [run_id, *astuple(notice)])
