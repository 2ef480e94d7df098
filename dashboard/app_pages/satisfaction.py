"""What do internal customers think of the service they get, and how sure is that?"""

import polars as pl
import streamlit as st

from dashboard import view, words
from dashboard.charts import look, profile, turnout
from dashboard.components import states, survey
from dashboard.components.panel import panel
from dashboard.components.table import table, worded
from dashboard.view import View
from dashboard.words import t

KINDS = ("relationship", "upward", "transaction", "complaint")
PROFILE_COLUMNS = (
    "question_name", "perceived_score", "expected_score", "gap_change", "answer_count", "survey_state_name",
)  # fmt: skip
RESPONSE_COLUMNS = (
    "kind_name", "turnout_share", "asked_count", "replied_count", "satisfied_low_share", "satisfied_high_share",
    "rater_count",
)  # fmt: skip
PROVIDER_COLUMNS = (
    "provider_name", "servperf_score", "mean_score", "gap_change", "answer_count", "survey_state_name",
)  # fmt: skip
CUSTOMER_COLUMNS = (
    "customer_name", "mean_score", "answer_count", "survey_state_name", "few_count", "beside_count", "turnout_share",
    "asked_count",
)  # fmt: skip


def show(looking: View) -> None:
    kind = _kind(looking)
    questions = looking.read("survey_profile", kind=kind)
    if questions.is_empty():
        states.nothing_here(looking, ("survey_responses",))
        return
    providers = looking.read("survey_provider", kind=kind)
    units = looking.read("survey_unit").filter(pl.col("kind").is_in([kind, "all"]) | pl.col("is_now"))
    own = units.filter(pl.col("kind") == kind)
    st.markdown(_sentence(looking, questions, providers))
    if looking.filters["customer"]:
        st.caption(t("satisfaction.of_customer"))
    survey.head(looking, questions, own)
    _charts(looking, questions, units)
    survey.beside(units)
    st.subheader(t("satisfaction.provider.title"), anchor=False)
    st.caption(t("satisfaction.provider.note"))
    table(looking, survey.stated(looking, providers), PROVIDER_COLUMNS, key="survey_providers")
    st.subheader(t("satisfaction.customer.title"), anchor=False)
    st.caption(t("satisfaction.customer.note"))
    table(looking, survey.stated(looking, looking.read("survey_customer")), CUSTOMER_COLUMNS, key="survey_customers")
    st.caption(t("satisfaction.hidden", k=survey.smallest(looking)))


def _kind(looking: View) -> str:
    """The kind of survey; of one customer only all kinds together may be shown."""
    chosen = st.segmented_control(
        t("satisfaction.kind"), KINDS, default=KINDS[0], required=True, format_func=lambda kind: t(f"kind.{kind}"),
        key="kind", bind="query-params", disabled=bool(looking.filters["customer"]),
    )  # fmt: skip
    return str(chosen)


def _sentence(looking: View, questions: pl.DataFrame, providers: pl.DataFrame) -> str:
    """The answer in words: the score, where most is missing, and who is worst."""
    overall = questions.filter((pl.col("question") == "overall") & pl.col("perceived_score").is_not_null())
    if overall.is_empty():
        return t("satisfaction.too_few", period=looking.filters["period"], k=survey.smallest(looking))
    row = overall.row(0, named=True)
    score, answers = words.fine_score(row["perceived_score"]), words.count(row["answer_count"])
    said = t("satisfaction.answer", period=looking.filters["period"], score=score, answers=answers)
    short = questions.filter(pl.col("is_dimension") & (pl.col("gap_change") < 0)).sort("worst_place").head(1)
    for one in short.rows(named=True):
        gap = words.fine_score(abs(one["gap_change"]))
        said = t("satisfaction.short", said=said, name=profile.question(one["question"]), gap=gap)
    rated = providers.filter(pl.col("servperf_score").is_not_null())
    for one in rated.head(1).rows(named=True) if rated.height > 1 else ():
        score = words.score(one["servperf_score"])
        said = t("satisfaction.worst", said=said, name=one["provider_name"], score=score)
    return said


def _charts(looking: View, questions: pl.DataFrame, units: pl.DataFrame) -> None:
    answered = questions.filter(pl.col("perceived_score").is_not_null())
    left, right = st.columns(2, gap="medium")
    with left:
        named = survey.stated(
            looking, questions.with_columns(pl.Series("question_name", map(profile.question, questions["question"])))
        )
        panel(looking, "survey_profile", profile.profile(answered), profile.height(answered), named, PROFILE_COLUMNS)
    bounded = units.filter(pl.col("is_now") & (pl.col("kind") != "all") & pl.col("satisfied_low_share").is_not_null())
    with right:
        if bounded.is_empty():
            st.subheader(t("chart.survey_bounds.title"), anchor=False)
            st.info(t("satisfaction.no_invitations"))
        else:
            figure, height = turnout.bounds(bounded), look.bars_height(bounded.height)
            panel(looking, "survey_bounds", figure, height, worded(bounded, "kind", "kind"), RESPONSE_COLUMNS)


show(view.current())
