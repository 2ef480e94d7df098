"""What the last run noticed about the sources, and every column that they have."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard.components.table import table
from dashboard.view import View
from dashboard.words import count, share, t

COLUMN_COLUMNS = ("column_name", "fills", "row_count", "null_share")
IN_ROWS = ("odd_count", "released", "release_unused")


def notices(looking: View) -> None:
    """New and missing columns, and pulls that look odd beside the last ones; nothing when nothing was noticed."""
    said = [f"- {_said(row)}" for row in looking.read("notice").rows(named=True)]
    if said:
        st.warning("\n".join([t("health.notices"), "", *said]))


def _said(row: dict[str, Any]) -> str:
    shown = count if row["kind"] in IN_ROWS else share
    numbers = {name: shown(row[name]) for name in ("value", "low", "high")}
    return t(f"notice.{row['kind']}", feed=t(f"feed.{row['feed']}"), column=row["column_name"], **numbers)


def source_columns(looking: View, feeds: pl.DataFrame) -> None:
    """The columns of one feed's source: what each fills, and what share of it is empty."""
    loaded = feeds.filter(pl.col("state") == "loaded")["feed"].to_list()
    box = st.expander(t("health.columns.open"), key="columns_open", on_change="rerun")
    if not (box.open and loaded):
        return
    with box:
        feed = st.selectbox(
            t("quarantine.feed"), loaded, format_func=lambda name: t(f"feed.{name}"), key="columns_feed"
        )
        st.caption(t("health.columns.note"))
        table(looking, looking.read("source_column", feed=feed), COLUMN_COLUMNS, key="source_columns")
