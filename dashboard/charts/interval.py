"""How sure each score is: one line per department from the low to the high end of its interval, on its band."""

from typing import Any

import polars as pl

from dashboard.charts import look
from dashboard.words import score, t

MANY, SHOWN_FIRST = 40, 39
TINTS = ("rgba(128,136,148,0.16)", "rgba(128,136,148,0)")
HIGHEST = 120
Row = dict[str, Any]


def intervals(frame: pl.DataFrame) -> Row:
    """Of reads/ranking, departments with an interval: the point is the score, the shade changes with the band."""
    names = frame["department_name"].to_list()
    rows = list(enumerate(frame.rows(named=True)))
    ends = ("score_low", "score", "score", "score", "score_high")
    lines = [{"name": _tip(row), "value": [row[name] for name in ends]} for _, row in rows]
    points = [{"name": _tip(row), "value": [row["score"], place]} for place, row in rows]
    series = [
        _bands(frame),
        {
            "type": "boxplot",
            "data": lines,
            "boxWidth": [5, 9],
            "itemStyle": {"color": look.FIRST, "borderColor": look.FIRST, "borderWidth": 2},
        },
        {"type": "scatter", "data": points, "symbolSize": 9, "itemStyle": {"color": look.FIRST}},
    ]
    text = {"axisLabel": {"fontSize": 11}}
    ghost = {"type": "category", "data": names, "inverse": True, **look.NO_AXIS}
    figure = look.chart(
        series,
        legend={"show": False},
        xAxis={"type": "value", "scale": True, "max": HIGHEST, "boundaryGap": ["12%", 0], **text},
        yAxis=[look.names_axis(names, look.NAME), ghost],
    )
    figure["grid"] |= {"top": 8}
    figure["tooltip"] |= {"formatter": "{b}"}
    if len(names) > MANY:
        figure["grid"] |= {"right": 36}
        window = {"type": "slider", "yAxisIndex": [0, 1], "startValue": 0, "endValue": SHOWN_FIRST}
        figure["dataZoom"] = [{**window, "width": 14, "right": 4, "showDetail": False, "brushSelect": False}]
    return figure


def height(frame: pl.DataFrame) -> int:
    """Pixels for the intervals."""
    return look.bars_height(min(frame.height, MANY))


def _bands(frame: pl.DataFrame) -> Row:
    """A shade behind every row, another one for the next band; the band's first row says its number."""
    items: list[Row] = []
    shade, last = 1, None
    for row in frame.rows(named=True):
        is_first = row["band"] != last
        shade, last = shade ^ is_first, row["band"]
        text = t("ranking.band", band=row["band"]) if is_first else ""
        items.append({
            "name": _tip(row),
            "value": HIGHEST,
            "itemStyle": {"color": TINTS[shade]},
            "label": {"show": is_first, "formatter": text},
        })  # fmt: skip
    label = {"position": "insideLeft", "fontSize": 11, "color": look.QUIET}
    return {"type": "bar", "yAxisIndex": 1, "data": items, "barCategoryGap": "0%", "label": label, "z": 1}


def _tip(row: Row) -> str:
    numbers = {name: score(row[f"score{name}"]) for name in ("", "_low", "_high")}
    ends = {"score": numbers[""], "low": numbers["_low"], "high": numbers["_high"]}
    return t("ranking.interval.tip", name=row["department_name"], band=row["band"], **ends)
