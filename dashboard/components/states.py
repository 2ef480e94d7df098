"""What a page shows when it cannot show numbers, and why."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import access
from dashboard import view as views
from dashboard.access import Viewer
from dashboard.view import View
from dashboard.words import count, instant, listed, t


def no_warehouse() -> None:
    """Before the first build."""
    with _message("state.no_warehouse"):
        st.code("make etl", language=None)


def forbidden() -> None:
    """The server can be reached from elsewhere and nobody said who may see what."""
    _message("state.forbidden")


def login() -> None:
    """Nobody is signed in: the way to the company's own login, and back to the page that was asked for."""
    with _message("state.login"):
        st.button(t("signin.in"), on_click=st.login, args=[access.PROVIDER], type="primary", key="login")


def fault(number: str) -> None:
    """Something in the program went wrong; the number finds it in the server's log."""
    with _message("state.fault"):
        st.caption(t("state.fault.number", number=number))


def no_permission(viewer: Viewer) -> None:
    """None of the viewer's roles may open this page; says which they are, and whom to ask."""
    held = listed([t(f"role.{role}") for role in viewer.roles]) or t("role.none")
    with _message("state.no_permission"):
        st.caption(t("state.no_permission.roles", user=viewer.user_id, roles=held))


def broken(reason: str, number: str) -> None:
    """A folder is not in order. `reason` says what to do, to who runs the server; others get the number of its log."""
    with _message("state.broken"):
        if access.is_own_machine():
            st.code(reason, language=None, wrap_lines=True)
        st.caption(t("state.fault.number", number=number))


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
    if failed := views.failed_run(view.build):
        at, shown = instant(failed.started_at, view.timezone), instant(view.build.built_at, view.timezone)
        st.warning(t("state.run_failed", at=at, outcome=t(f"outcome.{failed.outcome}"), shown=shown))
    rows = view.read("feed").rows(named=True)
    if old := [row["loaded_days"] for row in rows if row["is_load_stale"]]:
        st.warning(t("state.stale_build", days=count(max(old))))
    for row in rows:
        if row["is_newest_stale"] and row["feed"] in feeds:
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
