"""The audit log: who signed in, was refused, saw personal data, took something away. Lines are added, never changed.

One file a month beside the builds, audit/access-YYYY-MM.jsonl, for its owner alone. A line holds ids, never names or
contents; it is on the disk before what it tells of is shown.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from warehouse.errors import UserError
from warehouse.store import sync

if TYPE_CHECKING:
    from dashboard.view import View

EVENTS = ("login", "logout", "refused", "view", "download")
SCHEMA: dict[str, Any] = {
    "noted_at": pl.Datetime(time_zone="UTC"),
    "event": pl.String,
    "user": pl.String,
    "what": pl.String,
    "which": pl.String,
    "line_count": pl.Int64,
}


def write(event: str, user: str, what: str = "", rows: int | None = None, **which: object) -> None:
    """Adds a line and waits until it is on the disk. UserError when it cannot be written."""
    now = datetime.now(UTC)
    line = {"at": now.isoformat(timespec="milliseconds"), "event": event, "user": user, "what": what, "rows": rows}
    text = json.dumps({**line, "which": which}, ensure_ascii=False, default=str) + "\n"
    folder = _folder()
    path = folder / f"access-{now:%Y-%m}.jsonl"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        is_new = not path.exists()
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "ab", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(text.encode())
            os.fsync(file.fileno())
        if is_new:
            sync(folder)
    except OSError as error:
        raise UserError(
            f"The audit log {path} cannot be written: {error.strerror}. Nothing is shown unlogged."
        ) from error


def refused(user: str, what: str) -> None:
    """A page that somebody may not open: once per session, however often it is asked for."""
    told = st.session_state.setdefault("refused", set())
    if (user, what) not in told:
        told.add((user, what))
        write("refused", user, what)


def viewed(looking: "View", what: str, rows: int | None = None, **which: object) -> None:
    """Personal data that is about to be shown: each once per session. Call it before the data is drawn."""
    told = st.session_state.setdefault("viewed", set())
    line = (looking.viewer.user_id, what, rows, repr(which))
    if line not in told:
        write("view", looking.viewer.user_id, what, rows, **which)
        told.add(line)


def months() -> list[str]:
    """The months that have lines, the newest first, as 2026-06."""
    return sorted((path.stem.removeprefix("access-") for path in _folder().glob("access-*.jsonl")), reverse=True)


def lines(month: str) -> pl.DataFrame:
    """The lines of a month, the newest first; columns as in SCHEMA, `which` as text."""
    rows = [
        (datetime.fromisoformat(line["at"]), line["event"], line["user"], line["what"],
         ", ".join(f"{name}={value}" for name, value in line["which"].items()), line["rows"])
        for line in _read(month)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").reverse()


def ended_sessions() -> set[str]:
    """The sessions that were ended by their users in this month and the last: they stay ended after a restart."""
    return {
        str(line["which"].get("session"))
        for month in months()[:2]
        for line in _read(month)
        if line["event"] == "logout"
    }


def _read(month: str) -> Iterator[dict[str, Any]]:
    path = _folder() / f"access-{month}.jsonl"
    for text in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            yield json.loads(text)
        except ValueError:  # the last line of a process that was killed in the middle of it
            continue


def _folder() -> Path:
    return Path(os.environ.get("NEIKAN_WAREHOUSE", "warehouse-data")) / "audit"
