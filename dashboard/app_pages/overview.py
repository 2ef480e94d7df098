"""Is service getting better, who is worst served, and can the numbers be trusted?"""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import view, words
from dashboard.charts import bars, look, trend
from dashboard.components import cards, provenance, states
from dashboard.components.panel import panel
from dashboard.components.table import worded
from dashboard.view import View
from dashboard.words import t

GROUP_COLUMNS = ("member_name", "ticket_count", "resolution_share", "before_share", "change_points", "response_share")
MONTH_COLUMNS = ("month_on", "promise_name", "on_time_share", "met_count", "breached_count")
SHOWN, MOVERS = 8, 4


def show(looking: View) -> None:
    promises = {row["promise"]: row for row in looking.read("sla_total").rows(named=True)}
    if not promises:
        states.nothing_here(looking, ("tickets",))
        return
    months = looking.read("sla_month")
    groups = looking.read("sla_group")
    st.markdown(_sentence(looking, promises["resolution"], groups))
    _cards(looking, promises, months)
    trend_table = worded(months, "promise", "promise")
    panel(looking, "trend", trend.on_time_by_month(months), look.LINES, trend_table, MONTH_COLUMNS)
    left, right = st.columns(2, gap="medium")
    with left:
        customers = groups.filter(pl.col("kind") == "customer")
        worst = customers.filter(pl.col("resolution_share").is_not_null()).head(SHOWN)
        figure = bars.shares(worst, promises["resolution"]["on_time_share"])
        panel(looking, "worst_served", figure, look.bars_height(SHOWN), customers, GROUP_COLUMNS)
    with right:
        providers = groups.filter(pl.col("kind") == "provider").sort("change_points", descending=True, nulls_last=True)
        moved = providers.filter((pl.col("rise_place") <= MOVERS) | (pl.col("fall_place") <= MOVERS))
        panel(looking, "moved", bars.changes(moved), look.bars_height(SHOWN), providers, GROUP_COLUMNS)
    provenance.trust(looking)


def _sentence(looking: View, total: dict[str, Any], groups: pl.DataFrame) -> str:
    """The answer in words, for who has half a minute."""
    values = {"period": looking.filters["period"], "share": words.share(total["on_time_share"])}
    if total["on_time_share"] is None:
        return t("overview.too_few", **values)
    change = cards.points_change(total)
    said = t("overview.answer", **values)
    if change:
        said = t(
            f"overview.answer.{cards.WORDS[change.direction]}", amount=change.amount, before=change.before, **values
        )
    worst = groups.filter((pl.col("kind") == "customer") & pl.col("resolution_share").is_not_null()).head(1)
    for row in worst.rows(named=True):
        said = t("overview.worst", said=said, name=row["member_name"], share=words.share(row["resolution_share"]))
    return said


def _cards(looking: View, promises: dict[str, dict[str, Any]], months: pl.DataFrame) -> None:
    with st.grid(4, min_column_width=240):
        for promise in ("resolution", "response"):
            total = promises[promise]
            line = months.filter(pl.col("promise") == promise)["on_time_share"].drop_nulls().to_list()
            label = t(f"card.{promise}")
            cards.card(
                label, words.share(total["on_time_share"]), cards.points_change(total), line, t("card.share.note")
            )
        _satisfaction(looking)
        total = promises["resolution"]
        cards.card(
            t("card.tickets"),
            words.count(total["ticket_count"]),
            cards.volume_change(total),
            note=t("card.tickets.note"),
        )


def _satisfaction(looking: View) -> None:
    periods = looking.read("satisfaction")
    now = periods.filter(pl.col("period_id") == looking.filters["period"]).rows(named=True)
    value, change = words.NOTHING, None
    for row in now:
        value, change = words.fine_score(row["mean_score"]), cards.score_change(row)
    cards.card(t("card.satisfaction"), value, change, periods["mean_score"].to_list(), t("card.satisfaction.note"))


show(view.current())
