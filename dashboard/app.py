"""Navigation, language, period, and who is looking. Start it from the root: `streamlit run dashboard/app.py`."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
if str(ROOT) not in sys.path:  # streamlit puts the folder of this file there, and not the one it runs in
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from dashboard import access, view, words  # noqa: E402
from dashboard.components import filters, provenance, states  # noqa: E402
from dashboard.words import t  # noqa: E402
from warehouse.errors import UserError  # noqa: E402

TICKET_FILTERS = ("period", "level", "provider", "customer", "service", "priority")
ICON = str(Path(__file__).parent / "icon.svg")


@dataclass(frozen=True)
class Entry:
    """One page: its file, the filters it uses, and the feeds it would like to have."""

    name: str
    filters: tuple[str, ...]
    feeds: tuple[str, ...]


ENTRIES = (
    Entry("overview", TICKET_FILTERS, ("tickets", "service_levels", "survey_responses")),
    Entry("service_map", TICKET_FILTERS, ("tickets", "service_levels", "survey_responses")),
    Entry("sla", TICKET_FILTERS, ("tickets", "service_levels", "ticket_events")),
    Entry("risk", TICKET_FILTERS[1:], ("tickets", "service_levels", "ticket_events")),
    Entry("ticket", (), ()),
    Entry("ranking", ("period",), ("tickets", "survey_responses", "projects", "improvements", "evaluations")),
    Entry("health", (), ()),
)


def main() -> None:
    st.set_page_config(
        page_title="内看 Neikan",
        page_icon=ICON,
        layout="wide",
        initial_sidebar_state=230,
        menu_items={"About": "内看 · Neikan"},
    )
    st.logo(ICON, size="large")
    with st.sidebar:
        words.choose_language()
    if not access.is_local():
        states.forbidden()
        return
    try:
        build = view.published()
    except UserError as error:
        states.broken(str(error))
        return
    if build is None:
        states.no_warehouse()
        return
    scope = view.scope(build)
    if not scope.department_ids:
        states.no_scope()
        return
    _show_page(view.open_view(build, scope))


def _show_page(looking: view.View) -> None:
    entries = {
        entry.name: st.Page(
            f"app_pages/{entry.name}.py",
            title=t(f"page.{entry.name}.name"),
            url_path=entry.name,
            default=entry is ENTRIES[0],
        )
        for entry in ENTRIES
    }
    page = st.navigation(list(entries.values()))
    entry = next(entry for entry in ENTRIES if entries[entry.name] == page)
    st.title(t(f"page.{entry.name}.question"), anchor=False)
    provenance.line(looking)
    chosen = filters.bar(looking, entry.filters)
    looking = replace(looking, filters={**looking.filters, **chosen})
    view.keep(looking)
    states.notices(looking, entry.feeds)
    page.run()


main()
