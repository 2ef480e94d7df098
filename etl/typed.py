"""SQL that reads a text as a value of a contract type; what cannot be read becomes null."""

from etl.sql import literal, words
from warehouse.source_settings import BOOLEAN_WORDS

DATE = r"\d{4}-\d{2}-\d{2}"
TIME = r"\d{2}:\d{2}(:\d{2}(\.\d+)?)?"
OFFSET = r"(Z|[+-](0\d|1[0-4])(:?\d{2})?)"
SHEET_DATES = ("%Y/%m/%d", "%Y-%m-%d", "%Y.%m.%d", "%Y年%m月%d日")
SHEET_TIMES = ("", " %H:%M", " %H:%M:%S")
MICROSECONDS = 1_000_000
FIRST_US, LAST_US = -2_208_988_800 * MICROSECONDS, 253_402_300_800 * MICROSECONDS - 1  # 1900 to 9999


def typed(text: str, type_name: str, time_format: str | None, zone: str | None, is_sheet: bool = False) -> str:
    """The expression `text` as contract type `type_name`; instants in UTC, cut to whole seconds.

    Only times of the years 1900 to 9999 are times: others are words for nothing, and no calendar can hold them.
    With `is_sheet` also times as Excel and its users write them are read.
    """
    if type_name == "instant":
        instants = [_instant(text, time_format, zone)]
        if is_sheet:
            instants += [_instant(text, None, zone)] if time_format else []
            instants.append(_in_zone(_of_sheet(text), zone))
        return _whole_seconds(f"coalesce({', '.join(instants)})" if is_sheet else instants[0])
    if type_name == "date":
        dates = [_date(text, time_format)]
        if is_sheet:
            dates += [_date(text, None)] if time_format else []
            dates.append(f"CASE WHEN {_of_sheet(text)}::TIME = TIME '00:00' THEN {_of_sheet(text)}::DATE END")
        found = f"coalesce({', '.join(dates)})" if is_sheet else dates[0]
        return f"CASE WHEN {found} BETWEEN DATE '1900-01-01' AND DATE '9999-12-31' THEN {found} END"
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


def _of_sheet(text: str) -> str:
    """Local time of a cell: days since 1899-12-30 (of 1954 to 2119), or year, month, day in figures."""
    written = "[" + ", ".join(literal(date + time) for date in SHEET_DATES for time in SHEET_TIMES) + "]"
    return (
        rf"CASE WHEN regexp_full_match({text}, '[2-7]\d{{4}}(\.\d+)?')"
        f" THEN TIMESTAMP '1899-12-30' + to_seconds(round(TRY_CAST({text} AS DOUBLE) * 86400)::BIGINT)"
        rf" WHEN regexp_full_match({text}, '\d{{4}}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}\D?.*')"
        f" THEN try_strptime({text}, {written}) END"
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
    whole = f"make_timestamptz({micros} - ({micros} % {MICROSECONDS} + {MICROSECONDS}) % {MICROSECONDS})"
    return f"CASE WHEN {micros} BETWEEN {FIRST_US} AND {LAST_US} THEN {whole} END"


def _date(text: str, time_format: str | None) -> str:
    if time_format:
        return f"CAST(try_strptime({text}, {literal(time_format)}) AS DATE)"
    at_midnight = r"([T ]00:00(:00(\.0+)?)?)?"
    return f"CASE WHEN regexp_full_match({text}, '{DATE}{at_midnight}') THEN TRY_CAST(left({text}, 10) AS DATE) END"
