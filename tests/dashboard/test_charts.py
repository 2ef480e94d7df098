"""Charts are pure: a frame goes in, plain data comes out."""

import ast
import json
from datetime import date

import polars as pl
import pytest

from dashboard import words
from dashboard.charts import bars, interval, matrix, trend, waterfall
from tests.conftest import ROOT

UNITS_OF_DISPLAY = {
    "charts/chord.py",
    "charts/evidence.py",
    "charts/look.py",
    "charts/matrix.py",
    "charts/timeline.py",
    "components/table.py",
    "explain/document.py",
    "files/excel.py",
    "packs/document.py",
}
OF_THE_SERVER = {"access.py", "audit.py", "gate.py", "packs/__main__.py", "sessions.py"}  # paths, seconds of a session


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "language", lambda: "en")


def _edge(provider: str | None, customer: str | None, share: float | None, tickets: int) -> dict[str, object]:
    return {
        "provider_name": provider, "customer_name": customer, "resolution_share": share, "ticket_count": tickets,
    }  # fmt: skip


EDGES = pl.DataFrame([_edge("IT", "Sales", 0.91, 120), _edge("IT", None, 0.5, 30), _edge("HR", "Sales", None, 2)])


def test_every_cell_of_the_matrix_has_a_name_of_its_own() -> None:
    items = matrix.matrix(EDGES, "resolution_share")["series"][0]["data"]
    assert len({item["name"] for item in items}) == 3
    assert items[0]["name"] == "IT → Sales · 120 requests · 91.0% resolved on time"


def test_the_cells_stand_in_the_order_of_the_rows() -> None:
    items = matrix.matrix(EDGES, "ticket_count")["series"][0]["data"]
    assert [item["value"][2] for item in items] == [120, 30, 2]


def test_what_is_together_stands_last_on_its_axis() -> None:
    option = matrix.matrix(EDGES, "resolution_share")
    assert option["xAxis"]["data"] == ["Sales", "All others"]
    assert option["yAxis"]["data"] == ["IT", "HR"]


@pytest.mark.parametrize("measure", ["resolution_share", "ticket_count"])
def test_a_chart_is_plain_json(measure: str) -> None:
    json.dumps(matrix.matrix(EDGES, measure), allow_nan=False)


def test_a_month_without_enough_cases_leaves_a_gap() -> None:
    rows = [
        {"promise": promise, "month_on": date(2026, month, 1), "is_in_period": month > 1, "on_time_share": share}
        for promise in ("resolution", "response")
        for month, share in ((1, 0.9), (2, None), (3, 0.8))
    ]
    option = trend.on_time_by_month(pl.DataFrame(rows))
    assert option["series"][0]["data"] == [90.0, None, 80.0]
    assert option["series"][0]["markArea"]["data"] == [[{"xAxis": "Feb\n2026"}, {"xAxis": "Mar\n2026"}]]


def test_bars_below_all_together_have_another_colour() -> None:
    rows = [
        {"member_name": name, "resolution_share": share, "resolution_met": 9, "resolution_breached": 1}
        for name, share in (("Sales", 0.5), ("Finance", 0.9))
    ]
    items = bars.shares(pl.DataFrame(rows), 0.8)["series"][0]["data"]
    assert items[0]["itemStyle"] != items[1]["itemStyle"]
    assert items[0]["name"] == "Sales: 50.0%, 9 on time, 1 late"


def test_a_loss_points_to_the_left() -> None:
    rows = [
        {"member_name": name, "change_points": points, "before_share": 0.8, "resolution_share": 0.7}
        for name, points in (("Sales", -10.0), ("Finance", 4.2))
    ]
    items = bars.changes(pl.DataFrame(rows))["series"][0]["data"]
    assert [(item["label"]["formatter"], item["label"]["position"]) for item in items] == [
        ("-10.0", "left"), ("+4.2", "right"),
    ]  # fmt: skip


RANKED = pl.DataFrame([
    {"department_name": name, "score": score, "score_low": score - 6, "score_high": score + 6, "band": band}
    for name, score, band in (("HR", 93.0, 1), ("IT", 90.0, 1), ("Law", 70.0, 2), ("Audit", 50.0, 3))
])  # fmt: skip


def test_every_department_has_a_line_and_every_band_begins_with_its_number_on_another_shade() -> None:
    bands, lines, points = interval.intervals(RANKED)["series"]
    assert lines["data"][0] == {"name": "HR: 93.0, from 87.0 to 99.0, band 1", "value": [87.0, 93.0, 93.0, 93.0, 99.0]}
    assert [point["value"] for point in points["data"]] == [[93.0, 0], [90.0, 1], [70.0, 2], [50.0, 3]]
    assert [item["label"]["formatter"] for item in bands["data"]] == ["Band 1", "", "Band 2", "Band 3"]
    shades = [item["itemStyle"]["color"] for item in bands["data"]]
    assert shades[0] == shades[1] != shades[2] != shades[3]


def test_hundreds_of_departments_are_moved_through_a_window() -> None:
    many = pl.concat([RANKED] * 11)
    assert "dataZoom" not in interval.intervals(RANKED)
    assert interval.intervals(many)["dataZoom"][0]["endValue"] == 39
    assert interval.height(many) < 1400


def test_a_waterfall_begins_each_step_where_the_one_before_ended() -> None:
    rows = [
        {"step": step, "indicator_score": score, "weight_share": 0.5, "step_points": points, "base_points": base,
         "length_points": abs(points), "side": side}
        for step, score, points, base, side in (
            ("response_on_time", 100.0, 50.0, 0.0, "above"), ("self_review", 70.0, 35.0, 50.0, "below"),
            ("adjustment", None, -2.0, 83.0, "ledger"), ("score", None, 83.0, 0.0, "score"))
    ]  # fmt: skip
    ghosts, steps = waterfall.waterfall(pl.DataFrame(rows))["series"]
    assert [item["value"] for item in ghosts["data"]] == [0.0, 50.0, 83.0, 0.0]
    assert [item["label"]["formatter"] for item in steps["data"]] == ["+50.0", "+35.0", "-2.0", "83.0"]
    assert steps["data"][0]["name"] == "First reply on time: 100.0 points × 50.0% of the weight = 50.00"


def _is_sum(node: ast.AST) -> bool:
    """A difference, product, ratio or aggregate; a path or a text put together is none."""
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
        return name in {"sum", "mean", "median", "round", "cum_sum", "quantile"}
    if not isinstance(node, ast.BinOp) or not isinstance(
        node.op, ast.Sub | ast.Mult | ast.Div | ast.FloorDiv | ast.Mod
    ):
        return False
    return not any(isinstance(side, ast.Constant) and isinstance(side.value, str) for side in (node.left, node.right))


def test_the_dashboard_does_no_arithmetic() -> None:
    """Shares, changes, sums and ranks come from reads; pixels, percent signs and sessions are its own business."""
    sums = []
    not_figures = UNITS_OF_DISPLAY | OF_THE_SERVER
    for module in sorted((ROOT / "dashboard").rglob("*.py")):
        name = str(module.relative_to(ROOT / "dashboard"))
        nodes = ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        sums += [f"{name}: {ast.unparse(node)}" for node in nodes if _is_sum(node) and name not in not_figures]
    assert sums == []
