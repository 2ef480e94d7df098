"""What would change under other weights, targets or another pool? Nothing here is official."""

from collections.abc import Callable

import polars as pl
import streamlit as st

from dashboard import view, words
from dashboard.charts import look, movement
from dashboard.components import cards, states
from dashboard.components.panel import panel
from dashboard.components.table import table
from dashboard.view import View
from dashboard.what_if import summary
from dashboard.words import t
from warehouse.assessment.what_if import Base, Changes, changed, compared, in_fen, levers, outcome, pool_amount, totals
from warehouse.errors import UserError

FEEDS = ("tickets", "survey_responses", "projects", "improvements", "evaluations")
MOVED_COLUMNS = (
    "department_name", "official_rank", "after_rank", "rank_change", "official_grade", "after_grade", "official_score",
    "after_score", "score_change", "official_coefficient", "after_coefficient", "official_amount", "after_amount",
    "amount_change",
)  # fmt: skip
IN_SIGHT = (
    "department_name", "official_rank", "after_rank", "official_grade", "after_grade", "official_score", "after_score",
    "after_coefficient", "after_amount", "amount_change",
)  # fmt: skip
CHART_COLUMNS = ("department_name", "official_score", "after_score", "score_change")
HEAVIEST, MANY, SOME_ROWS = 60.0, 14, 460


@st.fragment
def show() -> None:
    looking = view.current()
    official = looking.read("official")
    if official.is_empty():
        states.nothing_here(looking, FEEDS)
        return
    st.warning(t("what_if.page_banner", period=looking.filters["period"]), icon="⚠️")
    try:
        base = view.what_if_base(looking)
    except UserError as error:
        st.info(str(error))
        return
    changes, fill = _asked(base)
    pool = _pool(base)
    try:
        policy = changed(base.policy, changes)
    except ValueError:
        st.error(t("what_if.no_weight"))
        return
    fill(levers(base.policy, policy))
    _answer(looking, compared(official, outcome(base, policy, pool)))


def _asked(base: Base) -> tuple[Changes, Callable[[pl.DataFrame], None]]:
    """The sliders of all indicators, and what writes below each what its place makes of it."""
    rows = levers(base.policy, base.policy).rows(named=True)
    policy = {f"w_{row['indicator_id']}": row["before_weight"] for row in rows}
    policy |= {f"t_{row['indicator_id']}": 0.0 for row in rows} | {"pool": pool_amount(base)}
    st.button(t("what_if.reset"), key="reset", on_click=st.session_state.update, args=(policy,))
    weights, shifts, told = {}, {}, {}
    for kind in ("weights", "targets"):
        with st.expander(t(f"what_if.{kind}"), expanded=kind == "weights", key=f"{kind}_open"):
            st.caption(t(f"what_if.{kind}.note"))
            with st.grid(3, min_column_width=230):
                for row in rows:
                    one = row["indicator_id"]
                    with st.container(gap=None):
                        if kind == "weights":
                            weights[one] = _weight(one, row["before_weight"])
                        else:
                            shifts[one] = _shift(one, row["limit"], row["step"])
                        told[kind, one] = st.empty()

    def fill(after: pl.DataFrame) -> None:
        for row in after.rows(named=True):
            weight = {when: words.score(row[f"{when}_weight"], "0.0") for when in ("before", "after")}
            target = {when: words.score(row[f"{when}_target"], "0.0#") for when in ("before", "after")}
            told["weights", row["indicator_id"]].caption(t("what_if.renormalised", **weight))
            told["targets", row["indicator_id"]].caption(t("what_if.target", **target))

    return Changes(weights, shifts), fill


def _weight(one: str, given: float) -> float:
    most = max(HEAVIEST, given)
    label = t(f"indicator.{one}")
    return st.slider(label, 0.0, most, given, 0.5, format="%.1f", key=f"w_{one}", bind="query-params")


def _shift(one: str, limit: float, step: float) -> float:
    label = t(f"indicator.{one}")
    return st.slider(label, -limit, limit, 0.0, step, format="%+.2f", key=f"t_{one}", bind="query-params")


def _pool(base: Base) -> int | None:
    given = st.number_input(
        t("what_if.pool.label"),
        min_value=0.0,
        value=pool_amount(base),
        step=10_000.0,
        format="%.2f",
        key="pool",
        bind="query-params",
        help=t("what_if.pool.note"),
        width=320,
    )
    return None if given is None else in_fen(given)


def _answer(looking: View, moves: pl.DataFrame) -> None:
    found = totals(moves)
    st.markdown(f"**{summary(moves)}**")
    with st.grid(4, min_column_width=150):
        for name in ("rank", "grade", "coefficient", "amount"):
            note = t("what_if.card.note", count=words.count(found["department"]))
            cards.card(t(f"what_if.card.{name}"), words.count(found[name]), note=note)
    moved = movement.largest(moves)
    if not moved.is_empty():
        panel(looking, "movement", movement.movement(moves), look.bars_height(moved.height), moved, CHART_COLUMNS)
    st.subheader(t("what_if.table.title"), anchor=False)
    st.caption(t("what_if.table.note"))
    height = SOME_ROWS if moves.height > MANY else "content"
    table(looking, moves, MOVED_COLUMNS, key="moves", height=height, column_order=IN_SIGHT)


show()
