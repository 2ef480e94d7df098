"""SQL that reads a text as a value of a contract type; what cannot be read becomes null."""

from etl.sql import literal, words
from warehouse.source_settings import BOOLEAN_WORDS

DATE = r"\d{4}-\d{2}-\d{2}"
TIME = r"\d{2}:\d{2}(:\d{2}(\.\d+)?)?"
OFFSET = r"(Z|[+-](0\d|1[0-4])(:?\d{2})?)"
MICROSECONDS = 1_000_000


def typed(text: str, type_name: str, time_format: str | None, zone: str | None) -> str:
    """The expression `text` as contract type `type_name`; instants in UTC, cut to whole seconds."""
    if type_name == "instant":
        return _whole_seconds(_instant(text, time_format, zone))
    if type_name == "date":
        return _date(text, time_format)
    if type_name == "decimal":
        return f"TRY_CAST({text} AS DECIMAL(18, 4))"
    if type_name == "integer":
        return rf"CASE WHEN regexp_full_match({text}, '[+-]?\d+(\.0*)?') THEN TRY_CAST({text} AS BIGINT) END"
    if type_name == "boolean":
        yes, no = ([word for word, value in BOOLEAN_WORDS.items() if value is wanted] for wanted in (True, False))
        return f"CASE WHEN lower({text}) IN {words(yes)} THEN true WHEN lower({text}) IN {words(no)} THEN false END"
    return text


def _instant(text: str, time_format: str | None, zone: str | None) -> str:
    if time_format:
        parsed = f"try_strptime({text}, {literal(time_format)})"
        carries_zone = "%z" in time_format.lower()
        return parsed if carries_zone else _in_zone(parsed, zone)
    with_minutes_only = f"left({text}, 16) || ':00' || replace(substr({text}, 17), ' ', '')"
    return (
        f"CASE WHEN regexp_full_match({text}, '{DATE}[T ]{TIME} ?{OFFSET}')"
        f" THEN coalesce(TRY_CAST({text} AS TIMESTAMPTZ), TRY_CAST({with_minutes_only} AS TIMESTAMPTZ))"
        f" WHEN regexp_full_match({text}, '{DATE}([T ]{TIME})?')"
        f" THEN {_in_zone(f'TRY_CAST({text} AS TIMESTAMP)', zone)} END"
    )


def _in_zone(local: str, zone: str | None) -> str:
    """A local time as an instant: the first of two, and forward over a gap; null without a zone.

    DuckDB's timezone() gives the second of two, but counting from the day before gives the first.
    """
    if zone is None:
        return f"CASE WHEN {local} IS NULL THEN NULL::TIMESTAMPTZ END"
    name = literal(zone)
    if zone in ("UTC", "Etc/UTC"):
        return f"timezone({name}, {local})"
    from_the_day_before = f"timezone({name}, {local} - INTERVAL 1 DAY) + INTERVAL 24 HOURS"
    return (
        f"CASE WHEN timezone({name}, {from_the_day_before}) = {local} THEN {from_the_day_before}"
        f" ELSE timezone({name}, {local}) END"
    )


def _whole_seconds(instant: str) -> str:
    """Cut, not rounded, also before 1970; date_trunc would be ten times as slow on a TIMESTAMPTZ."""
    micros = f"epoch_us({instant})"
    return f"make_timestamptz({micros} - ({micros} % {MICROSECONDS} + {MICROSECONDS}) % {MICROSECONDS})"


def _date(text: str, time_format: str | None) -> str:
    if time_format:
        return f"CAST(try_strptime({text}, {literal(time_format)}) AS DATE)"
    at_midnight = r"([T ]00:00(:00(\.0+)?)?)?"
    return f"CASE WHEN regexp_full_match({text}, '{DATE}{at_midnight}') THEN TRY_CAST(left({text}, 10) AS DATE) END"
