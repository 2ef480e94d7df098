"""A backup is one consistent file, also while a run goes on; what is restored is what was there, or nothing."""

import shutil
import stat
import tarfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.etl.killed_at import alone, is_killed
from tests.warehouse.period_desk import PERIOD, Desk
from warehouse import backup as backups
from warehouse.backup import backup, main, restore
from warehouse.errors import UserError
from warehouse.store import connect, publish, published


def _contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_warehouse_that_was_lost_comes_back_and_its_frozen_half_year_replays_as_equal(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scores, build = desk.scores("*"), published(desk.warehouse)
    (desk.warehouse / "audit").mkdir()
    (desk.warehouse / "audit" / "access-2026-07.jsonl").write_bytes(b'{"who": "ada"}\n{"who": "be')
    archive = tmp_path / "backup.tar"
    assert main(["backup", str(archive), "--warehouse", str(desk.warehouse)]) == 0
    shutil.rmtree(desk.warehouse)
    assert main(["restore", str(archive), "--warehouse", str(desk.warehouse)]) == 0
    assert "every file has its hash" in capsys.readouterr().out
    assert (desk.scores("*"), published(desk.warehouse)) == (scores, build)
    assert desk.does("replay", "") == 0
    assert desk.does("adjust", "eva", "--department", "IT", period="2026H2") == 1  # the ledger is asked, as before
    assert (desk.warehouse / "audit" / "access-2026-07.jsonl").read_bytes() == b'{"who": "ada"}\n'
    assert {name.split("/")[0] for name in _contents(desk.warehouse)} <= {
        *("audit", "builds", "checks", "current.json", "frozen", "ledger.head", "ledger.jsonl", "runs"),
    }


def test_archive_and_restored_files_are_for_their_owner_alone(desk: Desk, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar"
    assert main(["backup", str(archive), "--warehouse", str(desk.warehouse)]) == 0
    assert main(["restore", str(archive), "--warehouse", str(tmp_path / "again")]) == 0
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "again").rglob("*") if path.is_dir()}
    assert modes | {stat.S_IMODE((tmp_path / "again").stat().st_mode)} == {0o700}


def test_a_build_that_is_published_while_the_backup_is_taken_does_not_mix_with_it(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build, add = published(desk.warehouse), backups._add
    assert build
    other = tmp_path / "other.duckdb"
    with connect(other, read_only=False) as connection:
        connection.execute("CREATE TABLE other AS SELECT 1")

    def meanwhile(archive: tarfile.TarFile, hashes: dict[str, str], name: str, *content: Any) -> None:
        if name == "current.json" and other.exists():
            publish(other, desk.warehouse, "29990101T000000Z-aaaa", datetime(2026, 7, 1, tzinfo=UTC), keep=1)
        add(archive, hashes, name, *content)

    monkeypatch.setattr(backups, "_add", meanwhile)
    restore(backup(desk.warehouse, tmp_path / "backup.tar"), tmp_path / "again")
    restored = published(tmp_path / "again")
    assert restored
    assert (restored.build_id, not build.path.exists()) == (build.build_id, True)


def test_a_folder_that_is_not_empty_is_never_restored_into(desk: Desk, tmp_path: Path) -> None:
    archive, before = backup(desk.warehouse, tmp_path), _contents(desk.warehouse)
    with pytest.raises(UserError, match="is not empty"):
        restore(archive, desk.warehouse)
    assert _contents(desk.warehouse) == before


@pytest.mark.parametrize("damage", ["byte", "cut", "added", "text", "gone"])
def test_a_damaged_archive_is_refused_and_nothing_is_written(desk: Desk, tmp_path: Path, damage: str) -> None:
    archive = backup(desk.warehouse, tmp_path / "backup.tar")
    content = bytearray(archive.read_bytes())
    if damage == "byte":
        content[len(content) // 3] ^= 1
    archive.write_bytes({"cut": content[: len(content) // 2], "text": b"no archive"}.get(damage, content))
    if damage == "added":
        with tarfile.open(archive, "a") as members:
            members.add(__file__, "builds/more.py")
    if damage == "gone":
        archive.unlink()
    with pytest.raises(UserError, match=r"not as it was|no whole backup|not written to its end|There is no file"):
        restore(archive, tmp_path / "again" / "warehouse")
    assert [path for path in tmp_path.rglob("*") if "again" in path.parts and path.is_file()] == []


def test_a_damaged_ledger_is_told_and_takes_no_good_backups_place(desk: Desk, tmp_path: Path) -> None:
    ledger = desk.warehouse / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes().replace(b"minutes", b"minuses", 1))
    with pytest.raises(UserError, match=r"ledger\.jsonl"):
        backup(desk.warehouse, tmp_path / "backup.tar")
    assert not list(tmp_path.glob("*backup.tar*"))


def test_a_backup_never_overwrites_and_never_stands_in_its_warehouse(desk: Desk, tmp_path: Path) -> None:
    archive = backup(desk.warehouse, tmp_path / "backup.tar")
    with pytest.raises(UserError, match="is there already"):
        backup(desk.warehouse, archive)
    with pytest.raises(UserError, match="would stand in the warehouse"):
        backup(desk.warehouse, desk.warehouse)
    with pytest.raises(UserError, match="Nothing is published"):
        backup(tmp_path / "none", tmp_path / "other.tar")


def restores(archive: Path, folder: Path) -> list[list[str]]:
    """The files of the warehouse after a kill at every third change of a file, to a restore that is done."""
    found, goes_on = list[list[str]](), True
    while goes_on:
        change = 3 * (len(found) + 1)
        place = folder / str(change)
        place.mkdir()
        goes_on = is_killed(change, place, partial(restore, archive, place / "warehouse"))
        found.append(sorted(_contents(place / "warehouse")))
        shutil.rmtree(place)
    return found


def test_a_restore_that_is_killed_anywhere_leaves_no_warehouse_or_a_whole_one(desk: Desk, tmp_path: Path) -> None:
    archive = backup(desk.warehouse, tmp_path / "backup.tar")
    whole, found = _contents(desk.warehouse).keys(), alone(restores, archive, tmp_path)
    for there in found:
        assert not there or f"frozen/{PERIOD}/manifest.json" in there
        assert set(there) - whole == set()
    assert {bool(there) for there in found} == {False, True}


def test_the_key_of_the_pseudonyms_goes_apart_and_only_when_asked(desk: Desk, tmp_path: Path) -> None:
    (desk.company / "pseudonym.key").write_text("a key of the company\n", encoding="utf-8")
    call = ["backup", str(tmp_path / "b.tar"), "--warehouse", str(desk.warehouse), "--company", str(desk.company)]
    assert main([*call, "--key", str(tmp_path / "key")]) == 0
    assert (tmp_path / "key").read_text(encoding="utf-8") == "a key of the company\n"
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert b"a key of the company" not in (tmp_path / "b.tar").read_bytes()
