"""Backup and restore of a warehouse: `python -m warehouse.backup backup|restore`; what make calls.

An archive is a tar of all that a run does not make again: the published build, current.json, the ledger, frozen
half-years, rows mended by hand, logs of runs and of access. Its last member, MANIFEST, has the sha256 of every other.
"""

import argparse
import fcntl
import hashlib
import io
import json
import os
import secrets
import shutil
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from warehouse.assessment.period.frozen import digest, read_frozen
from warehouse.assessment.period.ledger import LEDGER, read_ledger
from warehouse.errors import UserError
from warehouse.store import private, published, sync

MANIFEST, FORMAT = "MANIFEST", 1
POINTER = "current.json"
MADE_AGAIN = {"builds", "work", "landing", "dbt", "spill", POINTER}
KEY = "pseudonym.key"
DAMAGED = "take another one; nothing was written"


def backup(warehouse: Path, out: Path) -> Path:
    """Writes the archive, also while a run is going, and gives its path; a folder gets a file named by the instant."""
    if published(warehouse) is None:
        raise UserError(f"Nothing is published in {warehouse}; run `make etl` first.")
    if out.is_dir():
        out = out / f"neikan-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar"
    if out.exists():
        raise UserError(f"{out} is there already; give OUT= a new name, or a folder.")
    if out.resolve().is_relative_to(warehouse.resolve()):
        raise UserError(f"{out} would stand in the warehouse that it is a backup of; give OUT= another folder.")
    new = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    try:
        with new.open("xb") as file, _still(warehouse):
            read_frozen(warehouse, read_ledger(warehouse))  # a damaged one must not take a good backup's place
            _write(warehouse, file)
        sync(new)
        new.rename(out)
        sync(out.parent)
    except OSError as error:
        raise UserError(f"{out} cannot be written: {error.strerror or error}; nothing was kept of it.") from error
    finally:
        new.unlink(missing_ok=True)
    return out


@contextmanager
def _still(warehouse: Path) -> Iterator[None]:
    """Nobody adds to the ledger or freezes meanwhile; a run may go on and publish."""
    path = warehouse / LEDGER
    if not path.exists():
        yield
        return
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def _write(warehouse: Path, file: IO[bytes]) -> None:
    hashes: dict[str, str] = {}
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        with _pinned(warehouse) as (pointer, name, build):
            about = os.fstat(build.fileno())
            _add(archive, hashes, POINTER, io.BytesIO(pointer), len(pointer), about.st_mtime)
            _add(archive, hashes, name, build, about.st_size, about.st_mtime)
        for path in _lasting(warehouse):
            with suppress(FileNotFoundError), path.open("rb") as source:  # a run drops its oldest logs
                size, changed_at = _whole(path, source), os.fstat(source.fileno()).st_mtime
                _add(archive, hashes, path.relative_to(warehouse).as_posix(), source, size, changed_at)
        now = datetime.now(UTC)
        manifest = {"format": FORMAT, "made_at": now.isoformat(timespec="seconds"), "sha256": hashes}
        text = json.dumps(manifest, indent=1).encode()
        _add(archive, {}, MANIFEST, io.BytesIO(text), len(text), now.timestamp())


@contextmanager
def _pinned(warehouse: Path) -> Iterator[tuple[bytes, str, IO[bytes]]]:
    """The pointer, and the build that it names, open: pruning takes the name away and not what is read."""
    while True:
        pointer = (warehouse / POINTER).read_bytes()
        name = json.loads(pointer)["file"]
        try:
            build = (warehouse / name).open("rb")
        except FileNotFoundError:
            if (warehouse / POINTER).read_bytes() == pointer:
                raise
            continue  # a run has published another one in between
        with build:
            yield pointer, name, build
        return


def _lasting(warehouse: Path) -> Iterator[Path]:
    """Every file that no run makes again; hidden ones and those with the ending .new are under way."""
    for path in sorted(warehouse.rglob("*")):
        parts = path.relative_to(warehouse).parts
        is_passing = parts[0] in MADE_AGAIN or any(part.startswith(".") for part in parts) or path.suffix == ".new"
        if path.is_file() and not path.is_symlink() and not is_passing:
            yield path


