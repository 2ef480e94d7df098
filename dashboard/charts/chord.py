"""Who serves whom, as chords of a circle: as wide as the number of requests, with an arrow to the customer.

ECharts fills the bands of its own chord series in the colour of a department only, so this is its graph on a circle.
"""

from typing import Any

import polars as pl

from dashboard.charts import scale
from dashboard.charts.flow import bands, link, options
from dashboard.words import t

HEIGHT, THINNEST, WIDEST = 640, 1.5, 22
OTHERS = "others"
THERE, BACK = 0.12, 0.24


def chord(frame: pl.DataFrame, measure: str) -> dict[str, Any]:
    """Of reads/edge: departments around a circle. A link is a row of the frame, in its order."""
    names = dict(zip(frame["provider_id"], frame["provider_name"], strict=True))
    names |= dict(zip(frame["customer_id"], frame["customer_name"], strict=True))
    nodes = [{"id": one or OTHERS, "name": name or t("map.others")} for one, name in names.items()]
    most = frame["ticket_count"].max()
    series = {
        "type": "graph",
        "layout": "circular",
        "circular": {"rotateLabel": True},
        "left": "24%",
        "right": "24%",
        "top": 110,
        "bottom": 130,
        "symbolSize": 11,
        "edgeSymbol": ["none", "arrow"],
        "edgeSymbolSize": 7,
        "label": {"show": True, "position": "right", "fontSize": 11, "width": 100, "overflow": "truncate"},
        **bands(nodes, [_chord(row, measure, most) for row in frame.rows(named=True)]),
    }
    return options(frame, measure, series)


def _chord(row: dict[str, Any], measure: str, most: Any) -> dict[str, Any]:
    """Both directions between two departments would lie on each other; one is bent more than the other."""
    ends = (row["provider_id"] or OTHERS, row["customer_id"] or OTHERS)
    found = link(row, *ends, measure)
    width = THINNEST + WIDEST * row["ticket_count"] / most
    style = {"width": width, "curveness": THERE if ends[0] < ends[1] else BACK}
    return {**found, "lineStyle": {"color": scale.colour(measure, row[measure]), **style}}
