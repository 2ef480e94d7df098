"""A half-year's rows as one canonical text with one hash, and where two results differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from warehouse.assessment.marts import TABLES, Rows, texts
from warehouse.assessment.period.canon import canonical, sha256

Row = dict[str, str | None]
Tables = Mapping[str, list[Row]]


@dataclass(frozen=True)
class Difference:
    """One cell, or with no column a whole row, that only one of two results has or that both have otherwise."""

    table: str
    key: tuple[str, ...]
    column: str | None
    was: str | None
    now: str | None


def tables_of(half_year: Rows) -> Tables:
    """Every row of every table, as the text that stands in the table."""
    return {
        table: [dict(zip(columns, row, strict=True)) for row in texts(columns, half_year.rows(table))]
        for table, columns in TABLES.items()
    }


def result_text(tables: Tables) -> str:
    """Canonical JSON: rows sorted by their text, so that their order says nothing."""
    made = {}
    for table, rows in tables.items():
        columns = sorted({name for row in rows for name in row})
        made[table] = {"columns": columns, "rows": sorted(([row[name] for name in columns] for row in rows), key=str)}
    return canonical(made)


def result_sha256(half_year: Rows) -> str:
    return sha256(result_text(tables_of(half_year)))


def tables_from(content: Mapping[str, Any]) -> Tables:
    """What result_text wrote."""
    return {
        table: [dict(zip(made["columns"], row, strict=True)) for row in made["rows"]] for table, made in content.items()
    }


def within(tables: Tables, shape: Mapping[str, Any]) -> Tables:
    """The tables and columns that an older result has; what came later cannot be compared with it."""
    return {
        table: [{name: row.get(name) for name in made["columns"]} for row in tables.get(table, [])]
        for table, made in shape.items()
    }


def differences(was: Tables, now: Tables) -> Iterator[Difference]:
    """Every cell in which two results differ, in the order of tables and keys."""
    for table, rows in was.items():
        old, new = _by_key(rows), _by_key(now.get(table, []))
        for key in sorted(old.keys() | new.keys()):
            if key not in old or key not in new:
                there = "there"
                yield Difference(table, key, None, there if key in old else None, there if key in new else None)
                continue
            for column in sorted(old[key]):
                if old[key][column] != new[key].get(column):
                    yield Difference(table, key, column, old[key][column], new[key].get(column))


def _by_key(rows: list[Row]) -> dict[tuple[str, ...], Row]:
    """A row is named by its ids, and by its feed where it has one."""
    names = [name for name in rows[0] if name.endswith("_id") or name == "feed"] if rows else []
    return {tuple(row[name] or "" for name in sorted(names)): row for row in rows}
