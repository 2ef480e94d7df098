"""Sessions of people who signed in: when one ends, and what ends it before its time."""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

CLOCK_SKEW_S = 5


@dataclass(frozen=True)
class Session:
    """One sign-in: the provider's id of the user, and the epoch second at which it ends."""

    session_id: str
    user: str
    ends_s: float


@dataclass
class Sessions:
    """What the server knows of sessions; `hours` is the longest that one lasts."""

    hours: float
    ended: set[str] = field(default_factory=set)
    _seen: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def of(self, claims: Mapping[str, Any]) -> Session | None:
        """The session of an ID token's claims; None when they have expired, were ended, or name nobody."""
        user, expires_s, issued_s = (claims.get(name) for name in ("sub", "exp", "iat"))
        if not user or not isinstance(expires_s, int | float) or not isinstance(issued_s, int | float):
            return None
        ends_s = min(expires_s, issued_s + self.hours * 3600)
        named = json.dumps([claims.get(name) for name in ("iss", "sub", "iat", "exp", "nonce")])
        session_id = hashlib.sha256(named.encode()).hexdigest()[:16]
        if session_id in self.ended or not issued_s - CLOCK_SKEW_S <= time.time() < ends_s:
            return None
        return Session(session_id, str(user), ends_s)

    def of_cookies(self, cookies: Mapping[str, str], secret: str) -> Session | None:
        """The session of the signed cookie that Streamlit sets after a login."""

        def signed(name: str) -> bytes | None:
            value = cookies.get(name)
            return None if value is None else decode_signed_value(secret, name, value.encode("latin-1"))

        try:
            found = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
            return self.of(json.loads(found)) if found else None
        except ValueError:
            return None

    def end(self, session: Session) -> None:
        """Ends a session everywhere, whatever cookie is shown later."""
        with self._lock:
            self.ended.add(session.session_id)

    def is_first(self, session: Session) -> bool:
        """Whether this session is seen for the first time by this process."""
        with self._lock:
            is_new = session.session_id not in self._seen
            self._seen.add(session.session_id)
            return is_new
