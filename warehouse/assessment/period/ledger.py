"""The ledger of the assessment: one JSON object per line, each chained to the one before by its hash; it only grows.

`ledger.head` beside it says up to which line writing has been acknowledged, so that missing last lines are noticed.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse.assessment.period.canon import canonical, sha256
from warehouse.assessment.period.texts import Refusal
from warehouse.store import sync

LEDGER, HEAD = "ledger.jsonl", "ledger.head"
BEFORE_THE_FIRST = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One line: who (`by`) did what (`kind`, `data`) in which half-year; `at` is UTC to the second."""

    seq: int
    at: datetime
    by: str
    kind: str
    period: str
    data: Mapping[str, Any]
    hash: str

    @property
    def id(self) -> str:
        return f"{self.kind}-{self.seq}"


@dataclass
class Ledger:
    """What stands in the ledger, verified; `torn` counts the bytes of a last line that was never acknowledged."""

    entries: list[Entry] = field(default_factory=list)
    torn: int = 0
    file: int | None = None
    path: Path = Path(LEDGER)

    @property
    def head(self) -> str:
        return self.entries[-1].hash if self.entries else BEFORE_THE_FIRST

    def of(self, period: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.period == period]

    def append(self, at: datetime, by: str, kind: str, period: str, data: Mapping[str, Any]) -> Entry:
        """Adds a line and waits for the disk. The ledger's clock never goes back: `at` is at least the last line's."""
        assert self.file is not None, "append inside writing()"
        last = self.entries[-1].at if self.entries else at
        body = {
            "seq": len(self.entries) + 1,
            "at": _iso(max(at, last)),
            "by": by,
            "kind": kind,
            "period": period,
            "data": json.loads(canonical(dict(data))),
        }
        line = canonical(body | {"prev": self.head, "hash": sha256(self.head + canonical(body))}) + "\n"
        _write(self.file, line.encode(), self.path)
        entry = _entry(json.loads(line))
        self.entries.append(entry)
        _write_head(self.path, entry)
        return entry


def read_ledger(warehouse: Path) -> Ledger:
    """Everything in the ledger; empty without one. Refusal naming the first line that is changed, missing or moved."""
    path = warehouse / LEDGER
    acknowledged = _read_head(path)  # before the ledger: a line that is added meanwhile must not look missing
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        content = b""
    *lines, rest = content.split(b"\n")
    entries = list(_verified(lines, path))
    if acknowledged is not None:
        _refuse_missing(entries, *acknowledged, path)
    return Ledger(entries, len(rest), None, path)


@contextmanager
def writing(warehouse: Path) -> Iterator[Ledger]:
    """The ledger for reading and adding, alone: others wait. A torn last line, never acknowledged, is cut off."""
    path = warehouse / LEDGER
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        ledger = read_ledger(warehouse)
        if ledger.torn:
            os.ftruncate(file, os.fstat(file).st_size - ledger.torn)
            os.fsync(file)
        ledger.file = file
        yield ledger
    finally:
        os.close(file)


def _verified(lines: Sequence[bytes], path: Path) -> Iterator[Entry]:
    before = BEFORE_THE_FIRST
    for number, line in enumerate(lines, start=1):
        try:
            content = json.loads(line)
            body = {key: value for key, value in content.items() if key not in ("prev", "hash")}
            is_whole = canonical(content).encode() == line and content["hash"] == sha256(
                content["prev"] + canonical(body)
            )
            entry = _entry(content)
        except (ValueError, KeyError, TypeError, AttributeError):
            is_whole = False
        if not is_whole:
            raise Refusal("ledger.changed", file=path, line=number)
        if content["prev"] != before or entry.seq != number:
            raise Refusal("ledger.moved", file=path, line=number)
        before = entry.hash
        yield entry


def _entry(content: Mapping[str, Any]) -> Entry:
    at = datetime.fromisoformat(content["at"])
    return Entry(**{key: content[key] for key in ("seq", "by", "kind", "period", "data", "hash")}, at=at)


def _refuse_missing(entries: list[Entry], seq: int, digits: str, path: Path) -> None:
    if len(entries) < seq:
        raise Refusal("ledger.missing", file=path, line=len(entries) + 1, last=seq)
    if seq and entries[seq - 1].hash != digits:
        raise Refusal("ledger.changed", file=path, line=seq)


def _write(file: int, line: bytes, path: Path) -> None:
    """The whole line or nothing of it, as far as a living process can tell."""
    size = os.fstat(file).st_size
    try:
        if os.write(file, line) != len(line):
            raise OSError(28, os.strerror(28))
        os.fsync(file)
    except OSError as error:
        os.ftruncate(file, size)
        raise Refusal("ledger.unwritable", file=path, reason=error.strerror) from error
    if size == 0:
        sync(path.parent)


def _write_head(path: Path, entry: Entry) -> None:
    replaced(path.with_name(HEAD), canonical({"seq": entry.seq, "hash": entry.hash}) + "\n")


def _read_head(path: Path) -> tuple[int, str] | None:
    head = path.with_name(HEAD)
    try:
        content = json.loads(head.read_text(encoding="utf-8"))
        return content["seq"], content["hash"]
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        raise Refusal("ledger.bad_head", file=head) from None


def replaced(path: Path, text: str) -> None:
    """Writes a file so that it is the old one or the new one, also after a power cut."""
    new = path.with_name(f"{path.name}.new")
    new.write_text(text, encoding="utf-8")
    sync(new)
    new.replace(path)
    sync(path.parent)


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
