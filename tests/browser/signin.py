"""A company that signs in with a provider of its own, on this machine: a real one for the tests, and its people."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from tests.browser.server import dashboard, free_port

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it uses names that its own library is about to drop
    import oidc_provider_mock

SECRETS = {"NEIKAN_CLIENT_SECRET": "client-of-the-tests", "NEIKAN_COOKIE_SECRET": "cookies-of-the-tests-and-no-others"}
PEOPLE = {"ceo": "E1@example.com", "head-of-c": "E6@example.com", "stranger": "x@example.com"}
ROLES = """
[roles.executive]
emails = ["e1@example.com"]
[roles.auditor]
claims = { groups = ["auditors"] }
"""


@contextmanager
def provider(lasts: timedelta = timedelta(hours=1)) -> Iterator[str]:
    """The address of a provider whose ID tokens last so long."""
    users = [
        oidc_provider_mock.User(sub=name, claims={"email": email, "email_verified": True})
        for name, email in PEOPLE.items()
    ]
    users.append(oidc_provider_mock.User(sub="auditor", claims={"groups": ["staff", "auditors"]}))
    with oidc_provider_mock.run_server_in_thread(user_claims=users, access_token_max_age=lasts) as server:
        yield f"http://localhost:{server.server_port}"


@contextmanager
def signing_in(warehouse: Path, folder: Path, lasts: timedelta = timedelta(hours=1)) -> Iterator[str]:
    """A dashboard in mode oidc on this warehouse; `folder` becomes its company folder."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    with provider(lasts) as address:
        (folder / "access.toml").write_text(
            f"""mode = "oidc"
[oidc]
metadata_url = "{address}/.well-known/openid-configuration"
client_id = "neikan"
client_secret = "${{NEIKAN_CLIENT_SECRET}}"
cookie_secret = "${{NEIKAN_COOKIE_SECRET}}"
redirect_url = "http://127.0.0.1:{port}/oauth2callback"
{ROLES}""",
            encoding="utf-8",
        )
        with dashboard(warehouse, folder / "dashboard.log", folder, port, **SECRETS) as served:
            yield served
