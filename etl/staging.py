"""The staging database of one run: feeds as they came (raw), in canonical words (shaped), and then parted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from etl.again import hold_replaced, read_again
from etl.answers import in_place, unanswered
from etl.faults import disk_is_full
from etl.forgotten import People, forget, listed
from etl.gone import mark_deleted, take_out, take_out_events
from etl.ledger import account, refuse_bad_feed, split
from etl.pseudonym import veiled
from etl.pull.files import FilePull, Pulled
from etl.pull.incremental import Cursor, Incremental
from etl.release import Taken
from etl.runlog import RowCount
from etl.set_rules import Previous, mark_broken
from etl.shape import shape
from etl.sources import Source, is_added_to
from etl.sql import literal
from etl.texts import Columns
from etl.watch import Watch
from warehouse.contract import FEEDS
from warehouse.errors import UserError
from warehouse.partial import start_from
from warehouse.store import Published, connect

FEW = 100


class Staging:
    """Takes the sources through pull, shape and split; between the steps the file is closed and free for checks."""

    def __init__(
        self,
        work: Path,
        sources: list[Source],
        before: Published | None,
        landing: Path | None = None,
        warehouse: Path | None = None,
    ) -> None:
        self.path = work / "staging.duckdb"
        self._work = work
        self._sources = sources
        self.before = before
        self._pulled: dict[str, Pulled] = {}
        self._columns: dict[str, Columns] = {}
        self._counts: dict[str, RowCount] = {}
        self._brought: dict[str, int] = {}
        self._incremental = Incremental(landing or work / "landing", before)
        self._previous = Previous()
        self._known: dict[str, frozenset[str]] = {}
        self._watch = Watch(warehouse)
        self._forgotten: People | None = None

    @property
    def sources(self) -> list[Source]:
        return list(self._sources)

    @property
    def feeds(self) -> list[str]:
        return [source.feed.name for source in self._sources]

    @property
    def cursors(self) -> list[Cursor]:
        """How far the incremental pulls of this run have come."""
        return self._incremental.cursors

    @property
    def taken(self) -> list[Taken]:
        """The rows mended by hand that the company has given, and whether this run takes them."""
        return self._watch.taken

    @property
    def max_bad_share(self) -> dict[str, float]:
        """The share of a feed's rows that may be refused; a few rows that are added to a feed may all be."""
        added = {name for name in self._previous.appended if self._brought.get(name, FEW) < FEW}
        return {
            source.feed.name: 1.0 if source.feed.name in added else source.settings.max_bad_share
            for source in self._sources
        }

    @property
    def counts(self) -> list[RowCount]:
        return list(self._counts.values())

    def pull(self, say: Callable[[str], None]) -> None:
        """Brings every source into schema raw."""
        with self._open() as connection:
            connection.execute("CREATE SCHEMA raw; CREATE SCHEMA shaped")
            files = FilePull(connection, self._work)
            for source in self._sources:
                say(source.feed.name)
                if source.settings.kind == "file":
                    pulled = files.pull(source.feed.name, source.files, source.settings)
                else:
                    pulled = self._incremental.pull(connection, source)
                mark_deleted(connection, source, pulled.columns)
                self._pulled[source.feed.name] = pulled
            self._previous = self._staying(connection)

    def _staying(self, connection: duckdb.DuckDBPyConnection) -> Previous:
        """What stays of the last build: feeds that are added to, less what is gone at their sources."""
        self._known = _columns_before(connection) if self.before else {}
        names = {source.feed.name for source in self._sources}
        added = {source.feed.name for source in self._sources if is_added_to(source.settings)}
        added |= self._incremental.continued
        shrinking = {source.feed.name for source in self._sources if source.settings.deleted}
        stays = added & self._known.keys()
        columns = {(name, column) for name in stays for column in FEEDS[name].column_names}
        lacking = {(name, column) for name, column in columns if column not in self._known[name]}
        return Previous(frozenset(stays), frozenset(shrinking), frozenset(names - stays), frozenset(lacking))

    def shape(self, calendars: list[str], say: Callable[[str], None]) -> list[str]:
        """Makes schema shaped, marks every broken row, counts; gives back notes for the log."""
        self._sources = [in_place(source, self._pulled[source.feed.name]) for source in self._sources]
        with self._open() as connection:
            pulled = self._pulled
            self._sources = [self._watch.known(connection, one, pulled[one.feed.name]) for one in self._sources]
            for source in self._sources:
                say(source.feed.name)
                self._columns[source.feed.name] = self._shape(connection, source)
            self._forget(connection)
            notes = [note for source in self._sources for note in unanswered(connection, source)]
            notes += self._take_out(connection)
            notes += mark_broken(connection, self._sources, calendars, self._previous)
            for source in self._sources:
                self._counts[source.feed.name] = account(connection, source, self._pulled[source.feed.name])
        return [*notes, *(notice.sentence for notice in self._watch.notices)]

    def _forget(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Takes those out whom the company has to forget, before anything is made of their rows."""
        if self._sources:
            self._forgotten = listed(connection, self._sources[0].settings_file.parent, "shaped")
        if self._forgotten:
            forget(connection, "shaped", self._forgotten)

    def _take_out(self, connection: duckdb.DuckDBPyConnection) -> list[str]:
        """Takes out what the sources say is gone; gives back notes for the log."""
        notes = list[str]()
        for source in self._sources:
            notes += take_out(connection, source, source.feed.name in self._previous.appended)
        if "ticket_events" in self._pulled and "tickets" in self._previous.shrinking:
            notes += take_out_events(connection)
        return notes

    def _shape(self, connection: duckdb.DuckDBPyConnection, source: Source) -> Columns:
        try:
            pulled = self._pulled[source.feed.name]
            self._watch.look(connection, source, pulled)
            self._pulled[source.feed.name] = pulled = veiled(connection, source, pulled)
            return self._shaped(connection, source, pulled)
        except (duckdb.IOException, duckdb.InvalidInputException) as error:  # a Parquet file is only read here
            if disk_is_full(error):
                raise
            names = ", ".join(self._pulled[source.feed.name].names)
            first_line = str(error).splitlines()[0]
            raise UserError(f"feed {source.feed.name}: {names} cannot be read: {first_line}.") from error

    def _shaped(self, connection: duckdb.DuckDBPyConnection, source: Source, pulled: Pulled) -> Columns:
        """Of a feed that is added to, with what earlier runs refused."""
        feed, is_added_to = source.feed, source.feed.name in self._previous.appended
        self._brought[feed.name] = pulled.row_count
        if is_added_to:
            self._pulled[feed.name] = pulled = read_again(connection, feed, pulled)
        self._watch.mend(connection, source, pulled, is_added_to)
        columns = shape(connection, source, pulled)
        hold_replaced(connection, feed)
        return columns

    def refuse_bad_feeds(self) -> None:
        """UserError for the first feed that fails as a whole."""
        self._watch.refuse_odd(self._sources)
        with self._open() as connection:
            for source in self._sources:
                name = source.feed.name
                is_replaced = name in self._known and name not in self._previous.appended
                share = self.max_bad_share[name]
                refuse_bad_feed(connection, source, self._columns[name], self._counts[name], share, is_replaced)

    def split(self, run_id: str, build: Path) -> bool:
        """Writes schemas feed and quarantine of the build; whether it holds the last one's tickets (partial.py)."""
        is_started = start_from(self.before, build, self._previous.appended)
        with self._open() as connection:
            connection.execute(f"ATTACH {literal(str(build))} AS build")
            split(connection, run_id, self._pulled, self._previous, self._forgotten)
            self._watch.write(connection, run_id)
        return is_started

    @contextmanager
    def _open(self) -> Iterator[duckdb.DuckDBPyConnection]:
        connection = connect(self.path, read_only=False)
        try:
            if self.before:
                connection.execute(f"ATTACH {literal(str(self.before.path))} AS previous (READ_ONLY)")
            yield connection
        finally:
            connection.close()


def _columns_before(connection: duckdb.DuckDBPyConnection) -> dict[str, frozenset[str]]:
    """By feed the columns that the last build has, which an older version of the program may have made."""
    rows = connection.execute(
        "SELECT table_name, list(column_name) FROM duckdb_columns() WHERE database_name = 'previous'"
        " AND schema_name = 'feed' GROUP BY table_name"
    ).fetchall()
    return {name: frozenset(columns) for name, columns in rows}
