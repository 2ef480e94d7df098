"""Logs of runs and results of checks are kept for the last runs; what older runs did stays known."""

from datetime import UTC, datetime
from pathlib import Path

from etl.history import past_runs, prune
from etl.runlog import PastRun, RowCount, RunLog

NOW = datetime(2026, 6, 30, tzinfo=UTC)


def _runs(warehouse: Path, count: int) -> list[PastRun]:
    """Made-up runs with logs and results of checks, the last one killed."""
    (warehouse / "checks").mkdir()
    for number in range(count):
        run_id = f"20260101T00000{number}Z-aaaa"
        log = RunLog(warehouse, run_id)
        log.write("as_of", as_of=NOW.isoformat())
        log.write("row_count", feed="tickets", source_count=3, read_count=3, loaded_count=2, quarantined_count=1)
        if number < count - 1:
            log.write("finish", outcome="failed", error="It broke.", build_id=None)
        (warehouse / "checks" / f"{run_id}.json").write_text("[]")
    return past_runs(warehouse, without="")


def test_old_logs_go_and_their_runs_stay_known(tmp_path: Path) -> None:
    before = _runs(tmp_path, 5)
    assert before[0].counts == (RowCount("tickets", 3, 3, 2, 1),)
    assert before[-1].outcome == "killed"
    for keep in (3, 2, 2):
        prune(tmp_path, keep)
        assert past_runs(tmp_path, without="") == before
        assert len(list((tmp_path / "runs").glob("*.jsonl"))) == keep
        assert len(list((tmp_path / "checks").iterdir())) == keep


def test_a_kill_while_pruning_loses_and_doubles_nothing(tmp_path: Path) -> None:
    before = _runs(tmp_path, 4)
    logs = {path: path.read_bytes() for path in (tmp_path / "runs").iterdir()}
    prune(tmp_path, 2)
    for path, content in logs.items():  # the line is written, the log not yet gone
        path.write_bytes(content)
    assert past_runs(tmp_path, without="") == before
    prune(tmp_path, 2)
    assert past_runs(tmp_path, without="") == before
