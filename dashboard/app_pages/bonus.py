"""How does the pool fall on departments and people, and why is an amount what it is?"""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import audit, view
from dashboard.charts import bars, look
from dashboard.components import cards, states
from dashboard.components.finality import finality
from dashboard.components.panel import panel
from dashboard.components.table import table, worded
from dashboard.components.why_amount import why_amount
from dashboard.view import View
from dashboard.words import count, money, t

FEEDS = ("bonus_pools", "bonus_bases", "employees", "evaluations")
PART_COLUMNS = (
    "department_name", "bonus_amount", "even_amount", "moved_amount", "coefficient", "grade", "employee_count",
    "base_days_amount",
)  # fmt: skip
PERSON_COLUMNS = (
    "employee_name", "bonus_amount", "base_amount", "paid_day_count", "coefficient", "grade", "score",
    "score_low", "score_high", "band", "status_name",
)  # fmt: skip
YEAR_COLUMNS = (
    "department_name", "score", "grade", "status_name", "halves_score", "review_score", "half_count", "is_single_half",
)  # fmt: skip
SHOWN, MANY, SOME_ROWS = 12, 12, 440


@st.fragment
def show() -> None:
    looking = view.current()
    total = next(iter(looking.read("bonus_total").rows(named=True)), None)
    people = looking.read("bonus_person", department=None)
    if total is None and people.is_empty():
        states.nothing_here(looking, FEEDS)
        return
    finality(looking)
    parts = looking.read("bonus_department")
    if total is not None:
        _answer(looking, total)
    if not parts.is_empty():
        shown = parts.filter(pl.col("move_place") <= SHOWN).sort("moved_amount", descending=True)
        height = look.bars_height(shown.height)
        panel(looking, "bonus_moved", bars.money_moved(shown), height, parts, PART_COLUMNS)
    _people(looking, people)
    _year(looking)


def _answer(looking: View, total: dict[str, Any]) -> None:
    """What the pool is and what becomes of it; whoever sees some departments is told of those alone."""
    period, departments = looking.filters["period"], count(total["department_count"])
    if not total["department_count"] and total["sees_all"]:
        st.markdown(t("bonus.answer.none", period=period, pool=money(total["pool_amount"])))
    elif total["sees_all"]:
        told = {"period": period, "pool": money(total["pool_amount"]), "given": money(total["given_amount"])}
        told |= {"retained": money(total["retained_amount"]), "departments": departments}
        is_open = total["mode"] == "open"
        st.markdown(t("bonus.answer.open" if is_open else "bonus.answer.closed", **told))
    else:
        st.markdown(
            t("bonus.answer.part", period=period, given=money(total["visible_amount"]), departments=departments)
        )
    with st.grid(4, min_column_width=200):
        if total["sees_all"]:
            cards.card(t("card.pool"), money(total["pool_amount"]), note=t("card.pool.note"))
        cards.card(t("card.given"), money(total["visible_amount"]), note=t("card.given.note"))
        if total["mode"] == "open" and total["sees_all"]:
            cards.card(t("card.over"), money(total["over_amount"], is_signed=True), note=t("card.over.note"))
        elif total["sees_all"]:
            cards.card(t("card.retained"), money(total["retained_amount"]), note=t("card.retained.note"))
        cards.card(t("card.paid_people"), count(total["employee_count"]), note=t("card.paid_people.note"))


def _people(looking: View, people: pl.DataFrame) -> None:
    """The lines of people whom the viewer may see, one department at a time where there are several."""
    st.subheader(t("bonus.people.title"), anchor=False)
    if people.is_empty():
        st.info(t("bonus.people.closed"))
        return
    st.caption(t("bonus.people.note"))
    shown = people
    if people["department_id"].n_unique() > 1:
        names: dict[str, str] = dict(people.select("department_id", "department_name").rows())
        label, shown_as = t("bonus.people.department"), names.__getitem__
        chosen = st.selectbox(label, list(names), format_func=shown_as, key="bonus_department", bind="query-params")
        shown = people.filter(pl.col("department_id") == chosen)
    audit.viewed(looking, "bonus_people", shown.height, period=looking.filters["period"])
    named = worded(shown, "status", "person_status")
    options: dict[str, Any] = {"on_select": "rerun", "selection_mode": "single-row-required"}
    height = SOME_ROWS if shown.height > MANY else "content"
    options |= {"height": height, "column_order": [*PERSON_COLUMNS[:7], "status_name"]}
    picked = table(looking, named, PERSON_COLUMNS, key=f"bonus_people_{looking.mark}", **options)
    place = (picked.selection.rows or [0])[0]
    why_amount(looking, shown.row(place if place < shown.height else 0, named=True))


def _year(looking: View) -> None:
    year = looking.read("annual")
    if year.is_empty():
        return
    st.subheader(t("bonus.year.title", year=looking.filters["period"][:4]), anchor=False)
    st.caption(t("bonus.year.note"))
    table(looking, worded(year, "status", "status"), YEAR_COLUMNS, key="annual")


show()
