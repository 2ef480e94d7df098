"""Why a person's amount is what it is: the factors, the exact quota, and what the score was made of."""

from typing import Any

import streamlit as st

from dashboard import audit
from dashboard.components import downloads
from dashboard.components.table import table, worded
from dashboard.explain.person import amount_lines, person_explanation
from dashboard.view import View
from dashboard.words import t

ITEM_COLUMNS = ("indicator_id_name", "score", "weight", "value", "prior_value", "numerator", "denominator",
                "status_name")  # fmt: skip


def why_amount(looking: View, line: dict[str, Any]) -> None:
    """The explanation of one line of reads/bonus_person."""
    place = {"employee": line["employee_id"], "department": line["department_id"]}
    st.subheader(t("bonus.why.title", name=line["employee_name"]), anchor=False)
    audit.viewed(looking, "person_amount", **place)
    for row in looking.read("bonus_why", **place).rows(named=True):
        *factors, amount = amount_lines(row)
        st.markdown("\n".join([*(f"- {line}" for line in factors), f"- **{amount}**"]))
    items = looking.read("bonus_item", **place)
    if items.is_empty():
        is_head = line["status"] == "unit_head"
        st.info(t("bonus.why.head" if is_head else "bonus.why.no_items"))
    else:
        named = worded(worded(items, "status", "status"), "indicator_id", "item")
        table(looking, named.rename({"prior": "prior_value"}), ITEM_COLUMNS, key="bonus_items", height="content")
        st.caption(t("bonus.why.items"))
    if found := person_explanation(lambda name: looking.read(name, **place), looking.build.build_id):
        downloads.person(looking, found)
