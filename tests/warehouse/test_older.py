"""A build of another version of the program: readers say what to do, and a run builds everything anew on top of it."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.period_desk import PERIOD, Desk
from warehouse.assessment.period.snapshot import read_inputs
from warehouse.errors import UserError
from warehouse.older import fitting
from warehouse.partial import code_version
from warehouse.store import connect, publish, published

AS_OF = datetime(2026, 6, 30, 16, tzinfo=UTC)


def _publish(folder: Path, made_by: str | None) -> duckdb.DuckDBPyConnection:
    path = folder / "build.duckdb"
    with connect(path, read_only=False) as connection:
        connection.execute("CREATE SCHEMA settings; CREATE TABLE number AS SELECT 1 AS number")
        if made_by:
            connection.execute("CREATE TABLE settings.code AS SELECT ? AS version", [made_by])
    return connect(publish(path, folder, "20260101T000000Z-0001", AS_OF, keep=1).path)


@pytest.mark.parametrize("made_by", [None, "another"])
@pytest.mark.parametrize("query", ["FROM marts.later", "SELECT later FROM number"])
def test_what_an_older_build_lacks_is_told_in_a_sentence(tmp_path: Path, made_by: str | None, query: str) -> None:
    connection = _publish(tmp_path, made_by)
    told = r"another version of the program \(.*later.*\); run `make etl`"
    with pytest.raises(UserError, match=told), fitting(connection):
        connection.execute(query)


def test_what_a_build_of_this_program_lacks_is_a_fault_of_ours(tmp_path: Path) -> None:
    connection = _publish(tmp_path, code_version())
    with pytest.raises(duckdb.CatalogException), fitting(connection):
        connection.execute("FROM marts.later")


def test_a_build_of_a_newer_program_is_refused_in_a_sentence(tmp_path: Path) -> None:
    _publish(tmp_path, None).close()
    pointer = tmp_path / "current.json"
    pointer.write_text(json.dumps(json.loads(pointer.read_text()) | {"schema_version": 2}))
    with pytest.raises(UserError, match=r"a build of version 2.*it knows 1\); use the newer program"):
        published(tmp_path)


def test_a_run_on_an_older_build_makes_everything_anew_and_keeps_ledger_and_frozen_half_years(desk: Desk) -> None:
    build, scores = published(desk.warehouse), desk.scores("*")
    assert build
    with connect(build.path, read_only=False) as connection:
        connection.execute("DROP SCHEMA fairness CASCADE; DROP TABLE settings.code; DROP TABLE marts.fairness_flag")
        connection.execute("ALTER TABLE marts.department_score DROP COLUMN band; DROP TABLE audit.source_column")
        connection.execute("DROP TABLE feed.improvements; DROP TABLE quarantine.improvements")
    ledger = (desk.warehouse / "ledger.jsonl").read_bytes()
    desk.build()
    assert desk.scores("*") == scores
    assert (desk.warehouse / "ledger.jsonl").read_bytes() == ledger
    assert (desk.does("replay", ""), desk.does("status", "")) == (0, 0)


def test_a_snapshot_from_before_people_were_assessed_is_read_without_them(frozen_desk: Desk, tmp_path: Path) -> None:
    inputs = Path(shutil.copy(frozen_desk.warehouse / "frozen" / PERIOD / "inputs.duckdb", tmp_path / "inputs.duckdb"))
    inputs.chmod(0o600)
    with connect(inputs, read_only=False) as older:
        older.execute("DROP SCHEMA person CASCADE; DROP TABLE feed.departments; DROP TABLE feed.evaluations")
    assert read_inputs(inputs).persons.units == []
