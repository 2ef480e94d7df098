"""Which data a page shows, in a line, and whether it can be trusted."""

import streamlit as st

from dashboard import view as views
from dashboard.components.links import link
from dashboard.view import View
from dashboard.words import count, instant, listed, small_share, t


def line(view: View, feeds: tuple[str, ...] = ()) -> None:
    """As-of, newest row, refused rows and build; and what of it is stale: of these feeds, or of all."""
    context = view.context
    parts = [
        context["company_name"],
        t("receipt.as_of", at=instant(context["as_of"], view.timezone)),
        t("receipt.newest", at=instant(context["newest_at"], view.timezone)),
        t("receipt.refused", refused=count(context["refused_count"]), share=small_share(context["refused_share"])),
        t("receipt.build", build=view.build.build_id),
        _stale(view, feeds),
        views.failed_run(view.build) and t("receipt.run_failed"),
    ]
    st.caption(" · ".join(part for part in parts if part))


def _stale(view: View, feeds: tuple[str, ...]) -> str | None:
    """The feeds whose newest row or last load is beyond its limit, in words."""
    rows = view.read("feed").rows(named=True)
    stale = [row for row in rows if row["freshness"] in ("warn", "stop") and (not feeds or row["feed"] in feeds)]
    if not stale:
        return None
    if all(row["is_load_stale"] for row in stale):
        return t("receipt.stale_load", days=count(max(row["loaded_days"] for row in stale)))
    return t("receipt.stale", feeds=listed([t(f"feed.{row['feed']}") for row in stale]))


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
    link(view, "health", t("overview.trust.link"))
