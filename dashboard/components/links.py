"""A way to another page, for those who may open it."""

import streamlit as st

from dashboard.view import View


def link(looking: View, page: str, label: str, query: dict[str, str] | None = None) -> None:
    """A link to a page of this dashboard, with filters in its address; nothing for who may not open it."""
    if page in looking.pages:
        st.page_link(f"app_pages/{page}.py", label=label, query_params=query)
