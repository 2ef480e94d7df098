"""Horizontal bars: shares, changes, counts and scores by name."""

from typing import Any

import polars as pl

from dashboard.charts import look
from dashboard.words import count, money, score, share, t

STATES = (("met", look.MET), ("breached", look.BREACHED), ("open", look.OPEN), ("none", look.NONE))
LABELLED = ("met", "breached")
PROMISES = (("resolution", look.FIRST), ("response", look.SECOND))
SOON = (("day", look.BREACHED), ("week", look.OPEN), ("later", look.MET), ("paused", look.NONE))
PARTS = (look.MET, look.NONE, look.OPEN, look.BREACHED)
TARGET, BEST, SHORT = 100, 120, 15
Row = dict[str, Any]


def shares(frame: pl.DataFrame, overall: float | None) -> Row:
    """Of reads/sla_group: the resolution share of each member, the worst on top, with a line for all together."""
    items = []
    for row in frame.rows(named=True):
        value = row["resolution_share"]
        colour = look.BREACHED if overall is not None and value < overall else look.MET
        counts = {"met": count(row["resolution_met"]), "late": count(row["resolution_breached"])}
        tip = t("chart.met_of", name=row["member_name"], share=share(value), **counts)
        items.append(_item(tip, look.percent(value), share(value), colour))
    series = {**_bars(items, "insideLeft"), **look.dotted(look.percent(overall), share(overall))}
    return _figure([series], frame["member_name"].to_list(), look.PERCENT_AXIS, top=22)


def changes(frame: pl.DataFrame) -> Row:
    """Of reads/sla_group: by how many points each member's resolution share moved."""
    items = []
    for row in frame.rows(named=True):
        points = row["change_points"]
        before, now = share(row["before_share"]), share(row["resolution_share"])
        tip = t("chart.from_to", name=row["member_name"], before=before, now=now)
        items.append(_item(tip, points, f"{points:+.1f}", look.BREACHED if points < 0 else look.MET))
    axis = {"type": "value", **look.NO_AXIS, "boundaryGap": ["12%", "12%"]}
    return _figure([_bars(items, "outside")], frame["member_name"].to_list(), axis)


def outcomes(rows: list[Row]) -> Row:
    """Of reads/sla_total: met, late, open and without target of each promise, side by side."""
    names = [t(f"promise.{row['promise']}") for row in rows]
    series = []
    for state, colour in STATES:
        word = t(f"state.{state}")
        numbers = [row[f"{state}_count"] for row in rows]
        items = []
        for name, value in zip(names, numbers, strict=True):
            tip = t("chart.one_of", name=name, word=word, value=count(value))
            items.append(_item(tip, value, count(value) if value and state in LABELLED else "", colour))
        series.append({**_bars(items, "inside"), "name": word, "color": colour, "stack": "all", "barMaxWidth": 44})
    return _figure(series, names, {"type": "value", "max": "dataMax", **look.NO_AXIS})


def soon(frame: pl.DataFrame) -> Row:
    """Of reads/risk_group: each provider's open tickets by when they will be late, stacked."""
    series = []
    for when, colour in SOON:
        word = t(f"soon.{when}")
        items = []
        for row in frame.rows(named=True):
            value = row[f"{when}_count"]
            tip = t("chart.one_of", name=row["provider_name"], word=word, value=count(value))
            items.append(_item(tip, value, count(value) if value else "", colour))
        series.append({**_bars(items, "inside"), "name": word, "color": colour, "stack": "all"})
    return _figure(series, frame["provider_name"].to_list(), {"type": "value", "max": "dataMax", **look.NO_AXIS})


def stacked(frame: pl.DataFrame, names: str, parts: tuple[str, ...], family: str) -> Row:
    """Counts `<part>_count` of each name beside each other in one bar; `family` has the words of the parts."""
    series = []
    for part, colour in zip(parts, PARTS, strict=False):
        word = t(f"{family}.{part}")
        items = []
        for row in frame.rows(named=True):
            value = row[f"{part}_count"]
            tip = t("chart.one_of", name=row[names], word=word, value=count(value))
            items.append(_item(tip, value, count(value) if value else "", colour))
        series.append({**_bars(items, "inside"), "name": word, "color": colour, "stack": "all"})
    return _figure(
        series, frame[names].to_list(), {"type": "value", "max": "dataMax", **look.NO_AXIS}, width=look.SENTENCE
    )


