"""What looks as if numbers were worked on instead of the work, and what has a person decided?"""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import view, words
from dashboard.charts import evidence
from dashboard.components import cards, states
from dashboard.components.flag import about, chance, flag, seen
from dashboard.components.table import table, worded
from dashboard.view import View
from dashboard.words import t

FEEDS = ("tickets", "ticket_events", "survey_responses", "survey_invitations")
FLAG_COLUMNS = ("sign_name", "about_name", "chance_text", "verdict_name", "decided_by", "seen_text")
NEAR_COLUMNS = ("sign_name", "about_name", "chance_text", "seen_text")
KIND_COLUMNS = ("sign_name", "unit_count", "flag_count")
SEVERITY_COLUMNS = ("severity_name", "rater_count")
DECISION_COLUMNS = ("decided_at", "sign_name", "about_name", "verdict_name", "decided_by", "note", "is_latest")
COUNTS = ("test", "kind", "flag", "undecided")
NEAREST, SEVERITY_HEIGHT = 30, 240


@st.fragment
def show() -> None:
    looking = view.current()
    totals = looking.read("fairness_total").rows(named=True)
    if not totals:
        states.nothing_here(looking, FEEDS)
        return
    _summary(looking, totals[0])
    signs = _said(looking.read("fairness_flag", nearest=NEAREST))
    _flags(looking, signs.filter("is_flagged"))
    _tested(looking, signs.filter(~pl.col("is_flagged")))
    _severity(looking)
    _decisions(looking)


def _summary(looking: View, total: dict[str, Any]) -> None:
    """What was tested, what stands out, how often that would be wrong, and that a person decides."""
    counts = {name: words.count(total[f"{name}_count"]) for name in COUNTS}
    counts["period"] = looking.filters["period"]
    stands_out = total["flag_count"] > 0
    st.markdown(t("fairness.answer" if stands_out else "fairness.none", **counts))
    with st.grid(4, min_column_width=150):
        for name in COUNTS:
            cards.card(t(f"card.{name}"), counts[name], note=t(f"card.{name}.note"))


def _said(signs: pl.DataFrame) -> pl.DataFrame:
    rows = signs.rows(named=True)
    texts = {
        "sign_name": [t(f"sign.{row['kind']}") for row in rows],
        "about_name": [about(row) for row in rows],
        "seen_text": [seen(row) for row in rows],
        "chance_text": [chance(row["p_holm"]) for row in rows],
    }
    named = signs.with_columns(pl.Series(name, values, dtype=pl.String) for name, values in texts.items())
    return worded(named, "verdict", "verdict_of")


def _flags(looking: View, flags: pl.DataFrame) -> None:
    if flags.is_empty():
        return
    st.subheader(t("fairness.flags"), anchor=False)
    st.caption(t("fairness.flags.note"))
    key = f"flags-{looking.mark}"
    chosen = table(
        looking, flags, FLAG_COLUMNS, key=key, on_select="rerun", selection_mode="single-row-required", height="content"
    )
    flag(looking, flags.row((chosen.selection.rows or [0])[0], named=True))


def _tested(looking: View, near: pl.DataFrame) -> None:
    st.subheader(t("fairness.tested"), anchor=False)
    st.caption(t("fairness.tested.note"))
    kinds = worded(looking.read("fairness_kind").rename({"kind": "sign"}), "sign", "sign")
    table(looking, kinds, KIND_COLUMNS, key="kinds", height="content")
    box = st.expander(t("fairness.near"), key="near_open", on_change="rerun")
    if box.open:
        with box:
            table(looking, near, NEAR_COLUMNS, key="near")


def _severity(looking: View) -> None:
    for raters in looking.read("fairness_connection").rows(named=True):
        st.subheader(t("fairness.severity"), anchor=False)
        is_comparable = raters["comparable_count"] > 0
        counts = {name: words.count(raters[f"{name}_count"]) for name in ("rater", "comparable", "part")}
        st.caption(t("fairness.severity.note" if is_comparable else "fairness.severity.none", **counts))
    bins = looking.read("fairness_severity")
    if bins.is_empty():
        return
    figure = evidence.severities(bins)
    st.echarts_chart(figure, key="severity", height=SEVERITY_HEIGHT, alt=t("fairness.severity"))
    box = st.expander(t("table.open"), key="severity_open", on_change="rerun")
    if box.open:
        with box:
            names = pl.Series("severity_name", [evidence.severity_name(row) for row in bins.rows(named=True)])
            table(looking, bins.with_columns(names), SEVERITY_COLUMNS, key="severity_table")


def _decisions(looking: View) -> None:
    decisions = looking.read("fairness_decision")
    if decisions.is_empty():
        return
    st.subheader(t("fairness.decisions"), anchor=False)
    st.caption(t("fairness.decisions.note"))
    rows = decisions.rows(named=True)
    named = worded(decisions, "verdict", "verdict_of").with_columns(
        pl.Series("sign_name", [t(f"sign.{row['kind']}") if row["kind"] else row["flag_id"] for row in rows]),
        pl.Series("about_name", [about(row) if row["kind"] else None for row in rows], dtype=pl.String),
    )
    table(looking, named, DECISION_COLUMNS, key="decisions", height="content")


show()
