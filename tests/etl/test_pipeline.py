"""The whole pipeline, from a company folder to a published build."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from etl.__main__ import main
from etl.run import name_of_run
from tests.etl.small_company import EVENTS, LEVELS, TICKETS, write_company
from warehouse.store import connect, published


def _company(tmp_path: Path, tickets: str = TICKETS) -> str:
    return str(write_company(tmp_path / "company", tickets=tickets, ticket_events=EVENTS, service_levels=LEVELS))


def test_a_build_is_published_with_its_accounts_and_the_folder_is_left_tidy(small_warehouse: Path) -> None:
    build = published(small_warehouse)
    assert build
    with connect(build.path) as connection:
        run = connection.execute("SELECT run_id, build_id, outcome, as_of::VARCHAR FROM audit.run").fetchall()
        counts = connection.execute("SELECT * EXCLUDE (run_id) FROM audit.row_count ORDER BY feed").fetchall()
        states = dict(connection.execute("SELECT feed, state FROM audit.feed").fetchall())
        newest = connection.execute("SELECT newest_at::VARCHAR FROM audit.feed WHERE feed = 'tickets'").fetchone()
        checks = connection.execute("SELECT count(*), count(*) FILTER (NOT is_met) FROM audit.expectation").fetchone()
    assert run == [(build.build_id, build.build_id, "published", "2026-06-30 16:00:00+00")]
    assert counts == [("service_levels", 1, 1, 1, 0), ("ticket_events", 1, 1, 1, 0), ("tickets", 2, 2, 2, 0)]
    assert (states["tickets"], states["departments"], states["absences"]) == ("loaded", "derived", "absent")
    assert newest == ("2026-03-02 02:00:00+00",)
    assert checks
    assert checks[0] == len(json.loads((small_warehouse / "checks" / f"{build.build_id}.json").read_text()))
    assert checks[1] == 0
    assert sorted(path.name for path in small_warehouse.iterdir()) == [
        ".lock", "builds", "checks", "current.json", "dbt", "runs", "work",
    ]  # fmt: skip
    assert list((small_warehouse / "work").iterdir()) == []


def test_a_run_that_begins_later_in_the_same_second_comes_after_the_first_one() -> None:
    at = datetime(2026, 7, 1, 4, 30, 5, tzinfo=UTC)
    moments = [at + timedelta(microseconds=passed) for passed in (0, 16, 900, 500_000, 999_999, 1_000_000)]
    names = [name_of_run(moment) for moment in moments]
    assert (sorted(set(names)), names[1]) == (names, "20260701T043005Z-0001")


def test_the_next_build_knows_the_runs_before_it_also_those_that_failed(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = published(warehouse)
    assert first
    failing = _company(tmp_path, TICKETS.replace(",request,", ",wish,"))
    assert main(["--company", failing, "--warehouse", str(warehouse)]) == 1
    assert published(warehouse) == first
    assert "Nothing was published." in capsys.readouterr().out
    arguments = ["--company", _company(tmp_path), "--warehouse", str(warehouse), "--as-of", "2026-06-30T16:00:00Z"]
    assert main(arguments) == 0
    told = capsys.readouterr().out
    second = published(warehouse)
    assert second
    assert second.build_id in told
    for word in ("tickets", "quarantined", "passed", "peak memory", "check marts"):
        assert word in told
    with connect(second.path) as connection:
        outcomes = connection.execute("SELECT outcome, error IS NULL FROM audit.run ORDER BY started_at").fetchall()
        bad = connection.execute("SELECT DISTINCT quarantined_count FROM audit.row_count ORDER BY 1").fetchall()
    assert outcomes == [("published", True), ("failed", False), ("published", True)]
    assert bad == [(0,), (1,), (2,)]


def test_the_run_log_tells_every_stage_with_seconds_and_memory(small_warehouse: Path) -> None:
    (log,) = (small_warehouse / "runs").iterdir()
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    stages = [line for line in lines if line["event"] == "stage"]
    assert [stage["name"] for stage in stages] == [
        "pull", "shape", "check feeds", "split", "build", "check marts", "publish",
    ]  # fmt: skip
    assert all(stage["seconds"] > 0 and stage["peak_bytes"] > 50_000_000 for stage in stages)
    assert lines[-1]["outcome"] == "published"


def test_what_a_run_leaves_is_for_its_owner_alone(small_warehouse: Path) -> None:
    left = [small_warehouse, *small_warehouse.rglob("*")]
    assert [path for path in left if path.stat().st_mode & 0o077] == []
