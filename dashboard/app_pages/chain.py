"""How good is what arrives at the end of a chain of services, and where is it lost?"""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import view, words
from dashboard.charts import chain, look
from dashboard.components import cards, states
from dashboard.components.panel import panel
from dashboard.components.table import table, worded
from dashboard.view import View
from dashboard.words import t

CHAIN_COLUMNS = (
    "process_id", "rolled_share", "rolled_low_share", "rolled_high_share", "clean_share", "chain_count", "step_count",
    "step_target_share", "before_share", "change_points", "chain_state_name",
)  # fmt: skip
STEP_COLUMNS = (
    "step_no", "provider_name", "customer_name", "passed_share", "step_target_share", "loss_share", "returned_count",
    "handoff_count",
)  # fmt: skip
HANDOFF_COLUMNS = ("chain_id", "handed_at", "outcome_name")
MOST, SOME_ROWS = 500, 300


@st.fragment
def show() -> None:
    looking = view.current()
    chains = looking.read("chain")
    if chains.is_empty():
        states.nothing_here(looking, ("handoffs", "process_steps"))
        return
    st.markdown(_sentence(looking, chains))
    computed = chains.filter(pl.col("rolled_share").is_not_null())
    named = worded(chains.rename({"state": "chain_state"}), "chain_state", "chain_state")
    panel(looking, "chains", chain.chains(computed), look.bars_height(computed.height, 2), named, CHAIN_COLUMNS)
    process = st.selectbox(t("chain.choose"), chains["process_id"].to_list(), key="process", bind="query-params")
    _chain(looking, chains.filter(pl.col("process_id") == process).row(0, named=True))


def _sentence(looking: View, chains: pl.DataFrame) -> str:
    """The worst chain, and the step at which it loses most."""
    worst = chains.row(0, named=True)
    if worst["rolled_share"] is None:
        return t("chain.not_computable", name=worst["process_id"])
    shares = {"rolled": words.share(worst["rolled_share"]), "clean": words.share(worst["clean_share"])}
    said = t("chain.answer", period=looking.filters["period"], name=worst["process_id"], **shares)
    lossy = looking.read("chain_step", process=worst["process_id"]).filter(pl.col("loss_place") == 1)
    for row in lossy.filter(pl.col("loss_share") > 0).rows(named=True):
        name, loss = row["provider_name"] or t("chain.outside"), words.share(row["loss_share"])
        said = t("chain.most", said=said, step=row["step_no"], name=name, loss=loss)
    return said


def _chain(looking: View, one: dict[str, Any]) -> None:
    steps = looking.read("chain_step", process=one["process_id"])
    st.subheader(t("chain.steps.title", name=one["process_id"]), anchor=False)
    st.caption(t(f"chain_note.{one['state']}"))
    with st.grid(4, min_column_width=200):
        change = cards.points_change(one)
        cards.card(t("card.rolled"), words.share(one["rolled_share"]), change, note=t("card.rolled.note"))
        cards.card(t("card.clean"), words.share(one["clean_share"]), note=t("card.clean.note"))
        cards.card(t("card.step_target"), words.share(one["step_target_share"]), note=t("card.step_target.note"))
        cards.card(t("card.chains"), words.count(one["chain_count"]), note=t("card.chains.note"))
    height = look.bars_height(steps.height)
    st.echarts_chart(chain.steps(steps), key=f"steps-{looking.mark}", height=height, alt=t("chain.steps.alt"))
    st.caption(t("chain.steps.note"))
    chosen = table(
        looking, steps, STEP_COLUMNS, key=f"steps_table-{looking.mark}-{one['process_id']}", on_select="rerun",
        selection_mode="single-row-required",
    )  # fmt: skip
    _handoffs(looking, one["process_id"], steps, (chosen.selection.rows or [0])[0])


def _handoffs(looking: View, process: object, steps: pl.DataFrame, place: int) -> None:
    """The hand-offs of the step that was chosen."""
    row = steps.row(place if place < steps.height else 0, named=True)
    handoffs = looking.read("handoff", process=process, step=row["step_no"], most=MOST)
    names = {name: row[f"{name}_name"] or t("chain.outside") for name in ("provider", "customer")}
    st.subheader(t("chain.handoffs.title", step=row["step_no"], **names), anchor=False)
    if handoffs.is_empty():
        st.info(t("chain.no_handoffs"))
        return
    shown, all_ = words.count(handoffs.height), words.count(row["handoff_count"])
    st.caption(t("chain.handoffs.note", shown=shown, all=all_))
    table(looking, worded(handoffs, "outcome", "handoff"), HANDOFF_COLUMNS, key="handoffs", height=SOME_ROWS)


show()
