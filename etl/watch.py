"""Looks at every pull beside the last published ones, before anything is made of its rows."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from etl.drift import Past, Seen, drift, gone_columns, past_pulls, seen_columns, without_gone, write_columns
from etl.notice import ODD, Notice, write_notices
from etl.pull.files import Pulled
from etl.release import Release, Taken, released, settled, take_mended, told, told_before, write_releases
from etl.sources import Source
from etl.suspicious import odd


class Watch:
    """What one run saw of its sources, and what it noticed."""

    def __init__(self, warehouse: Path | None = None) -> None:
        self._warehouse = warehouse
        self.notices: list[Notice] = []
        self.taken: list[Taken] = []
        self._past: dict[str, Past] = {}
        self._asked: dict[str, Source] = {}
        self._seen: dict[str, list[Seen]] = {}

    def known(self, connection: duckdb.DuckDBPyConnection, source: Source, pulled: Pulled) -> Source:
        """The source as it can be read now: without optional columns that it has no more."""
        name = source.feed.name
        self._asked[name], self._past[name] = source, past_pulls(connection, name)
        return without_gone(source, pulled, self._past[name])

    def look(self, connection: duckdb.DuckDBPyConnection, source: Source, pulled: Pulled) -> None:
        """Counts how empty each column is, and compares."""
        name = source.feed.name
        past, seen = self._past[name], seen_columns(connection, source, pulled)
        gone = gone_columns(self._asked[name], source, seen, past)
        self._seen[name] = [*seen, *gone]
        self.notices += drift(source, pulled, seen, gone, past) + odd(name, seen, past)

    def mend(self, connection: duckdb.DuckDBPyConnection, source: Source, pulled: Pulled, is_added_to: bool) -> None:
        """Puts cells that were mended by hand in place of the refused ones."""
        if releases := self._releases(source.feed.name):
            before = told_before(connection, source.feed)
            taken = settled(take_mended(connection, source.feed, pulled, releases), before, is_added_to)
            self.notices += told(source.feed, taken, before)
            self.taken += taken

    def _releases(self, feed: str) -> list[Release]:
        return released(self._warehouse, feed) if self._warehouse else []

    def refuse_odd(self, sources: Iterable[Source]) -> None:
        """UserError for the first odd pull of a feed with `suspicious = "stop"`."""
        strict = {source.feed.name: source for source in sources if source.settings.suspicious == "stop"}
        for notice in self.notices:
            if notice.kind in ODD and notice.feed in strict:
                what = notice.sentence.removeprefix(f"{notice.feed}: ").rstrip(".")
                problem = f'the pull looks odd: {what}; mend the source, or say suspicious = "warn" for one run'
                raise strict[notice.feed].error(None, problem, "suspicious")

    def write(self, connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
        """Makes audit.source_column, audit.notice and audit.release in the attached database `build`."""
        write_columns(connection, run_id, self._seen)
        write_notices(connection, run_id, self.notices)
        write_releases(connection, self.taken)
