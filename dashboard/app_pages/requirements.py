"""What do the source documents require, and where is each of their phrases answered?"""

from collections.abc import Iterable

import polars as pl
import streamlit as st

from dashboard import view, words
from dashboard.charts import bars, look
from dashboard.components import cards, requirements, states
from dashboard.components.panel import panel
from dashboard.components.requirements import ROW_COLUMNS
from dashboard.components.table import table, worded
from dashboard.view import View
from dashboard.words import t

SIDES = ("answered", "blank", "waiting", "missing")
VIEW_COLUMNS = ("view_name", "row_count", "answered_count", "blank_count", "waiting_count", "missing_count")
DEPARTMENT_COLUMNS = ("department_name", "told", "case_count")
FAMILIES = {"view": "requirement_view", "side": "requirement_side"}
SOME_ROWS = 520


@st.fragment
def show() -> None:
    looking = view.current()
    totals = looking.read("requirement_total")
    if totals.is_empty():
        states.nothing_here(looking, ())
        return
    total, views = totals.row(0, named=True), worded(totals.tail(-1), "view", "requirement_view")
    st.markdown(t("requirement.answer", **{name: words.count(total[f"{name}_count"]) for name in ("row", *SIDES)}))
    with st.grid(4, min_column_width=150):
        for side in SIDES:
            note = t(f"requirement_side.{side}.note")
            cards.card(t(f"requirement_side.{side}"), words.count(total[f"{side}_count"]), note=note)
    figure = bars.stacked(views, "view_name", SIDES, "requirement_side")
    panel(looking, "requirements", figure, look.bars_height(views.height), views, VIEW_COLUMNS)
    _rows(looking)


def _rows(looking: View) -> None:
    everything = requirements.read(looking)
    st.subheader(t("requirement.rows.title"), anchor=False)
    st.caption(t("requirement.rows.note"))
    with st.grid("auto", min_column_width=200):
        chosen = {
            "document": _choice("document", everything["document"].unique(maintain_order=True)),
            "view": _choice("view", looking.read("requirement_total")["view"].drop_nulls()),
            "side": _choice("side", SIDES),
        }
    rows = requirements.read(looking, **chosen)
    if rows.is_empty():
        st.info(t("state.empty.filtered"))
        return
    picked = table(
        looking,
        rows,
        ROW_COLUMNS,
        key=f"requirement_rows_{looking.mark}",
        on_select="rerun",
        selection_mode="single-row",
        height=SOME_ROWS,
    )
    for place in picked.selection.rows:
        if place < rows.height:
            _departments(looking, rows.row(place, named=True))


def _choice(name: str, options: Iterable[str]) -> str | None:
    """A filter that the address of the page keeps."""
    family = FAMILIES.get(name)
    return st.selectbox(
        t(f"requirement.{name}"),
        list(options),
        index=None,
        format_func=lambda code: t(f"{family}.{code}") if family else code.removesuffix(".txt"),
        placeholder=t("quarantine.all"),
        key=f"requirement_{name}",
        bind="query-params",
    )


def _departments(looking: View, row: dict[str, str]) -> None:
    """The phrase chosen, and the number of each department that makes the company's."""
    st.markdown(t("requirement.chosen", quote=row["quote"], document=row["document"], metric=row["metric"]))
    found = looking.read("requirement_department", requirement=row["requirement_id"])
    if found.is_empty():
        st.info(row["waits_for"] or t(f"requirement_state.{row['state']}"))
        return
    said = [requirements.told(one) for one in found.rows(named=True)]
    named = found.with_columns(told=pl.Series(said, dtype=pl.String))
    table(looking, named, DEPARTMENT_COLUMNS, key="requirement_departments", height="content")


show()
