"""Who would move by how much: from the published score to another one, the largest moves first."""

from typing import Any

import polars as pl

from dashboard.charts import look
from dashboard.words import NOTHING, score, t

SHOWN = 15
HIGHEST = 120
Row = dict[str, Any]


def movement(frame: pl.DataFrame) -> Row:
    """Of warehouse.assessment.what_if.compared, departments with both scores: a bar between the two."""
    rows = largest(frame).rows(named=True)
    bars = {"type": "bar", "stack": "all", "barMaxWidth": 18}
    ghosts = [{"name": _tip(row), "value": row["low_score"]} for row in rows]
    series = [
        {**bars, "data": ghosts, "itemStyle": {"color": "rgba(0,0,0,0)"}, "silent": True},
        {**bars, "data": [_item(row) for row in rows], "label": {"show": True, "fontSize": 11, "position": "right"}},
    ]
    axis = {"type": "value", "max": HIGHEST, "interval": 20, "axisLine": {"show": False}, "axisLabel": {"fontSize": 11}}
    names = look.names_axis([row["department_name"] for row in rows], look.NAME)
    figure = look.chart(series, legend={"show": False}, xAxis=axis, yAxis=names)
    figure["grid"] |= {"top": 8}
    figure["tooltip"] |= {"formatter": "{b}"}
    return figure


def largest(frame: pl.DataFrame) -> pl.DataFrame:
    """The departments whose score moves most, at most SHOWN."""
    moved = frame.filter(pl.col("moved_score") > 0)
    return moved.sort("moved_score", descending=True, maintain_order=True).head(SHOWN)


def _item(row: Row) -> Row:
    is_up = row["after_score"] > row["official_score"]
    return {
        "name": _tip(row),
        "value": row["moved_score"],
        "label": {"formatter": f"{row['score_change']:+.1f}"},
        "itemStyle": {"color": look.MET if is_up else look.BREACHED},
    }


def _tip(row: Row) -> str:
    ranks = {f"{when}_rank": row[f"{when}_rank"] or NOTHING for when in ("official", "after")}
    scores = {when: score(row[f"{when}_score"]) for when in ("official", "after")}
    return t("chart.movement.tip", name=row["department_name"], **scores, **ranks)
