"""A chart with its title, what it says in a line, and its table."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard.components.table import table
from dashboard.view import View
from dashboard.words import t


def panel(
    view: View, key: str, figure: dict[str, Any], height: int, frame: pl.DataFrame, columns: tuple[str, ...]
) -> None:
    """`key` finds the title and the line in the catalogue; the title names the chart for screen readers, too."""
    st.subheader(t(f"chart.{key}.title"), anchor=False)
    st.caption(t(f"chart.{key}.note"))
    st.echarts_chart(figure, key=f"{key}_chart", height=height, alt=t(f"chart.{key}.title"))
    box = st.expander(t("table.open"), key=f"{key}_open", on_change="rerun")
    if box.open:
        with box:
            table(view, frame, columns, key=f"{key}_table", title=t(f"chart.{key}.title"))
