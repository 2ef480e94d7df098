"""What did the clock measure for one ticket: verdicts, who held it when, every stretch, and the level that matched?"""

import pandas as pd
import polars as pl
import streamlit as st

from dashboard import audit, view
from dashboard.charts import timeline
from dashboard.components import downloads
from dashboard.components.links import link
from dashboard.receipt.document import Receipt, Table, Verdict, receipt
from dashboard.view import View
from dashboard.words import t

BADGES = {"met": "green", "breached": "red", "open": "orange"}
WIDTHS = {"seq": 40, "starts_at": 138, "ends_at": 138, "began_name": 96, "status_name": 80, "priority": 64,
          "level_number": 56}  # fmt: skip
MARKED = "color: #d4573f; font-weight: 600"


@st.fragment
def show() -> None:
    looking = view.current()
    asked = st.text_input(t("ticket.box"), key="ticket", bind="query-params", max_chars=200, width=360)
    ticket = (asked or "").strip()
    if not ticket:
        st.info(t("ticket.ask"))
        link(looking, "risk", t("page.risk.question"))
        return
    found = receipt(lambda name: looking.read(name, ticket=ticket), looking.build.build_id)
    if found is None:
        st.warning(t("receipt.unknown", ticket=ticket))
        return
    audit.viewed(looking, "receipt", ticket=found.ticket_id)
    _verdicts(found)
    _facts(found)
    _timeline(looking, ticket)
    for table in (found.stretches, found.shares, found.levels):
        _table(table)
    downloads.receipt(looking, found)
    st.caption(found.origin)


def _verdicts(found: Receipt) -> None:
    with st.grid(2, min_column_width=300):
        for verdict in found.verdicts:
            _verdict(verdict)
    st.markdown(found.accountable)
    for remark in found.remarks:
        st.caption(remark)


def _verdict(verdict: Verdict) -> None:
    with st.container(border=True, height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{verdict.promise}**", width="content")
            st.badge(verdict.name, color=BADGES.get(verdict.state, "gray"))  # type: ignore[arg-type]
        st.markdown(f"### {verdict.used}")
        st.caption(verdict.meaning)


def _facts(found: Receipt) -> None:
    with st.grid(6, min_column_width=150):
        for label, value in found.facts:
            with st.container(gap=None):
                st.caption(label)
                st.text(value)


def _timeline(looking: View, ticket: str) -> None:
    stretches = looking.read("receipt_stretch", ticket=ticket)
    verdict = looking.read("receipt", ticket=ticket).row(0, named=True)
    passed_at = verdict["resolution_due_at"] if verdict["resolution_passed_s"] is not None else None
    if stretches.filter(pl.col("clock") != "stopped").is_empty():
        return
    st.subheader(t("chart.timeline.title"), anchor=False)
    st.caption(t("chart.timeline.note", zone=looking.timezone))
    figure = timeline.timeline(stretches, passed_at, looking.timezone)
    st.plotly_chart(figure, key="timeline", config={"displayModeBar": False}, alt=t("chart.timeline.title"))


def _table(table: Table) -> None:
    st.subheader(table.title, anchor=False)
    st.caption(table.note)
    if not table.rows:
        return
    frame = pd.DataFrame(table.rows, columns=table.columns)
    styled = frame.style.apply(lambda row: [MARKED if row.name in table.marked else "" for _ in row], axis=1)
    shown = {
        label: st.column_config.Column(width=WIDTHS.get(name), alignment="right" if place in table.numbers else "left")
        for place, (name, label) in enumerate(zip(table.names, table.columns, strict=True))
    }
    st.dataframe(styled, column_config=shown, hide_index=True, height="content")


show()
