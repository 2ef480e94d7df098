"""Navigation, language, period, and who is looking. Start it from the root: `streamlit run dashboard/app.py`."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parent.parent
if str(ROOT) not in sys.path:  # streamlit puts the folder of this file there, and not the one it runs in
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402
from streamlit.navigation.page import Page as StreamlitPage  # noqa: E402

from dashboard import access, audit, faults, view, words  # noqa: E402
from dashboard.access import AUDITOR, DATA, EMPLOYEE, EXECUTIVE, HEAD, HR, Viewer  # noqa: E402
from dashboard.components import filters, provenance, search, signin, states  # noqa: E402
from dashboard.words import t  # noqa: E402
from warehouse.errors import UserError  # noqa: E402
from warehouse.reads import Scope  # noqa: E402

TICKET_FILTERS = ("period", "level", "provider", "customer", "service", "priority")
ICON = str(Path(__file__).parent / "icon.svg")


@dataclass(frozen=True)
class Entry:
    """One page: its file, the filters it uses, the feeds it would like to have, who may open it, and its section."""

    name: str
    filters: tuple[str, ...]
    feeds: tuple[str, ...]
    roles: tuple[str, ...]
    section: str = "assessment"


GOVERNED = ("services", "service_levels", "service_terms", "documents", "meetings", "audits", "trainings")
SERVED = (EXECUTIVE, HEAD, AUDITOR)
ENTRIES = (
    Entry("overview", TICKET_FILTERS, ("tickets", "service_levels", "survey_responses"), SERVED, "service"),
    Entry("service_map", TICKET_FILTERS,
          ("tickets", "service_levels", "survey_responses", "service_customers"), SERVED, "service"),
    Entry("sla", TICKET_FILTERS, ("tickets", "service_levels", "ticket_events"), SERVED, "service"),
    Entry("risk", TICKET_FILTERS[1:], ("tickets", "service_levels", "ticket_events"), (*SERVED, DATA), "service"),
    Entry("ticket", (), (), (*SERVED, DATA), "service"),
    Entry("satisfaction", TICKET_FILTERS[:4], ("survey_responses", "survey_invitations"), SERVED, "customers"),
    Entry("chain", ("period",), ("handoffs", "process_steps"), SERVED, "customers"),
    Entry("ranking", ("period",), ("tickets", "survey_responses", "projects", "improvements", "evaluations"),
          (*SERVED, HR)),
    Entry("scorecard", ("period",), ("tickets", "survey_responses", "projects", "improvements", "evaluations"),
          (*SERVED, HR)),
    Entry("what_if", ("period",), (), (EXECUTIVE, HR, AUDITOR)),
    Entry("bonus", ("period",), ("bonus_pools", "bonus_bases", "employees", "evaluations"), (*SERVED, HR, EMPLOYEE)),
    Entry("fairness", ("period",), ("tickets", "ticket_events", "survey_responses", "survey_invitations"),
          (EXECUTIVE, HEAD, HR, AUDITOR)),
    Entry("needs", TICKET_FILTERS, ("tickets",), SERVED, "customers"),
    Entry("projects", ("period", "level", "provider"), ("projects", "improvements"), SERVED, "customers"),
    Entry("governance", ("period",), GOVERNED, (EXECUTIVE, AUDITOR, DATA), "customers"),
    Entry("requirements", ("period",), (), (EXECUTIVE, AUDITOR, DATA), "basis"),
    Entry("glossary", ("period",), (), (*SERVED, DATA, HR), "basis"),
    Entry("health", (), (), (DATA, AUDITOR), "basis"),
    Entry("quarantine", (), (), (DATA, AUDITOR), "basis"),
    Entry("audit_log", (), (), (AUDITOR,), "basis"),
)  # fmt: skip


def main() -> None:
    st.set_page_config(
        page_title="内看 Neikan",
        page_icon=ICON,
        layout="wide",
        initial_sidebar_state=260,
        menu_items={"About": "内看 · Neikan"},
    )
    st.logo(ICON, size="large")
    with st.sidebar:
        words.choose_language()
    try:
        _show()
    except UserError as error:
        faults.show(error)


def _show() -> None:
    """The page asked for, or why there is none. UserError when the warehouse cannot be read."""
    if access.is_closed():
        states.forbidden()
        return
    build = view.published()
    if build is None:
        states.no_warehouse()
        return
    identity = signin.identity(build)
    if identity is None:
        _navigation(Viewer(""), "hidden")
        states.login()
        return
    viewer = view.viewer(build, identity)
    entry, page = _navigation(viewer)
    scope = viewer.scope(entry.roles)
    if not scope:
        audit.refused(viewer.user_id, entry.name)
        states.no_permission(viewer)
        return
    allowed = frozenset(entry.name for entry in ENTRIES if viewer.may_open(entry.roles))
    scopes = {entry.name: viewer.scope(entry.roles) for entry in ENTRIES}
    _show_page(view.open_view(build, viewer, scope, allowed), entry, page, scopes)


def _navigation(viewer: Viewer, position: Literal["sidebar", "hidden"] = "sidebar") -> tuple[Entry, StreamlitPage]:
    """The page asked for; the navigation shows what the viewer may open, and a forged address finds the rest closed."""
    first = next((entry for entry in ENTRIES if viewer.may_open(entry.roles)), ENTRIES[0])
    pages = {
        entry.name: st.Page(
            f"app_pages/{entry.name}.py",
            title=t(f"page.{entry.name}.name"),
            url_path=entry.name,
            default=entry is ENTRIES[0],
            visibility="visible" if viewer.may_open(entry.roles) else "hidden",
        )
        for entry in ENTRIES
    }
    sections: dict[str, list[StreamlitPage]] = {}
    for entry in ENTRIES:
        section = entry.section if viewer.may_open(entry.roles) else first.section
        sections.setdefault(t(f"section.{section}"), []).append(pages[entry.name])
    page = st.navigation(sections, position=position, expanded=True)
    entry = next(entry for entry in ENTRIES if pages[entry.name] == page)
    if entry is ENTRIES[0] and first is not entry:
        st.switch_page(pages[first.name])
    return entry, page


def _show_page(looking: view.View, entry: Entry, page: StreamlitPage, scopes: dict[str, Scope]) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.title(t(f"page.{entry.name}.question"), anchor=False)
        text = search.box(looking, entry.name)
    search.results(looking, text, scopes)
    provenance.line(looking, entry.feeds)
    chosen = filters.bar(looking, entry.filters)
    looking = replace(looking, filters={**looking.filters, **chosen}, page=entry.name, uses=entry.filters)
    view.keep(looking)
    states.notices(looking, entry.feeds)
    page.run()


main()
