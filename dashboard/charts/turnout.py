"""How many of those who were asked are satisfied, at least and at most: one bar to a kind of survey."""

from typing import Any

import polars as pl

from dashboard.charts import look
from dashboard.words import share, t

Row = dict[str, Any]


def bounds(frame: pl.DataFrame) -> Row:
    """Of reads/survey_unit, kinds with bounds: surely satisfied, unknown because silent, surely not satisfied."""
    rows = frame.rows(named=True)
    names = [t(f"kind.{row['kind']}") for row in rows]
    series = [
        _part(rows, "satisfied", look.MET),
        _part(rows, "silent", look.NONE),
        _part(rows, "unsatisfied", look.BREACHED),
    ]
    figure = look.chart(series, xAxis=look.PERCENT_AXIS, yAxis=look.names_axis(names, look.NAME))
    figure["tooltip"] |= {"formatter": "{b}"}
    return figure


def _part(rows: list[Row], part: str, colour: str) -> Row:
    data = [
        {
            "name": t(
                "satisfaction.bounds.tip",
                kind=t(f"kind.{row['kind']}"),
                low=share(row["satisfied_low_share"]),
                high=share(row["satisfied_high_share"]),
                response=share(row["turnout_share"]),
            ),
            "value": look.percent(row[f"{part}_share"]),
            "label": {"formatter": share(row[f"{part}_share"])},
        }
        for row in rows
    ]
    label = {"show": True, "fontSize": 11, "color": "#ffffff"}
    bar = {"type": "bar", "stack": "all", "barMaxWidth": 22, "labelLayout": {"hideOverlap": True}}
    return {**bar, "name": t(f"bounds.{part}"), "data": data, "color": colour, "label": label}
