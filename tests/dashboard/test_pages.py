"""What each page shows, run as Streamlit runs it and without a browser."""

import re
import time
from datetime import datetime, tzinfo
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import words
from tests.dashboard import small_warehouse
from tests.dashboard.conftest import Open

PAGES = ("overview", "service_map", "sla", "risk", "ticket", "ranking", "health")
LANGUAGES = ("en", "zh")
RAW_KEY = re.compile(r"\b[a-z_]+(?:\.[a-z_]+)+\b")


def _texts(page: AppTest) -> str:
    elements = [*page.title, *page.subheader, *page.caption, *page.markdown, *page.metric, *page.info, *page.success]
    labels = [getattr(element, "label", "") or "" for element in elements]
    return "\n".join([*(str(element.value) for element in [*elements, *page.warning, *page.code]), *labels])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("rows", ["full", "hollow"])
def test_every_page_opens(request: pytest.FixtureRequest, open_page: Open, rows: str, page: str, language: str) -> None:
    shown = open_page(request.getfixturevalue(rows), page, language)
    assert not shown.exception
    assert shown.title[0].value == words.catalogue(language)[f"page.{page}.question"]
    assert [
        key for key in RAW_KEY.findall(_texts(shown)) if key in words.catalogue(language) and key != "feed.tickets"
    ] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_which_data_it_shows(full: Path, open_page: Open, page: str) -> None:
    line = open_page(full, page).caption[0].value
    assert "As of Jul 1, 2026 00:00" in line
    assert "newest record Jun 30, 2026 19:00" in line
    assert "2 rows refused (0.28%)" in line
    assert "build 20260630T160000Z-0001" in line


@pytest.mark.parametrize(
    ("page", "missing"),
    [
        ("overview", "Survey answers"),
        ("service_map", "Survey answers"),
        ("sla", "Ticket events"),
        ("ranking", "Survey answers, Projects, Improvements, Evaluations"),
    ],
)
def test_every_page_names_the_feeds_it_lacks(full: Path, open_page: Open, page: str, missing: str) -> None:
    captions = [caption.value for caption in open_page(full, page).caption]
    assert any(caption.startswith(f"Not in this warehouse: {missing}.") for caption in captions)


def test_the_overview_answers_in_a_sentence(full: Path, open_page: Open) -> None:
    shown = open_page(full)
    assert shown.markdown[0].value == (
        "In 2026H1, **80.0%** of requests were resolved on time, **16.7 points better** than in 2025H2."
        " Worst served is **质量管理部**, with 77.8%."
    )
    assert [metric.value for metric in shown.metric] == ["80.0%", "85.8%", "4.00", "240"]
    assert shown.metric[0].delta == "16.7 points better"


def test_a_link_opens_the_view_that_it_names(full: Path, open_page: Open) -> None:
    shown = open_page(full, provider="桌面支持组", period="2025H2", level="1")
    assert [shown.selectbox(key=key).value for key in ("period", "level")] == ["2025H2", 1]
    assert shown.selectbox(key="provider").value is None, "no department of this level has that name"
    assert open_page(full, provider="桌面支持组").metric[-1].value == "96"


def test_a_forged_filter_finds_nothing(full: Path, open_page: Open) -> None:
    shown = open_page(full, provider="no such department")
    assert shown.selectbox(key="provider").value is None
    assert shown.metric[-1].value == "240"


def test_filters_that_leave_nothing_are_answered_with_what_to_do(full: Path, open_page: Open) -> None:
    shown = open_page(full, provider="设备部", customer="销售中心")
    assert not shown.metric
    assert "Widen them above." in _texts(shown)


def test_the_sla_page_shows_open_and_untargeted_beside_the_share(full: Path, open_page: Open) -> None:
    captions = [caption.value for caption in open_page(full, "sla").caption]
    assert "144 on time · 36 late · 30 still open · 30 without target" in captions


def test_the_ranking_says_why_a_department_is_not_in_it(full: Path, open_page: Open) -> None:
    shown = open_page(full, "ranking")
    unrated = shown.dataframe[-1].value
    assert unrated["reason_name"].to_list() == ["Too few cases"]
    assert [metric.value for metric in shown.metric] == ["3", "1", "81.5", "93.2"]


def test_data_health_says_reasons_in_words(full: Path, open_page: Open) -> None:
    shown = open_page(full, "health", "zh")
    shown.session_state["refused_rows_open"] = True
    tables = [table.value for table in shown.run().dataframe]
    refused = next(table for table in tables if "reason_names" in table.columns)
    assert list(refused["reason_names"]) == [
        "时间无法识别（created_at）",
        "不在约定词表内（status）、缺少必填值（ticket_id）",
    ]


def test_a_new_build_is_taken_up_by_the_next_rerun(tmp_path: Path, open_page: Open) -> None:
    small_warehouse.publish(tmp_path, "20260630T160000Z-0001")
    shown = open_page(tmp_path)
    assert shown.metric[-1].value == "240"
    small_warehouse.publish(tmp_path, "20260630T170000Z-0002", extra=10)
    shown.run()
    assert not shown.exception
    assert shown.metric[-1].value == "250"
    assert "0002" in shown.caption[0].value


def test_many_builds_in_a_row_are_all_taken_up(tmp_path: Path, open_page: Open) -> None:
    small_warehouse.publish(tmp_path, "20260630T160000Z-0000")
    shown = open_page(tmp_path)
    for turn in range(1, 8):
        small_warehouse.publish(tmp_path, f"20260630T160000Z-{turn:04}", extra=turn)
        shown.run()
        assert shown.metric[-1].value == str(240 + turn)


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_the_first_build_the_page_says_what_to_run(tmp_path: Path, open_page: Open, language: str) -> None:
    shown = open_page(tmp_path / "none", language=language)
    assert not shown.exception
    assert shown.code[0].value == "make etl"


def test_a_broken_pointer_is_explained_and_not_thrown(tmp_path: Path, open_page: Open) -> None:
    (tmp_path / "current.json").write_text("{", encoding="utf-8")
    shown = open_page(tmp_path)
    assert not shown.exception
    assert "current.json" in shown.code[0].value


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.5", "", "neikan.example.com"])
def test_a_server_that_others_can_reach_shows_nothing(
    full: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr("dashboard.access.st.get_option", lambda name: {"server.address": address}[name])
    shown = open_page(full)
    assert not shown.metric
    assert not shown.dataframe
    assert "This page is closed" in _texts(shown)


def test_a_build_that_nothing_renewed_is_called_old(
    full: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Later":
            return cls.fromtimestamp(time.time() + 5 * 86_400, tz)

    assert not open_page(full).warning
    monkeypatch.setattr("dashboard.view.datetime", Later)
    assert [warning.value for warning in open_page(full).warning] == [
        "The data is old: the last successful run was 5 days ago."
    ]


def test_a_feed_that_fell_silent_is_named(tmp_path: Path, open_page: Open) -> None:
    small_warehouse.publish(tmp_path, silent_days=12)
    assert [warning.value for warning in open_page(tmp_path).warning] == [
        "Tickets: nothing new since Jun 18, 2026 19:00, 12 days before the as-of instant."
    ]
