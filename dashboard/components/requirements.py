"""Rows of the source documents' list with their values in words, and the way to where they are answered."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.components.table import table
from dashboard.view import View
from dashboard.words import t

ROW_COLUMNS = ("requirement_id", "quote", "metric", "told", "where_link", "waits_for")
BESIDE_COLUMNS = ("metric", "told", "waits_for", "quote", "requirement_id")
MANY, SOME_ROWS = 14, 440
PATTERNS = {"count": "#,##0"}


def amount(value: float | None, unit: str | None) -> str:
    """A value in its unit; a dash where there is none."""
    if value is None or unit is None:
        return words.NOTHING
    if unit == "share":
        return t("unit.share", value=words.share(value))
    return t(f"unit.{unit}", value=words.score(value, PATTERNS.get(unit, "#,##0.00")))


def told(row: dict[str, Any]) -> str:
    """The value of a row, with the ninth decile where it has one; else why there is none."""
    if row["value"] is None:
        return t(f"requirement_state.{row['state']}")
    value = amount(row["value"], row["unit"])
    return value if row["p90"] is None else t("requirement.p90", value=value, p90=amount(row["p90"], row["unit"]))


def waits_for(row: dict[str, Any]) -> str | None:
    """What a row without a number lacks: a feed, a question of the survey, or something that nothing exports."""
    if row["lack"]:
        return t("requirement.lacks", what=t(f"lack.{row['lack']}"))
    if row["state"] == "no_feed":
        return t("requirement.lacks", what=words.listed([t(f"feed.{feed}") for feed in row["lacking_feeds"].split()]))
    return t("requirement.asks", question=row["question"]) if row["state"] == "not_asked" else None


def read(looking: View, **filters: str | None) -> pl.DataFrame:
    """Rows of reads/requirement with their words in the language chosen."""
    given = {"document": None, "view": None, "side": None, **filters}
    rows = looking.read("requirement", **given)
    metric = f"metric_{words.language()}"
    spoken = [(told(row), waits_for(row), _link(row)) for row in rows.rows(named=True)]
    columns = pl.DataFrame(spoken, schema=dict.fromkeys(("told", "waits_for", "where_link"), pl.String), orient="row")
    return rows.with_columns(metric=pl.col(metric)).hstack(columns)


def asked_here(looking: View, views: tuple[str, ...], key: str) -> None:
    """What the source documents ask of a page, for who may see the company's numbers."""
    if "requirements" not in looking.pages:
        return
    rows = read(looking).filter(pl.col("view").is_in(views))
    st.subheader(t("requirement.here.title"), anchor=False)
    st.caption(t("requirement.here.note"))
    height = SOME_ROWS if rows.height > MANY else "content"
    in_sight = [name for name in BESIDE_COLUMNS if name != "quote"]
    table(looking, rows, BESIDE_COLUMNS, key=f"asked_{key}", height=height, column_order=in_sight)


def _link(row: dict[str, Any]) -> str:
    """An address within the dashboard; what follows # is its text in the table."""
    name = t(f"page.{row['page']}.name")
    return f"{row['page']}?lang={words.language()}#{name}"
