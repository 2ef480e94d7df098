"""Who serves whom, as a matrix; drawn by ECharts because a click on a cell comes back to Python."""

from typing import Any

import polars as pl

from dashboard.charts import scale
from dashboard.words import count, share, t

ROW, AROUND, SMALLEST = 24, 190, 320
LABELLED = 14


def matrix(frame: pl.DataFrame, measure: str) -> dict[str, Any]:
    """Of reads/edge: providers down, customers across, the colour is the measure. One item a row of the frame."""
    others = t("map.others")
    providers = _order(frame, "provider_name", others)
    customers = _order(frame, "customer_name", others)
    items = [
        {
            "name": tip(row, measure),
            "value": [row["customer_name"] or others, row["provider_name"] or others, scale.number(row[measure])],
            "label": {"formatter": scale.text(measure, row[measure])},
        }
        for row in frame.rows(named=True)
    ]
    return {
        "animation": False,
        "tooltip": {"formatter": "{b}", "confine": True},
        "grid": {"left": 8, "right": 8, "top": 8, "bottom": 56, "containLabel": True},
        "xAxis": _axis(customers, {"rotate": 60, "width": 96, "overflow": "truncate"}),
        "yAxis": _axis(providers, {"interval": 0, "width": 110, "overflow": "truncate"}) | {"inverse": True},
        "visualMap": scale.legend(frame, measure),
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


def tip(row: dict[str, Any], measure: str) -> str:
    """An edge in words, a name that no other edge has: requests, share on time, and what gives the colour."""
    others = t("map.others")
    said = t(
        "map.edge.tip",
        provider=row["provider_name"] or others,
        customer=row["customer_name"] or others,
        tickets=count(row["ticket_count"]),
        share=share(row["resolution_share"]),
    )
    if measure in ("ticket_count", "resolution_share"):
        return said
    value = t("map.too_few") if row[measure] is None else scale.text(measure, row[measure])
    return t("map.edge.tip.more", said=said, measure=t(f"column.{measure}"), value=value)


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
