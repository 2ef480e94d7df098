"""Lands the pages of a source as Parquet, one by one, so that a pull that died goes on where it was."""

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import reduce
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.pull.cursor import Unfit, earlier, later
from etl.pull.part import distinct_names
from etl.secrets import scrubbed_page
from etl.sources import Source
from warehouse.errors import UserError
from warehouse.store import sync
from warehouse.toml_file import nearest

WAITS_S = (1, 2, 4, 8, 16)
ROW = "#row"
WITHOUT_EFFECT = {"max_bad_share", "lookback", "url", "load", "newest", "loaded", "suspicious"}


# gives the rows from a cursor on, all when it is None, as tables of text; one table without rows for none
Pages = Callable[[str | None], Iterator[pa.Table]]


class Interrupted(Exception):
    """A failure that may pass; `sentence` is for when it does not."""

    def __init__(self, sentence: UserError) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True)
class Origin:
    """Where the pages of a feed come from; `identity` says which system it is, without secrets.

    `is_ordered`: pages come in ascending order of the cursor. `keys` lists the keys of all rows that are there.
    """

    pages: Pages
    identity: str
    is_ordered: bool = False
    keys: Pages | None = None


@dataclass(frozen=True)
class State:
    """What is on disk of a pull. `base` is the build it began upon; `starts` counts the rows before each attempt."""

    fingerprint: str
    base: str
    since: str | None
    is_ordered: bool
    highest: str | None = None
    starts: tuple[int, ...] = (0,)
    page_count: int = 0
    row_count: int = 0
    is_complete: bool = False


@dataclass(frozen=True)
class Landed:
    """A complete pull: its pages, and where in the row numbers each attempt begins."""

    pages: tuple[Path, ...]
    starts: tuple[int, ...]
    highest: str | None
    keys: Path | None = field(default=None)


def fingerprint(source: Source, origin: Origin) -> str:
    """A hash of everything that decides which rows come and what they become; no secret goes into it."""
    told = source.settings.model_dump(mode="json", exclude_defaults=True, exclude=WITHOUT_EFFECT)
    if source.feed.name == "ticket_events":
        told["event_words"] = source.event_words
    text = json.dumps([origin.identity, told], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def land(folder: Path, source: Source, origin: Origin, committed: str | None, base: str) -> Landed:
    """Pulls from the committed cursor less the look-back (or all), goes on with the pages in `folder` when they fit.

    A failure that may pass is tried again, anew after each page that came through; UserError when it stays.
    """
    since = _less(source, committed) if committed else None
    fresh = State(fingerprint(source, origin), base, since, origin.is_ordered and source.settings.cursor is not None)
    pull = _Pull(folder, source, origin, fresh)
    _patiently(pull.attempt, lambda: pull.state.page_count)
    keys = None
    if origin.keys:  # after the rows: a row that is new since then is no row that is gone
        keys = folder / "keys.parquet"
        _patiently(lambda: _write(pa.concat_tables(origin.keys(None)), keys), lambda: 0)  # type: ignore[misc]
    pages = tuple(folder / _page(number) for number in range(1, pull.state.page_count + 1))
    return Landed(pages, pull.state.starts, pull.state.highest, keys)


def _patiently(attempt: Callable[[], None], progress: Callable[[], int]) -> None:
    waits, before = list(WAITS_S), progress()
    while True:
        try:
            return attempt()
        except Interrupted as error:
            if progress() > before:
                waits, before = list(WAITS_S), progress()
            if not waits:
                raise error.sentence from None
            time.sleep(waits.pop(0))


class _Pull:
    """The pages of one feed on disk, and their state, which is always that of the pages that count."""

    def __init__(self, folder: Path, source: Source, origin: Origin, fresh: State) -> None:
        self._folder, self._source, self._origin, self._fresh = folder, source, origin, fresh
        self.state = _read_state(folder) or fresh
        if any(
            getattr(self.state, name) != getattr(fresh, name) for name in ("fingerprint", "base", "since", "is_ordered")
        ):
            self.state = fresh

    def attempt(self) -> None:
        since = self._begin()
        for table in self._origin.pages(since):
            if table.num_rows or not self.state.page_count:
                self._land(table)
        self._keep(replace(self.state, is_complete=True))

    def _begin(self) -> str | None:
        """Where to go on: at the highest cursor of complete pages less the look-back, else everything anew."""
        state = self.state
        if not (state.is_ordered and state.highest):
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir(parents=True, mode=0o700)  # the rows are as they came, names and all
            self._keep(self._fresh)
            return self._fresh.since
        if state.starts[-1] != state.row_count:
            self._keep(replace(state, starts=(*state.starts, state.row_count), is_complete=False))
        return later(state.since, _less(self._source, state.highest))

    def _land(self, table: pa.Table) -> None:
        state, (_, *names) = self.state, distinct_names([ROW, *table.column_names])
        metadata = [field.metadata for field in table.schema]
        fields = [pa.field(name, pa.string(), metadata=told) for name, told in zip(names, metadata, strict=True)]
        table = pa.table(table.columns, schema=pa.schema(fields))
        numbers = pa.array(range(state.row_count + 1, state.row_count + table.num_rows + 1), pa.int64())
        highest = self._highest(table)
        number = state.page_count + 1
        _write(scrubbed_page(table).append_column(ROW, numbers), self._folder / _page(number))
        rows = state.row_count + table.num_rows
        self._keep(replace(state, highest=highest or state.highest, page_count=number, row_count=rows))

    def _highest(self, table: pa.Table) -> str | None:
        """Of ordered rows the last cursor, in the source's own order; else the highest so far."""
        name = self._source.settings.cursor
        if name is None:
            return None
        if name not in table.column_names:
            near = nearest(name, table.column_names)
            raise self._source.error(
                name, f'the source has no column "{name}"; the nearest it has is "{near}"', "cursor"
            )
        known = pc.drop_null(table[name].combine_chunks())
        if self.state.is_ordered:
            return known[-1].as_py() if len(known) else None
        return reduce(later, pc.unique(known).to_pylist(), self.state.highest)

    def _keep(self, state: State) -> None:
        self.state = state
        path = self._folder / "state.json"
        new = path.with_suffix(".new")
        new.write_text(json.dumps(asdict(state), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        _put(new, path)


def _less(source: Source, cursor: str) -> str:
    try:
        return earlier(cursor, source.settings.lookback)
    except Unfit as error:
        raise source.error(source.settings.cursor, f"lookback {error}", "lookback") from error


def _read_state(folder: Path) -> State | None:
    try:
        told = json.loads((folder / "state.json").read_text(encoding="utf-8"))
        return State(**{**told, "starts": tuple(told["starts"])})
    except (OSError, ValueError, TypeError, KeyError):  # of no pull, or of one that was cut off, or of another version
        return None


def _page(number: int) -> str:
    return f"page-{number:06}.parquet"


def _write(table: pa.Table, path: Path) -> None:
    new = path.with_suffix(".new")
    pq.write_table(table, new, compression="snappy")
    _put(new, path)


def _put(new: Path, path: Path) -> None:
    """Gives a whole file its name: it is there with all its bytes or not at all, also after a power cut."""
    sync(new)
    new.replace(path)
    sync(path.parent)
