"""The data behind a sign of unfairness: when tickets were closed, what was expected, who is unusual, who is lenient."""

from typing import Any

import polars as pl

from dashboard.charts import look
from dashboard.words import count, fine_score, share, t

LAST_TWENTIETH, LATER = 20, 21
LABELLED_EVERY = 5
LOWEST_POINT, HIGHEST_POINT = 1, 5
RANGE = "rgba(128,136,148,0.35)"
SIDES = (("observed", look.SECOND), ("expected", look.QUIET))
Row = dict[str, Any]


def closings(frame: pl.DataFrame) -> Row:
    """Of reads/fairness_closing: tickets by the share of the target used, the last 5% marked, reopened ones on top."""
    rows = frame.rows(named=True)
    names = [_edge(row) for row in rows]
    series = []
    for part, colour in (("kept", look.FIRST), ("reopened", look.OPEN)):
        items = [
            {
                "name": _closing_tip(row),
                "value": row[f"{part}_count"],
                "itemStyle": {"color": _colour(row, part, colour)},
            }
            for row in rows
        ]
        series.append({
            "type": "bar", "stack": "all", "name": t(f"fairness.{part}"), "data": items, "color": colour,
            "barCategoryGap": "12%",
        })  # fmt: skip
    figure = look.chart(
        series,
        xAxis={"type": "category", "data": names, "axisTick": {"show": False},
               "axisLabel": {"fontSize": 11, "interval": 0}},
        yAxis={"type": "value", "axisLabel": {"fontSize": 11}, "axisLine": {"show": False}},
    )  # fmt: skip
    figure["tooltip"] |= {"formatter": "{b}"}
    return figure


def _edge(row: Row) -> str:
    """A label under every quarter of the target, and under what came later."""
    if row["used_high_share"] is None:
        return t("fairness.later")
    is_labelled = row["twentieth"] % LABELLED_EVERY == 0 and row["twentieth"] < LAST_TWENTIETH
    return share(row["used_high_share"], "0%") if is_labelled else ""


def _colour(row: Row, part: str, colour: str) -> str:
    if part == "reopened":
        return colour
    return {LAST_TWENTIETH: look.BREACHED, LATER: look.NONE}.get(row["twentieth"], colour)


def _closing_tip(row: Row) -> str:
    counts = {"closed": count(row["closed_count"]), "reopened": count(row["reopened_count"])}
    if row["used_high_share"] is None:
        return t("fairness.closing.later", **counts)
    ends = {"low": share(row["used_low_share"], "0%"), "high": share(row["used_high_share"], "0%")}
    return t("fairness.closing.tip", **ends, **counts)


def comparison(frame: pl.DataFrame) -> Row:
    """Of reads/fairness_evidence: what was seen beside what was expected, as shares or in points from 1 to 5."""
    rows = frame.rows(named=True)
    is_in_points = bool(rows[0]["is_in_points"])
    names = [step_name(row) for row in rows]
    series = []
    for side, colour in SIDES:
        items = []
        for name, row in zip(names, rows, strict=True):
            value = row[side]
            text = fine_score(value) if is_in_points else share(value)
            tip = t("chart.one_of", name=name, word=t(f"fairness.{side}"), value=text)
            items.append({
                "name": tip, "value": value if is_in_points else look.percent(value), "label": {"formatter": text},
            })  # fmt: skip
        label = {"show": True, "fontSize": 11, "position": "right"}
        series.append({
            "type": "bar", "name": t(f"fairness.{side}"), "color": colour, "data": items, "label": label,
            "barMaxWidth": 20, "barGap": "10%",
        })  # fmt: skip
    points: Row = {
        "type": "value",
        "min": LOWEST_POINT,
        "max": HIGHEST_POINT,
        "interval": 1,
        "axisLine": {"show": False},
    }
    axis = points if is_in_points else {"type": "value", **look.NO_AXIS, "boundaryGap": [0, "14%"]}
    figure = look.chart(series, xAxis=axis, yAxis=look.names_axis(names, look.SENTENCE))
    figure["grid"] |= {"right": 44}
    figure["tooltip"] |= {"formatter": "{b}"}
    return figure


def step_name(row: Row) -> str:
    """What one row of reads/fairness_evidence is about."""
    return t(f"step_of.{row['step']}", first=row["department_name"], second=row["other_name"] or "")


def ranges(frame: pl.DataFrame) -> Row:
    """Of reads/fairness_share: each department's share on the range in which 99.8% of departments would lie."""
    rows = frame.rows(named=True)
    names = [row["department_name"] for row in rows]
    lines: list[Row] = []
    points: list[Row] = []
    for place, row in enumerate(rows):
        tip = _range_tip(row)
        low, high = look.percent(row["low_share"]), look.percent(row["high_share"])
        lines.append({"name": tip, "value": [low, low, low, high, high]})
        colour = look.BREACHED if row["is_flagged"] else look.FIRST
        points.append(
            {"name": tip, "value": [look.percent(row["observed_share"]), place], "itemStyle": {"color": colour}}
        )
    clear = {"color": RANGE, "borderColor": "rgba(128,136,148,0.55)", "borderWidth": 1}
    series: list[Row] = [
        {"type": "boxplot", "data": lines, "boxWidth": [8, 12], "itemStyle": clear},
        {"type": "scatter", "data": points, "symbolSize": 10},
    ]
    axis = {
        "type": "value",
        "axisLabel": {"formatter": "{value}%", "fontSize": 11},
        "axisLine": {"show": False},
        "min": 0,
    }
    figure = look.chart(series, legend={"show": False}, xAxis=axis, yAxis=look.names_axis(names, look.NAME))
    figure["grid"] |= {"top": 8}
    figure["tooltip"] |= {"formatter": "{b}"}
    return figure


def _range_tip(row: Row) -> str:
    ends = {name: share(row[f"{name}_share"]) for name in ("low", "high")}
    return t("fairness.range.tip", name=row["department_name"], share=share(row["observed_share"]), **ends)


def severities(frame: pl.DataFrame) -> Row:
    """Of reads/fairness_severity: how many raters are how lenient; a gap where they are too few to be shown."""
    rows = frame.rows(named=True)
    names = [severity_name(row) for row in rows]
    items = []
    for name, row in zip(names, rows, strict=True):
        seen = row["rater_count"]
        text = t("fairness.few") if seen is None else count(seen)
        items.append({
            "name": t("chart.of", name=name, value=text), "value": seen or 0, "itemStyle": {"color": look.FIRST},
            "label": {"formatter": text},
        })  # fmt: skip
    label = {"show": True, "fontSize": 11, "position": "top"}
    bars = {"type": "bar", "data": items, "label": label, "barCategoryGap": "18%"}
    figure = look.chart(
        [bars],
        xAxis={"type": "category", "data": names, "axisTick": {"show": False},
               "axisLabel": {"fontSize": 11, "hideOverlap": True}},
        yAxis={"type": "value", **look.NO_AXIS},
    )  # fmt: skip
    figure["grid"] |= {"top": 24}
    figure["tooltip"] |= {"formatter": "{b}"}
    return figure


def severity_name(row: Row) -> str:
    """A quarter point, or that and everything beyond."""
    beyond = "≥ " if row["severity"] > 0 else "≤ "
    points = f"{row['severity']:+.2f}" if row["quarter"] else "0"
    return f"{beyond if row['is_open_ended'] else ''}{points}"
