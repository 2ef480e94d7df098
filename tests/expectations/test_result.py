"""What is kept of a check, and that the checker keeps quiet."""

import json
import socket
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from expectations import Result, check_marts, write
from tests.expectations.small_build import make

LOST = Result(
    suite="marts.bonus_line",
    stage="marts",
    rule="lines_add_up_to_the_pool",
    is_met=False,
    unexpected_count=1,
    element_count=3,
    detail="Broken by 1 of 3 rows: 公司留存 is a line.",
    sample=(
        {"period_id": "2026H1", "amount": Decimal("10.01"), "at": datetime(2026, 6, 30, tzinfo=UTC), "none": None},
    ),
)


def test_a_result_becomes_a_record_that_json_knows() -> None:
    record = json.loads(json.dumps(LOST.to_record()))
    assert record["expectation"] == "marts.bonus_line.lines_add_up_to_the_pool"
    assert record["sample"] == [
        {"period_id": "2026H1", "amount": "10.01", "at": "2026-06-30 00:00:00+00:00", "none": None}
    ]


def test_results_become_the_table_of_the_build() -> None:
    with duckdb.connect() as connection:
        for _ in range(2):
            write(connection, [LOST])
        rows = connection.execute("SELECT * FROM audit.expectation").pl().to_dicts()
        types = connection.execute("DESCRIBE audit.expectation").fetchall()
    assert len(rows) == 1
    assert rows[0] | {"sample": None} == LOST.to_record() | {"sample": None}
    assert json.loads(rows[0]["sample"]) == LOST.to_record()["sample"]
    assert {name: type_name for name, type_name, *_ in types}["sample"] == "JSON"


def test_the_checker_prints_nothing_and_phones_nobody(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    called: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: called.append(address))
    check_marts(make(tmp_path / "build.duckdb"))
    assert tuple(capfd.readouterr()) == ("", "")
    assert caplog.records == []
    assert called == []
