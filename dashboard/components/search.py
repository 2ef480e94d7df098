"""The search on every page: requests, services, departments, people, each with the way to its page."""

from dataclasses import replace

import streamlit as st

from dashboard import audit
from dashboard.components.links import link
from dashboard.view import View
from dashboard.words import count, t
from warehouse.reads import Scope

PAGES = {"ticket": "ticket", "department": "scorecard", "service": "sla", "person": "bonus"}
NAMES_PEOPLE = ("ticket", "person")  # a subject may name somebody, too
SHORTEST, MOST = 2, 8


def box(looking: View, page: str) -> str:
    """What is searched for; another page begins with an empty box."""
    label = t("search.label")
    return st.text_input(
        label, key=f"search_{page}", type="search", max_chars=100, label_visibility="collapsed", placeholder=label,
        width=280, disabled=not PAGES.keys() & _kinds(looking),
    ).strip()  # fmt: skip


def results(looking: View, text: str, scopes: dict[str, Scope]) -> None:
    """What was found, by kind; `scopes` says what the viewer may see on each page, and a hit is in its page's scope."""
    if not text:
        return
    with st.container(border=True, key="search_results"):
        if len(text) < SHORTEST:
            st.caption(t("search.short", least=SHORTEST))
            return
        found = [_kind(replace(looking, scope=scopes[PAGES[kind]]), kind, text) for kind in _kinds(looking)]
        if not any(found):
            st.caption(t("search.none", text=text))


def _kinds(looking: View) -> list[str]:
    return [kind for kind, page in PAGES.items() if page in looking.pages]


def _kind(seeing: View, kind: str, text: str) -> bool:
    hits = seeing.read(f"search_{kind}", text=text, most=MOST + 1)
    if kind == "ticket" and hits.is_empty():
        hits = seeing.read("search_subject", text=text, most=MOST + 1)
    if hits.is_empty():
        return False
    if kind in NAMES_PEOPLE:
        audit.viewed(seeing, f"search_{kind}", hits.height)
    st.caption(t(f"search.{kind}"))
    with st.container(horizontal=True, gap="small"):
        for row in hits.head(MOST).rows(named=True):
            link(seeing, PAGES[kind], row["hit_name"], _query(kind, row))
    if hits.height > MOST:
        st.caption(t("search.more", most=count(MOST)))
    return True


def _query(kind: str, row: dict[str, str]) -> dict[str, str]:
    """What the address of the page is given to open the hit."""
    if kind == "person":
        return {"bonus_department": row["department_name"]} if row["department_name"] else {}
    return {kind: row["hit_name"] if kind == "service" else row["hit_id"]}
