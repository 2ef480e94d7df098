"""The edges of the map, as many as are asked, and the one that was chosen in a chart or in the table."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard.view import View
from dashboard.words import t


def edges(looking: View, **asked: object) -> pl.DataFrame:
    """Of reads/edge: all of them, only the `largest`, or the two between `one_unit` and `other_unit`."""
    return looking.read("edge", **{"largest": None, "one_unit": None, "other_unit": None, **asked})


def names(row: dict[str, Any]) -> dict[str, str]:
    """Provider and customer of an edge as people read them."""
    others = t("map.others")
    return {"provider": row["provider_name"] or others, "customer": row["customer_name"] or others}


def remember_edge(looking: View, widget: str, frame: pl.DataFrame) -> Any:
    """Remembers the edge that was clicked last, in a chart or in the table; each item of theirs is a row of `frame`."""

    def remember() -> None:
        selection = st.session_state[widget].selection
        if widget.startswith("edges"):
            places = selection.rows
        else:
            places = [place for group in selection.selected for place in group["data_indices"] if _is_row(group)]
        chosen = [frame.select("provider_id", "customer_id").row(place) for place in places if place < frame.height]
        st.session_state["edge"] = (looking.mark, *chosen[0]) if chosen else None

    def _is_row(group: dict[str, Any]) -> bool:
        """A department that is clicked on names an edge only in the graph of one department."""
        return group["data_type"] != "node" or widget.startswith("one")

    return remember


def chosen_edge(looking: View) -> tuple[str | None, str | None] | None:
    """Provider and customer that were chosen under these filters; one without id is many departments together."""
    mark, *pair = st.session_state.get("edge") or ("", None, None)
    return (pair[0], pair[1]) if mark == looking.mark else None
