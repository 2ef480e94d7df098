"""Each role through its first five minutes, as README tells them: what it finds, and what it must not find."""

import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from dashboard import words
from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor
from tests.conftest import PAGES

EN, ZH = words.catalogue("en"), words.catalogue("zh")
SERVED = [
    "overview", "service_map", "sla", "risk", "ticket", "satisfaction", "chain", "needs", "projects", "ranking",
    "scorecard", "bonus", "fairness", "glossary",
]  # fmt: skip


def _pages(guest: Visitor) -> list[str]:
    """The names of the pages in the navigation."""
    links = guest.page.locator('[data-testid="stSidebarNavLink"]')
    return [str(link.get_attribute("href")).split("?")[0].rsplit("/", 1)[-1] or "overview" for link in links.all()]


def _finds_closed(guest: Visitor, who: str, said: Mapping[str, str], *pages: str) -> None:
    for name in pages:
        guest.open(name, f"?viewer={who}")
        assert said["state.no_permission.title"] in guest.text(), name
        assert guest.page.locator('[data-testid="stMetric"], [data-testid="stDataFrame"], h1').count() == 0, name


def _table(path: Path) -> pl.DataFrame:
    return pl.read_excel(path, engine="calamine", sheet_id=1)


def test_an_executive_on_a_phone_reads_the_answer_and_opens_a_score_from_its_rank(visit: Visit) -> None:
    guest = visit("zh", "phone")
    guest.open("overview", "?viewer=executive")
    assert "2026H1，80.0% 的工单按时解决，比 2025H2 提高 16.7 个百分点。得到的服务最差的是质量管理部" in guest.text()
    assert guest.page.locator('[data-testid="stMetricValue"]').first.inner_text() == "80.0%"
    closed = ("health", "quarantine", "audit_log")
    assert sorted(_pages(guest)) == sorted(set(PAGES) - set(closed))
    guest.open("ranking", "?viewer=executive&period=2025H2")
    assert "第一名是人力资源部（93.2 分），最后一名是设备部（74.0 分）" in guest.text()
    guest.pick("ranking_")
    guest.page.get_by_role("heading", name=ZH["page.scorecard.question"]).wait_for()
    guest.ready()
    assert "人力资源部：93.20 分" in guest.text()
    assert "period=2025H2" in guest.page.url
    guest.open("bonus", "?viewer=executive")
    assert ZH["bonus.people.closed"] in guest.text()
    assert "员工E8" not in guest.text(), "an executive sees no person's amount"
    _finds_closed(guest, "executive", ZH, *closed)


def test_a_head_goes_from_a_cell_of_the_map_to_a_receipt_and_takes_the_map_away(visit: Visit, tmp_path: Path) -> None:
    guest = visit("en")
    guest.open("service_map", "?viewer=E1")
    assert sorted(_pages(guest)) == sorted(SERVED)
    head, *shown = guest.rows("edges")
    guest.take("edges", "Excel", tmp_path / "map.xlsx")
    taken = _table(tmp_path / "map.xlsx")
    assert taken.columns == head
    assert [row[:3] for row in taken.rows()] == [(*ends, int(tickets)) for *ends, tickets in (row[:3] for row in shown)]
    guest.open("service_map", "?viewer=E1")
    box = guest.page.locator('[class*="st-key-matrix"] canvas').first.bounding_box()
    assert box
    guest.page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.15)
    guest.page.get_by_role("heading", name="人力资源部 ⇄").wait_for()
    guest.ready()
    ticket = guest.rows("edge_tickets")[1][0]
    guest.pick("edge_tickets")
    guest.page.wait_for_url(f"**/ticket?*ticket={ticket}*")
    guest.ready()
    assert guest.page.locator(".st-key-ticket input").input_value() == ticket
    assert EN["state.breached"] in guest.text(), "late ones stand first"


def test_a_head_on_a_phone_sees_what_is_about_to_be_late_and_the_own_score(visit: Visit) -> None:
    guest = visit("zh", "phone")
    guest.open("risk", "?viewer=E1")
    ticket = guest.rows("risk_")[1][0]
    guest.pick("risk_")
    guest.page.get_by_role("heading", name=ZH["page.ticket.question"]).wait_for()
    guest.ready()
    assert guest.page.locator(".st-key-ticket input").input_value() == ticket
    guest.open("scorecard", "?viewer=E1&department=A21")
    assert "桌面支持组：81.50 分" in guest.text()
    assert guest.page.get_by_role("button", name=ZH["explain.pdf"]).count() == 1
    guest.page.get_by_text(ZH["scorecard.rows.sla"]).click()
    guest.page.get_by_role("heading", name=ZH["page.sla.question"]).wait_for()
    guest.ready()
    assert guest.page.locator(".st-key-provider input").input_value() == "桌面支持组"


