"""Who serves whom, and how well? Four charts to click on, the same edges as a table, and what was declared of them."""

import polars as pl
import streamlit as st

from dashboard import view, words
from dashboard.components import states
from dashboard.components.choice import choice
from dashboard.components.declared_use import declared_use
from dashboard.components.edge import chosen_edge, edges, names, remember_edge
from dashboard.components.map_chart import VIEWS, map_chart
from dashboard.components.pair import pair
from dashboard.components.table import table
from dashboard.view import View
from dashboard.words import t

MEASURES = ("resolution_share", "response_share", "survey_score", "ticket_count", "change_points")
RELATIONS = ("function", "rank", "process", "operation")
EDGE_COLUMNS = (
    "provider_name", "customer_name", "ticket_count", "resolution_share", "change_points", "resolution_breached",
    "response_share", "survey_score", "reciprocity_ratio",
)  # fmt: skip


@st.fragment
def show() -> None:
    looking = view.current()
    with st.container(horizontal=True, gap="small"):
        drawn = str(choice("map", t("map.view"), VIEWS, "map_view"))
        measure = str(choice("measure", t("map.measure"), MEASURES, "column"))
        relation = _relation(looking)
    looking = looking.narrowed(relation=relation)
    found = edges(looking)
    if found.is_empty():
        states.nothing_here(looking, ("tickets",))
        return
    st.markdown(_sentence(found))
    shown = map_chart(looking, drawn, measure)
    _table(looking, drawn, shown)
    chosen = chosen_edge(looking)
    if chosen:
        pair(looking, *chosen)
    declared_use(looking)


def _relation(looking: View) -> str | None:
    """One kind of internal customer, of those that are declared; all of them unless chosen."""
    if states.missing_feeds(looking, ("service_customers",)):
        return None
    return choice("relation", t("map.relation"), RELATIONS, "relation", is_required=False)


def _sentence(found: pl.DataFrame) -> str:
    """The busiest and the worst edge in words."""
    busiest = found.row(0, named=True)
    said = t("map.busiest", **names(busiest), tickets=words.count(busiest["ticket_count"]))
    judged = found.filter(pl.col("resolution_share").is_not_null()).sort("resolution_share", maintain_order=True)
    for row in judged.head(1).rows(named=True):
        said = t("map.worst", said=said, **names(row), share=words.share(row["resolution_share"]))
    return said


def _table(looking: View, drawn: str, shown: pl.DataFrame) -> None:
    st.subheader(t("map.table.title"), anchor=False)
    grid = f"edges-{drawn}-{looking.mark}"
    table(
        looking,
        shown.with_columns(pl.col("provider_name", "customer_name").fill_null(t("map.others"))),
        EDGE_COLUMNS,
        key=grid,
        on_select=remember_edge(looking, grid, shown),
        selection_mode="single-row",
    )


show()
