"""Every word and number as people read it: catalogues in locales/, formats by the language chosen."""

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st
from babel import Locale, dates, numbers
from babel.messages.pofile import read_po

LOCALES = {"zh": "zh_CN", "en": "en"}
LANGUAGE_NAMES = {"zh": "中文", "en": "English"}
FOLDER = Path(__file__).parent / "locales"
NOTHING = "—"


_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def speak(name: str) -> None:
    """Chooses the language where there is no session, as on the command line."""
    _spoken.set(name)


def language() -> str:
    """The language chosen in this session, known to the thread of a run: every word asks, and the session is slow."""
    return _spoken.get() or st.session_state.get("language", "en")


def choose_language() -> None:
    """The switch in the sidebar, bound to ?lang=; the browser's language unless chosen. ?lang=en works too."""
    browser = "zh" if (st.context.locale or "").lower().startswith("zh") else "en"
    asked = st.query_params.get("lang")
    if asked in LOCALES and "lang" not in st.session_state:
        st.session_state["lang"] = asked
    st.session_state["language"] = st.segmented_control(
        "语言 Language",
        list(LOCALES),
        default=browser,
        required=True,
        format_func=LANGUAGE_NAMES.__getitem__,
        key="lang",
        bind="query-params",
    )
    speak(st.session_state["language"])


@cache
def catalogue(name: str) -> Mapping[str, str]:
    """Key to text of one language; a key without text is left out."""
    with FOLDER.joinpath(LOCALES[name], "LC_MESSAGES", "neikan.po").open("rb") as file:
        messages = [(message.id, message.string) for message in read_po(file)]
    return {str(key): str(text) for key, text in messages if key and text}


@cache
def _locale(name: str) -> Locale:
    """Babel's locale of a language, kept: given its name alone, Babel looks for files at every number."""
    return Locale.parse(LOCALES[name])


def t(key: str, **values: object) -> str:
    """The text of a key in the language chosen; the key itself when nobody wrote one (a test finds those)."""
    text = catalogue(language()).get(key, key)
    return text.format(**values) if values else text


def worded(frame: pl.DataFrame, column: str, family: str) -> pl.DataFrame:
    """The frame with `<column>_name`, the words of a column of codes."""
    codes = frame[column].drop_nulls().unique().to_list()
    said = {code: t(f"{family}.{code}") for code in codes}
    return frame.with_columns(
        pl.col(column).replace_strict(said, default=None, return_dtype=pl.String).alias(f"{column}_name")
    )


def listed(texts: list[str]) -> str:
    return t("list.separator").join(texts)


@lru_cache(maxsize=20_000)
def _decimal(value: float, pattern: str | None, name: str) -> str:
    return numbers.format_decimal(value, pattern, locale=_locale(name))


@lru_cache(maxsize=20_000)
def _percent(value: float, pattern: str, name: str) -> str:
    return numbers.format_percent(value, pattern, locale=_locale(name))


def count(value: int | None) -> str:
    return NOTHING if value is None else _decimal(value, None, language())


def score(value: float | None, pattern: str = "#,##0.0") -> str:
    return NOTHING if value is None else _decimal(value, pattern, language())


def share(value: float | None, pattern: str = "#,##0.0%") -> str:
    return NOTHING if value is None else _percent(value, pattern, language())


def signed(value: float | None) -> str:
    """A change in points, with its sign."""
    return score(value, "+#,##0.0;-#,##0.0")


def small_share(value: float | None) -> str:
    """A share that is near zero when all is well."""
    return share(value, "#,##0.00%")


def fine_score(value: float | None) -> str:
    """A score on a scale of 1 to 5."""
    return score(value, "#,##0.00")


def money(value: float | None, is_signed: bool = False) -> str:
    """An amount to the fen, in the company's currency; with its sign where it is a difference."""
    pattern = "+#,##0.00;−#,##0.00" if is_signed else "#,##0.00"
    return score(value, pattern)


def day(value: date | None) -> str:
    return NOTHING if value is None else dates.format_date(value, "medium", locale=_locale(language()))


def month(value: date) -> str:
    """The month above its year, narrow enough for an axis on a phone."""
    return dates.format_date(value, "LLL\nyyyy", locale=_locale(language()))


def instant(value: datetime | None, timezone: str) -> str:
    """Date and minute on the company's clock."""
    if value is None:
        return NOTHING
    local = value.astimezone(ZoneInfo(timezone))
    return f"{day(local)} {dates.format_time(local, 'HH:mm')}"


def moment(value: datetime | None, timezone: str) -> str:
    """Date and second on a zone's clock, the same in every language, for what is judged to the second."""
    return NOTHING if value is None else f"{value.astimezone(ZoneInfo(timezone)):%Y-%m-%d %H:%M:%S}"


def duration(seconds: int | None) -> str:
    """Working seconds as hours, minutes and seconds; below zero with a minus sign that no spreadsheet computes with."""
    if seconds is None:
        return NOTHING
    minutes, second = divmod(abs(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{'−' if seconds < 0 else ''}{hour}:{minute:02}:{second:02}"
