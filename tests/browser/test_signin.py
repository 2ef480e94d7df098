"""Signing in with a real provider and a real browser, and a proxy's headers: who gets in, and what gets out."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext

from dashboard import words
from tests.browser.server import ROOT, dashboard
from tests.browser.signin import signing_in
from tests.browser.visitor import Visitor
from tests.dashboard import small_warehouse
from warehouse.store import connect, published

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of what the provider is made of
EN = words.catalogue("en")
SECRET = "what only the proxy knows"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signin")
    small_warehouse.publish(folder)
    return folder


@pytest.fixture(scope="module")
def served(warehouse: Path) -> Iterator[str]:
    """A dashboard with a provider whose tokens last an hour."""
    with signing_in(warehouse, warehouse / "company") as address:
        yield address


@pytest.fixture
def browsing(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-US", viewport={"width": 1440, "height": 900})
    yield context
    context.close()


def _enter(context: BrowserContext, address: str, person: str, path: str = "/") -> Visitor:
    """Asks for a page, signs in as somebody, and is on that page."""
    guest = Visitor(context.new_page(), address)
    guest.page.goto(address + path)
    guest.page.get_by_role("button", name=EN["signin.in"]).click()
    guest.page.get_by_role("button", name=person, exact=True).click()
    guest.page.wait_for_url(f"{address}/**")
    guest.page.get_by_text(EN["signin.out"]).wait_for()
    return guest


def _lines(warehouse: Path) -> list[tuple[str, str, str]]:
    text = "".join(path.read_text(encoding="utf-8") for path in warehouse.glob("audit/*.jsonl"))
    return [(line["event"], line["user"], line["what"]) for line in map(json.loads, text.splitlines())]


def _status(address: str) -> int:
    try:
        with urlopen(address, timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_who_signs_in_comes_to_the_page_asked_for_and_sees_what_the_role_gives(
    browsing: BrowserContext, served: str, warehouse: Path
) -> None:
    guest = _enter(browsing, served, "head-of-c", "/sla?period=2025H2")
    guest.ready()
    assert guest.page.url == f"{served}/sla?period=2025H2"
    assert guest.page.locator("h1").inner_text() == EN["page.sla.question"]
    guest.page.goto(f"{served}/quarantine")
    guest.page.get_by_text(EN["state.no_permission.title"]).wait_for()
    assert ("login", "head-of-c", "") in _lines(warehouse)
    assert ("refused", "E6", "quarantine") in _lines(warehouse)


def test_who_has_no_role_sees_nothing(browsing: BrowserContext, served: str) -> None:
    guest = _enter(browsing, served, "stranger")
    guest.page.get_by_text(EN["state.no_permission.title"]).wait_for()
    assert guest.page.locator('[data-testid="stSidebarNavLink"], [data-testid="stMetric"]').count() == 0


def test_signing_out_ends_every_tab_and_no_download_is_left(
    browsing: BrowserContext, served: str, warehouse: Path
) -> None:
    guest = _enter(browsing, served, "auditor", "/quarantine")
    other = browsing.new_page()
    other.goto(served)
    other.get_by_text(EN["signin.out"]).wait_for()
    with guest.page.expect_download() as got:
        guest.page.locator("[class*=st-key-download_refused_rows] button").first.click()
    assert "31/31/2026" in got.value.path().read_text(encoding="utf-8-sig")
    assert ("download", "auditor", "refused_rows") in _lines(warehouse)
    assert browsing.request.get(got.value.url).status == 200
    assert _status(got.value.url) == 403, "without the cookie"
    stolen = browsing.storage_state()
    guest.page.get_by_role("button", name=EN["signin.out"]).click()
    other.get_by_text(EN["state.login.title"]).wait_for()
    assert browsing.browser
    with browsing.browser.new_context(storage_state=stolen, locale="en-US") as thief:
        assert thief.request.get(got.value.url).status == 403
        page = thief.new_page()
        page.goto(served)
        page.get_by_text(EN["state.login.title"]).wait_for()


def test_an_expired_token_is_out_in_the_middle_of_looking(browsing: BrowserContext, warehouse: Path) -> None:
    with signing_in(warehouse, warehouse / "short", timedelta(seconds=10)) as served:
        guest = _enter(browsing, served, "ceo", "/sla?period=2025H2")
        guest.page.get_by_text(EN["state.login.title"]).wait_for()
        assert guest.page.url.startswith(f"{served}/sla"), "and the way back is kept"


def test_a_header_does_not_sign_anybody_in_where_the_provider_does(browser: Browser, served: str) -> None:
    forged = {"X-Forwarded-User": "E1", "X-Forwarded-Email": "E1@example.com", "X-Streamlit-User": "E1"}
    with browser.new_context(extra_http_headers=forged, locale="en-US") as context:
        page = context.new_page()
        page.goto(served)
        page.get_by_text(EN["state.login.title"]).wait_for()
    assert {_status(f"{served}/_stcore/{path}") for path in ("metrics", "agent/openapi.json")} == {404}


def test_behind_a_proxy_its_header_names_the_viewer_and_nobody_else_is_answered(
    browser: Browser, warehouse: Path, tmp_path: Path
) -> None:
    (tmp_path / "access.toml").write_text('mode = "header"\n[header]\nsecret = "${NEIKAN_PROXY}"\n', encoding="utf-8")
    with dashboard(warehouse, tmp_path / "dashboard.log", tmp_path, NEIKAN_PROXY=SECRET) as served:
        assert _status(served) == 403
        proxied = {"X-Neikan-Proxy": SECRET, "X-Forwarded-User": "E6"}
        with browser.new_context(extra_http_headers=proxied, locale="en-US") as context:
            guest = Visitor(context.new_page(), served)
            guest.page.goto(served)
            guest.ready()
            assert guest.page.locator('[data-testid="stMetricValue"]').all_inner_texts()[-1] == "96"
            guest.page.goto(f"{served}/health")
            guest.page.get_by_text(EN["state.no_permission.title"]).wait_for()


def test_a_fault_is_a_sentence_with_a_number_that_stands_in_the_log(browser: Browser, tmp_path: Path) -> None:
    small_warehouse.publish(tmp_path)
    build = published(tmp_path)
    assert build
    with connect(build.path, read_only=False) as connection:
        connection.execute("UPDATE settings.company SET timezone = 'No/Where'")
    log = tmp_path / "dashboard.log"
    with dashboard(tmp_path, log) as served, browser.new_context(locale="zh-CN") as context:
        page = context.new_page()
        page.goto(f"{served}/ticket?ticket=T0001")
        page.get_by_text(words.catalogue("zh")["state.fault.title"]).wait_for()
        said = page.locator('[data-testid="stMain"]').inner_text()
        number = said.split("故障编号 ")[1].split()[0]
        assert "Traceback" not in page.content()
        assert str(tmp_path) not in page.content()
        assert f"fault {number}" in log.read_text(encoding="utf-8")


def test_it_refuses_to_start_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "access.toml").write_text('address = "0.0.0.0"\n', encoding="utf-8")
    command = [sys.executable, "-m", "dashboard", f"--company={tmp_path}", f"--warehouse={tmp_path}"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert 'mode "dev" answers on this machine only' in ended.stderr
