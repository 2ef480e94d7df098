"""What a check found: one row of audit.expectation."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import duckdb

SAMPLE_ROWS = 20

COLUMNS = {
    "suite": "VARCHAR",
    "stage": "VARCHAR",
    "expectation": "VARCHAR",
    "rule": "VARCHAR",
    "is_met": "BOOLEAN",
    "unexpected_count": "BIGINT",
    "element_count": "BIGINT",
    "detail": "VARCHAR",
    "sample": "JSON",
}


@dataclass(frozen=True)
class Result:
    """One expectation; `sample` holds up to 20 failing rows, also when a few are allowed and it is met."""

    suite: str
    stage: str
    rule: str
    is_met: bool
    unexpected_count: int
    element_count: int
    detail: str
    sample: tuple[dict[str, Any], ...] = ()

    @property
    def expectation(self) -> str:
        return f"{self.suite}.{self.rule}"

    def to_record(self) -> dict[str, Any]:
        """The columns of audit.expectation with values that JSON knows."""
        values = asdict(self) | {"expectation": self.expectation}
        values["sample"] = json.loads(json.dumps(self.sample, default=str, ensure_ascii=False))
        return {name: values[name] for name in COLUMNS}


def write(connection: duckdb.DuckDBPyConnection, results: Iterable[Result]) -> None:
    """Makes audit.expectation anew, one row per result."""
    columns = ", ".join(f"{name} {type_name}" for name, type_name in COLUMNS.items())
    connection.execute("CREATE SCHEMA IF NOT EXISTS audit")
    connection.execute(f"CREATE OR REPLACE TABLE audit.expectation ({columns})")
    for record in (result.to_record() for result in results):
        values = [*list(record.values())[:-1], json.dumps(record["sample"], ensure_ascii=False)]
        connection.execute(f"INSERT INTO audit.expectation VALUES ({', '.join('?' * len(values))})", values)
