"""Who sees which money, and why an amount is what it is."""

from pathlib import Path

import pytest

from tests.dashboard.conftest import Open


def _told(shown: object) -> str:
    return " ".join(text.value for text in shown.markdown)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("language", "pool", "why"), [("en", "Pool", "Exact share"), ("zh", "奖金总额", "精确应得")])
def test_the_page_tells_the_pool_and_why_an_amount_is_what_it_is(
    full: Path, open_page: Open, language: str, pool: str, why: str
) -> None:
    shown = open_page(full, "bonus", language)
    assert not shown.exception
    assert {metric.label: metric.value for metric in shown.metric}[pool] == "100,000.00"
    assert why in _told(shown)
    assert "4999999 / 2" in _told(shown)


def test_an_executive_sees_departments_and_nobodys_line(full: Path, open_page: Open) -> None:
    shown = open_page(full, "bonus", viewer="executive")
    assert shown.metric[0].value == "100,000.00"
    assert "4999999 / 2" not in _told(shown)
    assert any("may not see the amounts of people" in one.value for one in shown.info)


def test_an_employee_sees_the_own_line_and_no_total(full: Path, open_page: Open) -> None:
    shown = open_page(full, "bonus", viewer="E3")
    assert list(shown.dataframe[0].value["employee_name"]) == ["员工E3"]
    assert [metric.label for metric in shown.metric] == []
    assert "The department's part is" not in _told(shown)


def test_a_head_sees_own_departments_and_not_the_pool(full: Path, open_page: Open) -> None:
    shown = open_page(full, "bonus", viewer="E1")
    assert [metric.label for metric in shown.metric] == ["Given out", "People"]
    assert shown.metric[0].value == "75,000.00"
