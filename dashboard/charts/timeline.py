"""Who held a ticket when: one bar a stretch, providers from top to bottom, time from left to right."""

from datetime import datetime
from typing import Any

import polars as pl

from dashboard.charts import look
from dashboard.words import duration, moment, t

CLOCKS = (("running", look.MET), ("paused", look.OPEN), ("uncounted", look.NONE))
TICKS = {
    "year": "{yyyy}-{MM}-{dd}", "month": "{MM}-{dd}", "day": "{MM}-{dd}", "hour": "{HH}:{mm}", "minute": "{HH}:{mm}",
    "second": "{HH}:{mm}:{ss}",
}  # fmt: skip
THICK = 18


def timeline(frame: pl.DataFrame, passed_at: datetime | None, zone: str) -> dict[str, Any]:
    """Of reads/receipt_stretch, without what comes after resolution; a line where the target was passed."""
    shown = frame.filter(pl.col("clock") != "stopped")
    series = [_series(shown.filter(pl.col("clock") == clock), clock, colour, zone) for clock, colour in CLOCKS]
    series = [one for one in series if one["data"]]
    if passed_at and series:
        series[0]["markLine"] = _passed(moment(passed_at, zone))
    figure = look.chart(
        series,
        xAxis={
            "type": "time",
            "axisLabel": {"fontSize": 11, "hideOverlap": True, "formatter": TICKS},
            "splitNumber": 5,
        },
        yAxis={**look.names_axis(_providers(shown), look.NAME), "boundaryGap": True},
    )
    figure["tooltip"] |= {"formatter": "{b}"}
    figure["grid"] |= {"top": 48, "right": 28}
    figure["legend"] |= {"show": True}
    return figure


def height(frame: pl.DataFrame) -> int:
    """Pixels for the timeline."""
    return look.bars_height(len(_providers(frame)), 2)


def _providers(frame: pl.DataFrame) -> list[str]:
    return frame["provider_name"].unique(maintain_order=True).to_list()


def _series(frame: pl.DataFrame, clock: str, colour: str, zone: str) -> dict[str, Any]:
    data: list[dict[str, Any]] = []
    for row in frame.rows(named=True):
        start, end = moment(row["starts_at"], zone), moment(row["ends_at"], zone)
        held = duration(row["held_s"])
        word = t(f"clock.{clock}")
        tip = t("clock.tip", provider=row["provider_name"], start=start, end=end, clock=word, held=held)
        data += [
            {"name": tip, "value": [start, row["provider_name"]]},
            {"name": tip, "value": [end, row["provider_name"]], "symbolSize": [1, THICK]},
            {"value": [end, None]},
        ]
    return {
        "type": "line",
        "name": t(f"clock.{clock}"),
        "data": data,
        "color": colour,
        "symbol": "rect",
        "symbolSize": [6, THICK],
        "showAllSymbol": True,
        "lineStyle": {"width": THICK, "cap": "butt", "opacity": 0.75},
        "emphasis": {"lineStyle": {"width": THICK}},
    }


def _passed(at: str) -> dict[str, Any]:
    return {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"color": look.BREACHED, "type": "solid", "width": 2},
        "label": {
            "formatter": t("clock.passed"),
            "position": "start",
            "align": "right",
            "fontSize": 11,
            "color": look.BREACHED,
        },
        "data": [{"xAxis": at}],
    }
