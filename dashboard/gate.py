"""What stands between the network and Streamlit: closed doors, sessions that end, downloads for who signed in."""

import asyncio
import hmac
import re
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote, unquote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from dashboard import audit
from dashboard.sessions import Session, Sessions
from warehouse.access_settings import CALLBACK, Access

CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/upload_file", "/_stcore/script-health-check")
MEDIA, STREAM, LOGOUT = "/media/", "/_stcore/stream", "/auth/logout"
OWN = ("/_stcore", "/media", "/static", "/component", "/auth", "/vendor", CALLBACK)
NOTED_S = 60.0
NEXT_COOKIE, NEXT_LENGTH, NEXT_S = "neikan_next", 2000, 600
LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
HARDENING = {"x-frame-options": "DENY", "x-content-type-options": "nosniff", "referrer-policy": "same-origin"}
RELOAD = ForwardMsg()
RELOAD.auth_redirect.SetInParent()  # to the empty address, which is the page where the browser is


def is_local_page(path: str) -> bool:
    """Whether a path with its query is a page of this dashboard, and no way to another host or into a login again."""
    return bool(LOCAL.fullmatch(path)) and not path.startswith(OWN) and len(path) <= NEXT_LENGTH


@dataclass
class Gate:
    """An ASGI middleware. `secret` signs cookies in mode oidc; in mode header the proxy proves itself by it."""

    app: ASGIApp
    settings: Access
    secret: str
    sessions: Sessions
    _tabs: dict[str, set[asyncio.Event]] = field(default_factory=dict)
    _noted: dict[str, float] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif scope["path"].startswith(CLOSED):
            await _refuse(scope, receive, send, HTTPStatus.NOT_FOUND)
        elif self.settings.mode == "header" and not self._comes_from_proxy(Headers(scope=scope)):
            self._note("proxy")
            await _refuse(scope, receive, send, HTTPStatus.FORBIDDEN)
        elif scope["type"] == "websocket":
            await self._stream(self._without_secret(scope), receive, send)
        else:
            await self._answer(self._without_secret(scope), receive, send)

    def _note(self, what: str) -> None:
        """A refusal of somebody unknown in the audit log, of each kind once a minute at most: nobody fills the disk."""
        if time.monotonic() - self._noted.get(what, -NOTED_S) >= NOTED_S:
            self._noted[what] = time.monotonic()
            audit.write("refused", "", what)

    def _comes_from_proxy(self, headers: Headers) -> bool:
        header = self.settings.header
        given = headers.getlist(header.secret_header) if header else []
        return len(given) == 1 and hmac.compare_digest(given[0].encode(), self.secret.encode())

    def _without_secret(self, scope: Scope) -> Scope:
        name = self.settings.header.secret_header.lower().encode() if self.settings.header else b""
        return {**scope, "headers": [one for one in scope["headers"] if one[0].lower() != name]}

    def _session(self, scope: Scope) -> Session | None:
        cookies = HTTPConnection(scope).cookies
        return self.sessions.of_cookies(cookies, self.secret) if self.settings.mode == "oidc" else None

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, session = scope["path"], self._session(scope)
        if self.settings.mode == "oidc" and session is None and path.startswith(MEDIA):
            self._note("media")
            await _refuse(scope, receive, send, HTTPStatus.FORBIDDEN)
            return
        if path == LOGOUT and session:
            self._end(session)
        await self.app(scope, receive, self._outgoing(scope, send, session))

    def _outgoing(self, scope: Scope, send: Send, session: Session | None) -> Send:
        async def outgoing(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HARDENING.items():
                    headers.setdefault(name, value)
                if self.settings.mode == "oidc":
                    self._remember(scope, headers, session)
                    self._secure(headers)
            await send(message)

        return outgoing

    def _remember(self, scope: Scope, headers: MutableHeaders, session: Session | None) -> None:
        """Keeps the address that was asked for before a login, and goes there after it."""
        asked = quote(scope["path"]) + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
        given = Headers(scope=scope)
        if scope["path"] == CALLBACK:
            self._signed_in(HTTPConnection(scope).cookies, headers)
        elif session is None and "text/html" in given.get("accept", "") and is_local_page(asked):
            cookie = f"{NEXT_COOKIE}={quote(asked, safe='')}; Path=/; Max-Age={NEXT_S}; HttpOnly; SameSite=Lax"
            headers.append("set-cookie", cookie)

    def _signed_in(self, cookies: dict[str, str], headers: MutableHeaders) -> None:
        fresh = dict(_cookie(one) for one in headers.getlist("set-cookie"))
        session = self.sessions.of_cookies(fresh, self.secret) if USER_COOKIE_NAME in fresh else None
        if session is None:
            return
        if self.sessions.is_first(session):
            audit.write("login", session.user, session=session.session_id)
        asked = unquote(cookies.get(NEXT_COOKIE, ""))
        if is_local_page(asked):
            headers["location"] = asked
        headers.append("set-cookie", f"{NEXT_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")

    def _secure(self, headers: MutableHeaders) -> None:
        """Cookies of an https address never travel over http."""
        cookies = headers.getlist("set-cookie")
        if cookies and self.settings.oidc and self.settings.oidc.redirect_url.startswith("https:"):
            del headers["set-cookie"]
            for cookie in cookies:
                headers.append("set-cookie", cookie if "secure" in cookie.lower().split("; ") else f"{cookie}; Secure")

    def _end(self, session: Session) -> None:
        audit.write("logout", session.user, session=session.session_id)
        self.sessions.end(session)
        for tab in self._tabs.get(session.session_id, set()):
            tab.set()

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A tab: it is cut off when its session ends, and comes back as nobody."""
        session, over = self._session(scope), asyncio.Event()
        if session is None:
            scope = _without_resuming(scope)
        seconds = self.sessions.hours * 3600 if session is None else session.ends_s - time.time()
        tabs = self._tabs.setdefault(session.session_id if session else "", set())
        tabs.add(over)
        try:
            await self.app(scope, _until(receive, over, seconds), send)
        finally:
            tabs.discard(over)
        if over.is_set():
            await send({"type": "websocket.send", "bytes": RELOAD.SerializeToString()})
            await send({"type": "websocket.close", "code": 1001})


def _without_resuming(scope: Scope) -> Scope:
    """The handshake without the id of the tab's old session: whoever is not signed in begins anew, and sees a login."""
    headers = MutableHeaders(scope={**scope, "headers": list(scope["headers"])})
    if protocols := headers.get("sec-websocket-protocol"):
        headers["sec-websocket-protocol"] = ",".join(protocols.split(",")[:2])
    return {**scope, "headers": headers.raw}


def _until(receive: Receive, over: asyncio.Event, seconds: float) -> Receive:
    """Messages of a tab, then a disconnect as soon as it is over or the seconds have passed."""
    ends_at = time.monotonic() + seconds

    async def limited() -> Message:
        message, end = asyncio.ensure_future(receive()), asyncio.ensure_future(over.wait())
        left = max(0.0, ends_at - time.monotonic())
        done, waiting = await asyncio.wait({message, end}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        for one in waiting:
            one.cancel()
        if message in done and not over.is_set():
            return message.result()
        over.set()
        return {"type": "websocket.disconnect", "code": 1001}

    return limited


def _cookie(header: str) -> tuple[str, str]:
    name, _, value = header.partition(";")[0].partition("=")
    return name.strip(), value.strip().strip('"')


async def _refuse(scope: Scope, receive: Receive, send: Send, status: HTTPStatus) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    else:
        await PlainTextResponse(status.phrase, status)(scope, receive, send)
