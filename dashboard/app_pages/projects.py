"""Are joint projects on time, and do improvements reach a verified effect?"""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import view, words
from dashboard.charts import bars, look
from dashboard.components import cards, states
from dashboard.components.panel import panel
from dashboard.components.requirements import asked_here
from dashboard.components.table import table, worded
from dashboard.view import View
from dashboard.words import t

FEEDS = ("projects", "improvements")
MEMBER_COLUMNS = ("member_name", "resolution_share", "accepted_share", "due_count", "resolution_breached", "late_count")
LATE_COLUMNS = ("project_name", "milestone", "member_name", "due_on", "late_day_count")
STAGE_COLUMNS = (
    "next_step_name",
    "improvement_count",
    "month_count",
    "quarter_count",
    "older_count",
    "longest_day_count",
)
IMPROVEMENT_COLUMNS = (
    "improvement_id", "department_name", "source", "next_step_name", "stage_day_count", "opened_on", "plan_due_on",
)  # fmt: skip
AGES = ("month", "quarter", "older")
SHOWN, STEPS, MANY, SOME_ROWS = 12, 4, 10, 360


@st.fragment
def show() -> None:
    looking = view.current()
    totals = looking.read("project_total")
    if totals.is_empty():
        states.nothing_here(looking, FEEDS)
        return
    total = totals.row(0, named=True)
    st.markdown(_sentence(total))
    _cards(total)
    left, right = st.columns(2, gap="medium")
    with left:
        _members(looking, total["on_time_share"])
    with right:
        _stages(looking)
    _lists(looking)
    asked_here(looking, ("V7", "V8"), "projects")


def _sentence(total: dict[str, Any]) -> str:
    shares = {name: words.share(total[f"{name}_share"]) for name in ("on_time", "effective")}
    counts = {name: words.count(total[f"{name}_count"]) for name in ("late", "under_way")}
    return t("projects.answer", **shares, **counts)


def _cards(total: dict[str, Any]) -> None:
    with st.grid(4, min_column_width=150):
        for name in ("on_time", "accepted", "done", "effective"):
            cards.card(t(f"card.{name}"), words.share(total[f"{name}_share"]), note=t(f"card.{name}.note"))


def _members(looking: View, overall: float | None) -> None:
    members = looking.read("project_member")
    shown = members.filter(pl.col("resolution_share").is_not_null()).head(SHOWN)
    if not shown.is_empty():
        figure = bars.shares(shown, overall)
        panel(looking, "milestones", figure, look.bars_height(shown.height), members, MEMBER_COLUMNS)


def _stages(looking: View) -> None:
    """What improvements wait for, and how long they have: new ones blue, old ones red."""
    stages = looking.read("improvement_stage")
    if stages.is_empty():
        return
    named = worded(stages, "next_step", "next_step")
    figure = bars.stacked(named, "next_step_name", AGES, "waited")
    panel(looking, "pdca", figure, look.bars_height(STEPS), named, STAGE_COLUMNS)


def _lists(looking: View) -> None:
    for key, columns in (("project_late", LATE_COLUMNS), ("improvement", IMPROVEMENT_COLUMNS)):
        rows = looking.read(key)
        if rows.is_empty():
            continue
        st.subheader(t(f"{key}.title"), anchor=False)
        named = worded(rows, "next_step", "next_step") if "next_step" in rows.columns else rows
        table(looking, named, columns, key=key, height=SOME_ROWS if rows.height > MANY else "content")


show()
