"""At risk now and the receipt in a real browser: from the row to the receipt, and from there to a file."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard import words
from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor
from tests.dashboard.small_receipt import LATE


def _ticket(guest: Visitor) -> list[str]:
    return parse_qs(urlsplit(guest.page.url).query).get("ticket", [])


def test_a_row_at_risk_opens_its_receipt_and_the_address_names_it(visit: Visit) -> None:
    guest = visit("en")
    guest.open("risk")
    guest.pick("risk_")
    guest.page.get_by_role("heading", name=words.catalogue("en")["page.ticket.question"]).wait_for()
    guest.ready()
    (ticket,) = _ticket(guest)
    assert guest.page.locator(".st-key-ticket input").input_value() == ticket
    assert words.catalogue("en")["state.open"] in guest.text()
    guest.go("risk")
    assert guest.page.locator("h1").inner_text() == words.catalogue("en")["page.risk.question"]


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_link_opens_the_receipt_that_it_names(visit: Visit, language: str, size: str) -> None:
    guest = visit(language, size)
    guest.open("ticket", f"?ticket={LATE}")
    assert words.catalogue(language)["receipt.stretches.title"] in guest.text()
    assert "2026-06-29 18:00:00" in guest.text()
    main = "document.querySelector('[data-testid=\"stMain\"]')"
    assert not guest.page.evaluate(f"{main}.scrollWidth > window.innerWidth")


def test_a_number_that_is_typed_stands_in_the_address(visit: Visit) -> None:
    guest = visit("en")
    guest.open("ticket")
    guest.page.locator(".st-key-ticket input").fill(LATE)
    guest.page.locator(".st-key-ticket input").press("Enter")
    guest.page.get_by_text(words.catalogue("en")["receipt.stretches.title"]).wait_for()
    assert _ticket(guest) == [LATE]


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF-"), ("csv", b"\xef\xbb\xbf#,")])
def test_the_receipt_can_be_taken_away(visit: Visit, tmp_path: Path, kind: str, begins: bytes) -> None:
    guest = visit("zh")
    guest.open("ticket", f"?ticket={LATE}")
    with guest.page.expect_download() as started:
        guest.page.get_by_role("button", name=words.catalogue("zh")[f"ticket.{kind}"], exact=True).click()
    assert started.value.suggested_filename == f"receipt-{LATE}-zh.{kind}"
    started.value.save_as(tmp_path / "file")
    assert (tmp_path / "file").read_bytes().startswith(begins)
