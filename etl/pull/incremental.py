"""Sources that are not files: pulled from the cursor of the last published build, landed, and then read like files."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from etl.pull.cursor import later, not_after
from etl.pull.files import Pulled
from etl.pull.landed import read_keys, read_landed
from etl.pull.landing import Landed, Origin, fingerprint, land
from etl.sources import Source
from warehouse.store import Published

Cursor = tuple[str, str, datetime, str]


class Incremental:
    """The pulls of one run; `folder` keeps their pages until a build is published."""

    def __init__(self, folder: Path, before: Published | None) -> None:
        self._folder = folder
        self._base = before.build_id if before else ""
        self.continued: set[str] = set()
        self.cursors: list[Cursor] = []

    def pull(self, connection: duckdb.DuckDBPyConnection, source: Source) -> Pulled:
        """Makes raw.<feed>; UserError when the source cannot be read, after all attempts."""
        feed, started_at = source.feed.name, datetime.now(UTC).replace(microsecond=0)
        origin = origin_of(source)
        mark = fingerprint(source, origin)
        committed = _committed(connection, feed, mark) if self._base and source.settings.cursor else None
        landed = land(self._folder / feed, source, origin, committed, self._base)
        if committed:
            self.continued.add(feed)
        self._remember(source, landed, mark, committed, started_at)
        if landed.keys:
            read_keys(connection, source, landed.keys)
        return read_landed(connection, source, landed)

    def _remember(self, source: Source, landed: Landed, mark: str, committed: str | None, started_at: datetime) -> None:
        highest = later(committed, landed.highest)
        if highest:
            cursor = not_after(highest, started_at, source.settings.timezone)
            self.cursors.append((source.feed.name, cursor, started_at, mark))


def origin_of(source: Source) -> Origin:
    """What pulls the feed; each kind is only imported by those who have it."""
    if source.settings.kind == "sql":
        from etl.pull.sql import sql_origin

        return sql_origin(source)
    from etl.pull.rest import rest_origin

    return rest_origin(source)


def _committed(connection: duckdb.DuckDBPyConnection, feed: str, mark: str) -> str | None:
    """The cursor up to which the last build has this very source; None when it has to be pulled whole."""
    try:
        row = connection.execute(
            "SELECT cursor FROM previous.audit.cursor WHERE feed = $1 AND fingerprint = $2", [feed, mark]
        ).fetchone()
    except duckdb.CatalogException:  # a build from before there were cursors
        return None
    return str(row[0]) if row else None


def empty_landing(folder: Path) -> None:
    """After publishing: what landed is in the build. Pages that stay by mishap name the build that they began upon."""
    shutil.rmtree(folder, ignore_errors=True)
