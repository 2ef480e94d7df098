"""The chart of the map: only the one that was chosen is drawn, and each of its items is an edge to click on."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.charts import chord, flow, matrix
from dashboard.components.edge import edges, remember_edge
from dashboard.view import View
from dashboard.words import t

VIEWS = ("matrix", "chord", "one", "flows")
MOST_IN_CHORD, LARGEST = 30, 24
ABOVE = {3: 2, 2: 1}


def map_chart(looking: View, drawn: str, measure: str) -> pl.DataFrame:
    """Draws the chosen view and gives back the edges that it shows."""
    if drawn == "one":
        return _one(looking, measure)
    frame = edges(looking, largest=LARGEST) if drawn == "flows" else edges(looking)
    if drawn == "chord":
        units = pl.concat([frame["provider_id"], frame["customer_id"]]).n_unique()
        if units > MOST_IN_CHORD:
            _too_many(looking, units)
        else:
            _draw(looking, drawn, frame, chord.chord(frame, measure), chord.HEIGHT)
    elif drawn == "flows":
        _draw(looking, drawn, frame, flow.largest(frame, measure), flow.height(frame))
    else:
        _draw(looking, drawn, frame, matrix.matrix(frame, measure), matrix.height(frame))
    return frame


def _one(looking: View, measure: str) -> pl.DataFrame:
    frame = edges(looking)
    units = dict(zip(frame["provider_id"], frame["provider_name"], strict=True))
    units |= dict(zip(frame["customer_id"], frame["customer_name"], strict=True))
    units.pop(None, None)
    unit = st.selectbox(
        t("map.one"),
        list(units),
        format_func=lambda one: units.get(one, one),
        key="unit",
        bind="query-params",
        width=360,
    )
    own = frame.filter(pl.col("provider_id").eq_missing(unit) ^ pl.col("customer_id").eq_missing(unit))
    if own.is_empty():
        st.info(t("map.one.nobody", name=units.get(unit, unit)))
    else:
        _draw(looking, "one", own, flow.one_department(own, unit, measure), flow.height(own, unit))
    return own


def _draw(looking: View, drawn: str, frame: pl.DataFrame, figure: dict[str, Any], height: int) -> None:
    widget = f"{drawn}-{looking.mark}"
    st.echarts_chart(
        figure,
        key=widget,
        height=height,
        on_select=remember_edge(looking, widget, frame),
        alt=t(f"map_view.{drawn}.alt"),
    )
    st.caption(t(f"map_view.{drawn}.hint", largest=words.count(LARGEST)))


def _too_many(looking: View, units: int) -> None:
    """A circle of many names is not read by anybody: says how many, and goes a level up."""
    st.info(t("map.chord.many", units=words.count(units), most=words.count(MOST_IN_CHORD)))
    above = ABOVE.get(looking.filters["level"])
    can_rise = above in looking.read("level")["level"].to_list()
    if can_rise and st.button(t("map.chord.above", level=words.count(above)), on_click=_go_up, args=(above,)):
        st.rerun()


def _go_up(level: int) -> None:
    st.session_state["level"] = level
