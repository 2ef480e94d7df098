"""The staging database of one run: feeds as they came (raw), in canonical words (shaped), and then parted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from etl.faults import disk_is_full
from etl.ledger import account, refuse_bad_feed, split
from etl.pull.files import FilePull, Pulled
from etl.runlog import RowCount
from etl.set_rules import Previous, mark_broken
from etl.shape import shape
from etl.sources import Source
from etl.sql import literal
from etl.texts import Columns
from warehouse.errors import UserError
from warehouse.store import Published, connect


class Staging:
    """Takes the sources through pull, shape and split; between the steps the file is closed and free for checks."""

    def __init__(self, work: Path, sources: list[Source], before: Published | None) -> None:
        self.path = work / "staging.duckdb"
        self._work = work
        self._sources = sources
        self._before = before
        self._pulled: dict[str, Pulled] = {}
        self._columns: dict[str, Columns] = {}
        self._counts: dict[str, RowCount] = {}
        appended = {source.feed.name for source in sources if source.settings.load == "append"}
        self._previous = Previous(frozenset(appended if before else ()))

    @property
    def feeds(self) -> list[str]:
        return [source.feed.name for source in self._sources]

    @property
    def max_bad_share(self) -> dict[str, float]:
        return {source.feed.name: source.settings.max_bad_share for source in self._sources}

    @property
    def counts(self) -> list[RowCount]:
        return list(self._counts.values())

    def pull(self, say: Callable[[str], None]) -> None:
        """Reads every file into schema raw."""
        with self._open() as connection:
            connection.execute("CREATE SCHEMA raw; CREATE SCHEMA shaped")
            files = FilePull(connection, self._work)
            for source in self._sources:
                say(source.feed.name)
                self._pulled[source.feed.name] = files.pull(source.feed.name, source.files, source.settings)

    def shape(self, calendars: list[str], say: Callable[[str], None]) -> list[str]:
        """Makes schema shaped, marks every broken row, counts; gives back notes for the log."""
        with self._open() as connection:
            for source in self._sources:
                say(source.feed.name)
                self._columns[source.feed.name] = self._shape(connection, source)
            notes = mark_broken(connection, self._sources, calendars, self._previous)
            for source in self._sources:
                self._counts[source.feed.name] = account(connection, source, self._pulled[source.feed.name])
        return notes

    def _shape(self, connection: duckdb.DuckDBPyConnection, source: Source) -> Columns:
        try:
            return shape(connection, source, self._pulled[source.feed.name])
        except (duckdb.IOException, duckdb.InvalidInputException) as error:  # a Parquet file is only read here
            if disk_is_full(error):
                raise
            names = ", ".join(self._pulled[source.feed.name].names)
            first_line = str(error).splitlines()[0]
            raise UserError(f"feed {source.feed.name}: {names} cannot be read: {first_line}.") from error

    def refuse_bad_feeds(self) -> None:
        """UserError for the first feed that fails as a whole."""
        with self._open() as connection:
            for source in self._sources:
                name = source.feed.name
                refuse_bad_feed(connection, source, self._columns[name], self._counts[name], self._before is not None)

    def split(self, run_id: str, build: Path) -> None:
        """Writes schemas feed and quarantine of the build."""
        with self._open() as connection:
            connection.execute(f"ATTACH {literal(str(build))} AS build")
            split(connection, run_id, self._pulled, self._previous)

    @contextmanager
    def _open(self) -> Iterator[duckdb.DuckDBPyConnection]:
        connection = connect(self.path, read_only=False)
        try:
            if self._before:
                connection.execute(f"ATTACH {literal(str(self._before.path))} AS previous (READ_ONLY)")
            yield connection
        finally:
            connection.close()
