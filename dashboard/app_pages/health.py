"""Can these numbers be trusted: what was read, refused, checked, and how fresh is it?"""

import streamlit as st

from dashboard import view, words
from dashboard.charts import bars, look
from dashboard.components import cards
from dashboard.components.agreement import agreement
from dashboard.components.checks import checks
from dashboard.components.links import link
from dashboard.components.panel import panel
from dashboard.components.sources import notices, source_columns
from dashboard.components.table import table, worded
from dashboard.view import View
from dashboard.words import t

FEED_COLUMNS = (
    "feed_name", "freshness_name", "source_count", "read_count", "loaded_count", "refused_count", "refused_share",
    "newest_at", "loaded_at",
)  # fmt: skip
RUN_COLUMNS = (
    "started_at", "outcome_name", "seconds", "read_count", "loaded_count", "refused_count", "run_id", "error",
)  # fmt: skip
REASON_COLUMNS = ("feed_name", "reason_name", "refused_count")


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
    feeds = worded(worded(looking.read("feed"), "feed", "feed"), "freshness", "feed_state")
    table(looking, feeds, FEED_COLUMNS, key="feeds", height="content")
    notices(looking)
    source_columns(looking, feeds)


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
    link(looking, "quarantine", t("health.refused.open"))


def _runs(looking: View) -> None:
    st.subheader(t("health.runs.title"), anchor=False)
    if failed := view.failed_run(looking.build):
        st.warning(t("health.runs.failed", at=words.instant(failed.started_at, looking.timezone)))
        st.code(failed.error or t(f"outcome.{failed.outcome}"), language=None, wrap_lines=True)
    table(looking, worded(looking.read("run"), "outcome", "outcome"), RUN_COLUMNS, key="runs")


show()
