"""Who serves whom, and how well? A matrix to click on, and the same edges as a table to select from."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import view, words
from dashboard.charts import matrix
from dashboard.components import states
from dashboard.components.table import table, worded
from dashboard.view import View
from dashboard.words import t

MEASURES = ("resolution_share", "response_share", "ticket_count", "survey_score")
EDGE_COLUMNS = (
    "provider_name", "customer_name", "ticket_count", "resolution_share", "resolution_breached", "response_share",
    "survey_score",
)  # fmt: skip
TICKET_COLUMNS = (
    "ticket_id", "service_name", "priority", "created_at", "resolution_due_at", "resolved_at",
    "resolution_state_name", "target_hours", "elapsed_hours",
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
    st.echarts_chart(
        matrix.matrix(edges, measure),
        key="matrix",
        height=matrix.height(edges),
        on_select=_choose("matrix"),
        alt=t("page.service_map.question"),
    )
    st.caption(t("map.hint"))
    st.subheader(t("map.table.title"), anchor=False)
    named = edges.with_columns(pl.col("provider_name", "customer_name").fill_null(t("map.others")))
    table(looking, named, EDGE_COLUMNS, key="edges", on_select=_choose("edges"), selection_mode="single-row")
    _edge(looking, edges)


def _sentence(edges: pl.DataFrame) -> str:
    """The busiest and the worst edge in words."""
    busiest = edges.row(0, named=True)
    said = t("map.busiest", **_names(busiest), tickets=words.count(busiest["ticket_count"]))
    judged = edges.filter(pl.col("resolution_share").is_not_null()).sort("resolution_share", maintain_order=True)
    for row in judged.head(1).rows(named=True):
        said = t("map.worst", said=said, **_names(row), share=words.share(row["resolution_share"]))
    return said


def _names(row: dict[str, Any]) -> dict[str, str]:
    others = t("map.others")
    return {"provider": row["provider_name"] or others, "customer": row["customer_name"] or others}


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


def _choose(widget: str) -> Any:
    """Remembers the row that was clicked last, in the matrix or in the table."""

    def remember() -> None:
        selection = st.session_state[widget].selection
        rows = (
            selection.rows if widget == "edges" else [i for group in selection.selected for i in group["data_indices"]]
        )
        st.session_state["edge_row"] = rows[0] if rows else None

    return remember


def _edge(looking: View, edges: pl.DataFrame) -> None:
    place = st.session_state.get("edge_row")
    if place is None or place >= edges.height:
        return
    edge = edges.row(place, named=True)
    if edge["provider_id"] is None or edge["customer_id"] is None:
        st.info(t("map.others.closed"))
        return
    st.subheader(t("map.edge", **_names(edge)), anchor=False)
    share = words.share(edge["resolution_share"])
    st.caption(t("map.edge.note", tickets=words.count(edge["ticket_count"]), share=share))
    tickets = looking.read("edge_ticket", provider_unit=edge["provider_id"], customer_unit=edge["customer_id"])
    table(looking, worded(tickets, "resolution_state", "state"), TICKET_COLUMNS, key="edge_tickets")


show()
