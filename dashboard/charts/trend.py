"""Shares by month as lines."""

from typing import Any

import polars as pl

from dashboard.charts import look
from dashboard.words import month, t

COLOURS = {"resolution": look.FIRST, "response": look.SECOND}


def on_time_by_month(frame: pl.DataFrame) -> dict[str, Any]:
    """Of reads/sla_month: one line per promise, the months of the chosen period on a band."""
    months = [month(value) for value in frame["month_on"].unique().sort()]
    chosen = [month(value) for value in frame.filter(pl.col("is_in_period"))["month_on"].unique().sort()]
    series = [_line(str(promise), rows, months) for (promise,), rows in frame.group_by("promise", maintain_order=True)]
    if chosen:
        series[0]["markArea"] = {
            "silent": True,
            "itemStyle": {"color": look.FIRST, "opacity": 0.08},
            "data": [[{"xAxis": chosen[0]}, {"xAxis": chosen[-1]}]],
        }
    return look.chart(
        series,
        tooltip={"trigger": "axis", "confine": True, "valueFormatter": "%.1f%%"},
        xAxis={"type": "category", "data": months, "axisTick": {"show": False}, "axisLabel": {"fontSize": 11}},
        yAxis={
            "type": "value",
            "scale": True,
            "axisLabel": {"formatter": "{value}%", "fontSize": 11},
            "splitNumber": 4,
        },
    )


def _line(promise: str, rows: pl.DataFrame, months: list[str]) -> dict[str, Any]:
    shares = {month(row["month_on"]): look.percent(row["on_time_share"]) for row in rows.rows(named=True)}
    return {
        "type": "line",
        "name": t(f"promise.{promise}"),
        "data": [shares.get(name) for name in months],
        "symbol": "circle",
        "symbolSize": 6,
        "lineStyle": {"width": 2.5},
        "color": COLOURS[promise],
    }
