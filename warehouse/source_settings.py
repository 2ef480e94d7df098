"""One table of sources.toml: where a feed comes from, and how its columns and words map."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from warehouse.contract import EVENT_FIELDS, FEEDS, STATUSES, Feed
from warehouse.errors import UserError
from warehouse.toml_file import nearest, place, validated

BOOLEAN_WORDS = {"true": True, "t": True, "yes": True, "y": True, "1": True}
BOOLEAN_WORDS |= {"false": False, "f": False, "no": False, "n": False, "0": False}


def _text(value: Any) -> str:
    """A TOML scalar as the text that a source would hold."""
    if isinstance(value, dict | list):
        raise ValueError("a single value is needed here")
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class SourceColumn:
    """What fills a canonical column: the first of `names` that is not empty, or a constant."""

    names: tuple[str, ...] = ()
    value: str | None = None


def _source_column(given: Any) -> SourceColumn:
    """As written in TOML: "name", ["name", "other"], or { value = "constant" }."""
    if isinstance(given, str):
        return SourceColumn((given.strip(),))
    if isinstance(given, list):
        return SourceColumn(tuple(_text(name).strip() for name in given))
    if isinstance(given, dict) and set(given) == {"value"}:
        return SourceColumn(value=_text(given["value"]))
    raise ValueError('give a source column, a list of them, or { value = "..." }')


class SourceSettings(BaseModel):
    """Everything that sources.toml says of one feed; the defaults are those of a feed that it does not name."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["file"] = "file"
    path: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    load: Literal["full", "append"] = "full"
    timezone: str | None = None
    time_format: str | None = None
    null_values: tuple[str, ...] = ()
    max_bad_share: float = Field(default=0.05, ge=0, le=1)
    columns: dict[str, Annotated[SourceColumn, BeforeValidator(_source_column)]] = {}
    values: dict[str, dict[str, str]] = {}
    pick: Literal["last"] | None = None
    order: tuple[str, ...] = ()
    shape: Literal["snapshots", "wide"] | None = None
    fields: tuple[str, ...] = ()
    questions: dict[str, str] = {}

    @field_validator("values", mode="before")
    @classmethod
    def _words_as_text(cls, given: Any) -> Any:
        if not isinstance(given, dict) or not all(isinstance(words, dict) for words in given.values()):
            raise ValueError("a table per column is needed, such as [tickets.values.status]")
        return {column: {word: _text(to) for word, to in words.items()} for column, words in given.items()}

    @field_validator("order")
    @classmethod
    def _order_as_titles(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name.strip() for name in given)

    @field_validator("questions")
    @classmethod
    def _questions_as_titles(cls, given: dict[str, str]) -> dict[str, str]:
        return {title.strip(): question for title, question in given.items()}

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, name: str | None) -> str | None:
        return None if name is None else known_zone(name)


def known_zone(name: str) -> str:
    """The IANA zone's name; ValueError with the nearest known one."""
    zones = available_timezones()
    if name not in zones:
        raise ValueError(f'no time zone is called "{name}"; the nearest known one is "{nearest(name, zones)}"')
    return ZoneInfo(name).key


def load_sources(path: Path, tables: dict[str, Any]) -> dict[str, SourceSettings]:
    """The feeds that sources.toml names, each checked against the contract; UserError with line and nearest name."""
    sources = {}
    for name, table in tables.items():
        if name not in FEEDS:
            where = place(path, [name])
            raise UserError(f'{where}: there is no feed "{name}"; the nearest known one is "{nearest(name, FEEDS)}".')
        if not isinstance(table, dict):
            raise UserError(f"{place(path, [name])}: {name} must be a table: write [{name}].")
        source = validated(SourceSettings, table, path, (name,))
        _check_shape(path, FEEDS[name], source)
        _check_columns(path, FEEDS[name], source)
        _check_words(path, FEEDS[name], source)
        sources[name] = source
    return sources


def _check_shape(path: Path, feed: Feed, source: SourceSettings) -> None:
    shape, event_fields = source.shape, [field for field in EVENT_FIELDS if field != "reply"]
    unknown = [field for field in source.fields if field not in event_fields]
    wrong = {
        "pick": source.pick and shape and 'pick = "last" and shape exclude each other',
        "order": source.order and not (source.pick or shape == "snapshots") and "order needs pick or snapshots",
        "shape": {"snapshots": feed.name != "ticket_events", "wide": feed.name != "survey_responses"}.get(shape or "")
        and 'shape = "snapshots" is for ticket_events, "wide" for survey_responses',
        "fields": ((shape == "snapshots") != bool(source.fields) and 'shape = "snapshots" and fields need each other')
        or (unknown and f'no event field is called "{unknown[0]}"; there are {", ".join(event_fields)}'),
        "questions": (shape == "wide") != bool(source.questions) and 'shape = "wide" and questions need each other',
    }
    for key, problem in wrong.items():
        if problem:
            raise UserError(f"{place(path, [feed.name, key])}: feed {feed.name}, {key}: {problem}.")


def _check_columns(path: Path, feed: Feed, source: SourceSettings) -> None:
    known = feed.column_names + source.fields
    for name, column in source.columns.items():
        where = place(path, [feed.name, "columns", name])
        if name not in known:
            near = nearest(name, known)
            raise UserError(f'{where}: feed {feed.name} has no column "{name}"; the nearest known one is "{near}".')
        if column.value is not None and name in feed.column_names:
            _check_word(where, feed, name, column.value, f'the constant "{column.value}"')


def _check_words(path: Path, feed: Feed, source: SourceSettings) -> None:
    known = feed.column_names + (EVENT_FIELDS if feed.name == "ticket_events" else ())
    for name, words in source.values.items():
        where = place(path, [feed.name, "values", name])
        if name not in known:
            near = nearest(name, known)
            raise UserError(f'{where}: feed {feed.name} has no column "{name}"; the nearest known one is "{near}".')
        for word, to in words.items():
            line = place(path, [feed.name, "values", name, word])
            _check_word(line, feed, name, to, f'"{word}" is mapped to "{to}"')


def _check_word(where: str, feed: Feed, name: str, word: str, what: str) -> None:
    allowed: tuple[str, ...] = ()
    if name in feed.column_names:
        column = feed.column(name)
        allowed = tuple(BOOLEAN_WORDS) if column.type == "boolean" else column.words
    elif name == "status":
        allowed = STATUSES
    folded = word.lower() if allowed and allowed[0] in BOOLEAN_WORDS else word
    if allowed and word and folded not in allowed:
        near = nearest(word, allowed)
        raise UserError(f'{where}: feed {feed.name}, column {name}: {what}, no known word; the nearest is "{near}".')