def promises(frame: pl.DataFrame) -> Row:
    """Of reads/sla_group: resolution and response share of each member, one above the other."""
    series = []
    for promise, colour in PROMISES:
        items = []
        for row in frame.rows(named=True):
            value = row[f"{promise}_share"]
            tip = t("chart.one_of", name=row["member_name"], word=t(f"promise.{promise}"), value=share(value))
            items.append(_item(tip, look.percent(value), share(value), colour))
        series.append({**_bars(items), "name": t(f"promise.{promise}"), "color": colour, "barGap": "10%"})
    return _figure(series, frame["member_name"].to_list(), look.PERCENT_AXIS)


def scores(names: list[str], values: list[float]) -> Row:
    """A score from 0 to 120 for each name; the line is the target."""
    items = [
        _item(t("chart.one_of", name=name, word=t("column.score"), value=score(value)), value, score(value), look.FIRST)
        for name, value in zip(names, values, strict=True)
    ]
    axis = {"type": "value", "max": BEST, "axisLine": {"show": False}, "interval": 20, "axisLabel": {"fontSize": 11}}
    return _figure(
        [{**_bars(items, "insideLeft"), **look.dotted(TARGET, t("chart.target"))}],
        names,
        axis,
        top=22,
        width=look.SENTENCE,
    )


def money_moved(frame: pl.DataFrame) -> Row:
    """Of reads/bonus_department: by how much the coefficient moves each department's amount, up first."""
    items = []
    for row in frame.rows(named=True):
        by, factor = row["moved_amount"], score(row["coefficient"], "0.000")
        values = {"even": money(row["even_amount"]), "amount": money(row["bonus_amount"])}
        tip = t("bonus.moved.tip", name=row["department_name"], coefficient=factor, **values)
        items.append(_item(tip, by, money(by, is_signed=True), look.BREACHED if by < 0 else look.MET))
    axis = {"type": "value", **look.NO_AXIS, "boundaryGap": ["4%", "32%"]}
    return _figure([_bars(items, "right")], frame["department_name"].to_list(), axis)


def counts(names: list[str], values: list[int], colour: str = look.BREACHED) -> Row:
    """A count for each name."""
    items = [
        _item(t("chart.of", name=name, value=count(value)), value, count(value), colour)
        for name, value in zip(names, values, strict=True)
    ]
    axis = {"type": "value", **look.NO_AXIS, "boundaryGap": [0, "12%"]}
    return _figure([_bars(items, "outside")], names, axis, width=look.SENTENCE)


def _figure(series: list[Row], names: list[str], axis: Row, top: int = 8, width: int = look.NAME) -> Row:
    figure = look.chart(series, xAxis=axis, yAxis=look.names_axis(names, width))
    figure["tooltip"] |= {"formatter": "{b}"}
    if len(series) == 1:
        figure["grid"] |= {"top": top}
    return figure


def _item(tip: str, value: float | None, text: str, colour: str) -> Row:
    """One bar: its tooltip, length, label and colour."""
    return {
        "name": tip,
        "value": value,
        "label": {"formatter": text, "show": bool(text)},
        "itemStyle": {"color": colour},
    }


def _bars(items: list[Row], place: str = "insideRight") -> Row:
    """One series; labels stand in the bar, or beyond its end where bars may be too short for them.

    Long ones stand on the right of every bar, which is beyond 0 where it goes to the left: names stand on the left.
    """
    label: Row = {"show": True, "fontSize": 11, "position": place, "color": "#ffffff"}
    if place in ("outside", "right"):
        label = {"show": True, "fontSize": 11, "position": "right"}
        for item in items:
            item["label"] |= {"position": "left" if item["value"] < 0 and place == "outside" else "right"}
    elif place != "inside":
        for item in items:
            if item["value"] is not None and item["value"] < SHORT:
                item["label"] |= {"position": "right", "color": look.QUIET}
    return {"type": "bar", "data": items, "label": label, "barMaxWidth": 22, "labelLayout": {"hideOverlap": True}}
