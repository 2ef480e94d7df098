"""Who serves whom, as bands as wide as the number of requests: around one department, and the largest flows.

Each link is a row of the frame, in its order, so that a click comes back as the place of a row.
"""

from html import escape
from typing import Any

import polars as pl

from dashboard.charts import look, scale
from dashboard.charts.matrix import tip
from dashboard.words import t

MIDDLE = "middle"
LABEL = {"fontSize": 11, "width": 112, "overflow": "truncate"}


def one_department(frame: pl.DataFrame, unit: str, measure: str) -> dict[str, Any]:
    """Of the edges of one department: who serves it on the left, whom it serves on the right. A node a row, then it."""
    nodes, links = [], []
    for row in frame.rows(named=True):
        gives = row["provider_id"] == unit
        other = "customer" if gives else "provider"
        side = f"{other} {row[f'{other}_id']}"
        nodes.append(_node(side, row[f"{other}_name"], "right" if gives else "left"))
        links.append(link(row, *((MIDDLE, side) if gives else (side, MIDDLE)), measure))
    first = frame.row(0, named=True)
    own = first["provider_name"] if first["provider_id"] == unit else first["customer_name"]
    middle = _node(MIDDLE, own, "top") | {"itemStyle": {"color": look.SECOND}}
    return options(frame, measure, _sankey([*nodes, middle], links))


def largest(frame: pl.DataFrame, measure: str) -> dict[str, Any]:
    """Providers on the left, customers on the right, the busiest on top and what is together at the bottom."""
    nodes: dict[str, dict[str, Any]] = {}
    for side, position in (("provider", "left"), ("customer", "right")):
        rows = sorted(frame.rows(named=True), key=lambda row: row[f"{side}_id"] is None)
        nodes |= {
            f"{side} {row[f'{side}_id']}": _node(f"{side} {row[f'{side}_id']}", row[f"{side}_name"], position)
            for row in rows
        }
    links = [
        link(row, f"provider {row['provider_id']}", f"customer {row['customer_id']}", measure)
        for row in frame.rows(named=True)
    ]
    return options(frame, measure, _sankey(list(nodes.values()), links))


def height(frame: pl.DataFrame, unit: str | None = None) -> int:
    """Pixels for bands with a name at each end."""
    gives = frame.filter(pl.col("provider_id") == unit).height if unit else frame["customer_id"].n_unique()
    gets = frame.filter(pl.col("customer_id") == unit).height if unit else frame["provider_id"].n_unique()
    return max(look.LINES, look.bars_height(max(gives, gets)))


def link(row: dict[str, Any], source: str, target: str, measure: str) -> dict[str, Any]:
    """One edge: its ends, its width, its colour, and what it says. ECharts would name it by the ids of its ends."""
    said = tip(row, measure)
    return {
        "source": source,
        "target": target,
        "name": said,
        "value": row["ticket_count"],
        "tooltip": {"formatter": escape(said)},
        "lineStyle": {"color": scale.colour(measure, row[measure])},
    }


def bands(nodes: list[dict[str, Any]], links: list[dict[str, Any]]) -> dict[str, Any]:
    """What all charts of departments and links have in common."""
    return {
        "data": nodes,
        "links": links,
        "selectedMode": "single",
        "itemStyle": {"color": look.QUIET, "borderWidth": 0},
        "lineStyle": {"opacity": 0.6},
        "emphasis": {"focus": "adjacency", "lineStyle": {"opacity": 0.9}},
        "select": {"lineStyle": {"opacity": 1}},
    }


def options(frame: pl.DataFrame, measure: str, series: dict[str, Any]) -> dict[str, Any]:
    """The legend colours nothing: each band brings its colour, and a visualMap reaches nodes only."""
    legend = {} if measure == "ticket_count" else {"visualMap": scale.legend(frame, measure) | {"seriesIndex": []}}
    return {"animation": False, "tooltip": {"formatter": "{b}", "confine": True}, **legend, "series": [series]}


def _node(node_id: str, name: str | None, position: str) -> dict[str, Any]:
    """A department; ECharts would show its id for its name."""
    shown = name or t("map.others")
    return {
        "id": node_id,
        "name": shown,
        "label": {"position": position, "formatter": shown},
        "tooltip": {"formatter": escape(shown)},
    }


def _sankey(nodes: list[dict[str, Any]], links: list[dict[str, Any]]) -> dict[str, Any]:
    """The order of the nodes stays: there are no iterations."""
    place = {"left": 120, "right": 120, "top": 24, "bottom": 40, "nodeGap": 12, "nodeWidth": 12}
    series = {"type": "sankey", "layoutIterations": 0, "draggable": False, "label": LABEL}
    return {**series, **place, **bands(nodes, links)}
