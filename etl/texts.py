"""The SELECTs that lead from source columns to one text per canonical column, in canonical words."""

import re
from collections.abc import Collection

from etl.sources import Source
from etl.sql import has_edge, ident, literal, replaced, trimmed, words
from etl.typed import typed
from warehouse.source_settings import SourceColumn

POSITION = '"#position"'
META = f'"#source", "#row", {POSITION}'

Columns = dict[str, SourceColumn]


def clean(source: Source, columns: Columns) -> str:
    """The source columns that are used, trimmed, with null for every word that means nothing."""
    settings = source.settings
    used = [name for column in columns.values() for name in column.names]
    used += [*settings.order, *settings.sheet_columns]
    nothing = words(sorted({"", *(word.strip() for word in settings.null_values)}))
    kept = [f"{_trimmed(ident(name), nothing)} AS {ident(name)}" for name in dict.fromkeys(used)]
    return f"SELECT {', '.join([META, *kept])} FROM raw.{ident(source.feed.name)}"


def _trimmed(column: str, nothing: str) -> str:
    text = trimmed(column)
    return (
        f"CASE WHEN {has_edge(column)} THEN CASE WHEN {text} NOT IN {nothing} THEN {text} END"
        f" WHEN {column} NOT IN {nothing} THEN {column} END"
    )


def picked(source: Source, columns: Columns, rows: str) -> str:
    """One row per key with each column's last known value; a row without a key stays alone, to be refused."""
    feed = source.feed
    keys = [filled(columns, name) for name in feed.key]
    missing = [f"{key} IS NULL" for name, key in zip(feed.key, keys, strict=True) if feed.column(name).is_required]
    alone = f"CASE WHEN {' OR '.join(missing)} THEN {POSITION} END"
    moment = ", ".join(f"k{index} := {key}" for index, key in enumerate(order_keys(source)))
    used = dict.fromkeys(name for column in columns.values() for name in column.names)
    values = [f'arg_max({name}, "#moment") AS {name}' for name in (*META.split(", "), *map(ident, used))]
    return (
        f"SELECT {', '.join(values)}"
        f' FROM (SELECT *, struct_pack({moment}) AS "#moment" FROM {rows})'
        f" GROUP BY {', '.join([*keys, alone])}"
    )


def filled(columns: Columns, name: str) -> str:
    """What stands in the source for a canonical column, before its words are exchanged."""
    column = columns.get(name, SourceColumn())
    if column.value is not None:
        return (
            f"coalesce({', '.join([*map(ident, column.names), literal(column.value)])})"
            if column.names
            else literal(column.value)
        )
    if column.file is not None:
        group = min(re.compile(column.file).groups, 1)
        return f"nullif(regexp_extract(\"#source\", {literal(column.file)}, {group}), '')"
    if not column.names:
        return "NULL::VARCHAR"
    return f"coalesce({', '.join(map(ident, column.names))})" if len(column.names) > 1 else ident(column.names[0])


def order_keys(source: Source) -> list[str]:
    """By each column of `order`: as a number, then as a time, then as text; at last in the order of the rows."""
    settings, keys = source.settings, []
    for name in settings.order:
        column = ident(name)
        time = typed(column, "instant", settings.time_format, settings.timezone or "UTC")
        keys += [
            f"coalesce(TRY_CAST({column} AS DOUBLE), '-inf')",
            f"coalesce({time}, '-infinity')",
            f"coalesce({column}, '')",
        ]
    return [*keys, POSITION]


def texts(source: Source, columns: Columns, rows: str) -> str:
    return f"SELECT {META}, {canonical(source, columns)} FROM {rows}"


def canonical(source: Source, columns: Columns, without: Collection[str] = ()) -> str:
    """The select list of one text per canonical column, in canonical words."""
    names = [name for name in source.feed.column_names if name not in without]
    return ", ".join(f"{text_of(source, columns, name)} AS {ident(f'text_{name}')}" for name in names)


def text_of(source: Source, columns: Columns, name: str) -> str:
    """What stands in the source for a canonical column, in canonical words."""
    if name == "event_id" and name not in columns:
        return f"{POSITION}::VARCHAR"
    text = replaced(filled(columns, name), source.settings.values.get(name, {}))
    if source.feed.name != "ticket_events" or name not in ("old_value", "new_value"):
        return text
    field = replaced(filled(columns, "field"), source.settings.values.get("field", {}))
    cases = [f"WHEN {literal(key)} THEN {replaced(text, known)}" for key, known in source.event_words.items() if known]
    return f"CASE {field} {' '.join(cases)} ELSE {text} END" if cases else text
