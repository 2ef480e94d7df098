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
    "indicator_id_name", "score", "weight", "value", "numerator", "denominator", "status_name", "before_score",
)  # fmt: skip
MANY, SOME_ROWS = 14, 440
UNRATED_COLUMNS = ("department_name", "reason_name", "indicator_count", "weight_share")


@st.fragment
def show() -> None:
    looking = view.current()
    ranking = looking.read("ranking")
    if ranking.is_empty():
        states.nothing_here(looking, FEEDS)
        return
    st.markdown(_sentence(ranking))
    _cards(looking)
    st.subheader(t("ranking.table.title"), anchor=False)
    st.caption(t("ranking.table.note"))
    chosen = table(
        looking,
        worded(ranking, "status", "status"),
        RANK_COLUMNS,
        key="ranking",
        on_select="rerun",
        selection_mode="single-row-required",
        height=SOME_ROWS if ranking.height > MANY else "content",
    )
    place = (chosen.selection.rows or [0])[0]
    _scorecard(looking, ranking.row(place if place < ranking.height else 0, named=True))
    _unrated(looking)


def _sentence(ranking: pl.DataFrame) -> str:
    """Who is first and who is last, in words."""
    rated = ranking.filter(pl.col("score").is_not_null())
    if rated.is_empty():
        return t("ranking.nobody")
    first, last = rated.row(0, named=True), rated.row(-1, named=True)
    ends = {"first": first["department_name"], "last": last["department_name"]}
    return t("ranking.answer", **ends, high=words.score(first["score"]), low=words.score(last["score"]))


def _cards(looking: View) -> None:
    for total in looking.read("ranking_total").rows(named=True):
        with st.grid(4, min_column_width=150):
            cards.card(t("card.rated"), words.count(total["rated_count"]), note=t("card.rated.note"))
            cards.card(t("card.unrated"), words.count(total["unrated_count"]), note=t("card.unrated.note"))
            cards.card(t("card.middle_score"), words.score(total["middle_score"]), note=t("card.middle_score.note"))
            cards.card(t("card.best_score"), words.score(total["best_score"]), note=t("card.best_score.note"))


def _scorecard(looking: View, department: dict[str, object]) -> None:
    st.subheader(t("ranking.why", name=department["department_name"]), anchor=False)
    lines = looking.read("scorecard", department=department["department_id"])
    named = worded(worded(lines, "status", "status"), "indicator_id", "indicator")
    scored = named.filter(pl.col("score").is_not_null())
    left, right = st.columns([4, 7], gap="medium")
    with left:
        if scored.is_empty():
            st.info(t("ranking.no_score"))
        else:
            names = scored["indicator_id_name"].to_list()
            figure = bars.scores(names, scored["score"].to_list())
            height = look.bars_height(len(names))
            st.echarts_chart(figure, key="scorecard_chart", height=height, alt=t("ranking.scorecard.alt"))
    with right:
        table(looking, named, CARD_COLUMNS, key="scorecard", height="content")


def _unrated(looking: View) -> None:
    unrated = looking.read("unrated")
    if unrated.is_empty():
        return
    st.subheader(t("ranking.unrated.title"), anchor=False)
    st.caption(t("ranking.unrated.note"))
    table(looking, worded(unrated, "reason", "status"), UNRATED_COLUMNS, key="unrated")


show()
