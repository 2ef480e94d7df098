"""What people got against what they expected: two dots to a question and the line between them."""

from typing import Any

import polars as pl

from dashboard.charts import look
from dashboard.words import count, fine_score, t

LOWEST, HIGHEST = 1, 5
Row = dict[str, Any]


def profile(frame: pl.DataFrame) -> Row:
    """Of reads/survey_profile, questions with answers: perceived and expected, red where too little is perceived."""
    rows = list(enumerate(frame.rows(named=True)))
    names = [question(row["question"]) for _, row in rows]
    gaps = [
        {
            "coords": [[row["expected_score"], names[place]], [row["perceived_score"], names[place]]],
            "lineStyle": {"color": look.BREACHED if row["gap_change"] < 0 else look.MET},
        }
        for place, row in rows
        if row["gap_change"] is not None
    ]
    expected = _dots(rows, names, "expected_score", look.SECOND, "emptyCircle")
    series = [
        {"type": "lines", "coordinateSystem": "cartesian2d", "data": gaps, "silent": True, "lineStyle": {"width": 4}},
        *([expected] if expected["data"] else []),
        _dots(rows, names, "perceived_score", look.FIRST, "circle"),
    ]
    text = {"axisLabel": {"fontSize": 11}}
    figure = look.chart(
        series,
        xAxis={"type": "value", "min": LOWEST, "max": HIGHEST, "interval": 1, **text},
        yAxis=look.names_axis(names, look.NAME),
    )
    figure["tooltip"] |= {"formatter": "{b}"}
    figure["legend"] |= {"icon": "circle", "data": [one["name"] for one in series[1:]]}
    return figure


def question(code: str) -> str:
    """The words of a question; a company's own question is its own word."""
    key = f"question.{code}"
    return code if t(key) == key else t(key)


def height(frame: pl.DataFrame) -> int:
    """Pixels for the profile."""
    return look.bars_height(frame.height) + look.BAR


def _dots(rows: list[tuple[int, Row]], names: list[str], column: str, colour: str, symbol: str) -> Row:
    is_got = column == "perceived_score"
    data = [
        {
            "name": _tip(row, names[place]),
            "value": [row[column], names[place]],
            "label": {"show": is_got, "formatter": fine_score(row[column])},
        }
        for place, row in rows
        if row[column] is not None
    ]
    label = {"position": "bottom", "fontSize": 11, "distance": 3}
    return {
        "type": "scatter", "name": t(f"column.{column}"), "data": data, "symbol": symbol, "symbolSize": 13,
        "color": colour, "label": label, "z": 3,
    }  # fmt: skip


def _tip(row: Row, name: str) -> str:
    numbers = {key: fine_score(row[key]) for key in ("perceived_score", "expected_score", "gap_change")}
    return t("satisfaction.profile.tip", name=name, answers=count(row["answer_count"]), **numbers)
