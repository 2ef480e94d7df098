"""The section on the clock's verdicts beside those of the source system."""

import streamlit as st

from dashboard.agreement import sentence
from dashboard.components.table import table, worded
from dashboard.view import View
from dashboard.words import t

AGREEMENT_COLUMNS = ("class_name", "ticket_count", "middle_over_hours")


def agreement(looking: View) -> None:
    """How far the two agree, and in which way they do not."""
    st.subheader(t("agreement.title"), anchor=False)
    st.caption(sentence(looking.read("agreement_total").row(0, named=True)))
    classes = looking.read("agreement")
    if not classes.is_empty():
        table(looking, worded(classes, "class", "agreement"), AGREEMENT_COLUMNS, key="agreement", height="content")
