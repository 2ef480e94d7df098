"""The map: what the reads of edges say, how the four charts draw them, and what the page shows of a pair."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from dashboard import words
from dashboard.charts import chord, flow, scale
from tests.dashboard import small_warehouse
from tests.dashboard.conftest import Open
from tests.dashboard.test_reads import ALL, FILTERS
from warehouse import reads, store
from warehouse.reads import Scope


@pytest.fixture(scope="module")
def mutual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small warehouse with a list of declared services, 12 requests of A1 to B1, 6 of them late, and 4 before."""
    folder = tmp_path_factory.mktemp("mutual")
    small_warehouse.publish(folder)
    published = store.published(folder)
    assert published
    with duckdb.connect(str(published.path)) as connection:
        connection.execute("update audit.feed set state = 'loaded' where feed = 'service_customers'")
        for period, met, breached in (("2026H1", 6, 6), ("2025H2", 4, 0)):
            connection.execute(
                "insert into marts.sla_cell by name select * replace ($1::varchar as period_id,"
                " 'B1' as provider_department_id, 'A1' as customer_department_id, 'S3' as service_id,"
                " $2::int + $3::int as ticket_count, $2::int as resolution_met, $3::int as resolution_breached,"
                " 9 as response_met, 3 as response_breached) from marts.sla_cell limit 1",
                [period, met, breached],
            )
    return folder


@pytest.fixture(scope="module")
def build(mutual: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    published = store.published(mutual)
    assert published
    with store.connect(published.path) as connection:
        yield connection


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "language", lambda: "en")


def _rows(build: duckdb.DuckDBPyConnection, name: str, scope: Scope = ALL, **asked: Any) -> list[dict[str, Any]]:
    return reads.read(scope, build, name, **{**FILTERS, **asked}).rows(named=True)


def test_both_directions_of_a_pair_share_their_reciprocity(build: duckdb.DuckDBPyConnection) -> None:
    there, back = _rows(build, "edge", one_unit="B1", other_unit="A1")
    assert [(row["provider_id"], row["customer_id"], row["ticket_count"]) for row in (there, back)] == [
        ("A1", "B1", 48), ("B1", "A1", 12),
    ]  # fmt: skip
    assert there["reciprocity_ratio"] == back["reciprocity_ratio"] == 12 / 48
    one_way = next(row for row in _rows(build, "edge") if row["provider_id"] == "A21")
    assert one_way["reciprocity_ratio"] == 0


def test_a_filter_on_one_side_leaves_reciprocity_open(build: duckdb.DuckDBPyConnection) -> None:
    assert {row["reciprocity_ratio"] for row in _rows(build, "edge", provider="A1")} == {None}


def test_the_trend_is_against_the_half_year_before_and_blank_with_too_few_cases(
    build: duckdb.DuckDBPyConnection,
) -> None:
    by_pair = {(row["provider_id"], row["customer_id"]): row for row in _rows(build, "edge")}
    grown, new = by_pair["A1", "B1"], by_pair["B1", "A1"]
    assert grown["change_points"] == round(100 * (grown["resolution_share"] - grown["before_share"]), 1) != 0
    assert (new["resolution_share"], new["before_share"], new["change_points"]) == (0.5, None, None)


def test_satisfaction_is_of_published_cells_only_and_not_known_by_service(build: duckdb.DuckDBPyConnection) -> None:
    found = {(row["provider_id"], row["customer_id"]): row["survey_score"] for row in _rows(build, "edge")}
    assert found["A1", "C"] == pytest.approx(80)
    assert found["A21", "C"] is found["B2", "B1"] is None
    assert {row["survey_score"] for row in _rows(build, "edge", service="S1")} == {None}
    assert {row["survey_score"] for row in _rows(build, "edge", relation="function")} == {None}


def test_beside_the_largest_flows_each_provider_keeps_its_volume(build: duckdb.DuckDBPyConnection) -> None:
    rows = _rows(build, "edge", largest=2)
    assert [(row["provider_id"], row["customer_id"], row["ticket_count"]) for row in rows] == [
        (None, None, 156), ("A1", "B1", 48), ("A1", "C", 48),
    ]  # fmt: skip


def test_a_kind_of_customer_narrows_edges_and_their_requests(build: duckdb.DuckDBPyConnection) -> None:
    assert [(row["provider_id"], row["customer_id"]) for row in _rows(build, "edge", relation="rank")] == [("A1", "B1")]
    asked: dict[str, Any] = {"provider_unit": "A1", "customer_unit": "C"}
    assert _rows(build, "edge_ticket", relation="function", **asked)
    assert _rows(build, "edge_ticket", relation="rank", **asked) == []


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("used", [("A1", "B1"), ("A1", "C"), ("A21", "B1"), ("B2", "B1")]),
        ("unused", [("A1", "B2")]),
        ("undeclared", [("A21", "C")]),
    ],
)
def test_a_service_is_used_unused_or_undeclared(
    build: duckdb.DuckDBPyConnection, state: str, found: list[tuple[str, str]]
) -> None:
    names = {department_id: name for department_id, name, _ in small_warehouse.DEPARTMENTS}
    rows = _rows(build, "declared_use", state=state)
    assert [row["ever_count"] for row in rows if state == "unused"] in ([], [3])
    assert {(row["provider_name"], row["customer_name"]) for row in rows} == {(names[a], names[b]) for a, b in found}


def test_what_a_department_below_uses_is_used_at_the_level_above(build: duckdb.DuckDBPyConnection) -> None:
    """A1 to B2 is idle, and A1 to B1 not: between A and B the service is used. A21 to C stays undeclared."""
    total = _rows(build, "declared_use_total", level=1)[0]
    assert (total["used_count"], total["unused_count"], total["undeclared_count"]) == (4, 0, 1)


