"""Source words into canonical words, as one SELECT per feed: raw.<feed> becomes shaped.<feed>."""

import duckdb

from etl.answers import answers
from etl.pull.files import Pulled
from etl.snapshots import snapshot_steps
from etl.sources import MADE_BY_SHAPE, Source, columns_of
from etl.sql import ident, literal, words
from etl.texts import META, Columns, clean, picked, texts
from etl.typed import typed
from warehouse.contract import DUCKDB_TYPE, STATUSES, Column, Feed
from warehouse.source_settings import SourceColumn

MOST_MINUTES = 10**9  # 1,900 years: whoever means never writes less


def file_column(feed: Feed) -> str:
    """The column of shaped.<feed> that names the file: `source`, unless the contract has a column of that name."""
    return "source_file" if "source" in feed.column_names else "source"


def shape(connection: duckdb.DuckDBPyConnection, source: Source, pulled: Pulled) -> Columns:
    """Makes shaped.<feed>, each row with the rules that it breaks by itself; gives back what fills each column."""
    feed, columns = source.feed, columns_of(source, pulled)
    _check_time_format(connection, source)
    steps = _steps(source, columns) | {"typed": _typed(source, pulled, columns)}
    with_steps = ", ".join(f"{name} AS ({select})" for name, select in steps.items())
    names, file = ", ".join(map(ident, feed.column_names)), file_column(feed)
    nothing = ", ".join("NULL" for _ in feed.columns)
    connection.execute(
        f"CREATE TABLE shaped.{ident(feed.name)} AS WITH {with_steps}"
        f' SELECT {names}, "#source" AS {file}, "#row" AS row_number, "#position", {_broken(source)} AS broken'
        " FROM typed"
        f" UNION ALL SELECT {nothing}, {META}, ['malformed_row:*'] FROM raw.{ident(f'{feed.name} malformed')}"
    )
    return columns


def _check_time_format(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    time_format = source.settings.time_format
    if time_format is None:
        return
    try:
        connection.execute(f"SELECT try_strptime('', {literal(time_format)})")
    except duckdb.InvalidInputException as error:
        reason = str(error).rsplit(":", 1)[-1].strip()
        raise source.error(None, f'time_format "{time_format}" cannot be used: {reason}', "time_format") from error


def _steps(source: Source, columns: Columns) -> dict[str, str]:
    """The SELECTs, by name and each on the one before, that end in `texts`."""
    steps, rows = {"clean": clean(source, columns)}, "clean"
    if source.settings.pick:
        steps["picked"], rows = picked(source, columns, rows), "picked"
    if source.settings.shape == "snapshots":
        return steps | snapshot_steps(source, columns, rows)
    make = answers if source.settings.shape == "wide" else texts
    return steps | {"texts": make(source, columns, rows)}


def _typed(source: Source, pulled: Pulled, columns: Columns) -> str:
    values = []
    for column in source.feed.columns:
        names = columns.get(column.name, SourceColumn()).names
        of_the_file = bool(names) and pulled.iso.issuperset(names)
        time_format = None if of_the_file else source.settings.time_format
        text, zone = ident(f"text_{column.name}"), source.settings.timezone
        value = typed(text, column.type, time_format, zone, pulled.is_sheet)
        if column.name.endswith("_minutes"):
            value = f"CASE WHEN {value} BETWEEN 0 AND {MOST_MINUTES} THEN {value} END"
        values.append(f"{value}::{DUCKDB_TYPE[column.type]} AS {ident(column.name)}")
    return f"SELECT *, {', '.join(values)} FROM texts"


def _broken(source: Source) -> str:
    """The ids of the rules that a row breaks by itself; a list is only made for a row that breaks one."""
    made = MADE_BY_SHAPE.get(source.settings.shape or "", frozenset()) - {"score"}  # a comment may stand without one
    broken: dict[str, str] = {}
    for column in source.feed.columns:
        broken |= _column_rules(column, is_made=column.name in made)
    if source.feed.name == "ticket_events":
        known = words(STATUSES)
        broken["unknown_word:new_value"] = f"field = 'status' AND coalesce(new_value NOT IN {known}, true)"
        broken["unknown_word:old_value"] = f"field = 'status' AND old_value NOT IN {known}"
    cases = ", ".join(f"CASE WHEN {condition} THEN {literal(rule)} END" for rule, condition in broken.items())
    any_of_them = " OR ".join(f"({condition})" for condition in broken.values())
    filtered = f"list_filter([{cases}], lambda rule: rule IS NOT NULL)"
    return f"CASE WHEN {any_of_them} THEN {filtered} ELSE []::VARCHAR[] END"


def _column_rules(column: Column, is_made: bool) -> dict[str, str]:
    """Rule id → when a row breaks it."""
    value, text = ident(column.name), ident(f"text_{column.name}")
    broken = {}
    if column.is_required and not is_made:
        broken[f"missing_required:{column.name}"] = f"{text} IS NULL"
    if column.type != "text":
        code = "bad_time" if column.type in ("instant", "date") else "bad_type"
        broken[f"{code}:{column.name}"] = f"{text} IS NOT NULL AND {value} IS NULL"
    if column.words:
        broken[f"unknown_word:{column.name}"] = f"{text} NOT IN {words(column.words)}"
    return broken
