"""Are needs answered and promises kept, and what do customers complain about?"""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import view, words
from dashboard.charts import bars, look
from dashboard.components import cards, states
from dashboard.components.panel import panel
from dashboard.components.requirements import asked_here
from dashboard.view import View
from dashboard.words import t

DECISIONS = ("accepted", "undecided", "deferred", "rejected")
PROVIDER_COLUMNS = (
    "member_name", "need_count", "accepted_count", "deferred_count", "rejected_count", "undecided_count", "kept_share",
    "complaint_count", "upheld_count", "upheld_per_1000", "open_complaint_count",
)  # fmt: skip
GROUP_COLUMNS = ("member", "ticket_count", "open_count")
CHANNELS = ("portal", "email", "phone", "chat", "counter", "legacy")
SHOWN = 12


@st.fragment
def show() -> None:
    looking = view.current()
    totals = looking.read("need_total")
    if totals.is_empty():
        states.nothing_here(looking, ("tickets",))
        return
    total = totals.row(0, named=True)
    st.markdown(_sentence(total))
    _cards(total)
    providers = looking.read("need_provider")
    shown = providers.head(SHOWN)
    figure = bars.stacked(shown, "member_name", DECISIONS, "decision")
    panel(looking, "needs", figure, look.bars_height(shown.height), providers, PROVIDER_COLUMNS)
    groups = looking.read("need_group")
    left, right = st.columns(2, gap="medium")
    with left:
        _group(looking, groups, "channel")
    with right:
        _group(looking, groups, "cause")
    asked_here(looking, ("V1", "V6"), "needs")


def _sentence(total: dict[str, Any]) -> str:
    counts = {name: words.count(total[f"{name}_count"]) for name in ("need", "complaint", "open_complaint")}
    shares = {name: words.share(total[f"{name}_share"]) for name in ("dated", "kept")}
    return t("needs.answer", **counts, **shares)


def _cards(total: dict[str, Any]) -> None:
    with st.grid(4, min_column_width=150):
        for name in ("dated", "kept", "caused"):
            cards.card(t(f"card.{name}"), words.share(total[f"{name}_share"]), note=t(f"card.{name}.note"))
        cards.card(t("card.upheld"), words.score(total["upheld_per_1000"]), note=t("card.upheld.note"))


def _group(looking: View, groups: pl.DataFrame, kind: str) -> None:
    """Requests by channel or complaints by cause; what is not one of the usual channels is as the source says it."""
    members = groups.filter(pl.col("kind") == kind)
    if members.is_empty():
        return
    said = {"unknown": t("needs.unknown")} | {code: t(f"channel.{code}") for code in CHANNELS if kind == "channel"}
    named = members.with_columns(member=pl.col("member_id").replace(said))
    shown = named.head(SHOWN)
    figure = bars.counts(shown["member"].to_list(), shown["ticket_count"].to_list(), look.FIRST)
    panel(looking, f"need_{kind}", figure, look.bars_height(shown.height), named, GROUP_COLUMNS)


show()
