"""One department's explanation: the same sentences on the page, in the terminal and on one page of PDF."""

import io
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from pypdf import PdfReader

from dashboard import words
from dashboard.explain import pdf as printing
from dashboard.explain.__main__ import find, main
from dashboard.explain.document import Explanation, explanation
from tests.dashboard.conftest import Open
from tests.dashboard.test_words import INDICATORS
from warehouse import reads, store
from warehouse.reads import Scope

DEPARTMENT, PERIOD = "A1", "2026H1"
LONG = "集团总部综合管理与内部客户服务持续改进委员会办公室（含直属单位联络处与外派机构协调组）"
LANGUAGES = ("en", "zh")
PATH = {
    "en": "(90.0% as counted, 89.1% drawn to the prior and scored, 12 own tickets left out, 3 split tickets merged)",
    "zh": "（原始 90.0%、收缩后计分 89.1%、本部门工单不计 12 件、拆分工单合并 3 件）",
}
DEADLINE = {"en": "Aug 8, 2126 00:00", "zh": "2126年8月8日 00:00"}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(words, "language", lambda: request.param)
    return str(request.param)


def _command(warehouse: Path, *options: str) -> int:
    return main(["--warehouse", str(warehouse), "--department", DEPARTMENT, "--period", PERIOD, *options])


def _crowded(full: Path) -> Explanation:
    """A department with a long name, twelve indicators, five up, five down, two left out, and every remark."""
    build = store.published(full)
    assert build
    with store.connect(build.path) as connection:
        asked = {"department": "B2", "period": PERIOD, "now": build.as_of}
        head = reads.read(reads.everyone(connection), connection, "scorecard_head", **asked).row(0, named=True)
    more = {"department_name": LONG, "company_name": LONG, "score": 83.4567, "adjustment_points": 2.5}
    more |= {"unvetoed_grade": "A", "ledger_ids": "adjustment-2, veto-3", "policy_version": "2026.1-rc"}
    counted: dict[str, Any] = {
        "numerator": 12345.0,
        "denominator": 123456.0,
        "value": 0.8912,
        "value_low": 0.8811,
        "value_high": 0.9,
    }
    counted |= {"kind": "proportion", "score": 77.7, "weight": 10.0, "before_score": 70.0, "source": "data"}
    counted |= {"raw_value": 0.9, "adjusted_value": 0.8999, "self_service_count": 12}
    counted |= {"collapsed_count": 3, "came_back_count": None}
    rows: list[dict[str, Any]] = [
        {"indicator_id": one, "status": "rated", "contribution_points": place + 0.11, "side": "above", **counted}
        for place, one in enumerate([name for name in INDICATORS if name != "indicator_observation"][:12])
    ]
    for row in rows[5:10]:
        row |= {"side": "below", "contribution_points": -row["contribution_points"]}
    for row in rows[10:]:
        row |= {"side": "left_out", "status": "too_few_cases", "contribution_points": None, "score": None}
    numbers = {"policy_share": 0.25, "source_score": 80.0, "added_score": 20.0, "gap_points": 12.5}
    sources = [{"source": one, **numbers} for one in ("data", "customer", "superior", "self")]
    frames = {"scorecard_head": [head | more], "contribution": rows, "scorecard": rows, "scorecard_source": sources}
    found = explanation(lambda name: pl.DataFrame(frames[name], infer_schema_length=None), build.build_id)
    assert found
    return found


def _text(made: bytes) -> str:
    (page,) = PdfReader(io.BytesIO(made)).pages
    return "".join(page.extract_text().split())


def test_the_pdf_is_one_page_with_score_policy_deadline_and_contributions_also_when_it_is_crowded(
    full: Path, language: str
) -> None:
    found = _crowded(full)
    assert len(found.indicators.rows) == 12
    text = _text(printing.pdf(found, language))
    for wanted in ("83.46", "2026.1-rc", DEADLINE[language], LONG, "adjustment-2,veto-3"):
        assert wanted.replace(" ", "") in text
    for row in (*found.above.rows, *found.below.rows):
        assert row[0].replace(" ", "") in text
        assert row[1] in text
    assert (len(found.above.rows), len(found.below.rows), len(found.left_out)) == (5, 5, 2)
    assert found.paths[0].endswith(PATH[language])
    assert text.count(PATH[language].replace(" ", "")) == 12
    assert text.count("12,345/123,456" if language == "zh" else "12,345of123,456") == 10 + 12 + 2


