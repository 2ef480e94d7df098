"""What the dashboard may ask: one SELECT a file in reads/, polars frames out."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import polars as pl
from polars import selectors

FOLDER = Path(__file__).parent / "reads"
SHARED = (
    "label", "unit", "period_pair", "seen_cell", "seen_promise", "seen_ticket", "seen_open", "ticket_stretch",
    "refused",
)  # fmt: skip
MINIMUM_CASES = 5


@dataclass(frozen=True)
class Scope:
    """The departments whose rows someone may see, as provider or as customer; nobody's unless named."""

    department_ids: tuple[str, ...] = ()


def read(scope: Scope, connection: duckdb.DuckDBPyConnection, name: str, **filters: object) -> pl.DataFrame:
    """The rows of reads/<name>.sql that the scope allows; only the filters that the file names are used.

    A share below `MINIMUM_CASES` cases is null. An empty scope gets no rows. KeyError when a filter is missing.
    """
    given = {"minimum": MINIMUM_CASES, **filters, "scope": list(scope.department_ids)}
    cursor = connection.cursor()
    try:
        cursor.execute(_statement(name), {key: given[key] for key in parameters(name)})
        frame = pl.from_arrow(cursor.to_arrow_table())
    finally:
        cursor.close()
    assert isinstance(frame, pl.DataFrame)
    frame = frame.with_columns(selectors.decimal().cast(pl.Float64))
    return frame if scope.department_ids else frame.clear()


def everyone(connection: duckdb.DuckDBPyConnection) -> Scope:
    """The scope of someone who may see all departments of the warehouse."""
    rows = connection.cursor().execute(_text("everyone")).fetchall()
    return Scope(tuple(department_id for (department_id,) in rows))


@cache
def parameters(name: str) -> frozenset[str]:
    """The names of the filters that a read takes, `scope` among them."""
    return frozenset(re.findall(r"\$([a-z_]+)", _statement(name)))


@cache
def _statement(name: str) -> str:
    """The file's SELECT, with the shared ones that it names put before it."""
    text = _text(name)
    wanted = [_text(name)]
    tables: list[str] = []
    for table in reversed(SHARED):
        if any(re.search(rf"\b(from|join) {table}\b", sql) for sql in wanted):
            wanted.append(_text(table))
            tables.insert(0, f"{table} as (\n{_text(table)})")
    if not tables:
        return text
    body = re.sub(r"\A(--.*\n)+", "", text)
    own = body.startswith("with ")
    return f"with {', '.join(tables)}{',' if own else ''}\n{body.removeprefix('with ') if own else body}"


@cache
def _text(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
