"""Tables: a column's name says what it holds, and so how it is shown."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from dashboard.view import View
from dashboard.words import t

config = st.column_config
BEST_SCORE = 120
SHOWN_AS: tuple[tuple[str, Callable[[str, str], Any]], ...] = (
    ("_count", lambda label, _: config.NumberColumn(label, format="localized")),
    ("refused_share", lambda label, _: config.NumberColumn(label, format="%.2f%%")),
    ("_share", lambda label, _: config.NumberColumn(label, format="%.1f%%")),
    ("_points", lambda label, _: config.NumberColumn(label, format="%+.1f")),
    ("_change", lambda label, _: config.NumberColumn(label, format="%+.1f")),
    ("_score", lambda label, _: config.NumberColumn(label, format="%.1f")),
    ("coefficient", lambda label, _: config.NumberColumn(label, format="%.3f")),
    ("value", lambda label, _: config.NumberColumn(label, format="%.2f")),
    ("rank", lambda label, _: config.NumberColumn(label, format="%d", width=55)),
    ("_hours", lambda label, _: config.NumberColumn(label, format="%.1f")),
    ("_at", lambda label, zone: config.DatetimeColumn(label, format="YYYY-MM-DD HH:mm", timezone=zone)),
    ("_on", lambda label, _: config.DateColumn(label, format="YYYY-MM-DD")),
)
WIDTHS = {"department_name": 130, "member_name": 160, "feed_name": 130, "status_name": 110, "indicator_id_name": 190}


def table(view: View, frame: pl.DataFrame, columns: tuple[str, ...], key: str, **options: Any) -> Any:
    """Shows the named columns with labels from the catalogue; `options` go to st.dataframe."""
    return st.dataframe(
        frame.select(_shown(name) for name in columns),
        column_config={name: _column(name, view.timezone) for name in columns},
        hide_index=True,
        placeholder="—",
        key=key,
        **options,
    )


def _shown(name: str) -> pl.Expr:
    """A share from 0 to 1 is shown in percent; everything else as it is."""
    return pl.col(name) * 100 if name.endswith("_share") else pl.col(name)


def worded(frame: pl.DataFrame, column: str, family: str) -> pl.DataFrame:
    """The frame with `<column>_name`, the words of a column of codes."""
    codes = frame[column].drop_nulls().unique().to_list()
    words = {code: t(f"{family}.{code}") for code in codes}
    return frame.with_columns(
        pl.col(column).replace_strict(words, default=None, return_dtype=pl.String).alias(f"{column}_name")
    )


def _column(name: str, timezone: str) -> Any:
    label = t(f"column.{name}")
    if name == "score":
        return config.ProgressColumn(label, format="%.1f", min_value=0, max_value=BEST_SCORE, width=120)
    for ending, shown in SHOWN_AS:
        if name.endswith(ending):
            return shown(label, timezone)
    return config.Column(label, width=WIDTHS.get(name))
