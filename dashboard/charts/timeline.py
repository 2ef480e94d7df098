"""Who held a ticket when: one bar a stretch, providers from top to bottom, time from left to right."""

from datetime import datetime
from zoneinfo import ZoneInfo

import plotly.graph_objects as go
import polars as pl

from dashboard.charts import look
from dashboard.words import duration, moment, t

CLOCKS = (("running", look.MET), ("paused", look.OPEN), ("uncounted", look.NONE))
ROOM = {"l": 0, "r": 16, "t": 24, "b": 64}


def timeline(frame: pl.DataFrame, passed_at: datetime | None, zone: str) -> go.Figure:
    """Of reads/receipt_stretch, without what comes after resolution; a line where the target was passed."""
    shown = frame.filter(pl.col("clock") != "stopped")
    figure = go.Figure([_bars(shown.filter(pl.col("clock") == clock), clock, colour, zone) for clock, colour in CLOCKS])
    figure.update_layout(
        barmode="overlay",
        height=height(frame) + ROOM["b"],
        margin=ROOM,
        legend={"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"},
        hoverlabel={"align": "left"},
        xaxis={"type": "date", "fixedrange": True, "tickformatstops": _ticks()},
        yaxis={"autorange": "reversed", "fixedrange": True},
    )
    if passed_at:
        at = passed_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        figure.add_vline(x=at, line_color=look.BREACHED, line_width=2)
        figure.add_annotation(
            x=at, y=1, yref="paper", yanchor="bottom", xanchor="right", showarrow=False,
            text=t("clock.passed"), font={"color": look.BREACHED, "size": 11},
        )  # fmt: skip
    return figure


def height(frame: pl.DataFrame) -> int:
    """Pixels for the timeline."""
    return look.bars_height(frame["provider_name"].n_unique(), 2)


def _bars(frame: pl.DataFrame, clock: str, colour: str, zone: str) -> go.Bar:
    local = frame.select(
        "provider_name",
        starts=pl.col("starts_at").dt.convert_time_zone(zone).dt.replace_time_zone(None),
        length=(pl.col("ends_at") - pl.col("starts_at")).dt.total_milliseconds(),
    )
    return go.Bar(
        orientation="h",
        name=t(f"clock.{clock}"),
        y=local["provider_name"].to_list(),
        base=local["starts"].to_list(),
        x=local["length"].to_list(),
        marker={"color": colour},
        hovertext=[_tip(row, clock, zone) for row in frame.rows(named=True)],
        hoverinfo="text",
        showlegend=not frame.is_empty(),
    )


def _tip(row: dict, clock: str, zone: str) -> str:
    start, end = moment(row["starts_at"], zone), moment(row["ends_at"], zone)
    word, held = t(f"clock.{clock}"), duration(row["held_s"])
    return t("clock.tip", provider=row["provider_name"], start=start, end=end, clock=word, held=held)


def _ticks() -> list[dict]:
    """Dates as numbers, the same in every language; hours within a day."""
    day_ms = 86_400_000
    return [
        {"dtickrange": [None, day_ms - 1], "value": "%H:%M\n%m-%d"},
        {"dtickrange": [day_ms, None], "value": "%m-%d\n%Y"},
    ]
