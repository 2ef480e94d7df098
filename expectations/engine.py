"""Runs Great Expectations on DuckDB: everything is counted by SQL, nothing is loaded into memory.

The checker works in a database in memory that attaches the checked file read-only, so a check cannot change it.
"""

import itertools
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import sqlalchemy
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.expectations import UnexpectedRowsExpectation
from great_expectations.expectations.expectation import Expectation
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

from expectations.result import SAMPLE_ROWS, Result

_numbers = itertools.count()
for _loud in ("great_expectations", "great_expectations.data_context.types.base"):
    logging.getLogger(_loud).setLevel(logging.ERROR)


class CheckerFault(RuntimeError):
    """A check itself did not work. Says nothing about the data, and must never pass for bad data."""


@sqlalchemy.event.listens_for(sqlalchemy.Engine, "after_cursor_execute")
def _keep_rows(connection: Any, cursor: Any, _statement: Any, _parameters: Any, context: Any, _many: Any) -> None:
    """Reads a result at once: Great Expectations asks for it after DuckDB's rollback has thrown it away (GX #11579)."""
    if connection.dialect.name == "duckdb" and cursor.description is not None:
        context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(cursor, initial_buffer=cursor.fetchall())


@dataclass(frozen=True)
class Suite:
    """The expectations on one table, and the columns that name one of its rows in a sample."""

    table: str
    key: tuple[str, ...]
    expectations: tuple[Expectation, ...]


def expect(rule: str, note: str, kind: type[Expectation], **arguments: Any) -> Expectation:
    """One expectation under a stable name; the note says why its bound is where it is."""
    return kind(meta={"rule": rule}, notes=note, **arguments)


def no_rows(rule: str, note: str, query: str) -> Expectation:
    """Expects that the query finds no row; `{batch}` stands for the table of the suite."""
    return expect(rule, note, UnexpectedRowsExpectation, unexpected_rows_query=query)


class Checker:
    """An attached file with its views, ready to validate suites."""

    def __init__(self, source: SQLDatasource, connection: sqlalchemy.Connection) -> None:
        self._source = source
        self._connection = connection

    def sql(self, statement: str) -> Sequence[Any]:
        """Runs a statement in the checker's own database; its rows, if it gives any."""
        result = self._connection.exec_driver_sql(statement)
        rows = result.mappings().all() if result.returns_rows else []
        self._connection.commit()
        return rows

    def count(self, table: str) -> int:
        return int(self.sql(f"SELECT count(*) AS row_count FROM {table}")[0]["row_count"])

    def validate(self, suite: Suite, view: str, with_sample: bool = True) -> list[Any]:
        """The validation results of GX in the order of the suite; raises CheckerFault when one did not work."""
        batch = self._source.add_table_asset(suite.table, view).add_batch_definition_whole_table("all").get_batch()
        shape: dict[str, Any] = {"result_format": "BASIC", "partial_unexpected_count": 0}
        if with_sample:
            shape = {"result_format": "COMPLETE", "partial_unexpected_count": SAMPLE_ROWS}
            shape["unexpected_index_column_names"] = list(suite.key)
        gx_suite = gx.ExpectationSuite(suite.table, expectations=list(suite.expectations))
        results = batch.validate(gx_suite, result_format=shape).results
        found = {_rule(result.expectation_config): result for result in results}
        for rule, result in found.items():
            _refuse_fault(suite.table, rule, result.exception_info)
        return [found[_rule(expectation)] for expectation in suite.expectations]


def _rule(expectation: Any) -> str:
    return str(expectation.meta["rule"])


def _refuse_fault(table: str, rule: str, info: dict[str, Any]) -> None:
    """A broken expectation comes back as `success = False`; only its exception_info tells it from bad data."""
    details = [info] if "raised_exception" in info else list(info.values())
    for detail in details:
        if detail["raised_exception"]:
            raise CheckerFault(f"The check {rule} on {table} did not work: {detail['exception_message']}")


@contextmanager
def checker(file: Path, name: str) -> Iterator[Checker]:
    """Attaches the file read-only under `name`; nothing else may hold it open in this process."""
    address = f"duckdb:///:memory:checks_{next(_numbers)}"
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    try:
        source = context.data_sources.add_sql("checked", connection_string=address, create_temp_table=False)
        engine = source.get_engine()
        with engine.connect() as connection:
            one = Checker(source, connection)
            one.sql("SET TimeZone = 'UTC'")
            one.sql(f"SET memory_limit = '{os.environ.get('NEIKAN_MEMORY', '1GB')}'")
            one.sql("SET temp_directory = '{}'".format(str(file.parent / "spill").replace("'", "''")))
            one.sql("ATTACH '{}' AS {} (READ_ONLY)".format(str(file).replace("'", "''"), name))
            yield one
        source.get_execution_engine().close()
        engine.dispose()
    except (gx.exceptions.GreatExpectationsError, sqlalchemy.exc.SQLAlchemyError) as error:
        raise CheckerFault(f"The checks of {file.name} did not work: {error}") from error


def to_result(stage: str, suite: Suite, expectation: Expectation, found: Any, element_count: int) -> Result:
    """One GX validation result as a row of audit.expectation."""
    values = found.result
    count = int(values.get("unexpected_count", values.get("observed_value", 0)) or 0)
    rows = values.get("details", {}).get("unexpected_rows") or values.get("unexpected_index_list")
    rows = rows or values.get("partial_unexpected_list") or []
    note = " ".join(str(expectation.notes).split())
    detail = f"Broken by {count} of {element_count} rows: {note}" if count else note
    return Result(
        suite=suite.table,
        stage=stage,
        rule=_rule(expectation),
        is_met=bool(found.success),
        unexpected_count=count,
        element_count=element_count,
        detail=detail,
        sample=tuple(dict(row) for row in rows[:SAMPLE_ROWS]),
    )
