"""One person's explanation: the same sentences in the terminal, on the page and on one page of PDF, for whom it is."""

import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pypdf import PdfReader

from dashboard import words
from dashboard.audit import lines, months
from dashboard.explain import pdf as printing
from dashboard.explain.__main__ import find_person, main
from dashboard.explain.person import PersonExplanation, person_explanation
from tests.dashboard.conftest import Open
from tests.dashboard.test_scorecard import LONG
from warehouse import reads, store
from warehouse.assessment.policy_people import LIKE

PERIOD = "2026H1"
DEADLINE = {"en": "Aug 8, 2126 00:00", "zh": "2126年8月8日 00:00"}
NEEDED = {"en": "it takes 90", "zh": "至少须 90 天"}


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(words, "language", lambda: request.param)
    return str(request.param)


def _text(made: bytes) -> str:
    (page,) = PdfReader(io.BytesIO(made)).pages
    return "".join(page.extract_text().split())


def _of(full: Path, employee: str, **changed: Any) -> PersonExplanation:
    """Of a person of the small warehouse; `changed` replaces cells of the one row of reads/person_head."""
    build = store.published(full)
    assert build
    asked = {"employee": employee, "department": None, "period": PERIOD, "now": build.as_of}
    with store.connect(build.path) as connection:
        scope = reads.everyone(connection)
        head = reads.read(scope, connection, "person_head", **asked).row(0, named=True)
        asked["department"] = head["department_id"]
        frames = {name: reads.read(scope, connection, name, **asked) for name in ("bonus_item", "bonus_why")}
    if changed:
        few = frames["bonus_item"].row(0, named=True)
        frames["bonus_item"] = pl.DataFrame([few | {"indicator_id": one} for one in sorted(LIKE)])
    frames["person_head"] = pl.DataFrame([head | changed], infer_schema_length=None)
    found = person_explanation(frames.__getitem__, build.build_id)
    assert found
    return found


def test_the_pdf_is_one_page_with_score_items_amount_policy_and_deadline(full: Path, language: str) -> None:
    text = _text(printing.pdf(find_person(full, "E8", PERIOD), language))
    for wanted in ("96.50", "1.0.0", DEADLINE[language], "4999999/2", "25,000.00", "181", "91.7%"):
        assert wanted.replace(" ", "") in text
    assert words.t("explain.person.raters", least=5).replace(" ", "") in text


def test_long_names_and_every_item_still_fit_on_one_page(full: Path, language: str) -> None:
    found = _of(full, "E8", employee_name=LONG, department_name=LONG, company_name=LONG, unvetoed_grade="S")
    assert len(found.items.rows) == len(LIKE)
    assert LONG in _text(printing.pdf(found, language))


def test_who_is_not_rated_is_told_what_it_takes(full: Path, language: str) -> None:
    found = find_person(full, "E10", PERIOD)
    assert NEEDED[language] in found.verdict
    assert "1.000" in found.verdict


def test_the_head_of_a_unit_is_told_that_the_result_is_the_units(full: Path) -> None:
    words.speak("en")
    found = find_person(full, "E5", PERIOD)
    assert "E5 heads" in found.verdict
    assert found.tables == []


@pytest.mark.parametrize("reason", ["too_few_tickets", "too_few_raters", "low_coverage"])
def test_each_reason_says_its_minimum(full: Path, reason: str) -> None:
    words.speak("en")
    least = {"too_few_tickets": "it takes 20 own", "too_few_raters": "were 5 different", "low_coverage": "takes 60.0%"}
    assert least[reason] in _of(full, "E8", reason=reason, coverage_share=0.4).verdict


def test_the_terminal_says_the_amount_and_how_to_appeal(full: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--warehouse", str(full), "--employee", "E8", "--period", PERIOD, "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "员工E8: 96.50 points, grade A, coefficient 1.200." in said
    assert "in fen 4999999 / 2" in said
    assert "Amount: 25,000.00" in said
    assert f"Appeal until {DEADLINE['en']}: write to HR, naming the item" in said
    assert "make appeal PERIOD=2026H1 EMPLOYEE=E8 REASON=" in said


def test_a_person_without_a_result_is_one_sentence(full: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--warehouse", str(full), "--employee", "nobody", "--period", PERIOD, "--lang", "en"]) == 1
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)
    assert "nobody has no result in 2026H1" in said.err


def test_only_who_sees_the_line_can_take_its_explanation_and_the_log_says_so(full: Path, open_page: Open) -> None:
    own = open_page(full, "bonus", viewer="E3")
    assert [one.proto.label for one in own.get("download_button")].count("Download as PDF") == 1
    assert ("view", "E3", "person_amount") in set(lines(months()[0]).select("event", "user", "what").rows())
    executive = open_page(full, "bonus", viewer="executive")
    assert "Download as PDF" not in [one.proto.label for one in executive.get("download_button")]
