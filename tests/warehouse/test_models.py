"""The models say what the golden rows and the unit tests in rows demand, on DuckDB and on Spark."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from warehouse.build import PROJECT, dbt
from warehouse.store import connect

GOLDEN = "golden/service_clock"
AS_OF = ["expected", "expected_as_of_2026-03-31T160000Z"]
OF_DBT = """
select table_schema || '.' || table_name from information_schema.tables
where table_schema in ('core', 'metrics', 'fairness', 'person', 'marts') order by all
"""
UNIT_TESTS = ["test", "--select", "test_type:unit"]


def differences(connection: duckdb.DuckDBPyConnection, table: str, rows: Path) -> list[tuple]:
    """Cells of a csv that the table has otherwise, and rows that only one of them has."""
    columns = rows.read_text(encoding="utf-8").split("\n", 1)[0].split(",")
    cells = [
        f"strftime({name}, '%Y-%m-%dT%H:%M:%SZ') as {name}" if name.endswith("_at") else f"{name}::varchar as {name}"
        for name in columns
    ]
    wanted = f"select {', '.join(columns)} from read_csv('{rows}', all_varchar = true, header = true)"
    got = f"select {', '.join(cells)} from {table}"
    return connection.execute(f"(({wanted}) except all ({got})) union all (({got}) except all ({wanted}))").fetchall()


@pytest.mark.parametrize("expected", AS_OF)
@pytest.mark.parametrize("table", ["ticket_sla", "ticket_hold"])
def test_the_pipeline_gives_the_golden_rows(
    golden_build: Callable[[str], Path], shared: Path, expected: str, table: str
) -> None:
    with duckdb.connect(str(golden_build(expected)), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        assert differences(connection, f"marts.{table}", shared / GOLDEN / expected / f"{table}.csv") == []


def test_the_unit_tests_in_rows_hold_on_duckdb(
    golden_build: Callable[[str], Path], work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.mkdir()
    monkeypatch.setenv("NEIKAN_DATABASE", str(shutil.copy(golden_build(AS_OF[0]), work / "copy.duckdb")))
    monkeypatch.setenv("NEIKAN_SPILL", str(work / "spill"))
    runs = dbt(UNIT_TESTS, work)
    assert {run.status for run in runs} == {"pass"}


def test_a_relative_folder_of_dbt_is_one_of_the_caller_and_not_of_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    dbt(["parse"], Path("here"))
    assert (tmp_path / "here" / "dbt-log").is_dir()
    assert not (PROJECT / "here").exists()


@pytest.mark.spark
def test_spark_gives_the_same_rows_and_passes_the_same_unit_tests(
    golden_build: Callable[[str], Path], shared: Path, work: Path
) -> None:
    from warehouse import spark

    work.mkdir()
    database = Path(str(shutil.copy(golden_build(AS_OF[0]), work / "copy.duckdb")))
    spark.build(database, work)
    assert {run.status for run in dbt(UNIT_TESTS, work, target="spark")} == {"pass"}
    session = spark.session(work)
    with connect(database, read_only=False) as connection:
        connection.execute("create schema spark")
        tables = [table for (table,) in connection.execute(OF_DBT).fetchall() if session.catalog.tableExists(table)]
        assert {"marts.ticket_sla", "metrics.indicator_observation", "person.person_ticket"} <= {*tables}
        for table in tables:
            folder, copy = work / table, f"spark.{table.split('.')[1]}"
            session.table(table).write.parquet(str(folder))
            connection.execute(f"create table {copy} as select * from {table} limit 0")
            connection.execute(f"insert into {copy} by name select * from read_parquet('{folder}{os.sep}*.parquet')")
            only = f"select * from (from {table} except all from {copy} union all from {copy} except all from {table})"
            assert (table, connection.execute(only).fetchall()) == (table, [])
        golden = shared / GOLDEN / AS_OF[0]
        assert differences(connection, "spark.ticket_sla", golden / "ticket_sla.csv") == []
        assert differences(connection, "spark.ticket_hold", golden / "ticket_hold.csv") == []
