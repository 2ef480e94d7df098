"""Can these numbers be trusted: what was read, refused, checked, and how fresh is it?"""

import json

import polars as pl
import streamlit as st

from dashboard import view, words
from dashboard.charts import bars, look
from dashboard.components import cards
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
SUITE_COLUMNS = ("stage_name", "suite", "expectation_count", "met_count", "failed_count", "unexpected_count")
CHECK_COLUMNS = ("suite", "expectation", "unexpected_count", "element_count", "detail")
REASON_COLUMNS = ("feed_name", "reason_name", "refused_count")
ROW_COLUMNS = ("source", "row_number", "reason_names", "content")


@st.fragment
def show() -> None:
    looking = view.current()
    _cards(looking)
    _feeds(looking)
    _refused(looking)
    _checks(looking)
    _runs(looking)


def _cards(looking: View) -> None:
    context = looking.context
    with st.grid(4, min_column_width=150):
        cards.card(t("card.read"), words.count(context["read_count"]), note=t("card.read.note"))
        cards.card(t("card.refused"), words.count(context["refused_count"]), note=t("card.refused.note"))
        cards.card(t("card.failed"), words.count(context["failed_count"]), note=t("card.failed.note"))
        cards.card(t("card.age"), t("days", days=words.count(context["build_age_days"])), note=t("card.age.note"))


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
    feeds = reasons["feed"].unique(maintain_order=True).to_list()
    feed = st.selectbox(t("health.refused.feed"), feeds, format_func=lambda name: t(f"feed.{name}"), key="refused_feed")
    rows = looking.read("refused_row", feed=feed)
    said = [words.listed([_broken(rule) for rule in broken]) for broken in rows["broken"]]
    table(looking, rows.with_columns(reason_names=pl.Series(said, dtype=pl.String)), ROW_COLUMNS, key="refused_rows")


def _broken(rule: str) -> str:
    """One broken rule in words: `bad_time:created_at` and the like."""
    code, _, column = rule.partition(":")
    return t("health.rule", reason=t(f"reason.{code}"), column=column) if column != "*" else t(f"reason.{code}")


def _checks(looking: View) -> None:
    st.subheader(t("health.checks.title"), anchor=False)
    suites = looking.read("expectation_total")
    if suites.is_empty():
        st.info(t("health.checks.none"))
        return
    failed = looking.read("expectation").filter(~pl.col("is_met"))
    if failed.is_empty():
        st.success(t("health.checks.met"))
    else:
        st.caption(t("health.checks.note"))
        chosen = table(
            looking, failed, CHECK_COLUMNS, key="failed", on_select="rerun", selection_mode="single-row-required"
        )
        place = (chosen.selection.rows or [0])[0]
        _sample(failed.row(place if place < failed.height else 0, named=True))
    box = st.expander(t("health.suites.open"), key="suites_open", on_change="rerun")
    if box.open:
        with box:
            table(looking, worded(suites, "stage", "stage"), SUITE_COLUMNS, key="suites")


def _sample(check: dict[str, str]) -> None:
    rows = json.loads(check["sample"] or "[]")
    st.caption(t("health.sample", suite=check["suite"], rule=check["rule"]))
    if rows:
        st.dataframe(rows, hide_index=True, key="sample", placeholder=words.NOTHING)


def _runs(looking: View) -> None:
    st.subheader(t("health.runs.title"), anchor=False)
    table(looking, worded(looking.read("run"), "outcome", "outcome"), RUN_COLUMNS, key="runs")


show()
