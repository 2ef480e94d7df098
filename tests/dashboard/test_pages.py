"""What each page shows, run as Streamlit runs it and without a browser."""

import json
import os
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import words
from tests.conftest import PAGES
from tests.dashboard import small_warehouse
from tests.dashboard.conftest import Open

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
        ("service_map", "Survey answers, Service customers"),
        ("sla", "Ticket events"),
        ("satisfaction", "Survey answers, Survey invitations"),
        ("chain", "Handoffs, Process steps"),
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


def test_satisfaction_is_answered_with_the_widest_gap_and_the_worst_provider(full: Path, open_page: Open) -> None:
    shown = open_page(full, "satisfaction")
    assert shown.markdown[0].value == (
        "In 2026H1, customers give **4.00** of 5, in 24 answers."
        " Furthest below what was expected is **Assurance**, by 0.40."
        " The lowest service quality is that of **桌面支持组**, 70.0 of 100."
    )
    assert [metric.value for metric in shown.metric] == ["75.0", "4.00", "60.0%", "≈ 0.86"]
    assert shown.metric[0].delta == "1.0 better"
    beside = next(text.value for text in shown.markdown if "iNPS" in text.value)
    assert "between -21 and 38" in beside
    assert "**3.90** instead of 4.00" in beside


def test_satisfaction_says_in_words_why_a_number_is_hidden(full: Path, open_page: Open) -> None:
    shown = open_page(full, "satisfaction")
    providers, customers = (frame.value for frame in shown.dataframe[-2:])
    hidden = providers[providers["provider_name"] == "设备部"].iloc[0]
    assert hidden["survey_state_name"] == "Hidden: fewer than 5 answered"
    assert hidden[["servperf_score", "mean_score"]].isna().all()
    assert set(customers["survey_state_name"]) == {"Shown without hidden parts"}
    alone = open_page(full, "satisfaction", provider="桌面支持组", customer="销售中心")
    assert "Hidden: so that nobody can work out the hidden one" in set(alone.dataframe[-1].value["survey_state_name"])
    assert "hidden so that nobody can work out those of others" in alone.markdown[0].value


def test_the_chain_page_says_where_most_is_lost_and_leads_to_the_hand_offs(full: Path, open_page: Open) -> None:
    shown = open_page(full, "chain")
    assert shown.markdown[0].value == (
        "In 2026H1, **72.0%** of **入职到上岗** arrives without a rejection, step by step;"
        " 70.0% was seen from end to end. Most is lost at step 2, **桌面支持组**: 68.0% of the loss."
    )
    assert [metric.value for metric in shown.metric] == ["72.0%", "70.0%", "97.5%", "10"]
    assert list(shown.dataframe[-1].value["outcome_name"])[:2] == ["Rejected", "Accepted"]
    other = open_page(full, "chain", process="设备报修")
    assert [metric.value for metric in other.metric][:2] == ["—", "—"]
    assert "One step has no hand-off" in _texts(other)


def test_the_ranking_says_why_a_department_is_not_in_it(full: Path, open_page: Open) -> None:
    shown = open_page(full, "ranking")
    unrated = shown.dataframe[-1].value
    assert unrated["reason_name"].to_list() == ["Too few cases"]
    assert [metric.value for metric in shown.metric] == ["3", "1", "81.5", "93.2"]


def test_the_ranking_says_how_sure_it_is(full: Path, open_page: Open) -> None:
    shown = open_page(full, "ranking")
    first = shown.dataframe[0].value.iloc[0]
    assert [float(first[name]) for name in ("band", "score_low", "score_high", "best_rank", "worst_rank")] == [
        1, 87.2, 99.2, 1, 3,
    ]  # fmt: skip
    assert (first["rank_held_share"], first["grade_held_share"]) == (95, 99)
    steady = next(text.value for text in shown.markdown if "sensitive" in text.value)
    assert steady.startswith("**The order is not sensitive to the weights**: 2 of 3 departments keep their rank")
    assert "4,000 draws of other weights (seed 20250630)" in steady
    helped = [title.proto.help for title in shown.subheader if title.value == "How sure the order is"]
    assert "Bands are not transitive." in helped[0]


def test_the_quarantine_says_reasons_in_words(full: Path, open_page: Open) -> None:
    shown = open_page(full, "quarantine", "zh")
    assert list(shown.dataframe[0].value["reason_names"]) == [
        "时间无法识别（created_at）",
        "不在约定词表内（status）、缺少必填值（ticket_id）",
    ]
    narrowed = open_page(full, "quarantine", "zh", refused_reason="时间无法识别")
    assert narrowed.dataframe[0].value["row_number"].to_list() == [17]


