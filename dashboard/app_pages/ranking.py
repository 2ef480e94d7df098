"""Which departments serve best, why, and which cannot be ranked yet?"""

import polars as pl
import streamlit as st

from dashboard import view, words
from dashboard.charts import bars, look
from dashboard.components import cards, states
from dashboard.components.table import table, worded
from dashboard.view import View
from dashboard.words import t

FEEDS = ("tickets", "survey_responses", "projects", "improvements", "evaluations")
RANK_COLUMNS = (
    "rank", "department_name", "score", "grade", "status_name", "score_change", "before_rank", "coverage_share",
    "coefficient",
)  # fmt: skip
CARD_COLUMNS = (
    "indicator_id_name", "score", "weight", "status_name", "value", "numerator", "denominator", "before_score",
)  # fmt: skip
MANY, ALL_ROWS = 16, 640
UNRATED_COLUMNS = ("department_name", "reason_name", "indicator_count", "weight_share")


@st.fragment
def show() -> None:
    looking = view.current()
    ranking = looking.read("ranking")
    if ranking.is_empty():
        states.nothing_here(looking, FEEDS)
        return
    _cards(looking)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.subheader(t("ranking.table.title"), anchor=False)
        st.caption(t("ranking.table.note"))
        chosen = table(
            looking,
            worded(ranking, "status", "status"),
            RANK_COLUMNS,
            key="ranking",
            on_select="rerun",
            selection_mode="single-row-required",
            height=ALL_ROWS if ranking.height > MANY else "content",
        )
    with right:
        place = (chosen.selection.rows or [0])[0]
        _scorecard(looking, ranking.row(place if place < ranking.height else 0, named=True))
    _unrated(looking)


def _cards(looking: View) -> None:
    for total in looking.read("ranking_total").rows(named=True):
        with st.grid(4, min_column_width=150):
            cards.card(t("card.rated"), words.count(total["rated_count"]), note=t("card.rated.note"))
            cards.card(t("card.unrated"), words.count(total["unrated_count"]), note=t("card.unrated.note"))
            cards.card(t("card.middle_score"), words.score(total["middle_score"]), note=t("card.middle_score.note"))
            spread = t(
                "card.spread.value", low=words.score(total["worst_score"]), high=words.score(total["best_score"])
            )
            cards.card(t("card.spread"), spread)


def _scorecard(looking: View, department: dict[str, object]) -> None:
    st.subheader(t("ranking.why", name=department["department_name"]), anchor=False)
    lines = looking.read("scorecard", department=department["department_id"])
    named = worded(worded(lines, "status", "status"), "indicator_id", "indicator")
    scored = named.filter(pl.col("score").is_not_null())
    if scored.is_empty():
        states.too_few()
    else:
        names = scored["indicator_id_name"].to_list()
        figure = bars.scores(names, scored["score"].to_list())
        height = look.bars_height(len(names))
        st.echarts_chart(figure, key="scorecard_chart", height=height, alt=t("ranking.scorecard.alt"))
    table(looking, named, CARD_COLUMNS, key="scorecard")


def _unrated(looking: View) -> None:
    unrated = looking.read("unrated")
    if unrated.is_empty():
        return
    st.subheader(t("ranking.unrated.title"), anchor=False)
    st.caption(t("ranking.unrated.note"))
    table(looking, worded(unrated, "reason", "status"), UNRATED_COLUMNS, key="unrated")


show()