def test_a_head_finds_nothing_of_another_department(visit: Visit) -> None:
    guest = visit("en")
    guest.open("sla", "?viewer=E6&provider=设备部&period=2026H1")
    assert "provider" not in guest.page.url
    assert "设备部" not in guest.text()
    guest.open("ticket", "?viewer=E6&ticket=T0016")
    assert EN["receipt.unknown"].format(ticket="T0016") in guest.text().replace("\n", " ")
    guest.open("scorecard", "?viewer=E6&department=A21")
    assert "桌面支持组" not in guest.text()
    _finds_closed(guest, "E6", EN, *(name for name in PAGES if name not in SERVED))


def test_an_employee_comes_to_the_own_line_and_to_nobody_elses(visit: Visit) -> None:
    guest = visit("zh", "phone")
    guest.open("overview", "?viewer=E8")
    assert guest.page.locator("h1").inner_text() == ZH["page.bonus.question"]
    assert _pages(guest) == [], "one page needs no navigation"
    assert [row[0] for row in guest.rows("bonus_people")[1:]] == ["员工E8"]
    said = guest.text()
    assert ZH["bonus.why.title"].format(name="员工E8") in said
    assert [other for other in ("员工E3", "员工E5", "E10", "100,000.00") if other in said] == []
    _finds_closed(guest, "E8", ZH, *(name for name in PAGES if name not in ("overview", "bonus")))


def test_hr_sees_what_each_person_gets_and_why_and_no_request(visit: Visit, tmp_path: Path) -> None:
    guest = visit("en")
    guest.open("overview", "?viewer=hr")
    assert guest.page.locator("h1").inner_text() == EN["page.ranking.question"]
    assert _pages(guest) == ["ranking", "scorecard", "what_if", "bonus", "fairness", "glossary"]
    guest.go("bonus")
    assert "The pool of 2026H1 is 100,000.00" in guest.text()
    head, *shown = guest.rows("bonus_people")
    assert {row[0] for row in shown} == {"员工E8", "E10"}
    guest.take("bonus_people", "Excel", tmp_path / "people.xlsx")
    taken = _table(tmp_path / "people.xlsx")
    assert taken.columns[:2] == head[:2]
    assert [row[:2] for row in taken.rows()] == [(name, float(amount)) for name, amount, *_ in shown]
    _finds_closed(guest, "hr", EN, "ticket", "risk", "sla", "satisfaction", "quarantine", "audit_log")


def test_the_data_team_finds_what_was_refused_and_takes_it_to_be_mended(visit: Visit) -> None:
    guest = visit("zh")
    guest.open("health", "?viewer=data")
    assert _pages(guest) == ["risk", "ticket", "governance", "requirements", "glossary", "health", "quarantine"]
    assert guest.page.locator('[data-testid="stMetricValue"]').all_inner_texts()[:3] == ["722", "2", "1"]
    assert guest.rows("failed")[1][:3] == ["feed.tickets", "时间无法识别（created_at）", "1"]
    guest.go("quarantine")
    shown = guest.rows("refused_rows_tickets")[1:]
    with guest.page.expect_download() as waiting:
        guest.page.get_by_role("button", name=ZH["quarantine.csv"]).click()
    taken = pl.read_csv(waiting.value.path(), infer_schema=False)
    assert [json.loads(row[2])["ticket_id"] for row in shown] == taken["ticket_id"].fill_null("").to_list()
    assert "31/31/2026" in taken["created_at"].to_list()
    _finds_closed(guest, "data", ZH, "ranking", "bonus", "satisfaction", "audit_log")


def test_an_auditor_opens_every_page_and_reads_who_saw_what_and_who_was_refused(visit: Visit) -> None:
    guest = visit("en", "phone")
    guest.open("bonus", "?viewer=hr")
    guest.open("audit_log", "?viewer=E3")
    guest.open("audit_log", "?viewer=auditor")
    assert sorted(_pages(guest)) == sorted(PAGES)
    lines = [row[1:4] for row in guest.rows("audit_lines")]
    assert [EN["event.view"], "hr", "bonus_people"] in lines
    assert [EN["event.refused"], "E3", "audit_log"] in lines