def test_a_service_of_two_kinds_counts_in_both(build: duckdb.DuckDBPyConnection) -> None:
    kinds = {row["relation"]: (row["declared_count"], row["unused_count"]) for row in _rows(build, "declared_use_kind")}
    assert kinds == {"function": (4, 0), "rank": (1, 0), "process": (1, 1)}


def test_declared_services_of_others_are_not_seen(build: duckdb.DuckDBPyConnection) -> None:
    assert {row["customer_name"] for row in _rows(build, "declared_use", Scope(("C",)), state="used")} == {"销售中心"}


def _edge(provider: str | None, customer: str | None, share: float | None, tickets: int) -> dict[str, object]:
    return {
        "provider_id": provider, "provider_name": provider and f"<{provider}>", "customer_id": customer,
        "customer_name": customer and f"<{customer}>", "resolution_share": share, "change_points": share and -4.0,
        "ticket_count": tickets,
    }  # fmt: skip


EDGES = pl.DataFrame(
    [_edge("IT", "HR", 0.91, 120), _edge(None, None, 0.5, 90), _edge("HR", "IT", None, 30)], infer_schema_length=None
)


@pytest.mark.usefixtures("english")
def test_every_link_is_a_row_in_its_order_and_says_which() -> None:
    own = EDGES.filter(pl.col("provider_id").is_not_null())
    for option, count in (
        (chord.chord(EDGES, "change_points"), 3), (flow.largest(EDGES, "change_points"), 3),
        (flow.one_department(own, "IT", "change_points"), 2),
    ):  # fmt: skip
        json.dumps(option, allow_nan=False)
        series = option["series"][0]
        ids = [node["id"] for node in series["data"]]
        assert len(ids) == len(set(ids))
        assert {end for link in series["links"] for end in (link["source"], link["target"])} <= set(ids)
        assert [link["value"] for link in series["links"]] == [120, 90, 30] if count == 3 else [120, 30]
        assert series["links"][0]["name"].endswith("Change, points: -4.0")
        assert series["links"][0]["tooltip"]["formatter"].startswith("&lt;IT&gt; → &lt;HR&gt;"), "names are no HTML"


@pytest.mark.usefixtures("english")
def test_in_the_graph_of_one_department_a_node_is_the_row_of_its_link() -> None:
    own = EDGES.filter(pl.col("provider_id").is_not_null())
    series = flow.one_department(own, "IT", "ticket_count")["series"][0]
    assert [node["name"] for node in series["data"]] == ["<HR>", "<HR>", "<IT>"]
    assert [(link["source"], link["target"]) for link in series["links"]] == [
        ("middle", "customer HR"), ("provider HR", "middle"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "value", "place"),
    [("resolution_share", 0.69, 0), ("resolution_share", 0.95, 4), ("survey_score", 60, 1), ("change_points", -3.0, 2)],
)
def test_a_band_has_the_colour_that_the_legend_gives_its_value(measure: str, value: float, place: int) -> None:
    frame = pl.DataFrame({measure: [value, None]})
    pieces = scale.legend(frame, measure)["pieces"]
    holding = [
        piece for piece in pieces
        if value >= piece.get("gte", scale.TOO_FEW) and value < piece.get("lt", 1000) and "lte" not in piece
    ]  # fmt: skip
    assert [piece["color"] for piece in holding] == [scale.colour(measure, value)]
    assert scale.colour(measure, value) == [piece["color"] for piece in pieces if "lte" not in piece][place]
    assert scale.colour(measure, None) == next(piece["color"] for piece in pieces if "lte" in piece)


@pytest.mark.parametrize("drawn", ["matrix", "chord", "one", "flows"])
def test_each_view_opens_by_its_address_in_both_languages(mutual: Path, open_page: Open, drawn: str) -> None:
    for language in ("en", "zh"):
        shown = open_page(mutual, "service_map", language, map=drawn, measure="change_points")
        assert not shown.exception
        hint = words.catalogue(language)[f"map_view.{drawn}.hint"].format(largest=24)
        assert hint in [caption.value for caption in shown.caption]


def test_the_page_says_what_was_declared_and_what_was_used(mutual: Path, open_page: Open) -> None:
    shown = open_page(mutual, "service_map")
    assert any(
        "Of **5** declared services, one per provider, customer and service, **4** (80.0%) were used in 2026H1,"
        " and **1** were not. **1** were used and never declared (48 requests)." in text.value
        for text in shown.markdown
    )
    idle = shown.dataframe[-1].value
    assert idle[["provider_name", "customer_name", "relation_names"]].values.tolist() == [
        ["人力资源部", "设备部", "Process"]
    ]


def test_without_a_list_of_declared_services_the_page_says_so(full: Path, open_page: Open) -> None:
    assert any("service_customers" in text.value for text in open_page(full, "service_map").info)


def test_the_pair_stands_side_by_side_whatever_provider_is_chosen(mutual: Path, open_page: Open) -> None:
    shown = open_page(mutual, "service_map", provider="人力资源部")
    mark = shown.session_state["view"].narrowed(relation=None).mark
    shown.session_state["edge"] = (mark, "A1", "B1")
    shown.run()
    assert not shown.exception
    assert "人力资源部 ⇄ 质量管理部" in [title.value for title in shown.subheader]
    assert [metric.value for metric in shown.metric] == ["83.3%", "85.4%", "48", "80.0", "50.0%", "75.0%", "12", "—"]
    assert any("Reciprocity 0.25" in caption.value for caption in shown.caption)
