"""From 0 to a score: what each indicator adds, what the ledger adds, and where that ends."""

from typing import Any

import polars as pl

from dashboard.charts import look
from dashboard.words import score, share, t

COLOURS = {"above": look.MET, "below": look.BREACHED, "ledger": look.OPEN, "score": look.FIRST}
HIGHEST = 120
Row = dict[str, Any]


def waterfall(frame: pl.DataFrame) -> Row:
    """Of reads/waterfall: one bar a step, each beginning where the one before ended."""
    rows = frame.rows(named=True)
    names = [_name(row) for row in rows]
    ghosts = [{"name": _tip(row), "value": row["base_points"]} for row in rows]
    clear = {"color": "rgba(0,0,0,0)"}
    bars = {"type": "bar", "stack": "all", "barMaxWidth": 22}
    series = [
        {**bars, "data": ghosts, "itemStyle": clear, "silent": True},
        {**bars, "data": [_item(row) for row in rows], "label": {"show": True, "fontSize": 11, "position": "right"}},
    ]
    axis = {"type": "value", "max": HIGHEST, "interval": 20, "axisLine": {"show": False}, "axisLabel": {"fontSize": 11}}
    figure = look.chart(series, legend={"show": False}, xAxis=axis, yAxis=look.names_axis(names, look.SENTENCE))
    figure["grid"] |= {"top": 8}
    figure["tooltip"] |= {"formatter": "{b}"}
    return figure


def height(frame: pl.DataFrame) -> int:
    """Pixels for the waterfall."""
    return look.bars_height(frame.height)


def _item(row: Row) -> Row:
    points = row["step_points"]
    return {
        "name": _tip(row),
        "value": row["length_points"],
        "label": {"formatter": score(points) if row["side"] == "score" else f"{points:+.1f}"},
        "itemStyle": {"color": COLOURS[row["side"]]},
    }


def _name(row: Row) -> str:
    return t(f"step.{row['step']}") if row["side"] in ("ledger", "score") else t(f"indicator.{row['step']}")


def _tip(row: Row) -> str:
    """Score times share of the weight for an indicator; else what the step is worth."""
    points = score(row["step_points"], "#,##0.00")
    if row["indicator_score"] is None:
        return t("chart.of", name=_name(row), value=points)
    of = {"score": score(row["indicator_score"]), "share": share(row["weight_share"])}
    return t("ranking.waterfall.tip", name=_name(row), points=points, **of)
