"""The filter bar; the URL is its state, and its options are what the viewer's scope holds."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.view import View
from dashboard.words import NOTHING, t

NAMES = ("period", "level", "provider", "customer", "service", "priority")
UNFILTERED: Mapping[str, Any] = dict.fromkeys(NAMES) | {"level": 3}
MOST_UNITS = 40


def bar(view: View, uses: tuple[str, ...]) -> dict[str, Any]:
    """The values of the six filters; one that the page does not use is not shown and counts as not set."""
    chosen = dict(UNFILTERED)
    if not uses:
        return chosen
    with st.grid("auto", min_column_width=150):
        if "period" in uses:
            chosen["period"] = _period(view)
        if "level" in uses:
            chosen["level"] = _level(view)
        for name in NAMES[2:]:
            if name in uses:
                chosen[name] = _choice(view, name, chosen["level"])
    return chosen


def _period(view: View) -> str | None:
    """The half-year; on a page that another switched to, its address says again which."""
    if "period" in st.session_state and "period" not in st.query_params:
        st.session_state["period"] = st.session_state["period"]
    periods = view.read("period")["period_id"].to_list()
    return st.selectbox(
        t("filter.period"), periods, key="period", bind="query-params", disabled=not periods, placeholder=NOTHING
    )


def _level(view: View) -> int:
    """The level whose departments are compared: the deepest that a page can show, unless another is chosen."""
    levels = view.read("level").rows(named=True)
    fitting = [row["level"] for row in levels if row["unit_count"] <= MOST_UNITS] or [1]
    if len(levels) < 2:
        return int(fitting[-1])
    options = [row["level"] for row in levels]
    return st.selectbox(
        t("filter.level"),
        options,
        index=options.index(fitting[-1]),
        key="level",
        bind="query-params",
        help=t("filter.level.help"),
    )


def _choice(view: View, name: str, level: int) -> str | None:
    rows = view.read("choice", level=level).rows(named=True)
    labels = {row["choice_id"]: row["choice_name"] for row in rows if row["filter"] == name}
    return st.selectbox(
        t(f"filter.{name}"),
        list(labels),
        index=None,
        format_func=lambda choice: labels.get(choice, choice),
        placeholder=t(f"filter.{name}.all"),
        key=name,
        bind="query-params",
        disabled=not labels,
    )
