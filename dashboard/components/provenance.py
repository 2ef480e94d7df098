"""Which data a page shows, in a line, and whether it can be trusted."""

import streamlit as st

from dashboard.view import View
from dashboard.words import count, instant, small_share, t


def line(view: View) -> None:
    """As-of, newest row, refused rows and build."""
    context = view.context
    parts = [
        context["company_name"],
        t("receipt.as_of", at=instant(context["as_of"], view.timezone)),
        t("receipt.newest", at=instant(context["newest_at"], view.timezone)),
        t("receipt.refused", refused=count(context["refused_count"]), share=small_share(context["refused_share"])),
        t("receipt.build", build=view.build.build_id),
    ]
    st.caption(" · ".join(part for part in parts if part))


def trust(view: View) -> None:
    """What was refused and whether the checks were passed, with the way to all of it."""
    context = view.context
    st.subheader(t("overview.trust.title"), anchor=False)
    key = "overview.trust.failed" if context["failed_count"] else "overview.trust.met"
    st.markdown(
        t(
            key,
            read=count(context["read_count"]),
            refused=count(context["refused_count"]),
            share=small_share(context["refused_share"]),
            failed=count(context["failed_count"]),
            checks=count(context["expectation_count"]),
        )
    )
    st.page_link("app_pages/health.py", label=t("overview.trust.link"))
