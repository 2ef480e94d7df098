"""The sentences for a feed that fails as a whole: what, how much, a sample, and where to mend it."""

import re

import duckdb

from etl.again import OF_THIS_PULL
from etl.answers import cell_of_answer
from etl.runlog import RowCount
from etl.sources import Source
from etl.sql import ident, literal
from etl.texts import Columns
from warehouse.errors import UserError

MEANING = {
    "missing_required": "it is empty",
    "bad_type": "it cannot be read",
    "bad_time": "it cannot be read as a time",
    "unknown_word": "the word is not known",
    "duplicate_key": "the key comes again later",
    "before_creation": "it lies before its ticket was created",
    "conflicting_level": "its days overlap those of a level before it",
    "unknown_reference": "nobody knows it",
    "malformed_row": "the row cannot be parted into columns",
}
LOCAL_TIME = re.compile(r"\d{4}-\d\d-\d\d([T ][\d:.]+)?")


def time_complaint(connection: duckdb.DuckDBPyConnection, source: Source, columns: Columns) -> UserError | None:
    """The error when `time_format` reads none of the feed's times."""
    table, feed = f"shaped.{ident(source.feed.name)}", source.feed
    times = [column.name for column in feed.columns if column.type in ("instant", "date") and column.name in columns]
    read = " OR ".join(f"{ident(name)} IS NOT NULL" for name in times)
    for name in times:
        rule = literal(f"bad_time:{name}")
        found = connection.execute(
            f"SELECT count(*) FILTER (list_contains(broken, {rule})), count(*) FILTER ({read}) FROM {table}"
            f" WHERE {OF_THIS_PULL}"
        ).fetchone()
        if found and found[0] and not found[1]:
            sample = _sample(connection, source, columns, name, f"bad_time:{name}")
            return source.error(name, f'{_time_hint(source, sample)}; a sample is "{sample}"', "time_format")
    return None


def share_complaint(
    connection: duckdb.DuckDBPyConnection, source: Source, columns: Columns, counts: RowCount
) -> UserError:
    """The error for a feed with too many refused rows, led by the most frequent reason."""
    rule = _most_frequent(connection, source)
    code, column = rule.split(":", 1)
    sample = _sample(connection, source, columns, column, rule)
    share = counts.quarantined_count / counts.read_count
    reason, keys = _advice(source, code, column, sample)
    problem = (
        f"{counts.quarantined_count:,} of {counts.read_count:,} rows ({share:.1%}) are refused, more than"
        f' max_bad_share = {source.settings.max_bad_share:.1%}; most often {code}: {reason}; a sample is "{sample}"'
    )
    return source.error(None if column == "*" else column, problem, *keys)


def _advice(source: Source, code: str, column: str, sample: str) -> tuple[str, tuple[str, ...]]:
    """What is wrong in words, and the keys of sources.toml that would mend it."""
    name = column if column in source.feed.column_names else ""
    if code == "bad_time":
        key = "time_format" if source.settings.time_format else "timezone" if LOCAL_TIME.fullmatch(sample) else ""
        return _time_hint(source, sample), (key,) if key else ("columns", name)
    if code == "unknown_word" and name:
        known = source.feed.column(name).words
        return f"{MEANING[code]}, map it to {' | '.join(known) or 'a canonical one'}", ("values", name)
    return MEANING[code], ("columns", name)


def _time_hint(source: Source, sample: str) -> str:
    settings = source.settings
    if settings.time_format:
        without_zone = settings.timezone is None and "%z" not in settings.time_format.lower()
        hint = "carries no zone, give timezone" if without_zone else "reads none of them, give the format of the source"
        return f'time_format "{settings.time_format}" {hint}'
    if settings.timezone is None and LOCAL_TIME.fullmatch(sample):
        return "the times carry no zone, give timezone"
    return f"{MEANING['bad_time']} of ISO 8601, give time_format"


def _most_frequent(connection: duckdb.DuckDBPyConnection, source: Source) -> str:
    row = connection.execute(
        f"SELECT rule FROM (SELECT unnest(broken) AS rule FROM shaped.{ident(source.feed.name)} WHERE {OF_THIS_PULL})"
        " GROUP BY rule ORDER BY count(*) DESC, rule LIMIT 1"
    ).fetchone()
    return str(row[0]) if row else ""


def _sample(connection: duckdb.DuckDBPyConnection, source: Source, columns: Columns, column: str, rule: str) -> str:
    """The value that broke the rule, as it stands in the source."""
    feed = ident(source.feed.name)
    if column == "*":
        row = connection.execute(f"SELECT line FROM raw.{ident(f'{source.feed.name} malformed')} LIMIT 1").fetchone()
        return _short(row[0] if row else None)
    values = [
        f"coalesce({', '.join([f'shaped.{ident(name)}::VARCHAR', *_raw_values(source, columns, name)])}, '')"
        for name in column.split("+")
    ]
    row = connection.execute(
        f"SELECT concat_ws(' / ', {', '.join(values)}) FROM shaped.{feed} AS shaped"
        f' JOIN raw.{feed} AS raw USING ("#position") WHERE list_contains(shaped.broken, {literal(rule)})'
        f" AND {OF_THIS_PULL}"
        ' ORDER BY "#position" LIMIT 1'
    ).fetchone()
    return _short(row[0] if row else None)


def _raw_values(source: Source, columns: Columns, name: str) -> list[str]:
    if name == "score" and source.settings.questions:
        return [cell_of_answer(source)]
    return [f"raw.{ident(title)}" for title in (columns[name].names if name in columns else ())]


def _short(text: str | None) -> str:
    line = " ".join((text or "").split())
    return line if len(line) <= 80 else f"{line[:79]}…"
