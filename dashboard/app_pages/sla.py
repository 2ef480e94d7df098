"""Are promises kept on time: by promise, month, provider and priority?"""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import view, words
from dashboard.charts import bars, look, trend
from dashboard.components import cards, states
from dashboard.components.panel import panel
from dashboard.components.table import table, worded
from dashboard.view import View
from dashboard.words import t

TOTAL_COLUMNS = ("promise_name", "on_time_share", "met_count", "breached_count", "open_count", "none_count")
MONTH_COLUMNS = ("month_on", "promise_name", "on_time_share", "met_count", "breached_count")
GROUP_COLUMNS = (
    "member_name", "ticket_count", "resolution_share", "resolution_met", "resolution_breached", "resolution_open",
    "resolution_none", "response_share", "response_met", "response_breached", "response_open", "response_none",
)  # fmt: skip
SERVICE_COLUMNS = ("member_name", "resolution_share", "response_share", "ticket_count", "resolution_breached")
HANDOVER_COLUMNS = (
    "provider_name", "accountable_count", "breached_share_sum", "attribution_change", "arrived_late_count",
    "bounce_count",
)  # fmt: skip
SHOWN, SOME_ROWS = 10, 250


def show(looking: View) -> None:
    totals = looking.read("sla_total")
    if totals.is_empty():
        states.nothing_here(looking, ("tickets",))
        return
    months = looking.read("sla_month")
    groups = looking.read("sla_group")
    _cards(totals.rows(named=True), months)
    left, right = st.columns(2, gap="medium")
    with left:
        trend_table = worded(months, "promise", "promise")
        panel(looking, "trend", trend.on_time_by_month(months), look.LINES, trend_table, MONTH_COLUMNS)
    with right:
        figure = bars.outcomes(totals.rows(named=True))
        panel(looking, "outcomes", figure, look.LINES, worded(totals, "promise", "promise"), TOTAL_COLUMNS)
    left, right = st.columns(2, gap="medium")
    with left:
        _group(looking, groups, "provider")
    with right:
        _group(looking, groups, "priority")
        st.subheader(t("sla.service.title"), anchor=False)
        services = groups.filter(pl.col("kind") == "service")
        height = SOME_ROWS if services.height > SHOWN else "content"
        table(looking, services, SERVICE_COLUMNS, key="service_table", height=height)
    _handovers(looking)


def _cards(totals: list[dict[str, Any]], months: pl.DataFrame) -> None:
    columns = st.columns(2, gap="medium")
    for column, total in zip(columns, totals, strict=True):
        with column:
            line = months.filter(pl.col("promise") == total["promise"])["on_time_share"].drop_nulls().to_list()
            share = words.share(total["on_time_share"])
            cards.card(t(f"card.{total['promise']}"), share, cards.points_change(total), line, t("card.share.note"))
            counts = {state: words.count(total[f"{state}_count"]) for state in ("met", "breached", "open", "none")}
            st.caption(t("sla.beside", **counts))


def _group(looking: View, groups: pl.DataFrame, kind: str) -> None:
    members = groups.filter(pl.col("kind") == kind)
    judged = members.filter(pl.col("resolution_share").is_not_null() | pl.col("response_share").is_not_null())
    if kind == "priority":
        judged = judged.sort("member_id")
    shown = judged.head(SHOWN)
    panel(looking, f"by_{kind}", bars.promises(shown), look.bars_height(shown.height, 2), members, GROUP_COLUMNS)


def _handovers(looking: View) -> None:
    """Both attributions of what was late: whole to the accountable department, and by consumed time."""
    shares = looking.read("breach_share")
    if shares.is_empty():
        return
    st.subheader(t("sla.handover.title"), anchor=False)
    st.caption(t("sla.handover.note"))
    height = SOME_ROWS if shares.height > SHOWN else "content"
    table(looking, shares, HANDOVER_COLUMNS, key="handover_table", height=height)


show(view.current())
