"""What settings say of each feed, put together with the columns that its source really has."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from etl.pull.files import Pulled, find_files
from warehouse.contract import FEEDS, Feed
from warehouse.errors import UserError
from warehouse.settings import Company
from warehouse.source_settings import SourceColumn, SourceSettings
from warehouse.toml_file import nearest, place

MADE_BY_SHAPE = {
    "wide": frozenset({"question", "score"}),
    "snapshots": frozenset({"event_id", "field", "old_value", "new_value"}),
}


@dataclass(frozen=True)
class Source:
    """One feed that the company has: its contract, its settings, its files."""

    feed: Feed
    settings: SourceSettings
    files: tuple[Path, ...]
    settings_file: Path
    event_words: dict[str, dict[str, str]]

    def error(self, column: str | None, problem: str, *keys: str) -> UserError:
        """The sentence for a mistake in sources.toml; `keys` lead to the line below the feed's table."""
        where = f"feed {self.feed.name}" + (f", column {column}" if column else "")
        return UserError(f"{where}: {problem} ({place(self.settings_file, (self.feed.name, *keys))}).")


def find_sources(company: Company) -> list[Source]:
    """The feeds that the company has, in the order of the contract; UserError when there is none."""
    sources = []
    for name, feed in FEEDS.items():
        settings = company.sources.get(name)
        if settings and settings.kind != "file":
            sources.append(Source(feed, settings, (), company.folder / "sources.toml", event_words(company.sources)))
        elif files := find_files(company.folder, name, settings):
            path = company.folder / "sources.toml"
            sources.append(Source(feed, settings or SourceSettings(), tuple(files), path, event_words(company.sources)))
    if not sources:
        example = company.folder / "feeds" / "tickets.csv"
        raise UserError(
            f"{company.folder} has no feed at all; put a file such as {example} there, or write sources.toml."
        )
    return sources


def is_added_to(settings: SourceSettings) -> bool:
    """Whether the settings alone say that rows of the last build stay; other kinds than files also need a cursor."""
    return settings.load == "append" or (settings.kind == "file" and settings.cursor is not None)


def event_words(sources: dict[str, SourceSettings]) -> dict[str, dict[str, str]]:
    """How the words of each event field map: as for events, and where that says nothing, as for tickets."""
    tickets, events = (sources.get(name, SourceSettings()).values for name in ("tickets", "ticket_events"))
    return {field: tickets.get(field, {}) | events.get(field, {}) for field in tickets.keys() | events.keys()}


def made_by_shape(settings: SourceSettings) -> frozenset[str]:
    """The columns that the shape fills in every row, so that the source need not have them."""
    made = MADE_BY_SHAPE.get(settings.shape or "", frozenset())
    given = [one.columns for ones in settings.questions.values() for one in ones if one.is_asked]
    return made | frozenset.intersection(*given) if given else made


def columns_of(source: Source, pulled: Pulled) -> dict[str, SourceColumn]:
    """What fills each canonical column (and each field of snapshots); UserError when the source lacks a column.

    A column that settings do not name is filled by the source column of the same name, if there is one.
    """
    settings, feed = source.settings, source.feed
    made = made_by_shape(settings)
    found: dict[str, SourceColumn] = {}
    for name in (*feed.column_names, *settings.fields):
        if name in settings.columns:
            found[name] = settings.columns[name]
            _check(source, pulled, name, found[name].names, "columns", name)
        elif name in pulled.columns and name not in made:
            found[name] = SourceColumn((name,))
        elif name in settings.fields or (name not in made and _must_be_there(feed, name)):
            near = nearest(name, pulled.columns)
            problem = f'is required and the source has no such column; the nearest it has is "{near}"'
            raise source.error(name, problem, "columns")
    if (settings.cursor or settings.load == "append") and feed.name == "ticket_events" and "event_id" not in found:
        key, what = ("cursor", "a cursor") if settings.cursor else ("load", 'load = "append"')
        raise source.error("event_id", f"{what} needs events that carry their own number", key)
    _check(source, pulled, None, settings.order, "order")
    for title, questions in settings.questions.items():
        comments = [one.comment for one in questions if one.comment]
        _check(source, pulled, None, [title, *comments], "questions", title)
    return found


def _must_be_there(feed: Feed, name: str) -> bool:
    """Every required column, but an event's number, which the order of the feed can give."""
    return feed.column(name).is_required and not (feed.name == "ticket_events" and name == "event_id")


def _check(source: Source, pulled: Pulled, column: str | None, names: Iterable[str], *keys: str) -> None:
    for name in names:
        if name not in pulled.columns:
            near = nearest(name, pulled.columns)
            problem = f'the source has no column "{name}"; the nearest it has is "{near}"'
            raise source.error(column or name, problem, *keys)
