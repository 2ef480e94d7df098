"""What the dashboard may ask: one SELECT a file in reads/, polars frames out."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

import duckdb
import polars as pl
from polars import selectors

from warehouse.older import fitting

FOLDER = Path(__file__).parent / "reads"
SHARED = (
    "label", "unit", "seen_unit", "period_pair", "seen_cell", "seen_promise", "seen_ticket", "seen_open", "seen_edge",
    "seen_answer", "ticket_stretch", "refused", "requirement_state", "seen_request", "seen_milestone",
    "seen_improvement", "seen_flag", "seen_person", "seen_use", "unit_use",
)  # fmt: skip
MINIMUM_CASES = 5
# DuckDB takes room for that many, eight bytes a column, however few there are; for a million when it is not told.
ROWS_AT_ONCE = 16_384


@dataclass(frozen=True)
class Scope:
    """What someone may see; nothing unless it is named.

    `department_ids`: rows of these departments, as provider or as customer. `employee_ids`: the personal lines of these
    people; `sees_people`: of everybody. `sees_rows`: runs, checks, and refused rows as they came.
    A read takes them as $scope, $people, $sees_people, $sees_rows; $is_known is false for a scope of nothing.
    """

    department_ids: tuple[str, ...] = ()
    employee_ids: tuple[str, ...] = ()
    sees_people: bool = False
    sees_rows: bool = False

    def __bool__(self) -> bool:
        return bool(self.department_ids or self.employee_ids or self.sees_people or self.sees_rows)

    def __or__(self, other: "Scope") -> "Scope":
        return Scope(
            tuple(sorted({*self.department_ids, *other.department_ids})),
            tuple(sorted({*self.employee_ids, *other.employee_ids})),
            self.sees_people or other.sees_people,
            self.sees_rows or other.sees_rows,
        )

    def parameters(self) -> dict[str, object]:
        """What a read is given of it."""
        return {
            "scope": list(self.department_ids),
            "people": list(self.employee_ids),
            "sees_people": self.sees_people,
            "sees_rows": self.sees_rows,
            "is_known": bool(self),
        }


def read(scope: Scope, connection: duckdb.DuckDBPyConnection, name: str, **filters: object) -> pl.DataFrame:
    """The rows of reads/<name>.sql that the scope allows; only the filters that the file names are used.

    A share below `MINIMUM_CASES` cases is null. An empty scope gets no rows. KeyError when a filter is missing.
    """
    given = {"minimum": MINIMUM_CASES, **filters, **scope.parameters()}
    cursor = connection.cursor()
    try:
        with fitting(connection):
            cursor.execute(_statement(name), {key: given[key] for key in parameters(name)})
        frame = pl.from_arrow(cursor.to_arrow_table(ROWS_AT_ONCE))
    finally:
        cursor.close()
    assert isinstance(frame, pl.DataFrame)
    frame = frame.with_columns(selectors.decimal().cast(pl.Float64))
    return frame if scope else frame.clear()


def everyone(connection: duckdb.DuckDBPyConnection) -> Scope:
    """The scope of someone who may see all that the warehouse has."""
    return replace(all_departments(connection), sees_people=True, sees_rows=True)


def all_departments(connection: duckdb.DuckDBPyConnection) -> Scope:
    """The scope of someone who may see every department and nobody's personal lines."""
    with fitting(connection):
        rows = connection.cursor().execute(text_of("viewer/everyone")).fetchall()
    return Scope(tuple(department_id for (department_id,) in rows))


def age_instant(now: datetime) -> datetime:
    """The instant from which ages are told: whole five minutes, and what was read is kept as long."""
    return now.replace(minute=now.minute - now.minute % 5, second=0, microsecond=0)


@cache
def parameters(name: str) -> frozenset[str]:
    """The names of the filters that a read takes, `scope` among them."""
    return frozenset(re.findall(r"\$([a-z_]+)", _statement(name)))


@cache
def _statement(name: str) -> str:
    """The file's SELECT, with the shared ones that it names put before it."""
    text = text_of(name)
    wanted = [text_of(name)]
    tables: list[str] = []
    for table in reversed(SHARED):
        if any(re.search(rf"\b(from|join) {table}\b", sql) for sql in wanted):
            wanted.append(text_of(table))
            tables.insert(0, f"{table} as (\n{text_of(table)})")
    if not tables:
        return text
    body = re.sub(r"\A(--.*\n)+", "", text)
    own = body.startswith("with ")
    return f"with {', '.join(tables)}{',' if own else ''}\n{body.removeprefix('with ') if own else body}"


@cache
def text_of(name: str) -> str:
    """The text of a file in reads/."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
