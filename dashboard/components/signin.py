"""Who is looking, in the sidebar: who signed in with a way out, or in dev mode the picker of whose eyes to use."""

import streamlit as st

from dashboard import access, view
from dashboard.access import EVERYTHING, GRANTED, Identity
from dashboard.words import t
from warehouse.store import Published


def identity(build: Published) -> Identity | None:
    """Who is looking; None when nobody is signed in."""
    with st.sidebar:
        if access.settings().mode == "dev":
            _picker(view.heads(build))
        found = access.identity()
        if access.settings().mode == "oidc" and found:
            st.caption(t("signin.as", user=found.email or found.user_id))
            st.button(t("signin.out"), on_click=st.logout, key="logout")
    return found


def _picker(heads: dict[str, str]) -> None:
    """Keeps whom it names in the address as ?viewer=: everything, a role, or the id of any employee."""
    names = {EVERYTHING: t("viewer.everything")} | {role: t(f"role.{role}") for role in GRANTED}
    names |= {head: t("viewer.head", department=department, employee=head) for head, department in heads.items()}
    if (asked := st.query_params.get("viewer")) and "viewer" not in st.session_state:
        st.session_state["viewer"] = asked
    typed = str(st.session_state.get("viewer") or EVERYTHING)
    names.setdefault(typed, typed)
    chosen = st.selectbox(
        t("viewer.pick"),
        list(names),
        format_func=lambda name: names.get(name, name),
        key="viewer",
        help=t("viewer.pick.help"),
        accept_new_options=True,
        filter_mode="contains",
    )
    if chosen and chosen != st.query_params.get("viewer", EVERYTHING):
        st.query_params["viewer"] = chosen
