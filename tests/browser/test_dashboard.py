"""The real dashboard in a real browser, on a small warehouse."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard import words
from tests.browser.conftest import Visit
from tests.browser.server import dashboard
from tests.browser.visitor import PATHS, Visitor
from tests.dashboard import small_warehouse


def _query(guest: Visitor) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(guest.page.url).query).items()}


def _metrics(guest: Visitor) -> list[str]:
    return guest.page.locator('[data-testid="stMetricValue"]').all_inner_texts()


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_opens_and_fits(visit: Visit, language: str, size: str) -> None:
    guest = visit(language, size)
    for name in PATHS:
        guest.open(name)
        assert guest.page.locator("h1").inner_text() == words.catalogue(language)[f"page.{name}.question"]
        assert guest.page.locator('[data-testid="stException"], [data-testid="stAlertContentError"]').count() == 0
        main = "document.querySelector('[data-testid=\"stMain\"]')"
        assert not guest.page.evaluate(f"{main}.scrollWidth > window.innerWidth"), f"{name} scrolls sideways"


def test_the_language_switch_changes_every_word_and_the_address(visit: Visit) -> None:
    guest = visit("en")
    guest.open("sla")
    guest.page.get_by_text("中文", exact=True).click()
    guest.page.get_by_role("heading", name=words.catalogue("zh")["page.sla.question"]).wait_for()
    guest.ready()
    assert _query(guest) == {"lang": "中文"}
    assert words.catalogue("en")["chart.trend.title"] not in guest.text()
    assert words.catalogue("zh")["chart.trend.title"] in guest.text()


def test_a_link_may_name_the_language_by_its_code(visit: Visit) -> None:
    guest = visit("zh")
    guest.open("overview", "?lang=en")
    assert guest.page.locator("h1").inner_text() == words.catalogue("en")["page.overview.question"]
    guest.go("sla")
    assert guest.page.locator("h1").inner_text() == words.catalogue("en")["page.sla.question"]


def test_a_link_with_filters_opens_the_filtered_view(visit: Visit) -> None:
    guest = visit("en")
    guest.open("overview", "?provider=桌面支持组&period=2025H2&priority=P1")
    assert _metrics(guest)[-1] == "32"
    assert "In 2025H2" in guest.text()
    assert _query(guest) == {"provider": "桌面支持组", "period": "2025H2", "priority": "P1"}


def test_a_forged_link_finds_nothing_and_is_mended(visit: Visit) -> None:
    guest = visit("en")
    guest.open("overview", "?provider=nobody")
    assert _metrics(guest)[-1] == "240"
    assert _query(guest) == {}


def test_a_filter_changes_the_numbers_and_the_address(visit: Visit) -> None:
    guest = visit("en")
    guest.open("overview")
    before = _metrics(guest)
    guest.choose("provider", "设备部")
    assert _query(guest) == {"provider": "设备部"}
    assert _metrics(guest)[-1] == "48" != before[-1]


def test_filters_stay_when_the_page_is_switched(visit: Visit) -> None:
    guest = visit("en")
    guest.open("overview")
    guest.choose("provider", "设备部")
    guest.go("health")
    assert _query(guest) == {}, "the address says only what the page uses"
    guest.go("sla")
    assert _query(guest) == {"provider": "设备部"}


def test_a_row_of_the_map_shows_both_directions_and_its_requests_lead_to_receipts(visit: Visit) -> None:
    guest = visit("en")
    guest.open("service_map")
    guest.pick("edges")
    guest.page.get_by_role("heading", name="人力资源部 ⇄ 质量管理部").wait_for()
    guest.ready()
    assert _metrics(guest)[:3] == ["83.3%", "85.4%", "48"]
    assert "One way only: 人力资源部 serves 质量管理部." in guest.text()
    guest.pick("edge_tickets")
    guest.page.wait_for_url("**/ticket?ticket=*")
    guest.ready()
    guest.go("service_map")
    guest.choose("provider", "设备部")
    assert guest.page.get_by_role("heading", name="人力资源部 ⇄ 质量管理部").count() == 0


def test_a_cell_and_a_band_of_the_map_show_the_pair(visit: Visit) -> None:
    guest = visit("en")
    for drawn, query, across, down in (("matrix", "", 0.75, 0.15), ("one", "?map=one&lang=en", 0.7, 0.3)):
        guest.open("service_map", query)
        box = guest.page.locator(f'[class*="st-key-{drawn}"] canvas').first.bounding_box()
        assert box
        guest.page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
        guest.page.get_by_role("heading", name="人力资源部 ⇄").wait_for()
        assert _query(guest).get("map", "matrix") == drawn


def test_a_table_stands_under_every_chart(visit: Visit) -> None:
    guest = visit("en")
    guest.open("sla")
    opened = guest.page.locator('[data-testid="stExpander"] summary')
    assert opened.count() == guest.page.locator('[data-testid="stEChartsChart"]').count() == 4
    opened.first.click()
    guest.page.locator('[data-testid="stExpander"] [data-testid="stDataFrame"]').first.wait_for()


def test_a_new_build_is_taken_up_while_the_page_is_open(visit: Visit, own_warehouse: Path) -> None:
    with dashboard(own_warehouse, own_warehouse / "dashboard.log") as served:
        guest = visit("en", served=served)
        guest.open("overview")
        assert _metrics(guest)[-1] == "240"
        small_warehouse.publish(own_warehouse, "20260630T170000Z-0002", extra=10)
        guest.choose("customer", "销售中心")
        assert _metrics(guest)[-1] == "106"
        assert "20260630T170000Z-0002" in guest.text()
        assert guest.page.locator('[data-testid="stException"]').count() == 0


def test_before_the_first_build_the_page_says_what_to_run(visit: Visit, tmp_path: Path) -> None:
    with dashboard(tmp_path / "none", tmp_path / "dashboard.log") as served:
        guest = visit("zh", served=served)
        guest.open()
        assert words.catalogue("zh")["state.no_warehouse.title"] in guest.text()
        assert "make etl" in guest.text()
