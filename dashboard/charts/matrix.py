"""Who serves whom, as a matrix; drawn by ECharts because a click on a cell comes back to Python."""

from typing import Any

import polars as pl

from dashboard.charts import look
from dashboard.words import count, score, share, t

ROW, AROUND, SMALLEST = 24, 190, 320
SHARE_STEPS = (0.7, 0.8, 0.9, 0.95)
SCORE_STEPS = (60, 70, 80, 90)
LABELLED = 14
TOO_FEW = -1


def matrix(frame: pl.DataFrame, measure: str) -> dict[str, Any]:
    """Of reads/edge: providers down, customers across, the colour is the measure. One item a row of the frame."""
    others = t("map.others")
    providers = _order(frame, "provider_name", others)
    customers = _order(frame, "customer_name", others)
    shown = _texts(measure)
    items = [
        {
            "name": t(
                "map.edge.tip",
                provider=row["provider_name"] or others,
                customer=row["customer_name"] or others,
                tickets=count(row["ticket_count"]),
                share=share(row["resolution_share"]),
            ),
            "value": [row["customer_name"] or others, row["provider_name"] or others, _number(row[measure])],
            "label": {"formatter": shown(row[measure])},
        }
        for row in frame.rows(named=True)
    ]
    return {
        "animation": False,
        "tooltip": {"formatter": "{b}", "confine": True},
        "grid": {"left": 8, "right": 8, "top": 8, "bottom": 56, "containLabel": True},
        "xAxis": _axis(customers, {"rotate": 60, "width": 96, "overflow": "truncate"}),
        "yAxis": _axis(providers, {"interval": 0, "width": 110, "overflow": "truncate"}) | {"inverse": True},
        "visualMap": _colours(frame, measure),
        "series": [
            {
                "type": "heatmap",
                "data": items,
                "selectedMode": "single",
                "label": {"show": len(customers) <= LABELLED, "fontSize": 11},
                "itemStyle": {"borderWidth": 1, "borderColor": "rgba(128,128,128,0.25)", "borderRadius": 2},
                "select": {"itemStyle": {"borderColor": "#111827", "borderWidth": 2}},
            }
        ],
    }


def _number(value: float | None) -> float:
    """The number that gives a cell its colour; one with too few cases stands below all."""
    return TOO_FEW if value is None else value


def height(frame: pl.DataFrame) -> int:
    """Pixels for the matrix."""
    return max(SMALLEST, frame["provider_name"].n_unique() * ROW + AROUND)


def _order(frame: pl.DataFrame, column: str, others: str) -> list[str]:
    """The busiest first, which is the frame's order; what is together stands last."""
    names = frame[column].drop_nulls().unique(maintain_order=True).to_list()
    return [*names, others] if frame[column].null_count() else names


def _axis(names: list[str], label: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "category",
        "data": names,
        "axisLabel": {"fontSize": 11, **label},
        "axisTick": {"show": False},
        "axisLine": {"show": False},
        "splitArea": {"show": True},
    }


def _texts(measure: str) -> Any:
    return {"ticket_count": count, "survey_score": score}.get(measure, share)


def _colours(frame: pl.DataFrame, measure: str) -> dict[str, Any]:
    place = {"orient": "horizontal", "left": "center", "bottom": 0, "itemWidth": 14, "itemHeight": 12, "dimension": 2,
             "itemGap": 8, "textGap": 4, "textStyle": {"fontSize": 11}}  # fmt: skip
    if measure == "ticket_count":
        most = frame["ticket_count"].max()
        ramp = {"inRange": {"color": ["#dbe8f4", "#1f5f94"]}}
        return {**place, "type": "continuous", "min": 0, "max": most, "itemHeight": 160, "itemWidth": 12, **ramp}
    steps, text = (SCORE_STEPS, count) if measure == "survey_score" else (SHARE_STEPS, _whole_share)
    bounds = (0, *steps, None)
    pieces: list[dict[str, Any]] = []
    if frame[measure].null_count():
        pieces.append({"lt": 0, "label": t("map.too_few"), "color": "rgba(128,136,148,0.45)"})
    for low, high, colour in zip(bounds, bounds[1:], look.FROM_BAD_TO_GOOD, strict=False):
        label = t("map.from", low=text(low)) if low else t("map.below", high=text(high))
        upper = {} if high is None else {"lt": high}
        pieces.append({"label": label, "color": colour, "gte": low, **upper})
    return {**place, "type": "piecewise", "pieces": pieces}


def _whole_share(value: float | None) -> str:
    return share(value).replace(".0", "")
