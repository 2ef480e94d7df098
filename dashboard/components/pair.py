"""Two departments that are each other's customers, side by side, and the requests behind each direction."""

from typing import Any

import streamlit as st

from dashboard import words
from dashboard.components import cards
from dashboard.components.edge import edges, names
from dashboard.components.table import table, worded
from dashboard.view import View
from dashboard.words import t

TICKET_COLUMNS = (
    "ticket_id", "service_name", "priority", "created_at", "resolution_due_at", "resolved_at",
    "resolution_state_name", "target_hours", "elapsed_hours",
)  # fmt: skip


def pair(looking: View, provider: str | None, customer: str | None) -> None:
    """Both directions whatever the filters on provider and customer say; requests under all other filters."""
    if provider is None or customer is None:
        st.info(t("map.others.closed"))
        return
    looking = looking.narrowed(provider=None, customer=None)
    rows = edges(looking, one_unit=provider, other_unit=customer).rows(named=True)
    there = next((row for row in rows if row["provider_id"] == provider), None)
    back = next((row for row in rows if row["provider_id"] == customer), None)
    known = there or back
    if known is None:
        return
    one, other = names(known).values() if known is there else reversed(names(known).values())
    st.subheader(t("map.pair", one=one, other=other), anchor=False)
    if provider == customer:
        _direction(known, one, one)
    else:
        _reciprocity(known)
        left, right = st.columns(2, gap="medium")
        with left:
            _direction(there, one, other)
        with right:
            _direction(back, other, one)
    directions = {t("map.edge", provider=one, customer=other): (there, provider, customer)}
    if provider != customer:
        directions[t("map.edge", provider=other, customer=one)] = (back, customer, provider)
    _requests(looking, {label: ends for label, (row, *ends) in directions.items() if row})


def _reciprocity(row: dict[str, Any]) -> None:
    ratio = row["reciprocity_ratio"]
    if ratio:
        st.caption(t("map.reciprocity", ratio=words.fine_score(ratio)))
    else:
        st.caption(t("map.one_way", provider=row["provider_name"], customer=row["customer_name"]))


def _direction(row: dict[str, Any] | None, provider: str, customer: str) -> None:
    """One direction: how much, how well, how satisfied, and how that changed."""
    with st.container(border=True):
        st.markdown(f"**{t('map.serves', provider=provider, customer=customer)}**")
        if row is None:
            st.caption(t("map.serves_not", provider=provider, customer=customer))
            return
        on_time = words.share(row["resolution_share"])
        cards.card(t("card.resolution"), on_time, cards.points_change(row), note=t("map.share.note"))
        with st.grid(3, min_column_width=110):
            cards.card(t("card.response"), words.share(row["response_share"]), note=t("map.share.note"))
            cards.card(t("column.ticket_count"), words.count(row["ticket_count"]))
            cards.card(t("column.survey_score"), words.score(row["survey_score"]), note=t("map.survey.note"))


def _requests(looking: View, directions: dict[str, list[str]]) -> None:
    """The requests of the direction chosen; a selected one opens its receipt."""
    label = st.segmented_control(
        t("map.requests"), list(directions), default=next(iter(directions)), required=True, key=f"way-{looking.mark}"
    )
    ends = directions.get(str(label)) or next(iter(directions.values()))
    tickets = looking.read("edge_ticket", provider_unit=ends[0], customer_unit=ends[1])
    st.caption(t("map.requests.note"))
    chosen = table(
        looking,
        worded(tickets, "resolution_state", "state"),
        TICKET_COLUMNS,
        key=f"edge_tickets-{'-'.join(ends)}-{looking.mark}",
        title=str(label),
        on_select="rerun",
        selection_mode="single-row",
    )
    for place in chosen.selection.rows:
        st.switch_page("app_pages/ticket.py", query_params={"ticket": tickets["ticket_id"][place]})
