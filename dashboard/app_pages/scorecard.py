"""Why is one department's score what it is, what was left out, and how to appeal?"""

import polars as pl
import streamlit as st

from dashboard import view
from dashboard.charts import bars, look, waterfall
from dashboard.components import downloads, states
from dashboard.components.finality import finality
from dashboard.components.links import link
from dashboard.components.monthly import offer_pack
from dashboard.components.table import table, worded
from dashboard.explain.document import Explanation, explanation
from dashboard.receipt.document import Table
from dashboard.view import View
from dashboard.words import NOTHING, t

FEEDS = ("tickets", "survey_responses", "projects", "improvements", "evaluations")
CARD_COLUMNS = (
    "indicator_id_name", "source_name", "score", "weight", "value_told", "interval", "counted", "status_name",
    "before_score", "score_change", "raw_value", "adjusted_value", "provisional_reason_name", "self_service_count",
    "collapsed_count", "came_back_count",
)  # fmt: skip
IN_SIGHT = (*CARD_COLUMNS[:8], "score_change")
SOURCE_COLUMNS = ("source_name", "policy_share", "source_score", "added_score", "gap_points")
TOLD = {"value": "value_told", "interval": "interval", "counted": "counted"}
ROWS_OF = {"sla": ("response_on_time", "resolution_on_time"), "satisfaction": ("csat_relationship", "csat_transaction")}


@st.fragment
def show() -> None:
    looking = view.current()
    department = _department(looking)
    found = explanation(lambda name: looking.read(name, department=department), looking.build.build_id)
    if found is None:
        states.nothing_here(looking, FEEDS)
        return
    finality(looking)
    st.markdown(f"**{found.verdict}**")
    for remark in found.remarks:
        st.warning(remark)
    _facts(found)
    left, right = st.columns([5, 6], gap="medium")
    with left:
        _steps(looking, found.department_id)
    with right:
        for part in (found.above, found.below):
            if part.rows:
                _small(part)
    _indicators(looking, found)
    _sources(looking, found)
    _appeal(found)
    downloads.explanation(looking, found)
    offer_pack(looking, found.department_id)
    st.caption(found.origin)


def _department(looking: View) -> str | None:
    """The department in the address, by name or by id, else the first that the viewer may see."""
    rows = looking.read("ranking")
    names = dict(zip(rows["department_id"], rows["department_name"], strict=True))
    asked = st.query_params.get("department")
    if asked in names:
        st.session_state["department"] = asked
    return st.selectbox(
        t("scorecard.department"),
        list(names),
        format_func=lambda one: names.get(one, one),
        key="department",
        bind="query-params",
        disabled=not names,
        placeholder=NOTHING,
        width=360,
    )


def _facts(found: Explanation) -> None:
    with st.grid(6, min_column_width=150):
        for label, value in found.facts:
            with st.container(gap=None):
                st.caption(label)
                st.text(value)


def _steps(looking: View, department: str) -> None:
    """From 0 to the score; without a score what is known of its indicators."""
    steps = looking.read("waterfall", department=department)
    scored = looking.read("scorecard", department=department).filter(pl.col("score").is_not_null())
    st.subheader(t("scorecard.steps"), anchor=False)
    if not steps.is_empty():
        height = waterfall.height(steps)
        st.echarts_chart(waterfall.waterfall(steps), key="waterfall", height=height, alt=t("ranking.waterfall.alt"))
        st.caption(t("ranking.waterfall.note"))
    elif scored.is_empty():
        st.info(t("ranking.no_score"))
    else:
        names = worded(scored, "indicator_id", "indicator")["indicator_id_name"].to_list()
        figure = bars.scores(names, scored["score"].to_list())
        st.echarts_chart(
            figure, key="scorecard_chart", height=look.bars_height(len(names)), alt=t("ranking.scorecard.alt")
        )


def _small(part: Table) -> None:
    st.subheader(part.title, anchor=False)
    st.caption(part.note)
    st.table(pl.DataFrame(part.rows, schema=part.columns, orient="row").to_pandas().set_index(part.columns[0]))


def _indicators(looking: View, found: Explanation) -> None:
    st.subheader(found.indicators.title, anchor=False)
    st.caption(found.indicators.note)
    lines = looking.read("scorecard", department=found.department_id)
    lines = worded(lines, "provisional_reason", "doubt")
    lines = worded(worded(worded(lines, "status", "status"), "indicator_id", "indicator"), "source", "source")
    told = {name: [row[place] for row in found.indicators.rows] for place, name in enumerate(found.indicators.names)}
    lines = lines.with_columns(
        *(pl.Series(as_name, told[name], dtype=pl.String) for name, as_name in TOLD.items()),
    )
    table(looking, lines, CARD_COLUMNS, key="scorecard", height="content", column_order=IN_SIGHT)
    if found.left_out:
        st.markdown(f"**{t('explain.left_out.title')}**")
        st.markdown("\n".join(f"- {t('ranking.told', name=name, value=why)}" for name, why in found.left_out))
    if found.paths:
        st.markdown(f"**{t('explain.paths.title')}**")
        st.markdown("\n".join(f"- {line}" for line in found.paths))
    _rows(looking, lines, found)


def _rows(looking: View, lines: pl.DataFrame, found: Explanation) -> None:
    """Ways to the records that the numbers were counted from."""
    asked = {"period": found.period_id, "provider": found.department_name}
    with st.container(horizontal=True):
        for page, indicators in ROWS_OF.items():
            if not lines.filter(pl.col("indicator_id").is_in(indicators)).is_empty():
                link(looking, page, t(f"scorecard.rows.{page}"), asked)


def _sources(looking: View, found: Explanation) -> None:
    st.subheader(found.sources.title, anchor=False)
    st.caption(found.sources.note)
    sources = worded(looking.read("scorecard_source", department=found.department_id), "source", "source")
    table(looking, sources, SOURCE_COLUMNS, key="sources", height="content")


def _appeal(found: Explanation) -> None:
    st.subheader(t("explain.appeal.title"), anchor=False)
    st.markdown(found.state)
    st.markdown(found.appeal)


show()
