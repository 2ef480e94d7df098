"""The numbers at the top of the page on satisfaction, and what stands beside them."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.components import cards
from dashboard.view import View
from dashboard.words import t


def head(looking: View, questions: pl.DataFrame, own: pl.DataFrame) -> None:
    """The four numbers: of reads/survey_profile, and of one kind of reads/survey_unit, which knows no customer."""
    is_whole = not looking.filters["customer"]
    now: dict[str, Any] = next(iter(own.filter(pl.col("is_now") & is_whole).rows(named=True)), {})
    before = own["servperf_score"].drop_nulls().to_list() if is_whole else None
    overall = questions.filter(pl.col("question") == "overall")["perceived_score"].to_list()
    alpha = words.fine_score(now.get("alpha"))
    with st.grid(4, min_column_width=200):
        change = cards.score_change(now, "servperf_change", words.score)
        value = questions["servperf_score"].to_list()[0]
        cards.card(t("card.servperf"), words.score(value), change, before, t("card.servperf.note"))
        mean = words.fine_score(overall[0] if overall else None)
        cards.card(t("card.satisfaction"), mean, cards.score_change(now), note=t("card.overall.note"))
        cards.card(t("card.turnout"), words.share(now.get("turnout_share")), note=t("card.turnout.note"))
        cards.card(
            t("card.alpha"),
            t("satisfaction.indicative", alpha=alpha) if now.get("is_indicative") else alpha,
            note=t("card.alpha.note"),
        )


def beside(units: pl.DataFrame) -> None:
    """Of reads/survey_unit: what silence may hide, and loyalty with its interval; neither is ranked."""
    for row in units.filter(pl.col("is_now") & (pl.col("kind") == "all")).rows(named=True):
        said = []
        if row["weighted_score"] is not None:
            known, weighted = words.fine_score(row["known_score"]), words.fine_score(row["weighted_score"])
            said.append(t("satisfaction.weighted", known=known, weighted=weighted,
                          effective=words.score(row["effective_count"], "#,##0")))  # fmt: skip
        if row["nps_score"] is not None:
            numbers = {name: words.score(row[f"nps_{name}"], "#,##0") for name in ("score", "low", "high")}
            said.append(t("satisfaction.nps", **numbers))
        if row["is_provisional"]:
            said.append(t("satisfaction.provisional"))
        if said:
            st.markdown("\n".join(f"- {one}" for one in said))


def smallest(looking: View) -> str:
    """How many people must have answered before anything is shown."""
    return words.count(looking.read("privacy")["smallest_count"].to_list()[0])


def stated(looking: View, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with `survey_state_name`, whether a row is shown, and if not, why."""
    said = {
        "shown": t("survey_state.shown"),
        "partly": t("survey_state.partly"),
        "few": t("survey_state.few", k=smallest(looking)),
        "beside": t("survey_state.beside"),
    }
    name = pl.col("state").replace_strict(said, return_dtype=pl.String)
    return frame.with_columns(name.alias("survey_state_name"))
