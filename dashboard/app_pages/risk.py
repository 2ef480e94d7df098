"""Which open tickets will be late next, and when?"""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import view, words
from dashboard.charts import bars, look
from dashboard.components import cards, states
from dashboard.components.panel import panel
from dashboard.components.table import table, worded
from dashboard.view import View
from dashboard.words import t

FEEDS = ("tickets", "service_levels", "ticket_events")
CARDS = ("day", "week", "paused", "late")
RISK_COLUMNS = (
    "ticket_id", "late_at", "clock_name", "left_hours", "used_share", "provider_name", "customer_name",
    "service_name", "priority", "created_at",
)  # fmt: skip
GROUP_COLUMNS = ("provider_name", "day_count", "week_count", "later_count", "paused_count", "ticket_count")
SHOWN, MANY, SOME_ROWS = 12, 14, 520


@st.fragment
def show() -> None:
    looking = view.current()
    totals = looking.read("risk_total").rows(named=True)
    if not totals:
        states.nothing_here(looking, FEEDS)
        return
    tickets = looking.read("risk")
    st.markdown(_sentence(looking, totals[0], tickets))
    with st.grid(4, min_column_width=150):
        for name in CARDS:
            cards.card(t(f"card.{name}"), words.count(totals[0][f"{name}_count"]), note=t(f"card.{name}.note"))
    _table(looking, tickets)
    groups = looking.read("risk_group")
    if not groups.is_empty():
        shown = groups.head(SHOWN)
        panel(looking, "risk", bars.soon(shown), look.bars_height(shown.height), groups, GROUP_COLUMNS)


def _sentence(looking: View, total: dict[str, Any], tickets: pl.DataFrame) -> str:
    """How many will be late within a day, and the first of them."""
    at = words.instant(looking.context["as_of"], looking.timezone)
    if not total["day_count"]:
        return t("risk.none", at=at)
    said = t("risk.answer", at=at, day=words.count(total["day_count"]), open=words.count(total["open_count"]))
    running = tickets.filter(pl.col("clock") == "running").sort("late_at", maintain_order=True)
    for first in running.head(1).rows(named=True):
        due = words.instant(first["late_at"], looking.timezone)
        said = t("risk.first", said=said, ticket=first["ticket_id"], provider=first["provider_name"], due=due)
    return said


def _table(looking: View, tickets: pl.DataFrame) -> None:
    if tickets.is_empty():
        return
    st.subheader(t("risk.table.title"), anchor=False)
    st.caption(t("risk.table.note"))
    chosen = table(
        looking,
        worded(tickets, "clock", "clock"),
        RISK_COLUMNS,
        key=f"risk_{looking.mark}",
        column_order=RISK_COLUMNS[:-1],
        on_select="rerun",
        selection_mode="single-row",
        height=SOME_ROWS if tickets.height > MANY else "content",
    )
    for place in chosen.selection.rows:
        st.switch_page("app_pages/ticket.py", query_params={"ticket": tickets["ticket_id"][place]})


show()
