"""Chains of services: how much of what enters arrives, and at which step the rest is lost."""

from typing import Any

import polars as pl

from dashboard.charts import look
from dashboard.words import count, share, t

Row = dict[str, Any]


def chains(frame: pl.DataFrame) -> Row:
    """Of reads/chain, chains with a yield: the worst on top; what was seen from end to end stands beside it."""
    rows = frame.rows(named=True)
    names = [row["process_id"] for row in rows]
    series = [_bars(rows, "rolled_share", look.FIRST), _bars(rows, "clean_share", look.SECOND)]
    figure = look.chart(series, xAxis=look.PERCENT_AXIS, yAxis=look.names_axis(names, look.NAME))
    figure["tooltip"] |= {"formatter": "{b}"}
    return figure


def steps(frame: pl.DataFrame) -> Row:
    """Of reads/chain_step: what each step lets pass, and its share of the loss; the line is its target."""
    rows = frame.rows(named=True)
    names = [_name(row) for row in rows]
    items = [
        {
            "name": _tip(row),
            "value": look.percent(row["passed_share"]),
            "label": {"formatter": _label(row)},
            "itemStyle": {"color": look.BREACHED if row["is_below"] else look.MET},
        }
        for row in rows
    ]
    label = {"show": True, "fontSize": 11, "position": "insideLeft", "color": "#ffffff"}
    target = rows[0]["step_target_share"] if rows else None
    line = look.dotted(look.percent(target), t("chain.step_target", share=share(target)))
    series = [{"type": "bar", "data": items, "label": label, "barMaxWidth": 24, **line}]
    figure = look.chart(series, xAxis=look.PERCENT_AXIS, yAxis=look.names_axis(names, look.SENTENCE))
    figure["tooltip"] |= {"formatter": "{b}"}
    figure["grid"] |= {"top": 22, "right": 52}
    return figure


def _bars(rows: list[Row], column: str, colour: str) -> Row:
    data = [
        {"name": _whole(row), "value": look.percent(row[column]), "label": {"formatter": share(row[column])}}
        for row in rows
    ]
    label = {"show": True, "fontSize": 11, "position": "insideRight", "color": "#ffffff"}
    return {
        "type": "bar",
        "name": t(f"column.{column}"),
        "data": data,
        "color": colour,
        "label": label,
        "barGap": "10%",
    }


def _whole(row: Row) -> str:
    ends = {name: share(row[name]) for name in ("rolled_share", "rolled_low_share", "rolled_high_share", "clean_share")}
    return t("chain.tip", name=row["process_id"], chains=count(row["chain_count"]), **ends)


def _name(row: Row) -> str:
    return t("chain.step", step=row["step_no"], name=row["provider_name"] or t("chain.outside"))


def _label(row: Row) -> str:
    loss = row["loss_share"]
    if loss is None:
        return share(row["passed_share"])
    return t("chain.step.label", share=share(row["passed_share"]), loss=share(loss, "#,##0%"))


def _tip(row: Row) -> str:
    customer = row["customer_name"] or t("chain.outside")
    counts = {"accepted": count(row["accepted_count"]), "handoffs": count(row["handoff_count"])}
    return t("chain.step.tip", name=_name(row), customer=customer, loss=share(row["loss_share"]), **counts)
