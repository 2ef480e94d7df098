"""Is service agreed, written down, checked, talked about and learnt?"""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import view, words
from dashboard.charts import bars, look
from dashboard.components import cards, requirements, states
from dashboard.components.panel import panel
from dashboard.view import View
from dashboard.words import t

FEEDS = ("services", "service_levels", "service_terms", "documents", "meetings", "audits", "findings", "trainings")
FIRST = ("edge_has_level", "terms_complete", "audits_done", "trained_share")
PARTS = ("levelled", "unused", "unlevelled")
USE_COLUMNS = ("member_name", "service_count", "levelled_count", "unlevelled_count", "unused_count", "ticket_count")
TOPICS = (("V3",), ("V2", "V10"), ("V5",), ("V9",), ("V15",), ("V16", "V17"), ("V13", "V14"))
SHOWN = 14


@st.fragment
def show() -> None:
    looking = view.current()
    rows = requirements.read(looking)
    if rows.is_empty():
        states.nothing_here(looking, FEEDS)
        return
    told = {measure: row["told"] for measure in FIRST for row in _rows_of(rows, measure)}
    st.markdown(t("governance.answer", **told))
    _cards(rows)
    _services(looking)
    for tab, views in zip(st.tabs([_topic(views) for views in TOPICS]), TOPICS, strict=True):
        with tab:
            requirements.asked_here(looking, views, "_".join(views))


def _topic(views: tuple[str, ...]) -> str:
    return words.listed([t(f"requirement_view.{one}") for one in views])


def _cards(rows: pl.DataFrame) -> None:
    with st.grid(4, min_column_width=150):
        for measure in FIRST:
            for row in _rows_of(rows, measure):
                cards.card(t(f"card.{measure}"), row["told"], note=row["metric"])


def _rows_of(rows: pl.DataFrame, measure: str) -> list[dict[str, Any]]:
    return rows.filter(pl.col("measure_id") == measure).head(1).rows(named=True)


def _services(looking: View) -> None:
    """Declared services beside what was asked for."""
    providers = looking.read("service_use")
    if providers.is_empty():
        return
    shown = providers.head(SHOWN)
    figure = bars.stacked(shown, "member_name", PARTS, "service_use")
    panel(looking, "service_use", figure, look.bars_height(shown.height), providers, USE_COLUMNS)


show()
