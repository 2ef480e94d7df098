"""Who is looking, which roles that gives, and what each role may see; whoever has no role sees nothing."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import streamlit as st

from dashboard.sessions import Sessions
from warehouse import reads, viewers
from warehouse.access_settings import FILE, Access, Claims, Header, is_loopback, load_access
from warehouse.reads import Scope

EXECUTIVE, HEAD, EMPLOYEE, HR, DATA, AUDITOR = ROLES = ("executive", "head", "employee", "hr", "data", "auditor")
GRANTED = (EXECUTIVE, HR, DATA, AUDITOR)  # the other two follow from the warehouse
EVERYTHING = "everything"
PROVIDER = "company"  # the name under which Streamlit keeps the provider of access.toml

_started: Access | None = None
_sessions: Sessions | None = None


@dataclass(frozen=True)
class Identity:
    """Who somebody is before the warehouse is asked: the id, and what the sign-in says of the person."""

    user_id: str
    employee_id: str | None = None
    email: str | None = None
    claims: tuple[tuple[str, tuple[str, ...]], ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Viewer:
    """What somebody may see in one build, role by role; `user_id` is the employee's id where there is one."""

    user_id: str
    scopes: tuple[tuple[str, Scope], ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(role for role, _ in self.scopes)

    def may_open(self, roles: tuple[str, ...]) -> bool:
        """Whether one of the roles that a page is for is the viewer's."""
        return any(role in roles for role in self.roles)

    def scope(self, roles: tuple[str, ...]) -> Scope:
        """What the viewer may see on a page: by those of the viewer's roles that the page is for, and by no other."""
        found = Scope()
        for role, scope in self.scopes:
            found = found | scope if role in roles else found
        return found


def viewer(connection: duckdb.DuckDBPyConnection, identity: Identity, settings: Access, today: date) -> Viewer:
    """The roles and scopes of somebody: departments and heads at as-of, substitutes and grants today."""
    employee_id = viewers.employee(connection, identity.employee_id, identity.email)
    claims = dict(identity.claims)
    granted = {
        role: role in identity.roles or getattr(settings.roles, role).has(employee_id, identity.email, claims)
        for role in GRANTED
    }
    everyone = reads.all_departments(connection).department_ids
    scopes = {
        EXECUTIVE: Scope(everyone),
        HR: Scope(everyone, sees_people=True),
        DATA: Scope(everyone, sees_rows=True),
        AUDITOR: Scope(everyone, sees_people=True, sees_rows=True),
    }
    found = {role: scopes[role] for role in GRANTED if granted[role]}
    if employee_id:
        held = settings.departments_of(employee_id, today)
        if departments := viewers.headed(connection, employee_id, held):
            found[HEAD] = Scope(departments, viewers.reports(connection, employee_id))
        found[EMPLOYEE] = Scope(employee_ids=(employee_id,))
    return Viewer(employee_id or identity.user_id, tuple(found.items()))


def start(settings: Access, sessions: Sessions) -> None:
    """What the server was started with: how people sign in does not change until it is started again."""
    global _started, _sessions
    _started, _sessions = settings, sessions


def settings() -> Access:
    """access.toml as it is now; only roles, claims and substitutes change while the server runs."""
    if "NEIKAN_COMPANY" not in os.environ:
        return _started or Access()
    path = Path(os.environ["NEIKAN_COMPANY"]) / FILE
    now = _read(path.parent, path.stat().st_mtime_ns if path.exists() else None)
    if _started is None:
        return now
    return _started.model_copy(update={name: getattr(now, name) for name in ("claims", "roles", "substitutes")})


@lru_cache(maxsize=2)
def _read(folder: Path, changed_ns: int | None) -> Access:
    return load_access(folder) if changed_ns is not None else Access()


def is_closed() -> bool:
    """True when the server must show nothing: it was not started by `python -m dashboard` in a mode that needs that,
    or whoever sits at any machine would look as anybody."""
    if settings().mode == "dev":
        return not is_loopback(st.get_option("server.address") or "")
    return _started is None


def is_own_machine() -> bool:
    """Whether nobody but who runs the server can look, who may read its own sentences: dev mode, on loopback."""
    return (_started or Access()).mode == "dev" and is_loopback(st.get_option("server.address") or "")


def identity() -> Identity | None:
    """Who is looking by the sign-in of this session, asked anew in every run; None when nobody is signed in."""
    asked = settings()
    if asked.mode == "header" and asked.header:
        return _of_headers(asked.header)
    if asked.mode == "oidc" and _sessions:
        claims = st.user.to_dict()
        session = _sessions.of(claims) if claims.get("is_logged_in") else None
        return _of_claims(claims, session.user, asked.claims) if session else None
    return chosen(st.session_state.get("viewer") or EVERYTHING)


def _of_headers(header: Header) -> Identity | None:
    headers = st.context.headers
    user = (headers.get(header.user) or "").strip()
    email = headers.get(header.email) if header.email else None
    groups = (headers.get(header.groups) or "") if header.groups else ""
    held = tuple(group.strip() for group in groups.split(",") if group.strip())
    return Identity(user, user, email, (("groups", held),)) if user else None


def _of_claims(claims: Mapping[str, Any], user: str, names: Claims) -> Identity:
    """An address that the provider calls unverified counts for nothing."""
    employee_id = claims.get(names.employee_id) if names.employee_id else None
    email = claims.get(names.email) if claims.get("email_verified") is not False else None
    held = tuple((name, _texts(value)) for name, value in sorted(claims.items()) if name not in ("tokens", names.email))
    return Identity(user, str(employee_id) if employee_id else None, str(email) if email else None, held)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else (str(value),)


def chosen(name: str) -> Identity:
    """Who the picker of dev mode names: everything, a granted role, or an employee's id."""
    if name == EVERYTHING:
        return Identity(name, roles=GRANTED)
    if name in GRANTED:
        return Identity(name, roles=(name,))
    return Identity(name, employee_id=name)
