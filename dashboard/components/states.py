"""What a page shows when it cannot show numbers, and why."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.view import View
from dashboard.words import count, instant, listed, t


def no_warehouse() -> None:
    """Before the first build."""
    with _message("state.no_warehouse"):
        st.code("make etl", language=None)


def forbidden() -> None:
    """The server can be reached from elsewhere and nobody said who may see what."""
    _message("state.forbidden")


def no_scope() -> None:
    """No department is in the viewer's scope, so there is no row to see."""
    _message("state.no_scope")


def broken(reason: str) -> None:
    """The warehouse folder is not readable; `reason` says what to do."""
    with _message("state.broken"):
        st.code(reason, language=None, wrap_lines=True)


def nothing_here(view: View, feeds: tuple[str, ...]) -> None:
    """No row under these filters: names the feeds that are missing, else asks for wider filters."""
    missing = missing_feeds(view, feeds)
    with st.container(border=True):
        st.subheader(t("state.empty.title"), anchor=False)
        if missing:
            st.markdown(t("state.empty.missing", feeds=listed(missing)))
        elif any(view.filters.get(name) for name in ("provider", "customer", "service", "priority")):
            st.markdown(t("state.empty.filtered"))
        else:
            st.markdown(t("state.empty.no_rows"))


def missing_feeds(view: View, feeds: tuple[str, ...]) -> list[str]:
    """The names, as people read them, of the feeds that a page lacks."""
    states = {row["feed"]: row["state"] for row in view.read("feed").rows(named=True)}
    return [t(f"feed.{feed}") for feed in feeds if states.get(feed, "absent") == "absent"]


def notices(view: View, feeds: tuple[str, ...]) -> None:
    """What stands above a page's numbers when they are old or incomplete."""
    if view.context["is_build_stale"]:
        st.warning(t("state.stale_build", days=count(view.context["build_age_days"])))
    for row in view.read("feed").rows(named=True):
        if row["is_stale"] and row["feed"] in feeds:
            newest = instant(row["newest_at"], view.timezone)
            st.warning(t("state.stale_feed", feed=t(f"feed.{row['feed']}"), newest=newest, days=count(row["age_days"])))
    missing = missing_feeds(view, feeds)
    if missing:
        st.caption(t("state.missing_feeds", feeds=listed(missing)))


def _message(key: str) -> DeltaGenerator:
    """A framed title and text; what else belongs to it goes into what this gives back."""
    frame = st.container(border=True)
    frame.subheader(t(f"{key}.title"), anchor=False)
    frame.markdown(t(f"{key}.text"))
    return frame
