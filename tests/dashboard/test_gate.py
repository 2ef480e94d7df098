"""What stands before Streamlit: doors that stay closed, sessions that end, and addresses that are kept."""

import json
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from dashboard.__main__ import provider
from dashboard.access import PROVIDER
from dashboard.gate import Gate, is_local_page
from dashboard.sessions import Sessions
from warehouse.access_settings import Access

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would rather have the next httpx
    from starlette.testclient import TestClient

KEY = "the key of the tests, long enough to sign"
PAGE = {"accept": "text/html"}
OIDC = {
    "metadata_url": "https://id.example.com", "client_id": "neikan", "client_secret": "${A}", "cookie_secret": "${B}",
    "redirect_url": "https://neikan.example.com/oauth2callback",
}  # fmt: skip
SETTINGS = {
    "oidc": Access.model_validate({"mode": "oidc", "oidc": OIDC}),
    "header": Access.model_validate({"mode": "header", "header": {"secret": "${C}"}}),
    "dev": Access(),
}
Enter = Callable[..., TestClient]


def _cookie(lasts_s: int = 3600, began_s: float | None = None, key: str = KEY, user: str = "li") -> str:
    issued_s = int(began_s or time.time())
    claims = {"sub": user, "iat": issued_s, "exp": issued_s + lasts_s, "is_logged_in": True}
    return create_signed_value(key, "_streamlit_user", json.dumps(claims)).decode()


async def _signed_in(request: Request) -> Response:
    response = RedirectResponse("/", 302)
    if request.query_params.get("state") == "known":
        response.set_cookie("_streamlit_user", _cookie())
    return response


async def _page(_: Request) -> Response:
    return PlainTextResponse("a page")


async def _stream(tab: WebSocket) -> None:
    await tab.accept(subprotocol="streamlit")
    await tab.send_text(str(tab.headers))
    try:
        while True:
            await tab.receive_text()
    except WebSocketDisconnect:
        pass


@pytest.fixture
def sessions() -> Sessions:
    return Sessions(hours=12)


@pytest.fixture
def enter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sessions: Sessions) -> Enter:
    """A client of the gate in a mode, with what stands behind it replaced by a few routes."""
    monkeypatch.setenv("NEIKAN_WAREHOUSE", str(tmp_path))
    inner = Starlette(
        routes=[
            Route("/oauth2callback", _signed_in),
            WebSocketRoute("/_stcore/stream", _stream),
            Route("/{path:path}", _page),
        ]
    )

    def client(mode: str, cookie: str | None = None) -> TestClient:
        gate = Gate(inner, SETTINGS[mode], KEY, sessions)
        cookies = {"_streamlit_user": cookie} if cookie else {}
        return TestClient(gate, "https://neikan.example.com", cookies=cookies, follow_redirects=False)

    return client


def _lines(folder: Path) -> list[tuple[str, str, str]]:
    text = "".join(path.read_text() for path in folder.glob("audit/*.jsonl"))
    return [(line["event"], line["user"], line["what"]) for line in map(json.loads, text.splitlines())]


@pytest.mark.parametrize("mode", SETTINGS)
@pytest.mark.parametrize("path", ["metrics", "metrics/", "agent/mcp", "agent/openapi.json", "upload_file/a"])
def test_what_nobody_needs_is_closed(enter: Enter, mode: str, path: str) -> None:
    assert enter(mode, _cookie()).get(f"/_stcore/{path}", headers={"X-Neikan-Proxy": KEY}).status_code == 404


@pytest.mark.parametrize(
    "cookie",
    [None, "forged", _cookie(key="another key of somebody else"), _cookie(lasts_s=-1),
     _cookie(86_400, time.time() - 46_800)],
    ids=["none", "forged", "another key", "expired token", "older than a session lasts"],
)  # fmt: skip
def test_a_download_needs_a_session_that_lives(enter: Enter, tmp_path: Path, cookie: str | None) -> None:
    assert enter("oidc", _cookie()).get("/media/abc.csv").status_code == 200
    refused = enter("oidc", cookie)
    assert [refused.get("/media/abc.csv").status_code for _ in range(3)] == [403, 403, 403]
    assert _lines(tmp_path) == [("refused", "", "media")], "once a minute, so that nobody fills the disk"


