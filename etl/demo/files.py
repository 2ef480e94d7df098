"""What is read from and written to files: the tables beside this module, and the feeds."""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
import pyarrow.parquet as pq

from warehouse.contract import FEEDS

DATA = Path(__file__).parent / "data"
INSTANT = pl.Datetime("us", "UTC")
TYPES: dict[str, Any] = {
    "text": pl.String,
    "instant": INSTANT,
    "date": pl.Date,
    "decimal": pl.Float64,
    "integer": pl.Int64,
    "boolean": pl.Boolean,
}


def read_table(name: str) -> pl.DataFrame:
    return pl.read_csv(DATA / name)


@cache
def read_words() -> dict[str, Any]:
    """The words that names, subjects and comments are put together from."""
    return read_settings(DATA / "words.toml")


def read_settings(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def frame_of(feed: str, rows: Sequence[tuple[Any, ...]]) -> pl.DataFrame:
    """Rows in the order of the feed's columns as a typed frame."""
    schema = {column.name: TYPES[column.type] for column in FEEDS[feed].columns}
    return pl.DataFrame(rows, schema=schema, orient="row")


def as_written(frame: pl.DataFrame) -> pl.DataFrame:
    """Instants as local ISO 8601 text with the offset of Shanghai, which has had no summer time since 1991."""
    local = pl.selectors.datetime().dt.offset_by("8h").dt.strftime("%Y-%m-%dT%H:%M:%S+08:00")
    return frame.with_columns(local)


class FeedWriter:
    """Writes one feed in pieces, as CSV or as row groups of one Parquet file."""

    def __init__(self, folder: Path, feed: str, form: str) -> None:
        self.feed, self.form = feed, form
        self.path = folder / f"{feed}.{form}"
        self.row_count = 0
        self._file: BinaryIO = self.path.open("wb")
        self._parquet: pq.ParquetWriter | None = None

    def add(self, frame: pl.DataFrame) -> None:
        frame = frame.select(FEEDS[self.feed].column_names)
        if self.form == "csv":
            as_written(frame).write_csv(self._file, include_header=self.row_count == 0, float_precision=2)
        else:
            self._add_row_groups(frame)
        self.row_count += len(frame)

    def add_lines(self, lines: Sequence[list[str]]) -> None:
        """Rows as they are, also such as no frame can hold; CSV only."""
        for cells in lines:
            self._file.write((",".join(cells) + "\n").encode())
        self.row_count += len(lines)

    def close(self) -> None:
        if self._parquet is not None:
            self._parquet.close()
        self._file.close()

    def _add_row_groups(self, frame: pl.DataFrame) -> None:
        table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        if self._parquet is None:
            self._parquet = pq.ParquetWriter(self._file, table.schema, compression="snappy")
        self._parquet.write_table(table, row_group_size=1 << 17)


def write_feed(folder: Path, feed: str, frame: pl.DataFrame, lines: Sequence[list[str]] = ()) -> int:
    """Writes a small feed as CSV; gives the number of its rows."""
    writer = FeedWriter(folder, feed, "csv")
    writer.add(frame)
    writer.add_lines(lines)
    writer.close()
    return writer.row_count
