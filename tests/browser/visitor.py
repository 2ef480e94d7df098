"""A person at a browser: opens pages, waits until they stand still, notes what goes wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.browser.chromium import require_chromium
from tests.conftest import PAGES

Size = Literal["phone", "desktop"]
SIZES: dict[Size, ViewportSize] = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1440, "height": 900}}
LOCALES = {"zh": "zh-CN", "en": "en-US"}
PATHS = {name: "" if name == "overview" else name for name in PAGES}
QUIET_MS = 250
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

# Waits until the page is ready: connected, script done, no skeleton, nothing stale, and then no change of the document
# for QUIET_MS. Gives the milliseconds to the last change of anything that is painted, and to the last change at all:
# a table writes its rows into its canvas for screen readers a fifth of a second after it was drawn.
# `act` is a script that does something first, or nothing; the time runs from there, or from the navigation.
READY = """
async ([act, quiet, isLoad]) => {
  const app = () => document.querySelector('[data-testid="stApp"]');
  const isBusy = () => !app()
    || app().getAttribute('data-test-connection-state') !== 'CONNECTED'
    || app().getAttribute('data-test-script-state') !== 'notRunning'
    || document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]') !== null
    || document.querySelector('[data-testid="stMain"] [data-testid="stElementContainer"]') === null;
  let last = performance.now(), painted = last;
  const isPainted = change => change.type === 'attributes' || !change.target.closest?.('canvas');
  const watch = new MutationObserver(changes => {
    last = performance.now();
    if (changes.some(isPainted)) painted = last;
  });
  watch.observe(document.documentElement, {subtree: true, childList: true, attributes: true, characterData: true});
  const begin = isLoad ? 0 : performance.now();
  if (act) { eval(act); last = painted = performance.now(); await new Promise(done => setTimeout(done, 30)); }
  await new Promise((done, fail) => {
    const look = () => {
      const now = performance.now();
      if (isBusy()) last = painted = now;
      if (now - last >= quiet) return done();
      if (now > begin + 30000) return fail(new Error('not ready after 30 s'));
      setTimeout(look, 10);
    };
    look();
  });
  watch.disconnect();
  return [painted - begin, last - begin];
}
"""

# The cells of a table, head first, which a table writes for screen readers.
CELLS = """key => [...document.querySelector(`[class*="st-key-${key}"][class*="_download"]`).previousElementSibling
    .querySelectorAll('table tr')].map(row => [...row.children].map(cell => cell.innerText.trim()))"""


class Wait(NamedTuple):
    """Milliseconds until the last painted change, and until the last change at all."""

    painted: float
    still: float


class Visitor:
    """One browser tab; `foreign` are the hosts asked other than the dashboard's, `faults` what the console said."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.foreign: set[str] = set()
        self.faults: list[str] = []
        page.on("request", lambda request: self._note(request.url))
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urlsplit(self.address).netloc:
            self.foreign.add(parts.netloc)

    def open(self, name: str = "overview", query: str = "") -> Wait:
        """Goes to a page by its address and waits for it; the time runs from the beginning of the navigation."""
        self.page.goto(f"{self.address}/{PATHS[name]}{query}")
        return self.ready(is_load=True)

    def ready(self, act: str = "", is_load: bool = False) -> Wait:
        """Does `act` if given and waits until the page stands still."""
        return Wait(*self.page.evaluate(READY, [act, QUIET_MS, is_load]))

    def go(self, name: str) -> Wait:
        """Switches the page in the navigation and waits for it."""
        end = f"/{PATHS[name]}"
        return self.ready(
            "[...document.querySelectorAll('[data-testid=\"stSidebarNavLink\"]')]"
            f".find(link => new URL(link.href).pathname === '{end}').click()"
        )

    def choose(self, key: str, option: str) -> Wait:
        """Chooses in a filter and waits; the time runs from the click on the option."""
        self.page.locator(f".st-key-{key} input").click()
        self.page.locator(f".st-key-{key} input").fill(option)  # a long list holds only what is in sight
        self.page.get_by_role("option", name=option, exact=True).wait_for()
        return self.ready(
            "[...document.querySelectorAll('[role=\"option\"]')]"
            f".find(option => option.innerText.trim() === {option!r}).click()"
        )

    def rows(self, key: str) -> list[list[str]]:
        """The cells of a table, head first; it is drawn when it is in sight."""
        self.page.locator(f'[class*="st-key-{key}"][class*="_download"]').first.scroll_into_view_if_needed()
        self.page.wait_for_function(f"key => ({CELLS})(key).length", arg=key)
        found: list[list[str]] = self.page.evaluate(CELLS, key)
        return found

    def pick(self, key: str) -> None:
        """Selects the first row of a table."""
        canvas = self.page.locator(f'[class*="st-key-{key}"] canvas').first
        canvas.evaluate("canvas => canvas.scrollIntoView({block: 'center'})")  # and not below the bar at the top
        canvas.click(position={"x": 18, "y": 52}, force=True)

    def take(self, key: str, kind: str, path: Path) -> str:
        """Downloads a table as Excel, CSV, Parquet or PDF to `path`, and gives the name that the file came with."""
        self.page.locator(f'[class*="st-key-{key}"][class*="_download"] button').first.click()
        button = self.page.get_by_role("button", name=kind, exact=True)
        button.wait_for()
        with self.page.expect_download() as waiting:
            button.click()
        waiting.value.save_as(path)
        return waiting.value.suggested_filename

    def text(self) -> str:
        return self.page.locator('[data-testid="stMain"]').inner_text()

    def picture(self, path: Path) -> None:
        """The whole page as a PNG."""
        size = self.page.viewport_size
        assert size is not None
        tall = self.page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollHeight")
        self.page.set_viewport_size({"width": size["width"], "height": min(max(tall, size["height"]), 8000)})
        self.ready()
        self.page.screenshot(path=path)
        self.page.set_viewport_size(size)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=require_chromium(), args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visitor(
    browser: Browser,
    address: str,
    language: str = "en",
    size: Size = "desktop",
    scheme: Literal["light", "dark"] = "light",
) -> Iterator[Visitor]:
    context: BrowserContext = browser.new_context(
        viewport=SIZES[size],
        locale=LOCALES[language],
        color_scheme=scheme,
        device_scale_factor=1.5 if size == "phone" else 1,
    )
    try:
        yield Visitor(context.new_page(), address)
    finally:
        context.close()