def test_a_logout_ends_the_session_for_every_copy_of_its_cookie(enter: Enter, tmp_path: Path) -> None:
    cookie, other = _cookie(), _cookie(user="wang")
    enter("oidc", cookie).get("/auth/logout")
    assert enter("oidc", cookie).get("/media/abc.csv").status_code == 403
    assert enter("oidc", other).get("/media/abc.csv").status_code == 200
    assert ("logout", "li", "") in _lines(tmp_path)


def test_a_logout_in_one_tab_reloads_the_others(enter: Enter) -> None:
    client = enter("oidc", _cookie())
    with client, client.websocket_connect("/_stcore/stream") as tab:
        tab.receive_text()
        client.get("/auth/logout")
        assert tab.receive_bytes(), "the message that reloads the page"
        with pytest.raises(WebSocketDisconnect):
            tab.receive_text()


def test_a_tab_is_cut_off_when_its_session_expires(enter: Enter) -> None:
    client = enter("oidc", _cookie(lasts_s=2))
    with client.websocket_connect("/_stcore/stream") as tab:
        tab.receive_text()
        assert tab.receive_bytes()
        with pytest.raises(WebSocketDisconnect):
            tab.receive_text()


def test_who_is_not_signed_in_takes_up_nobodys_session(enter: Enter) -> None:
    asked = ["streamlit", "token", "session-of-somebody"]
    with enter("oidc").websocket_connect("/_stcore/stream", subprotocols=asked) as tab:
        assert "session-of-somebody" not in tab.receive_text()
    with enter("oidc", _cookie()).websocket_connect("/_stcore/stream", subprotocols=asked) as tab:
        assert "session-of-somebody" in tab.receive_text()


def test_the_page_asked_for_is_opened_after_the_login(enter: Enter, tmp_path: Path) -> None:
    client = enter("oidc")
    client.get("/sla?period=2025H2&provider=%E8%AE%BE", headers=PAGE)
    answer = client.get("/oauth2callback?state=known")
    assert answer.headers["location"] == "/sla?period=2025H2&provider=%E8%AE%BE"
    assert all("Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))
    assert _lines(tmp_path) == [("login", "li", "")]
    assert client.get("/oauth2callback?state=known").headers["location"] == "/", "once"


def test_a_login_that_failed_leads_nowhere(enter: Enter, tmp_path: Path) -> None:
    client = enter("oidc")
    client.get("/sla", headers=PAGE)
    assert client.get("/oauth2callback?error=denied").headers["location"] == "/"
    assert _lines(tmp_path) == []


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "/\\evil.example", "https://evil.example", "evil", "", "/a\r\nset-cookie: x=y", "/auth/logout",
     "/oauth2callback?state=a", "/media/abc", "/" + "a" * 3000],
)  # fmt: skip
def test_only_pages_of_this_dashboard_are_kept(enter: Enter, address: str) -> None:
    assert not is_local_page(address)
    client = enter("oidc")
    client.cookies.set("neikan_next", address.encode("ascii", "replace").hex() if "\r" in address else address)
    assert client.get("/oauth2callback?state=known").headers["location"] == "/"


@pytest.mark.parametrize("given", [{}, {"X-Neikan-Proxy": "guess"}], ids=["without the secret", "with a guess"])
def test_a_header_is_believed_only_from_the_proxy(enter: Enter, tmp_path: Path, given: dict[str, str]) -> None:
    client = enter("header")
    client.headers["X-Forwarded-User"] = "E1"
    assert client.get("/", headers=given).status_code == 403
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream", headers=given):
        pass
    with client.websocket_connect("/_stcore/stream", headers={"X-Neikan-Proxy": KEY}) as tab:
        assert KEY not in tab.receive_text(), "no page needs the secret"
    assert _lines(tmp_path) == [("refused", "", "proxy")]


def test_no_page_is_framed_by_another(enter: Enter) -> None:
    assert enter("dev").get("/").headers["x-frame-options"] == "DENY"


def test_the_provider_is_asked_with_the_prompt_of_access_toml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A", "what the provider knows")
    told = provider(Access.model_validate({"mode": "oidc", "oidc": {**OIDC, "prompt": "login"}}), KEY)
    assert told["auth"][PROVIDER]["client_kwargs"]["prompt"] == "login"
