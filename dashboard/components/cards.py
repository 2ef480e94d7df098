"""The numbers at the top of a page, each with its change said in words and its months as a line."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from dashboard.words import fine_score, score, share, t

Colour = Literal["gray", "green", "red"]
Arrow = Literal["up", "off", "down"]
COLOURS: dict[bool | None, Colour] = {None: "gray", True: "green", False: "red"}
ARROWS: dict[int, Arrow] = {1: "up", 0: "off", -1: "down"}
WORDS = {1: "better", 0: "same", -1: "worse"}


@dataclass(frozen=True)
class Change:
    """How a number moved: the amount as text, and whether that is good (None: neither)."""

    amount: str
    direction: int
    before: str
    is_good: bool | None = None


def card(
    label: str, value: str, change: Change | None = None, months: list[float] | None = None, note: str = ""
) -> None:
    """One card; `note` explains the number on hover."""
    st.metric(
        label,
        value,
        delta=t(_wording(change), amount=change.amount) if change else None,
        delta_color=COLOURS[change.is_good if change else None],
        delta_arrow=ARROWS[change.direction if change else 0],
        delta_description=t(_comparison(change), before=change.before) if change else None,
        chart_data=months if months and len(months) > 1 else None,
        chart_type="area",
        border=True,
        height="stretch",
        help=note or None,
    )


def _comparison(change: Change) -> str:
    return "change.than" if change.direction else "change.as"


def _wording(change: Change) -> str:
    if change.direction == 0:
        return "change.same"
    if change.is_good is None:
        return "change.more" if change.direction > 0 else "change.less"
    return "change.better" if change.is_good else "change.worse"


def points_change(total: dict[str, Any]) -> Change | None:
    """How a share of reads/sla_total moved, in percentage points."""
    points = total["change_points"]
    if points is None:
        return None
    return Change(t("points", points=score(abs(points))), _sign(points), total["before_id"], _is_good(points))


def score_change(
    row: dict[str, Any], column: str = "score_change", shown: Callable[[float | None], str] = fine_score
) -> Change | None:
    """How a mean score moved."""
    moved = row.get(column)
    if moved is None:
        return None
    return Change(shown(abs(moved)), _sign(moved), row["before_id"], _is_good(moved))


def volume_change(total: dict[str, Any]) -> Change | None:
    """How a number of tickets moved; neither good nor bad."""
    moved = total["ticket_change"]
    return None if moved is None else Change(share(abs(moved)), _sign(moved), total["before_id"])


def _sign(value: float) -> int:
    return 1 if value > 0 else -1 if value < 0 else 0


def _is_good(value: float) -> bool | None:
    return None if value == 0 else value > 0
