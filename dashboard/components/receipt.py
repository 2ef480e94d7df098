"""The line on every page that says which data this is."""

import streamlit as st

from dashboard.view import View
from dashboard.words import count, instant, share, t


def line(view: View) -> None:
    """As-of, newest row, refused rows and build."""
    context = view.context
    parts = [
        context["company_name"],
        t("receipt.as_of", at=instant(context["as_of"], view.timezone)),
        t("receipt.newest", at=instant(context["newest_at"], view.timezone)),
        t("receipt.refused", refused=count(context["refused_count"]), share=share(context["refused_share"])),
        t("receipt.build", build=view.build.build_id),
    ]
    st.caption(" · ".join(part for part in parts if part))
