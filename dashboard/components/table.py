"""Tables: a column's name says what it holds, and so how it is shown."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from dashboard.components import downloads
from dashboard.formats import PLAIN, number
from dashboard.view import View
from dashboard.words import t
from dashboard.words import worded as worded

config = st.column_config
BEST_SCORE = 120
OTHERS: tuple[tuple[str, Callable[[str, str], Any]], ...] = (
    ("_at", lambda label, zone: config.DatetimeColumn(label, format="YYYY-MM-DD HH:mm", timezone=zone)),
    ("_link", lambda label, _: config.LinkColumn(label, display_text=r"#(.*)$", width=120)),
    ("_on", lambda label, _: config.DateColumn(label, format="YYYY-MM-DD")),
)
WIDTHS = {
    "department_name": 130,
    "employee_name": 110,
    "member_name": 130,
    "feed_name": 130,
    "status_name": 110,
    "indicator_id_name": 190,
    "requirement_id": 80,
    "metric": 290,
    "told": 150,
    "quote": 170,
    "numerator_name": 230,
    "denominator_name": 200,
    "source_feeds": 110,
    "seen_text": 380,
    "waits_for": 170,
}


def table(
    view: View,
    frame: pl.DataFrame,
    columns: tuple[str, ...],
    key: str,
    title: str | None = None,
    whole: Callable[[], pl.DataFrame] | None = None,
    **options: Any,
) -> Any:
    """Shows the named columns with labels from the catalogue, and under them the way to take them away.

    `options` go to st.dataframe. `whole` gives all rows where `frame` has only the first of them.
    """
    shown = st.dataframe(
        frame.select(_shown(name) for name in columns),
        column_config={name: _column(name, view.timezone) for name in columns},
        hide_index=True,
        placeholder="—",
        key=key,
        **options,
    )
    downloads.of_table(view, key, title, whole or (lambda: frame), columns, frame.height)
    return shown


def _shown(name: str) -> pl.Expr:
    """A share from 0 to 1 is shown in percent; everything else as it is."""
    return pl.col(name) * 100 if name.endswith("_share") else pl.col(name)


def _column(name: str, timezone: str) -> Any:
    label = t(f"column.{name}")
    if name == "score":
        return config.ProgressColumn(label, format="%.1f", min_value=0, max_value=BEST_SCORE, width=120)
    for ending, shown in OTHERS:
        if name.endswith(ending):
            return shown(label, timezone)
    if (found := number(name)) is not PLAIN:
        return config.NumberColumn(label, format=found.shown, width=found.width)
    return config.Column(label, width=WIDTHS.get(name))
