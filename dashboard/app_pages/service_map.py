"""Who serves whom, and how well? A matrix to click on, and the same edges as a table to select from."""

import polars as pl
import streamlit as st

from dashboard import view, words
from dashboard.charts import matrix
from dashboard.components import states
from dashboard.components.edge import chosen_edge, names, remember_edge
from dashboard.components.table import table
from dashboard.words import t

MEASURES = ("resolution_share", "response_share", "ticket_count", "survey_score")
EDGE_COLUMNS = (
    "provider_name", "customer_name", "ticket_count", "resolution_share", "resolution_breached", "response_share",
    "survey_score",
)  # fmt: skip


@st.fragment
def show() -> None:
    looking = view.current()
    edges = looking.read("edge")
    if edges.is_empty():
        states.nothing_here(looking, ("tickets",))
        return
    st.markdown(_sentence(edges))
    measure = _measure(edges)
    chart, grid = f"matrix-{looking.mark}", f"edges-{looking.mark}"
    st.echarts_chart(
        matrix.matrix(edges, measure),
        key=chart,
        height=matrix.height(edges),
        on_select=remember_edge(looking, chart, edges),
        alt=t("page.service_map.question"),
    )
    st.caption(t("map.hint"))
    st.subheader(t("map.table.title"), anchor=False)
    named = edges.with_columns(pl.col("provider_name", "customer_name").fill_null(t("map.others")))
    table(
        looking,
        named,
        EDGE_COLUMNS,
        key=grid,
        on_select=remember_edge(looking, grid, edges),
        selection_mode="single-row",
    )
    chosen_edge(looking, edges)


def _sentence(edges: pl.DataFrame) -> str:
    """The busiest and the worst edge in words."""
    busiest = edges.row(0, named=True)
    said = t("map.busiest", **names(busiest), tickets=words.count(busiest["ticket_count"]))
    judged = edges.filter(pl.col("resolution_share").is_not_null()).sort("resolution_share", maintain_order=True)
    for row in judged.head(1).rows(named=True):
        said = t("map.worst", said=said, **names(row), share=words.share(row["resolution_share"]))
    return said


def _measure(edges: pl.DataFrame) -> str:
    offered = [name for name in MEASURES if edges[name].drop_nulls().len()]
    return st.segmented_control(
        t("map.measure"),
        offered,
        default=offered[0],
        required=True,
        format_func=lambda name: t(f"column.{name}"),
        key="measure",
        persist_state="session",
    )


show()
