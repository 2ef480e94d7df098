"""Who signed in, who was refused, who saw personal data, and what was taken away?"""

import polars as pl
import streamlit as st

from dashboard import audit, view
from dashboard.components.table import table, worded
from dashboard.words import count, t

LINE_COLUMNS = ("noted_at", "event_name", "user", "what", "line_count", "which")
SHOWN = 1000


@st.fragment
def show() -> None:
    looking = view.current()
    months = audit.months()
    if not months:
        st.info(t("audit_log.none"))
        return
    st.markdown(t("audit_log.intro"))
    with st.grid("auto", min_column_width=200):
        month = st.selectbox(t("audit_log.month"), months, key="audit_month", bind="query-params")
        event = st.selectbox(
            t("audit_log.event"),
            audit.EVENTS,
            index=None,
            format_func=lambda name: t(f"event.{name}"),
            placeholder=t("audit_log.all"),
            key="audit_event",
        )
        user = st.text_input(t("audit_log.user"), key="audit_user").strip()
    found = audit.lines(month)
    found = found.filter(pl.col("event") == event) if event else found
    found = found.filter(pl.col("user") == user) if user else found
    audit.viewed(looking, "audit_log", month=month)
    found = worded(found, "event", "event")
    table(looking, found.head(SHOWN), LINE_COLUMNS, key="audit_lines", whole=lambda: found)
    if found.height > SHOWN:
        st.caption(t("audit_log.first", rows=count(SHOWN)))


show()
