"""Can these numbers be trusted: what was read, refused, checked, and how fresh is it?"""

import polars as pl
import streamlit as st

from dashboard import view, words
from dashboard.charts import bars, look
from dashboard.components import cards
from dashboard.components.agreement import agreement
from dashboard.components.checks import broken_rule, checks
from dashboard.components.panel import panel
from dashboard.components.table import table, worded
from dashboard.view import View
from dashboard.words import t

FEED_COLUMNS = (
    "feed_name", "state_name", "source_count", "read_count", "loaded_count", "refused_count", "refused_share",
    "newest_at",
)  # fmt: skip
RUN_COLUMNS = (
    "started_at", "outcome_name", "seconds", "read_count", "loaded_count", "refused_count", "run_id", "error",
)  # fmt: skip
REASON_COLUMNS = ("feed_name", "reason_name", "refused_count")
ROW_COLUMNS = ("source", "row_number", "reason_names", "content")


@st.fragment
def show() -> None:
    looking = view.current()
    _cards(looking)
    _feeds(looking)
    _refused(looking)
    checks(looking)
    agreement(looking)
    _runs(looking)


def _cards(looking: View) -> None:
    context = looking.context
    with st.grid(4, min_column_width=150):
        cards.card(t("card.read"), words.count(context["read_count"]), note=t("card.read.note"))
        cards.card(t("card.refused"), words.count(context["refused_count"]), note=t("card.refused.note"))
        cards.card(t("card.failed"), words.count(context["failed_count"]), note=t("card.failed.note"))
        age = context["build_age_days"]
        cards.card(t("card.age"), t("ago", days=words.count(age)) if age else t("today"), note=t("card.age.note"))


def _feeds(looking: View) -> None:
    st.subheader(t("health.feeds.title"), anchor=False)
    st.caption(t("health.feeds.note"))
    feeds = worded(worded(looking.read("feed"), "feed", "feed"), "state", "feed_state")
    table(looking, feeds, FEED_COLUMNS, key="feeds", height="content")


def _refused(looking: View) -> None:
    reasons = looking.read("refused_reason")
    if reasons.is_empty():
        st.success(t("health.refused.none"))
        return
    named = worded(worded(reasons, "feed", "feed"), "reason", "reason")
    names = [t("health.reason_of", feed=row["feed_name"], reason=row["reason_name"]) for row in named.rows(named=True)]
    shown = names[:12]
    figure = bars.counts(shown, reasons["refused_count"].head(12).to_list())
    panel(looking, "refused", figure, look.bars_height(len(shown)), named, REASON_COLUMNS)
    box = st.expander(t("health.refused.open"), key="refused_rows_open", on_change="rerun")
    if box.open:
        with box:
            _refused_rows(looking, reasons["feed"].unique(maintain_order=True).to_list())


def _refused_rows(looking: View, feeds: list[str]) -> None:
    feed = st.selectbox(t("health.refused.feed"), feeds, format_func=lambda name: t(f"feed.{name}"), key="refused_feed")
    rows = looking.read("refused_row", feed=feed)
    said = [words.listed([broken_rule(rule) for rule in broken]) for broken in rows["broken"]]
    table(looking, rows.with_columns(reason_names=pl.Series(said, dtype=pl.String)), ROW_COLUMNS, key="refused_rows")


def _runs(looking: View) -> None:
    st.subheader(t("health.runs.title"), anchor=False)
    table(looking, worded(looking.read("run"), "outcome", "outcome"), RUN_COLUMNS, key="runs")


show()
