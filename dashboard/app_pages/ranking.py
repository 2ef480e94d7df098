"""Which departments serve best, how sure is that, and which cannot be ranked yet?"""

import polars as pl
import streamlit as st

from dashboard import view, words
from dashboard.charts import interval
from dashboard.components import cards, states
from dashboard.components.finality import finality
from dashboard.components.table import table, worded
from dashboard.view import View
from dashboard.words import t

FEEDS = ("tickets", "survey_responses", "projects", "improvements", "evaluations")
RANK_COLUMNS = (
    "rank", "department_name", "score", "band", "score_low", "score_high", "grade", "status_name", "score_change",
    "best_rank", "worst_rank", "rank_held_share", "grade_held_share", "before_rank", "coverage_share", "coefficient",
)  # fmt: skip
IN_SIGHT = (
    "rank", "department_name", "score", "score_low", "score_high", "grade", "coefficient", "status_name",
    "score_change", "best_rank", "worst_rank",
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
    finality(looking)
    st.markdown(_sentence(ranking))
    _cards(looking)
    _paradox(looking)
    _sensitivity(looking)
    st.subheader(t("ranking.table.title"), anchor=False)
    st.caption(t("ranking.table.note"))
    chosen = table(
        looking,
        worded(ranking, "status", "status"),
        RANK_COLUMNS,
        key=f"ranking_{looking.mark}",
        column_order=IN_SIGHT,
        on_select="rerun",
        selection_mode="single-row",
        height=SOME_ROWS if ranking.height > MANY else "content",
    )
    for place in chosen.selection.rows:
        st.switch_page("app_pages/scorecard.py", query_params={"department": ranking["department_name"][place]})
    _intervals(ranking.filter(pl.col("score_low").is_not_null()))
    _unrated(looking)


def _sentence(ranking: pl.DataFrame) -> str:
    """Who is first and who is last, in words."""
    rated = ranking.filter(pl.col("score").is_not_null())
    if rated.is_empty():
        return t("ranking.nobody")
    first, last = rated.row(0, named=True), rated.row(-1, named=True)
    ends = {"first": first["department_name"], "last": last["department_name"]}
    return t("ranking.answer", **ends, high=words.score(first["score"]), low=words.score(last["score"]))


def _paradox(looking: View) -> None:
    """Warns where plain counts and the same mix of cases put departments in another order."""
    pairs = looking.read("simpson")
    if pairs.is_empty():
        return
    lines = [t("ranking.simpson", count=words.count(pairs["pair_count"][0])), ""]
    for row in pairs.rows(named=True):
        gaps = {"crude": words.share(row["crude_share"]), "adjusted": words.share(row["adjusted_share"])}
        ends = {"ahead": row["ahead_name"], "behind": row["behind_name"]}
        lines.append("- " + t("ranking.simpson.pair", name=t(f"indicator.{row['indicator_id']}"), **ends, **gaps))
    st.warning("\n".join(lines))


def _cards(looking: View) -> None:
    for total in looking.read("ranking_total").rows(named=True):
        with st.grid(4, min_column_width=150):
            cards.card(t("card.rated"), words.count(total["rated_count"]), note=t("card.rated.note"))
            cards.card(t("card.unrated"), words.count(total["unrated_count"]), note=t("card.unrated.note"))
            cards.card(t("card.middle_score"), words.score(total["middle_score"]), note=t("card.middle_score.note"))
            cards.card(t("card.best_score"), words.score(total["best_score"]), note=t("card.best_score.note"))


def _sensitivity(looking: View) -> None:
    """Whether the order hangs on the weights."""
    for row in looking.read("weight_sensitivity").rows(named=True):
        told = {"steady": words.count(row["steady_count"]), "count": words.count(row["department_count"])}
        told |= {"draws": words.count(row["draw_count"]), "seed": row["seed"]}
        told |= {"first": words.share(row["first_held_share"]), "least": words.share(row["least_step_rank_share"])}
        is_sensitive = row["is_sensitive"]
        st.markdown(t("ranking.sensitive" if is_sensitive else "ranking.steady", **told), help=t("ranking.held.help"))


def _intervals(sure: pl.DataFrame) -> None:
    if sure.is_empty():
        return
    st.subheader(t("ranking.interval.title"), anchor=False, help=t("ranking.interval.help"))
    share = words.share(sure["interval_share"][0], "#,##0%")
    st.caption(t("ranking.interval.note", share=share))
    figure, height = interval.intervals(sure), interval.height(sure)
    st.echarts_chart(figure, key="intervals", height=height, alt=t("ranking.interval.alt", share=share))


def _unrated(looking: View) -> None:
    unrated = looking.read("unrated")
    if unrated.is_empty():
        return
    st.subheader(t("ranking.unrated.title"), anchor=False)
    st.caption(t("ranking.unrated.note"))
    table(looking, worded(unrated, "reason", "status"), UNRATED_COLUMNS, key="unrated")


show()
