"""One flag: what was seen, the data behind it, and what a person decided or how to decide."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard.charts import evidence, look
from dashboard.components.table import table
from dashboard.view import View
from dashboard.words import count, fine_score, instant, score, share, t

Row = dict[str, Any]
EVIDENCE_COLUMNS = ("step_name", "observed_text", "expected_text", "case_count", "other_count")
CLOSING_COLUMNS = ("used_high_share", "closed_count", "reopened_count")
SHARE_COLUMNS = (
    "department_name",
    "observed_share",
    "expected_share",
    "low_share",
    "high_share",
    "found_count",
    "case_count",
)
HISTOGRAM, TINY = 260, 0.0001


def about(row: Row) -> str:
    """The department, or both."""
    names = {"first": row["department_name"], "second": row["other_name"]}
    return t("fairness.pair", **names) if row["other_name"] else str(row["department_name"])


def seen(row: Row) -> str:
    """What was seen against what was expected, in words with its numbers."""
    said = fine_score if row["is_in_points"] else share
    if row["observed"] is None:
        return t("fairness.seen.unseen")
    numbers = {
        "observed": said(row["observed"]),
        "expected": said(row["expected"]),
        "found": count(row["found_count"]),
        "cases": count(row["case_count"]),
        "reopened": share(row["last_reopened_share"]),
        "others": share(row["other_reopened_share"]),
    }
    return t(f"fairness.seen.{row['kind']}", **numbers)


def chance(p: float) -> str:
    """An adjusted p as people read it."""
    return t("fairness.tiny") if p < TINY else score(p, "0.0000")


def flag(view: View, row: Row) -> None:
    """The chosen flag with its charts on the left and the decision on the right."""
    st.subheader(t("fairness.about", kind=t(f"sign.{row['kind']}"), who=about(row)), anchor=False)
    st.markdown(seen(row))
    st.caption(t(f"fairness.why.{row['kind']}"))
    left, right = st.columns([7, 4], gap="medium")
    with left:
        _data(view, row)
    with right:
        _decision(view, row)


def _data(view: View, row: Row) -> None:
    if row["kind"] == "deadline_closing":
        cells = view.read("fairness_closing", department=row["department_id"])
        st.echarts_chart(evidence.closings(cells), key="closings", height=HISTOGRAM, alt=t("fairness.closing.alt"))
        st.caption(t("fairness.closing.note"))
        _open(view, "closings", cells, CLOSING_COLUMNS)
    if row["kind"] == "saved_by_pause":
        for use in view.read("fairness_pause", department=row["department_id"]).rows(named=True):
            st.markdown(t("fairness.pause", **{name: share(value) for name, value in use.items()}))
    shares = view.read("fairness_share", sign=row["kind"])
    if shares.is_empty():
        _compared(view, row)
        return
    height = look.bars_height(shares.height)
    st.echarts_chart(evidence.ranges(shares), key="ranges", height=height, alt=t("fairness.range.alt"))
    st.caption(t("fairness.range.note"))
    _open(view, "ranges", shares, SHARE_COLUMNS)


def _compared(view: View, row: Row) -> None:
    steps = view.read("fairness_evidence", flag=row["flag_id"])
    if steps.is_empty():
        st.info(t("fairness.unseen"))
        return
    height = look.bars_height(steps.height, 2)
    st.echarts_chart(evidence.comparison(steps), key="comparison", height=height, alt=t("fairness.comparison.alt"))
    if steps["step"].to_list() == ["both"]:
        st.caption(t("fairness.both.note"))
    _open(view, "evidence", _texts(steps), EVIDENCE_COLUMNS)


def _open(view: View, key: str, frame: pl.DataFrame, columns: tuple[str, ...]) -> None:
    """The table of a chart, when somebody asks for it."""
    box = st.expander(t("table.open"), key=f"{key}_open", on_change="rerun")
    if box.open:
        with box:
            table(view, frame, columns, key=f"{key}_table", height="content")


def _texts(steps: pl.DataFrame) -> pl.DataFrame:
    """The rows of reads/fairness_evidence with their names and numbers as people read them."""
    rows = steps.rows(named=True)
    said = fine_score if rows[0]["is_in_points"] else share
    return steps.with_columns(
        pl.Series("step_name", [evidence.step_name(row) for row in rows]),
        *(pl.Series(f"{side}_text", [said(row[side]) for row in rows]) for side in ("observed", "expected")),
    )


def _decision(view: View, row: Row) -> None:
    with st.container(border=True):
        st.markdown(f"**{t('fairness.decision')}**")
        if row["verdict"]:
            at = instant(row["decided_at"], view.timezone)
            verdict = t(f"verdict_of.{row['verdict']}")
            st.markdown(t("fairness.decided", verdict=verdict, by=row["decided_by"], at=at))
            st.text(row["note"])
        else:
            st.markdown(t("fairness.undecided"))
        st.caption(t("fairness.command"))
        command = f"make flag PERIOD={view.filters['period']} FLAG={row['flag_id']} BY= VERDICT= REASON= EVIDENCE="
        st.code(command, language=None, wrap_lines=True)