def test_the_same_result_gives_the_same_bytes(full: Path, tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    assert _command(full, "--lang", "zh", "--pdf", str(file)) == 0
    assert file.read_bytes() == printing.pdf(find(full, DEPARTMENT, PERIOD), "zh")


def test_names_in_the_pdf_are_never_read_as_markup(full: Path) -> None:
    found = find(full, DEPARTMENT, PERIOD)
    found.facts.append(("*#panic(1)*", "$ #eval("))
    assert printing.pdf(found, "en").startswith(b"%PDF-")


def test_the_terminal_says_why_and_how_to_appeal(full: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _command(full, "--lang", "en") == 0
    said = capsys.readouterr().out
    assert "人力资源部: 93.20 points, rank 1 of 3, grade A." in said
    assert "Accepted the first time (No cases; seen: 45 of 50)" in said
    assert f"Appeal until {DEADLINE['en']}: write to HR" in said
    assert "make appeal PERIOD=2026H1 DEPARTMENT=A1 INDICATOR=" in said


@pytest.mark.parametrize(
    ("options", "reason"),
    [(["--department", "nobody"], "nobody has no result in 2026H1"), (["--period", ""], "DEPARTMENT=D101")],
)
def test_what_cannot_be_explained_is_one_sentence(
    full: Path, options: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _command(full, "--lang", "en", *options) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert reason in captured.err
    assert len(captured.err.splitlines()) == 1


@pytest.mark.parametrize("asked", ["A21", "桌面支持组"])
def test_a_link_opens_the_scorecard_of_its_department_by_id_or_by_name(full: Path, open_page: Open, asked: str) -> None:
    shown = open_page(full, "scorecard", department=asked)
    assert shown.selectbox(key="department").value == "A21"
    assert shown.markdown[0].value == "**桌面支持组: 81.50 points, rank 2 of 3, grade B.**"


def test_the_page_says_what_the_terminal_says(full: Path, open_page: Open) -> None:
    words.speak("en")
    found = find(full, DEPARTMENT, PERIOD)
    shown = open_page(full, "scorecard", department=DEPARTMENT)
    told = [text.value for text in shown.markdown]
    assert {f"**{found.verdict}**", found.state, found.appeal} <= set(told)
    assert {value for _, value in found.facts} <= {text.value for text in shown.text}


def test_what_today_s_data_would_give_stands_above_a_frozen_score(full: Path, open_page: Open) -> None:
    shown = open_page(full, "scorecard", department="B2")
    assert [warning.value for warning in shown.warning] == [
        "With today's data the score would be 75.5000 (rank 2). The result stays; +1.50 points may be asked for in"
        " 2026H2."
    ]


def test_self_review_is_set_beside_what_all_others_say(full: Path, open_page: Open) -> None:
    shown = open_page(full, "scorecard", department=DEPARTMENT)
    sources = shown.dataframe[-1].value.set_index("source_name")
    assert list(sources.index) == ["Data", "Internal customers", "Self-review"]
    assert float(sources["added_score"].sum()) == pytest.approx(93.2)


def test_an_unrated_department_has_reasons_and_no_score(full: Path, open_page: Open) -> None:
    shown = open_page(full, "scorecard", department="B1")
    assert shown.markdown[0].value.startswith("**质量管理部 is not rated: only 20.0% of the weight could be judged")
    assert any("First reply on time (Too few cases; seen: 2 of 3)" in text.value for text in shown.markdown)


def test_a_head_finds_only_own_departments(full: Path, open_page: Open) -> None:
    shown = open_page(full, "scorecard", viewer="E2", department="B2")
    assert shown.selectbox(key="department").options == ["桌面支持组"]
    assert "桌面支持组" in shown.markdown[0].value


def test_of_seven_indicators_above_80_the_five_that_move_the_score_most_are_told() -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema marts; create schema settings")
        connection.execute("""
            create table marts.indicator_value as
            select '2026H1' as period_id, 'A1' as department_id, 'i' || n as indicator_id, 'rated' as status,
                cast(81 + n as decimal(9, 4)) as score, cast(10 as decimal(9, 4)) as weight, 9 as numerator,
                10 as denominator, 0.9 as value, 0.88 as value_low, 0.92 as value_high
            from range(7) as one (n) union all select '2026H1', 'A1', 'low', 'rated', 59, 20, 9, 10, 0.9, 0.88, 0.92
        """)
        connection.execute(
            "create table settings.indicator as select period_id, indicator_id, 'proportion' as kind"
            " from marts.indicator_value"
        )
        asked = {"period": PERIOD, "department": DEPARTMENT}
        rows = reads.read(Scope((DEPARTMENT,)), connection, "contribution", **asked).rows(named=True)
    assert [(row["side"], row["indicator_id"]) for row in rows] == [
        ("above", "i6"),
        ("above", "i5"),
        ("above", "i4"),
        ("above", "i3"),
        ("above", "i2"),
        ("below", "low"),
    ]
    assert rows[-1]["contribution_points"] == pytest.approx(-21 * 20 / 90)
