"""What one file brought into the staging database."""

from dataclasses import dataclass, field
from typing import Protocol

import duckdb


class Unreadable(Exception):
    """A file that cannot be read as what its name says; the text completes the sentence `<file> …`."""


@dataclass(frozen=True)
class Part:
    """One file's rows: `relation` is what to select from, `row` the SQL for a row's number, counted from 1.

    `row_count` counts malformed rows too; those stand in the table `malformed` ("#row", line) when there are any.
    `iso` names the columns that hold times of the file's own types, whatever the feed's time_format says.
    `is_sheet`: times are as people write them into Excel: also serial numbers, `2024/3/1` and `2024年3月1日`.
    """

    relation: str
    columns: tuple[str, ...]
    row: str
    row_count: int
    malformed: str | None = None
    iso: frozenset[str] = field(default_factory=frozenset)
    is_sheet: bool = False


class Naming(Protocol):
    """Gives a fresh table name in schema raw."""

    def __call__(self, purpose: str) -> str: ...


def distinct_names(header: list[str]) -> tuple[str, ...]:
    """Column names as DuckDB wants them: none empty, none twice (also not in other case): `Name`, `Name (2)`."""
    names: list[str] = []
    seen: set[str] = set()
    for position, title in enumerate(header, start=1):
        base = name = title.strip() or f"column {position}"
        again = 1
        while name.casefold() in seen:
            again += 1
            name = f"{base} ({again})"
        seen.add(name.casefold())
        names.append(name)
    return tuple(names)


def count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    """The rows of a table, or of anything else that can stand behind FROM."""
    row = connection.execute(f"SELECT count(*) FROM {relation}").fetchone()
    return int(row[0]) if row else 0
