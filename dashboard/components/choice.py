"""A choice between a few codes, kept in the address by its code, so that a link is read in either language."""

from collections.abc import Sequence

import streamlit as st

from dashboard.words import t


def choice(key: str, label: str, codes: Sequence[str], family: str, is_required: bool = True) -> str | None:
    """The code chosen, the first unless something else is; its words are <family>.<code>. None where none must be."""
    asked = st.query_params.get(key)
    if asked in codes and key not in st.session_state:
        st.session_state[key] = asked
    usual = codes[0] if is_required else None
    chosen = st.segmented_control(
        label,
        list(codes),
        default=usual,
        required=is_required,
        format_func=lambda code: t(f"{family}.{code}"),
        key=key,
        persist_state="session",
    )
    if chosen and chosen != usual:
        st.query_params[key] = chosen
    else:
        st.query_params.pop(key, None)
    return chosen
