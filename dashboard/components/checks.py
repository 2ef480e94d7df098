"""Checks and broken rules in words, and the rows behind them."""

import json

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.components.table import table, worded
from dashboard.refused import broken_rule
from dashboard.view import View
from dashboard.words import t

SUITE_COLUMNS = ("stage_name", "suite", "expectation_count", "met_count", "failed_count", "unexpected_count")
CHECK_COLUMNS = ("suite", "check_name", "unexpected_count", "element_count")


def _check_name(rule: str, detail: str) -> str:
    """A check in words: a broken rule of a feed, or the name of an invariant; else what the checker said."""
    if ":" in rule:
        return broken_rule(rule)
    return t(f"check.{rule}") if f"check.{rule}" in words.catalogue(words.language()) else detail


def checks(looking: View) -> None:
    """What was checked: the failed first, with rows that broke them, then all by table."""
    st.subheader(t("health.checks.title"), anchor=False)
    suites = looking.read("expectation_total")
    if suites.is_empty():
        st.info(t("health.checks.none"))
        return
    failed = looking.read("expectation").filter(~pl.col("is_met"))
    said = [_check_name(row["rule"], row["detail"]) for row in failed.rows(named=True)]
    failed = failed.with_columns(check_name=pl.Series(said, dtype=pl.String))
    if failed.is_empty():
        st.success(t("health.checks.met"))
    else:
        st.caption(t("health.checks.note"))
        chosen = table(
            looking, failed, CHECK_COLUMNS, key="failed", on_select="rerun", selection_mode="single-row-required"
        )
        place = (chosen.selection.rows or [0])[0]
        _sample(failed.row(place if place < failed.height else 0, named=True))
    box = st.expander(t("health.suites.open"), key="suites_open", on_change="rerun")
    if box.open:
        with box:
            table(looking, worded(suites, "stage", "stage"), SUITE_COLUMNS, key="suites")


def _sample(check: dict[str, str]) -> None:
    rows = json.loads(check["sample"] or "[]")
    st.caption(t("health.sample", check=check["check_name"], suite=check["suite"]))
    if rows:
        st.dataframe(rows, hide_index=True, key="sample", placeholder=words.NOTHING)
