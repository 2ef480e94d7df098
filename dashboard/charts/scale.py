"""The colours of a measure of the map, from bad to good, and the legend that says so."""

from typing import Any

import polars as pl

from dashboard.charts import look
from dashboard.words import count, score, share, signed, t

TOO_FEW, TOO_FEW_COLOUR = -999, "rgba(128,136,148,0.45)"
SHARES = (0.7, 0.8, 0.9, 0.95)
STEPS = {"survey_score": (60, 70, 80, 90), "change_points": (-10, -3, 3, 10)}
VOLUME = ["#dbe8f4", "#1f5f94"]


def text(measure: str, value: float | None) -> str:
    """The value as people read it."""
    says: Any = {"ticket_count": count, "survey_score": score, "change_points": signed}.get(measure, share)
    return str(says(value))


def number(value: float | None) -> float:
    """The number that gives a cell its colour; one with too few cases stands below all."""
    return TOO_FEW if value is None else value


def colour(measure: str, value: float | None) -> str:
    """The colour of a line between departments, whose width already is the number of requests."""
    if measure == "ticket_count":
        return look.MET
    if value is None:
        return TOO_FEW_COLOUR
    steps = STEPS.get(measure, SHARES)
    return next((one for step, one in zip(steps, look.FROM_BAD_TO_GOOD, strict=False) if value < step),
                look.FROM_BAD_TO_GOOD[-1])  # fmt: skip


def legend(frame: pl.DataFrame, measure: str) -> dict[str, Any]:
    """The ECharts visualMap of a measure, below the chart."""
    place = {"orient": "horizontal", "left": "center", "bottom": 0, "itemWidth": 14, "itemHeight": 12, "dimension": 2,
             "itemGap": 8, "textGap": 4, "textStyle": {"fontSize": 11}}  # fmt: skip
    if measure == "ticket_count":
        most = frame["ticket_count"].max()
        ramp = {"inRange": {"color": VOLUME}}
        return {**place, "type": "continuous", "min": 0, "max": most, "itemHeight": 160, "itemWidth": 12, **ramp}
    return {**place, "type": "piecewise", "pieces": _pieces(frame, measure)}


def _pieces(frame: pl.DataFrame, measure: str) -> list[dict[str, Any]]:
    bounds = (None, *STEPS.get(measure, SHARES), None)
    pieces: list[dict[str, Any]] = []
    if frame[measure].null_count():
        pieces.append({"lte": TOO_FEW, "label": t("map.too_few"), "color": TOO_FEW_COLOUR})
    for low, high, one in zip(bounds, bounds[1:], look.FROM_BAD_TO_GOOD, strict=False):
        ends = ({"gt": TOO_FEW} if low is None else {"gte": low}) | ({} if high is None else {"lt": high})
        pieces.append({"label": _label(measure, low, high), "color": one, **ends})
    return pieces


def _label(measure: str, low: float | None, high: float | None) -> str:
    if low is None:
        return t("map.below", high=_bound(measure, high))
    if high is None or measure != "change_points":
        return t("map.from", low=_bound(measure, low))
    return t("map.between", low=_bound(measure, low), high=_bound(measure, high))


def _bound(measure: str, value: float | None) -> str:
    return text(measure, value).replace(".0", "")
