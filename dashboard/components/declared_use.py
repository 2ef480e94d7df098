"""What the catalogue declares beside what requests used, by kind of internal customer."""

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.components import states
from dashboard.components.choice import choice
from dashboard.components.table import table, worded
from dashboard.view import View
from dashboard.words import t

STATES = ("unused", "undeclared", "used")
KIND_COLUMNS = ("relation_name", "declared_count", "used_count", "unused_count", "in_use_share", "ticket_count")
USE_COLUMNS = ("provider_name", "customer_name", "service_name", "relation_names", "ticket_count", "ever_count")
MANY, SOME_ROWS = 10, 400


def declared_use(looking: View) -> None:
    """Says in a sentence how much of the catalogue was used, by kind in a table, and shows what is in one state."""
    totals = looking.read("declared_use_total").rows(named=True)
    st.subheader(t("use.title"), anchor=False)
    if states.missing_feeds(looking, ("service_customers",)):
        st.info(t("use.no_feed"))
        return
    if not totals:
        st.info(t("state.empty.filtered"))
        return
    total = totals[0]
    counts = {name: words.count(value) for name, value in total.items() if name.endswith("_count")}
    st.markdown(t("use.answer", period=looking.filters["period"], share=words.share(total["in_use_share"]), **counts))
    st.caption(t("use.note"))
    kinds = worded(looking.read("declared_use_kind"), "relation", "relation")
    if not kinds.is_empty():
        table(looking, kinds, KIND_COLUMNS, key="use_kinds", title=t("use.title"))
    state = str(choice("use", t("use.state"), STATES, "use_state"))
    rows = looking.read("declared_use", state=state)
    if rows.is_empty():
        st.success(t(f"use_state.{state}.none"))
        return
    st.caption(t(f"use_state.{state}.note"))
    height = SOME_ROWS if rows.height > MANY else "content"
    table(looking, _spoken(rows), USE_COLUMNS, key=f"use-{state}", title=t(f"use_state.{state}"), height=height)


def _spoken(rows: pl.DataFrame) -> pl.DataFrame:
    said = [words.listed([t(f"relation.{kind}") for kind in kinds]) for kinds in rows["relations"].to_list()]
    return rows.with_columns(
        pl.Series("relation_names", said, dtype=pl.String),
        pl.col("service_name").fill_null(t("use.no_service")),
    )
