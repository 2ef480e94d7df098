"""One browser and one dashboard for all tests here; each test gets a tab of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.server import dashboard
from tests.browser.visitor import Visitor, chromium, visitor
from tests.dashboard import small_warehouse

Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard on a small warehouse."""
    folder = tmp_path_factory.mktemp("warehouse")
    small_warehouse.publish(folder)
    with dashboard(folder, folder / "dashboard.log") as served:
        yield served


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Opens a tab: visit("zh", "phone"). Fails the test when the tab asked another host or met a fault."""
    with ExitStack() as tabs:
        opened: list[Visitor] = []

        def enter(language: str = "en", size: str = "desktop", served: str = address) -> Visitor:
            guest = tabs.enter_context(visitor(browser, served, language, size))  # type: ignore[arg-type]
            opened.append(guest)
            return guest

        yield enter
        assert [guest.foreign for guest in opened if guest.foreign] == []
        assert [guest.faults for guest in opened if guest.faults] == []


@pytest.fixture
def own_warehouse(tmp_path: Path) -> Path:
    """A warehouse that the test may publish to."""
    small_warehouse.publish(tmp_path)
    return tmp_path
