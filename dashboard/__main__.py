"""Serves what was published last: `python -m dashboard --company company --warehouse warehouse-data --port 8501`.

Streamlit runs dashboard/app.py behind dashboard/gate.py, in every mode of access.toml.
"""

import argparse
import os
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.middleware import Middleware

from dashboard import access, audit, faults
from dashboard.gate import Gate
from dashboard.sessions import Sessions
from warehouse.access_settings import Access, is_loopback, load_access, secret
from warehouse.errors import UserError

HERE = Path(__file__).parent


def app(settings: Access) -> st.App:
    """The dashboard with its gate; UserError when a secret is not set."""
    key = secrets.token_hex(32)
    if settings.oidc:
        key = secret(settings.oidc.cookie_secret)
    if settings.mode == "header" and settings.header:
        key = secret(settings.header.secret)
    sessions = Sessions(settings.session_hours, audit.ended_sessions())
    access.start(settings, sessions)
    gate = Middleware(Gate, settings=settings, secret=key, sessions=sessions)
    return st.App(HERE / "app.py", middleware=[gate], secrets=provider(settings, key), on_script_error=faults.show)


def provider(settings: Access, cookie_secret: str) -> dict[str, Any] | None:
    """What st.login is told."""
    oidc = settings.oidc
    if settings.mode != "oidc" or oidc is None:
        return None
    told = {
        "client_id": oidc.client_id,
        "client_secret": secret(oidc.client_secret),
        "server_metadata_url": oidc.metadata_url,
        "client_kwargs": {"scope": oidc.scope, "prompt": oidc.prompt},
    }
    return {"auth": {"redirect_uri": oidc.redirect_url, "cookie_secret": cookie_secret, access.PROVIDER: told}}


def options(settings: Access, port: int, is_headless: bool) -> dict[str, Any]:
    """Streamlit's settings that follow from access.toml."""
    hosts = {"127.0.0.1", "localhost", *settings.hosts}
    if settings.oidc:
        hosts.add(urlsplit(settings.oidc.redirect_url).hostname or "localhost")
    found: dict[str, Any] = {
        "server.port": port,
        "server.address": settings.address,
        "server.allowedHosts": sorted(hosts),
        "server.trustedUserHeaders": "{}",
        "server.enableAgentApi": False,
    }
    return found | ({"server.headless": True} if is_headless else {})


def main(arguments: list[str] | None = None) -> int:
    """The exit status; it serves until it is stopped."""
    parser = argparse.ArgumentParser(prog="python -m dashboard", description=__doc__)
    parser.add_argument("--company", type=Path, default=Path("company"), help="the company folder")
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse-data"), help="the folder of the builds")
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--headless", action="store_true", help="open no browser")
    given = parser.parse_args(arguments)
    os.environ |= {"NEIKAN_COMPANY": str(given.company), "NEIKAN_WAREHOUSE": str(given.warehouse)}
    try:
        if not given.company.is_dir():
            raise UserError(f"There is no company folder {given.company}; give one with COMPANY=.")
        settings = load_access(given.company)
        served = app(settings)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    address = "localhost" if is_loopback(settings.address) else settings.address
    print(f"Dashboard: http://{address}:{given.port}  (Ctrl+C stops it; access: {settings.mode})")
    served.run(config=options(settings, given.port, given.headless))
    return 0


if __name__ == "__main__":
    sys.exit(main())
