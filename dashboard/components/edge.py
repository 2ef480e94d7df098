"""The edge that was chosen on the map, and the requests behind it."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.components.table import table, worded
from dashboard.view import View
from dashboard.words import t

TICKET_COLUMNS = (
    "ticket_id", "service_name", "priority", "created_at", "resolution_due_at", "resolved_at",
    "resolution_state_name", "target_hours", "elapsed_hours",
)  # fmt: skip


def names(row: dict[str, Any]) -> dict[str, str]:
    """Provider and customer of an edge as people read them."""
    others = t("map.others")
    return {"provider": row["provider_name"] or others, "customer": row["customer_name"] or others}


def remember_edge(looking: View, widget: str, edges: pl.DataFrame) -> Any:
    """Remembers the edge that was clicked last, in the matrix or in the table; both have the rows of `edges`."""

    def remember() -> None:
        selection = st.session_state[widget].selection
        if widget.startswith("edges"):
            places = selection.rows
        else:
            places = [place for group in selection.selected for place in group["data_indices"]]
        chosen = edges.select("provider_id", "customer_id").row(places[0]) if places else None
        st.session_state["edge"] = chosen and (looking.mark, *chosen)

    return remember


def chosen_edge(looking: View, edges: pl.DataFrame) -> None:
    """The requests behind the edge that was chosen under these filters."""
    mark, provider, customer = st.session_state.get("edge") or ("", None, None)
    if mark != looking.mark:
        return
    is_it = pl.col("provider_id").eq_missing(provider) & pl.col("customer_id").eq_missing(customer)
    edge = edges.filter(is_it).row(0, named=True)
    if provider is None or customer is None:
        st.info(t("map.others.closed"))
        return
    st.subheader(t("map.edge", **names(edge)), anchor=False)
    share = words.share(edge["resolution_share"])
    st.caption(t("map.edge.note", tickets=words.count(edge["ticket_count"]), share=share))
    tickets = looking.read("edge_ticket", provider_unit=edge["provider_id"], customer_unit=edge["customer_id"])
    table(looking, worded(tickets, "resolution_state", "state"), TICKET_COLUMNS, key="edge_tickets")