def test_data_health_tells_what_the_run_noticed(full: Path, open_page: Open) -> None:
    assert [warning.value for warning in open_page(full, "health").warning] == [
        "The last run noticed:\n\n"
        "- Tickets: the source has a new column mood, which nothing uses. Map it to load it.\n"
        "- Tickets: 722 rows were pulled; the last pulls had 1,400 to 1,600."
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_does_not_run_the_server_gets_a_number_and_no_path(
    tmp_path: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    (tmp_path / "current.json").write_text("{", encoding="utf-8")
    monkeypatch.setattr("dashboard.access.is_own_machine", lambda: False)
    shown = open_page(tmp_path, language=language)
    assert not shown.code
    said, (number,) = _texts(shown), [caption.value for caption in shown.caption]
    assert words.catalogue(language)["state.broken.text"] in said
    assert re.fullmatch(words.catalogue(language)["state.fault.number"].format(number="[0-9A-F]{6}"), number)
    assert str(tmp_path) not in said + number


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.5", "", "neikan.example.com"])
def test_a_server_that_others_can_reach_shows_nothing(
    full: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr("dashboard.access.st.get_option", lambda name: {"server.address": address}[name])
    shown = open_page(full)
    assert not shown.metric
    assert not shown.dataframe
    assert "This page is closed" in _texts(shown)


def test_a_build_that_nothing_renewed_is_called_old(tmp_path: Path, open_page: Open) -> None:
    small_warehouse.publish(tmp_path, unloaded_days=5)
    shown = open_page(tmp_path)
    assert [warning.value for warning in shown.warning] == ["The data is old: the last successful run was 5 days ago."]
    assert "stale: last loaded 5 days ago" in shown.caption[0].value


def test_a_feed_that_fell_silent_is_named(tmp_path: Path, open_page: Open) -> None:
    small_warehouse.publish(tmp_path, silent_days=12)
    shown = open_page(tmp_path)
    assert [warning.value for warning in shown.warning] == [
        "Tickets: nothing new since Jun 18, 2026 19:00, 12 days before the as-of instant."
    ]
    assert "stale: Tickets" in shown.caption[0].value


def _said_not_to_be_final(page: AppTest) -> list[str]:
    return [warning.value for warning in page.warning if "are not final" in warning.value]


def test_a_ranking_on_fresh_feeds_of_a_half_year_that_is_over_is_final(full: Path, open_page: Open) -> None:
    shown = open_page(full, "ranking")
    assert (shown.title[0].value, _said_not_to_be_final(shown)) == (words.catalogue("en")["page.ranking.question"], [])


def test_a_ranking_on_old_feeds_is_not_final_and_says_why(tmp_path: Path, open_page: Open) -> None:
    small_warehouse.publish(tmp_path, silent_days=31, unloaded_days=15)
    assert _said_not_to_be_final(open_page(tmp_path, "ranking")) == [
        "**The results of 2026H1 are not final:**\n\n"
        "- No new records for long before its end: Tickets.\n"
        "- Not loaded for long: Departments, Service levels, Tickets."
    ]


def test_after_a_run_that_failed_every_page_says_so_and_the_ranking_is_not_final(
    tmp_path: Path, open_page: Open
) -> None:
    small_warehouse.publish(tmp_path)
    _log(tmp_path, "20260701T000000Z-0002", "finish", outcome="failed", error="feed tickets: it is gone.")
    shown = open_page(tmp_path)
    assert "the last run failed" in shown.caption[0].value
    assert "published nothing (Failed)" in shown.warning[0].value
    assert "of Jul 1, 2026 08:00, failed" in _said_not_to_be_final(open_page(tmp_path, "ranking"))[0]
    assert open_page(tmp_path, "health").code[0].value == "feed tickets: it is gone."
    _log(tmp_path, "20260701T010000Z-0003", "finish", outcome="published", build_id="3")
    assert not open_page(tmp_path).warning


def test_a_run_that_was_killed_has_failed_and_one_under_way_has_not(tmp_path: Path, open_page: Open) -> None:
    small_warehouse.publish(tmp_path)
    _log(tmp_path, "20260701T000000Z-0002", "start", pid=os.getpid())
    assert not open_page(tmp_path).warning
    _log(tmp_path, "20260701T000000Z-0002", "start", pid=2**22 + 1)
    assert "published nothing (Killed)" in open_page(tmp_path).warning[0].value


def _log(warehouse: Path, run_id: str, event: str, **told: object) -> None:
    (warehouse / "runs").mkdir(exist_ok=True)
    line = json.dumps({"at": "2026-07-01T00:00:00+00:00", "event": event, **told})
    (warehouse / "runs" / f"{run_id}.jsonl").write_text(line + "\n", encoding="utf-8")
