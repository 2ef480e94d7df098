"""Hands out every DuckDB connection, and publishes new builds beside the old ones."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse.errors import UserError

SCHEMA_VERSION = 1
STORAGE = "v1.4.0"  # a new file packs texts better than DuckDB's default does, which is the oldest format it knows
OTHERS = 0o007

_opening = threading.Lock()


@dataclass(frozen=True)
class Published:
    """The build that readers see now; instants are UTC."""

    path: Path
    build_id: str
    as_of: datetime
    built_at: datetime
    schema_version: int


def connect(path: Path, read_only: bool = True) -> duckdb.DuckDBPyConnection:
    """A connection in UTC that spills beside its file; a read-only one can read nothing but that file.

    `NEIKAN_MEMORY` (such as "4GB") is what DuckDB may hold in memory before it spills; 1 GB when it is not set.
    """
    config: dict[str, str | bool | int | float | list[str]] = {"memory_limit": os.environ.get("NEIKAN_MEMORY", "1GB")}
    if read_only:
        config["enable_external_access"] = "false"
    else:
        config["temp_directory"] = str(path.parent / "spill")
        config["storage_compatibility_version"] = STORAGE
    with _opening:
        connection = duckdb.connect(str(path), read_only=read_only, config=config)
        if not _is_locked(connection):
            connection.execute("SET GLOBAL TimeZone = 'UTC'")
            connection.execute("SET enable_progress_bar = false")
            if read_only:
                connection.execute("SET lock_configuration = true")
    return connection


def _is_locked(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether another connection of this process has opened the same file read-only before."""
    row = connection.execute("SELECT current_setting('lock_configuration')").fetchone()
    return bool(row and row[0])


def published(warehouse: Path) -> Published | None:
    """What `current.json` names; None before the first build.

    UserError when the pointer or its file is broken, or when another version of the program has to read it.
    """
    pointer = warehouse / "current.json"
    try:
        current = json.loads(pointer.read_text(encoding="utf-8"))
        found = Published(
            path=warehouse / current["file"],
            build_id=current["build_id"],
            as_of=datetime.fromisoformat(current["as_of"]),
            built_at=datetime.fromisoformat(current["built_at"]),
            schema_version=current["schema_version"],
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"{pointer} is not what `make etl` writes; delete it and run `make etl`.") from error
    if found.schema_version > SCHEMA_VERSION:
        raise UserError(
            f"{pointer} names a build of version {found.schema_version}, which this program does not know (it knows"
            f" {SCHEMA_VERSION}); use the newer program, or run `make etl` with this one on an empty WAREHOUSE."
        )
    if not found.path.exists():
        raise UserError(
            f"{pointer} names {found.path.name}, which is gone; restore it, or delete current.json and run `make etl`."
        )
    return found


@contextmanager
def private(warehouse: Path) -> Iterator[None]:
    """What is made meanwhile is for its owner alone; an existing warehouse folder is closed to all but its group."""
    before = os.umask(0o077)
    try:
        if warehouse.is_dir() and (mode := warehouse.stat().st_mode) & OTHERS:
            with suppress(PermissionError):  # somebody else's folder, which they have opened themselves
                warehouse.chmod(mode & ~OTHERS)
        yield
    finally:
        os.umask(before)


def publish(build: Path, warehouse: Path, build_id: str, as_of: datetime, keep: int) -> Published:
    """Moves a closed build file into place, turns the pointer to it, and drops all but the last `keep` builds.

    A reader sees the old build or the new one, also after a power cut at any point in between.
    """
    name = f"neikan-{build_id}.duckdb"
    current = {"build_id": build_id, "as_of": _iso(as_of), "built_at": _iso(datetime.now(UTC))}
    return _turn_to(build, name, warehouse, current, keep)


def replace_published(build: Path, warehouse: Path) -> Published:
    """The same for a file that takes the published build's place under its id; every other build is dropped."""
    current = json.loads((warehouse / "current.json").read_text(encoding="utf-8"))
    stem, _, number = Path(current.pop("file")).stem.partition(".")
    return _turn_to(build, f"{stem}.{int(number or 1) + 1}.duckdb", warehouse, current, keep=1)


def _turn_to(build: Path, name: str, warehouse: Path, current: dict[str, str], keep: int) -> Published:
    builds = warehouse / "builds"
    builds.mkdir(parents=True, exist_ok=True)
    target = builds / name
    pointer = warehouse / "current.json.new"
    pointed = {"file": f"builds/{name}", **current, "schema_version": SCHEMA_VERSION}
    pointer.write_text(json.dumps(pointed, indent=2) + "\n", encoding="utf-8")
    sync(pointer)
    sync(build)
    build.replace(target)
    sync(builds)
    pointer.replace(warehouse / "current.json")
    sync(warehouse)
    _prune(builds, target, keep)
    now_published = published(warehouse)
    assert now_published is not None
    return now_published


def _prune(builds: Path, current: Path, keep: int) -> None:
    """Build ids begin with their UTC stamp, so the order of names is the order of age."""
    old = sorted(path for path in builds.glob("neikan-*.duckdb") if path != current)
    for path in old[: max(0, len(old) - (keep - 1))]:
        path.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _iso(instant: datetime) -> str:
    return instant.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
