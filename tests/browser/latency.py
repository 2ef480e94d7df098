"""How long a person at a browser waits: for the first page, for it again, for another page, after a filter."""

from collections.abc import Callable

from playwright.sync_api import Browser

from tests.browser.visitor import PATHS, Visitor, Wait, visitor

PERIOD_PAGES = ("overview", "service_map", "sla", "ranking")
FIRST_OF_ALL, FIRST, AGAIN, SWITCH, FILTER = "first of a new server", "first load", "reload", "page switch", "filter"


def _periods(guest: Visitor) -> list[str]:
    guest.page.locator(".st-key-period input").click()
    options = guest.page.get_by_role("option")
    options.first.wait_for()
    names = options.all_inner_texts()
    guest.page.keyboard.press("Escape")
    return names[:2]


def loads(browser: Browser, address: str, times: int) -> dict[str, list[Wait]]:
    """Waits of browsers that come for the first time, with nothing kept from before, and load the page again."""
    waits: dict[str, list[Wait]] = {FIRST_OF_ALL: [], FIRST: [], AGAIN: []}
    for turn in range(times + 1):
        with visitor(browser, address) as guest:
            waits[FIRST if turn else FIRST_OF_ALL].append(guest.open())
            waits[AGAIN].append(guest.open())
    return waits


def clicks(guest: Visitor, rounds: int, at_begin: Callable[[], None]) -> dict[str, list[tuple[str, Wait]]]:
    """Waits with the page's name. The first round warms and is not counted; `at_begin` is called after it."""
    waits: dict[str, list[tuple[str, Wait]]] = {SWITCH: [], FILTER: []}
    guest.open()
    periods = _periods(guest)
    for turn in range(rounds + 1):
        if turn == 1:
            waits = {kind: [] for kind in waits}
            at_begin()
        for name in PATHS:
            waits[SWITCH].append((name, guest.go(name)))
            if name in PERIOD_PAGES:
                waits[FILTER] += [(name, guest.choose("period", period)) for period in reversed(periods)]
    return waits
