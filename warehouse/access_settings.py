"""access.toml of a company folder: how people sign in, who has which role, who stands in for whom."""

import hashlib
import ipaddress
import os
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from warehouse.errors import UserError
from warehouse.toml_file import place, read_toml, validated

FILE = "access.toml"
VARIABLE = re.compile(r"\$\{(\w+)\}")
CALLBACK = "/oauth2callback"


def _named(text: str) -> str:
    if not VARIABLE.fullmatch(text):
        raise ValueError("a secret stands in the environment, not in a file; write its name, such as ${NEIKAN_SECRET}")
    return text


def _callback(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or parts.path != CALLBACK or parts.query or not parts.hostname:
        raise ValueError(
            f"give the dashboard's own address with {CALLBACK}, such as https://neikan.example.com{CALLBACK}"
        )
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError("people sign in over https, except on this machine")
    return url


Secret = Annotated[str, AfterValidator(_named)]


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Oidc(Table):
    """An OpenID Connect provider. The secrets are names of variables of the environment."""

    metadata_url: str
    client_id: str
    client_secret: Secret
    cookie_secret: Secret
    redirect_url: Annotated[str, AfterValidator(_callback)]
    scope: str = "openid email profile"
    prompt: str = "select_account"


class Header(Table):
    """What a proxy on this machine says of whoever it let in, and the header by which it proves itself."""

    user: str = "X-Forwarded-User"
    email: str | None = None
    groups: str | None = None
    secret_header: str = "X-Neikan-Proxy"
    secret: Secret


class Claims(Table):
    """The claims that name an employee: by id, else by mail address. In header mode the user is the employee's id."""

    employee_id: str | None = None
    email: str = "email"


class Who(Table):
    """Who has a role: employees by id, mail addresses, or anyone whose claim holds one of these values."""

    employees: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    claims: dict[str, tuple[str, ...]] = {}

    def has(self, employee_id: str | None, email: str | None, claims: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether one of the three names this person; mail addresses in any case of letters."""
        if employee_id in self.employees or (email and email.lower() in {one.lower() for one in self.emails}):
            return True
        return any(value in claims.get(claim, ()) for claim, values in self.claims.items() for value in values)


class Roles(Table):
    """The roles that are granted; head and employee follow from the feeds departments and employees."""

    executive: Who = Who()
    hr: Who = Who()
    data: Who = Who()
    auditor: Who = Who()


class Substitute(Table):
    """Somebody who sees departments as their head does, both days included; without days from now on or for good."""

    employee_id: str
    department_ids: tuple[str, ...] = Field(min_length=1)
    from_on: date | None = None
    to_on: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_on and self.to_on and self.to_on < self.from_on:
            raise ValueError("to_on is before from_on")
        return self

    def holds(self, today: date) -> bool:
        """Whether it is in force on a day."""
        return (self.from_on or today) <= today <= (self.to_on or today)


class Access(Table):
    """The whole file. `dev` is for this machine alone: whoever sits at it looks as anybody."""

    mode: Literal["dev", "oidc", "header"] = "dev"
    address: str = "127.0.0.1"
    hosts: tuple[str, ...] = ()
    session_hours: float = Field(default=12, gt=0, le=24)
    oidc: Oidc | None = None
    header: Header | None = None
    claims: Claims = Claims()
    roles: Roles = Roles()
    substitutes: tuple[Substitute, ...] = ()

    @model_validator(mode="after")
    def _has_its_mode(self) -> Self:
        if self.mode != "dev" and getattr(self, self.mode) is None:
            raise ValueError(f'mode "{self.mode}" needs a table [{self.mode}]')
        if self.mode != "oidc" and not is_loopback(self.address):
            raise ValueError(
                f'mode "{self.mode}" answers on this machine only; set address to 127.0.0.1, or mode to "oidc"'
            )
        return self

    @property
    def mark(self) -> str:
        """Names what the file says: a result kept under it is forgotten when the file changes."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    def departments_of(self, employee_id: str, today: date) -> tuple[str, ...]:
        """The departments for which somebody stands in on a day."""
        held = [one for one in self.substitutes if one.employee_id == employee_id and one.holds(today)]
        return tuple(department for one in held for department in one.department_ids)


def is_loopback(address: str) -> bool:
    """Whether an address can be reached from this machine alone."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def load_access(folder: Path) -> Access:
    """What access.toml says, dev mode without one; UserError names line and nearest known key."""
    path = folder / FILE
    data = read_toml(path) if path.exists() else {}
    return validated(Access, data, path)


def unset_secrets(folder: Path) -> Iterator[str]:
    """A sentence for each secret of access.toml that the environment lacks."""
    path = folder / FILE
    for keys, name in _variables(read_toml(path) if path.exists() else {}):
        if not os.environ.get(name):
            yield f"{place(path, keys)}: ${{{name}}} is not set; export it where the dashboard starts."


def secret(name: str) -> str:
    """The value of `${NAME}`; UserError when the environment lacks it."""
    found = VARIABLE.fullmatch(name)
    value = os.environ.get(found[1]) if found else None
    if not value:
        raise UserError(f"{FILE} needs {name}, which is not set; export it.")
    return value


def _variables(table: Mapping[str, Any], keys: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _variables(value, (*keys, key))
        elif isinstance(value, str) and (found := VARIABLE.fullmatch(value)):
            yield (*keys, key), found[1]
