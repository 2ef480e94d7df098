"""Connections and publishing."""

import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import duckdb
import pytest

from tests.conftest import ROOT
from tests.etl.killed_at import alone, is_killed
from warehouse.errors import UserError
from warehouse.store import connect, private, publish, published

AS_OF = datetime(2026, 6, 30, 16, tzinfo=UTC)


def _build(folder: Path, number: int = 1) -> Path:
    path = folder / "build.duckdb"
    with connect(path, read_only=False) as connection:
        connection.execute(f"CREATE TABLE number AS SELECT {number} AS number")
    return path


def _number(warehouse: Path) -> int:
    build = published(warehouse)
    assert build
    with connect(build.path) as connection:
        return int(connection.execute("SELECT number FROM number").fetchall()[0][0])


def test_before_the_first_build_nothing_is_published(tmp_path: Path) -> None:
    assert published(tmp_path) is None


def test_readers_follow_the_pointer_and_an_open_one_keeps_its_build(tmp_path: Path) -> None:
    first = publish(_build(tmp_path, 1), tmp_path, "20260101T000000Z-aaaa", AS_OF, keep=1)
    assert json.loads((tmp_path / "current.json").read_text()) == {
        "file": "builds/neikan-20260101T000000Z-aaaa.duckdb",
        "build_id": "20260101T000000Z-aaaa",
        "as_of": "2026-06-30T16:00:00Z",
        "built_at": f"{first.built_at:%Y-%m-%dT%H:%M:%SZ}",
        "schema_version": 1,
    }
    with connect(first.path) as reader:
        publish(_build(tmp_path, 2), tmp_path, "20260102T000000Z-aaaa", AS_OF, keep=1)
        assert not first.path.exists()
        assert reader.execute("SELECT number FROM number").fetchall() == [(1,)]
        assert _number(tmp_path) == 2


def test_the_last_builds_stay(tmp_path: Path) -> None:
    for day in range(1, 6):
        publish(_build(tmp_path), tmp_path, f"2026010{day}T000000Z-aaaa", AS_OF, keep=3)
    assert [path.stem[7:15] for path in sorted((tmp_path / "builds").iterdir())] == ["20260103", "20260104", "20260105"]


def test_a_publish_that_cannot_move_the_build_leaves_the_pointer(tmp_path: Path) -> None:
    publish(_build(tmp_path, 1), tmp_path, "20260101T000000Z-aaaa", AS_OF, keep=5)
    with pytest.raises(FileNotFoundError):
        publish(tmp_path / "gone.duckdb", tmp_path, "20260102T000000Z-aaaa", AS_OF, keep=5)
    assert _number(tmp_path) == 1


def publishings(folder: Path) -> list[int]:
    """The published number after a kill at the first change of a file, the second, and so on to one that is done."""
    numbers, goes_on = list[int](), True
    while goes_on:
        place = folder / str(len(numbers) + 1)
        place.mkdir()
        publish(_build(place, 1), place, "20260101T000000Z-aaaa", AS_OF, keep=1)
        build = _build(place, 2)
        goes_on = is_killed(
            len(numbers) + 1, place, partial(publish, build, place, "20260102T000000Z-aaaa", AS_OF, keep=1)
        )
        numbers.append(_number(place))
    return numbers


def test_a_kill_at_any_change_of_a_file_while_publishing_leaves_a_whole_build(tmp_path: Path) -> None:
    numbers = alone(publishings, tmp_path)
    assert len(numbers) > 3
    assert numbers == sorted(numbers)
    assert set(numbers) == {1, 2}


def test_a_reader_can_do_nothing_but_read_its_file(tmp_path: Path) -> None:
    path = _build(tmp_path)
    (tmp_path / "other.csv").write_text("a\n1\n")
    with connect(path) as connection:
        for statement in (
            "DROP TABLE number",
            f"FROM read_csv('{tmp_path}/other.csv')",
            f"ATTACH '{tmp_path}/other.duckdb'",
            f"COPY number TO '{tmp_path}/copy.csv'",
            "SET threads = 1",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(statement)
    assert not (tmp_path / "copy.csv").exists()


ZONES_OF_FOUR_CONNECTIONS = """
import sys
from pathlib import Path
from warehouse.store import connect
path = Path(sys.argv[1])
one, two, three = connect(path), connect(path), connect(path.parent / "new.duckdb", read_only=False)
for connection in (one, two, two.cursor(), three):
    print(connection.execute("SELECT TIMESTAMPTZ '2026-01-01 08:00:00+08'::VARCHAR").fetchall()[0][0])
"""


def test_every_connection_is_in_utc_whatever_the_zone_of_the_machine(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ZONES_OF_FOUR_CONNECTIONS, str(_build(tmp_path))]
    environment = {**os.environ, "TZ": "Asia/Shanghai"}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == ["2026-01-01 00:00:00+00"] * 4


def test_memory_is_bounded_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEIKAN_MEMORY", "200MB")
    with connect(tmp_path / "a.duckdb", read_only=False) as connection:
        limit = connection.execute("SELECT current_setting('memory_limit')").fetchall()
    assert limit == [("190.7 MiB",)]


@pytest.mark.parametrize("text", ["", "{}", '{"file": "gone.duckdb"}', "[]"])
def test_a_broken_pointer_is_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "current.json").write_text(text)
    with pytest.raises(UserError, match=r"current\.json is not what `make etl` writes"):
        published(tmp_path)


def test_a_pointer_to_a_file_that_is_gone_names_it(tmp_path: Path) -> None:
    publish(_build(tmp_path), tmp_path, "20260101T000000Z-aaaa", AS_OF, keep=5).path.unlink()
    with pytest.raises(UserError, match=r"names neikan-20260101T000000Z-aaaa.duckdb, which is gone"):
        published(tmp_path)


def test_what_a_run_makes_is_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        tmp_path.chmod(0o755)
        with private(tmp_path):
            build = publish(_build(tmp_path), tmp_path, "20260101T000000Z-aaaa", AS_OF, keep=1).path
        assert [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path, build.parent, build)] == [0o750, 0o700, 0o600]
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)
