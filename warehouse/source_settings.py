"""One table of sources.toml: where a feed comes from, and how its columns and words map."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from warehouse.contract import EVENT_FIELDS, FEEDS, STATUSES, Feed
from warehouse.errors import UserError
from warehouse.fresh_settings import FreshKeys
from warehouse.rest_settings import RestKeys, rest_problems
from warehouse.sql_settings import SqlKeys, sql_problems
from warehouse.survey_settings import Question, questions_of
from warehouse.toml_file import checked, nearest, place

BOOLEAN_WORDS = {"true": True, "t": True, "yes": True, "y": True, "1": True}
BOOLEAN_WORDS |= {"false": False, "f": False, "no": False, "n": False, "0": False}


def _text(value: Any) -> str:
    """A TOML scalar as the text that a source would hold."""
    if isinstance(value, dict | list):
        raise ValueError("a single value is needed here")
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class SourceColumn:
    """What fills a canonical column: the first of `names` that is not empty, a constant, or a part of the file's name.

    `file` is the expression of that part: its first group, else all that it matches.
    """

    names: tuple[str, ...] = ()
    value: str | None = None
    file: str | None = None


def _source_column(given: Any) -> SourceColumn:
    """As written in TOML: "name", ["name", "other"], { value = "constant" } or { file = "(expression)" }."""
    if isinstance(given, str):
        return SourceColumn((given.strip(),))
    if isinstance(given, list) and given and isinstance(given[-1], dict):
        return SourceColumn(tuple(_text(name).strip() for name in given[:-1]), _source_column(given[-1]).value)
    if isinstance(given, list):
        return SourceColumn(tuple(_text(name).strip() for name in given))
    if isinstance(given, dict) and set(given) == {"value"}:
        return SourceColumn(value=_text(given["value"]))
    if isinstance(given, dict) and set(given) == {"file"}:
        return SourceColumn(file=_expression(_text(given["file"])))
    raise ValueError('give a source column, a list of them, { value = "..." } or { file = "..." }')


def _expression(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f'"{text}" is no regular expression: {error}') from error
    if "(?" in text.replace("(?:", "").replace("(?i", ""):
        raise ValueError(f'"{text}" looks around itself, which nobody here can read; use plain groups')
    return text


class SourceSettings(RestKeys, SqlKeys, FreshKeys, BaseModel):
    """Everything that sources.toml says of one feed; the defaults are those of a feed that it does not name."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["file", "sql", "rest"] = "file"
    path: str | None = None
    sheet: str | None = None
    header_row: int | None = Field(default=None, ge=1)
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
    questions: dict[str, Annotated[tuple[Question, ...], BeforeValidator(questions_of)]] = {}

    @property
    def sheet_columns(self) -> tuple[str, ...]:
        """The source columns that `questions` names: those with marks, and those with words to them."""
        comments = [one.comment for ones in self.questions.values() for one in ones if one.comment]
        return tuple(dict.fromkeys([*self.questions, *comments]))

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
    def _questions_as_titles(cls, given: dict[str, tuple[Question, ...]]) -> dict[str, tuple[Question, ...]]:
        return {title.strip(): questions for title, questions in given.items()}

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
    for name in tables:
        source, problems = check_source(path, name, tables)
        if source is None or problems:
            raise UserError(problems[0])
        sources[name] = source
    return with_clients(sources)


def check_source(path: Path, name: str, tables: dict[str, Any]) -> tuple[SourceSettings | None, list[str]]:
    """The settings of one feed, and a sentence for everything that is wrong with them."""
    if name not in FEEDS:
        near = nearest(name, FEEDS)
        return None, [f'{place(path, [name])}: there is no feed "{name}"; the nearest known one is "{near}".']
    if not isinstance(tables[name], dict):
        return None, [f"{place(path, [name])}: {name} must be a table: write [{name}]."]
    source, problems = checked(SourceSettings, tables[name], path, (name,))
    if source:
        keys = rest_problems(name, source, tables) | sql_problems(name, source) | _shape_problems(FEEDS[name], source)
        problems = [f"{place(path, [name, key])}: feed {name}, {key}: {keys[key]}." for key in keys]
        problems += [*_column_problems(path, FEEDS[name], source), *_word_problems(path, FEEDS[name], source)]
    return source, problems


def _shape_problems(feed: Feed, source: SourceSettings) -> dict[str, str]:
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
    return {key: str(problem) for key, problem in wrong.items() if problem}


def with_clients(sources: dict[str, SourceSettings]) -> dict[str, SourceSettings]:
    """The same, each with the client of the feed that its `client_of` names."""
    owners = {name: sources.get(source.client_of or "") for name, source in sources.items()}
    return {
        name: source.model_copy(update={"client": owner.client}) if (owner := owners[name]) else source
        for name, source in sources.items()
    }


def _column_problems(path: Path, feed: Feed, source: SourceSettings) -> Iterator[str]:
    known = feed.column_names + source.fields
    for name, column in source.columns.items():
        where = place(path, [feed.name, "columns", name])
        if name not in known:
            near = nearest(name, known)
            yield f'{where}: feed {feed.name} has no column "{name}"; the nearest known one is "{near}".'
        elif column.value is not None and name in feed.column_names:
            word = source.values.get(name, {}).get(column.value, column.value)
            yield from _word_problem(where, feed, name, word, f'the constant "{column.value}"')


def _word_problems(path: Path, feed: Feed, source: SourceSettings) -> Iterator[str]:
    known = feed.column_names + (EVENT_FIELDS if feed.name == "ticket_events" else ())
    for name, words in source.values.items():
        where = place(path, [feed.name, "values", name])
        if name not in known:
            near = nearest(name, known)
            yield f'{where}: feed {feed.name} has no column "{name}"; the nearest known one is "{near}".'
        for word, to in words.items():
            line = place(path, [feed.name, "values", name, word])
            yield from _word_problem(line, feed, name, to, f'"{word}" is mapped to "{to}"')


def _word_problem(where: str, feed: Feed, name: str, word: str, what: str) -> Iterator[str]:
    allowed: tuple[str, ...] = ()
    if name in feed.column_names:
        column = feed.column(name)
        allowed = tuple(BOOLEAN_WORDS) if column.type == "boolean" else column.words
    elif name == "status":
        allowed = STATUSES
    folded = word.lower() if allowed and allowed[0] in BOOLEAN_WORDS else word
    if allowed and word and folded not in allowed:
        near = nearest(word, allowed)
        yield f'{where}: feed {feed.name}, column {name}: {what}, no known word; the nearest is "{near}".'