def _whole(path: Path, source: IO[bytes]) -> int:
    """The bytes to take; of files that grow line by line without a line that is not finished."""
    size = os.fstat(source.fileno()).st_size
    if path.suffix != ".jsonl":
        return size
    while size:
        start = max(0, size - 4096)
        source.seek(start)
        if (end := source.read(size - start).rfind(b"\n")) >= 0:
            size = start + end + 1
            break
        size = start
    source.seek(0)
    return size


class _Hashing:
    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        part = self._source.read(size)
        self.sha256.update(part)
        return part


def _add(
    archive: tarfile.TarFile, hashes: dict[str, str], name: str, source: IO[bytes], size: int, changed_at: float
) -> None:
    member = tarfile.TarInfo(name)
    member.mtime = int(changed_at)
    member.size, member.mode = size, 0o444 if name.startswith("frozen/") else 0o600
    hashing = _Hashing(source)
    archive.addfile(member, hashing)
    hashes[name] = hashing.sha256.hexdigest()


def restore(archive: Path, warehouse: Path) -> str:
    """Puts the archive's files where no warehouse is, and gives the instant at which it was made.

    UserError when a warehouse is there or anything in the archive is not as it was written; then nothing is written.
    """
    if warehouse.exists() and (not warehouse.is_dir() or any(warehouse.iterdir())):
        raise UserError(f"{warehouse} is not empty; give WAREHOUSE= another folder, or move this one away first.")
    folder = warehouse.absolute()
    new = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    try:
        new.mkdir(mode=0o700, parents=True)
        made_at = _unpack(archive, new)
        published(new)
        read_frozen(new, read_ledger(new))
        for path in [*new.rglob("*"), new]:
            sync(path)
        new.rename(folder)  # takes the place of an empty folder, and of no other
        sync(folder.parent)
    except OSError as error:
        raise UserError(f"{warehouse} cannot be restored: {error.strerror or error}; nothing was written.") from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return made_at


def _unpack(archive: Path, folder: Path) -> str:
    try:
        with tarfile.open(archive) as members:
            members.extractall(folder, filter="data")
        about = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        known, made_at = dict(about["sha256"]), str(about["made_at"])
    except FileNotFoundError as error:
        what = f"{archive} was not written to its end" if archive.exists() else f"There is no file {archive}"
        raise UserError(f"{what}; {DAMAGED}.") from error
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{archive} is no whole backup of `make backup`; {DAMAGED}.") from error
    if about["format"] > FORMAT:
        raise UserError(f"{archive} was made by a newer version of the program; restore it with that.")
    (folder / MANIFEST).unlink()
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    for name in sorted(known.keys() | there.keys()):
        if name not in there or digest(there[name]) != known.get(name):
            raise UserError(f"{archive}: {name} is not as it was when the backup was made; {DAMAGED}.")
    return made_at


def copy_key(company: Path, out: Path) -> None:
    """The key of the respondents' pseudonyms, to be kept apart from the backups."""
    if not (company / KEY).exists():
        raise UserError(f"{company} has no {KEY}; where the key is in the environment, keep it where that is kept.")
    try:
        with os.fdopen(os.open(out, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write((company / KEY).read_bytes())
            os.fsync(file.fileno())
    except OSError as error:
        raise UserError(f"{out} cannot be written: {error.strerror}.") from error


def main(arguments: list[str] | None = None) -> int:
    """The exit status: 0 when it was done."""
    options = _options(arguments)
    try:
        if not options.file:
            raise UserError(f"Which file? Give {'OUT' if options.command == 'backup' else 'FROM'}=.")
        with private(options.warehouse):
            if options.command == "restore":
                made_at = restore(Path(options.file), options.warehouse)
                print(f"Restored {options.warehouse} as it was at {made_at}; every file has its hash, the ledger too.")
                return 0
            made = backup(options.warehouse, Path(options.file))
            print(f"{made}: {made.stat().st_size:,} bytes.")
            if options.key:
                copy_key(options.company, options.key)
                print(f"{options.key}: the key of the respondents' pseudonyms; keep it apart from {made.name}.")
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m warehouse.backup", description=__doc__)
    parser.add_argument("command", choices=["backup", "restore"])
    parser.add_argument("file", help="the archive; backup: or a folder for it")
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse-data"), help="the folder of the builds")
    parser.add_argument("--company", type=Path, default=Path("company"), help="backup: the company folder, for --key")
    parser.add_argument("--key", type=Path, help="backup: where the key of the pseudonyms goes, apart")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
