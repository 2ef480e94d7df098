"""What the source documents require, row by row, and where each row is answered or what is missing for it."""

from functools import cache
from pathlib import Path

import polars as pl

LIST = Path(__file__).parent / "requirements.csv"
STATUSES = ("computed", "shown", "missing")


@cache
def requirements() -> pl.DataFrame:
    """One row per required phrase, in the order of their list; columns are text but `place` and `min_n` (cases)."""
    return pl.read_csv(LIST, infer_schema=False).with_columns(pl.col("min_n").cast(pl.Int64)).with_row_index("place", 1)


def requirement_tables() -> dict[str, pl.DataFrame]:
    """The tables of schema settings: the rows, and one row per feed that a row needs."""
    rows = requirements()
    needed = rows.filter(pl.col("feeds").is_not_null()).select("requirement_id", feed=pl.col("feeds").str.split(" "))
    return {"requirement": rows.drop("feeds"), "requirement_feed": needed.explode("feed")}
