"""What does each word and each number mean?"""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import view, words
from dashboard.components.table import table
from dashboard.words import t

TERMS = (
    "provider", "customer", "service", "service_level", "clock", "receipt", "period", "indicator", "weight", "curve",
    "score", "grade", "coefficient", "pool",
)  # fmt: skip
TERM_COLUMNS = ("term_zh", "term_en", "meaning")
METRIC_COLUMNS = (
    "metric", "unit_name", "numerator_name", "denominator_name", "source_feeds", "weight", "requirement_ids",
    "metric_id",
)  # fmt: skip
SOME_ROWS = 520


@st.fragment
def show() -> None:
    looking = view.current()
    st.markdown(t("glossary.intro"))
    st.subheader(t("glossary.terms.title"), anchor=False)
    table(looking, _terms(), TERM_COLUMNS, key="terms", height="content")
    st.subheader(t("glossary.metrics.title"), anchor=False)
    st.caption(t("glossary.metrics.note"))
    metrics = looking.read("metric")
    table(looking, _metrics(metrics), METRIC_COLUMNS, key="metrics", height=SOME_ROWS, column_order=METRIC_COLUMNS[:-2])


def _terms() -> pl.DataFrame:
    """Each term in both languages, with its meaning in the one chosen."""
    chinese, english = words.catalogue("zh"), words.catalogue("en")
    keys = {term: f"term.{term}" for term in TERMS}
    rows = [(chinese[key], english[key], t(f"term.{term}.text")) for term, key in keys.items()]
    return pl.DataFrame(rows, schema=dict.fromkeys(TERM_COLUMNS, pl.String), orient="row")


def _metrics(metrics: pl.DataFrame) -> pl.DataFrame:
    said = [_said(row) for row in metrics.rows(named=True)]
    names = ("metric", "unit_name", "source_feeds", "numerator_name", "denominator_name")
    columns = pl.DataFrame(said, schema=dict.fromkeys(names, pl.String), orient="row")
    return metrics.hstack(columns)


def _said(row: dict[str, Any]) -> tuple[str | None, ...]:
    """Name, unit, feeds, numerator and denominator in the language chosen."""
    ending = "_zh" if words.language() == "zh" else ""
    name = t(f"indicator.{row['metric_id']}") if row["is_scored"] else row[f"metric_{words.language()}"]
    feeds = words.listed([t(f"feed.{feed}") for feed in (row["feeds"] or "").split()])
    return name, t(f"unit_name.{row['unit']}"), feeds, row[f"numerator{ending}"], row[f"denominator{ending}"]


show()
