"""A slider of the what-if page moves in a real browser, the ranking answers, and the address keeps it."""

import pytest

from dashboard import words
from tests.browser.conftest import Visit


@pytest.mark.parametrize(("language", "size"), [("en", "desktop"), ("zh", "phone")])
def test_a_slider_moves_the_ranking_answers_and_the_address_keeps_it(visit: Visit, language: str, size: str) -> None:
    guest = visit(language, size)
    guest.open("what_if")
    before = guest.text()
    slider = guest.page.locator(".st-key-w_response_on_time input[type=range]")
    slider.focus()
    slider.press("End")
    guest.ready()
    after = guest.text()
    assert "10.0 → 40.0" in after
    assert _moved(after, language) != _moved(before, language)
    assert "w_response_on_time=60" in guest.page.url
    guest.page.reload()
    guest.ready()
    assert slider.input_value() == "60"
    assert guest.text() == after


def _moved(text: str, language: str) -> str:
    """The number on the card of ranks."""
    return text.split(words.catalogue(language)["what_if.card.rank"], 1)[1].split()[0]


def test_the_scorecard_opens_from_its_row_and_its_pdf_is_one_page(visit: Visit) -> None:
    guest = visit()
    guest.open("scorecard", "?department=A21")
    assert "桌面支持组: 81.50 points, rank 2 of 3, grade B." in guest.text()
    with guest.page.expect_download() as waiting:
        guest.page.get_by_role("button", name="Download as PDF").click()
    assert waiting.value.suggested_filename == "scorecard-2026H1-A21-en.pdf"
    assert waiting.value.path().read_bytes().startswith(b"%PDF-")
