"""docs/running/nginx.conf as it stands, but for names and places: HTTPS, websockets, and who signs people in."""

import os
import re
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest
from playwright.sync_api import Browser

from dashboard import words
from tests.browser.server import PATIENCE_S, ROOT, dashboard, free_port
from tests.browser.visitor import Visitor
from tests.dashboard import small_warehouse
from tests.machine import NEEDS, command_for

RUNNING = ROOT / "docs" / "running"
SECRET = "known-to-the-proxy-alone"
EN = words.catalogue("en")


# What Debian's nginx.conf says, with all that is written inside one folder.
KINDS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
AROUND = (
    f"daemon off;\n{'user root;' if os.geteuid() == 0 else ''}\npid {{folder}}/pid;\n"
    "error_log {folder}/error.log;\nevents {{}}\nhttp {{\naccess_log off;\n"
    + "".join(f"{kind}_temp_path {{folder}}/{kind};\n" for kind in KINDS)
    + "{site}}}\n"
)


def _write_people_and_certificate(folder: Path) -> None:
    (folder / "htpasswd").write_text("E1:{PLAIN}one\nE99:{PLAIN}other\n", encoding="utf-8")
    files = ["-keyout", f"{folder}/privkey.pem", "-out", f"{folder}/fullchain.pem"]
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject, *files]
    subprocess.run(command, check=True, capture_output=True)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    end = monotonic() + PATIENCE_S
    while monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=2).close()
        except OSError:
            sleep(0.1)
        else:
            return
    raise RuntimeError("nginx did not start")


@contextmanager
def _nginx(folder: Path, served: int, is_signing_in: bool) -> Iterator[str]:
    """Starts it with the files of the docs; gives the address."""
    port, program = free_port(), NEEDS["nginx"].find()
    if program is None:
        complain = pytest.fail if os.environ.get("CI") else pytest.skip
        complain(f"needs nginx: {command_for(NEEDS['nginx'])}")
    _write_people_and_certificate(folder)
    signin = (RUNNING / "nginx-signin.conf").read_text(encoding="utf-8").replace("SECRET", SECRET)
    site = (RUNNING / "nginx.conf").read_text(encoding="utf-8")
    if is_signing_in:
        site = re.sub(r' +proxy_set_header X-(?:Forwarded|Neikan)-\w+ "";\n', "", site)
        site = site.replace("# include ", "include ")
    places = {
        "/etc/neikan/tls": str(folder),
        "/etc/neikan": str(folder),
        "neikan.example.com": "localhost",
        "listen 443": f"listen 127.0.0.1:{port}",
        "listen 80": f"listen 127.0.0.1:{free_port()}",
        "127.0.0.1:8501": f"127.0.0.1:{served}",
    }
    for old, new in places.items():
        site, signin = site.replace(old, new), signin.replace(old, new)
    (folder / "nginx-signin.conf").write_text(signin, encoding="utf-8")
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, site=site), encoding="utf-8")
    process = subprocess.Popen([program, "-p", folder, "-c", folder / "nginx.conf"])
    try:
        _wait(process, port)
        yield f"https://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


ACCESS = """mode = "header"
hosts = ["localhost"]
[header]
secret = "${NEIKAN_PROXY_SECRET}"
[roles.executive]
employees = ["E1"]
"""


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a dashboard that answers its proxy alone."""
    folder, port = tmp_path_factory.mktemp("behind"), free_port()
    small_warehouse.publish(folder)
    (folder / "company").mkdir()
    (folder / "company" / "access.toml").write_text(ACCESS, encoding="utf-8")
    with dashboard(folder, folder / "dashboard.log", folder / "company", port, NEIKAN_PROXY_SECRET=SECRET):
        yield port


def test_a_person_whom_nginx_signs_in_sees_pages_over_https_and_forges_nobody(
    browser: Browser, behind: int, tmp_path: Path
) -> None:
    shown = {}
    with _nginx(tmp_path, behind, is_signing_in=True) as address:
        for person, password in (("E1", "one"), ("E99", "other")):
            context = browser.new_context(
                ignore_https_errors=True,
                locale="en-US",
                http_credentials={"username": person, "password": password},
                extra_http_headers={"X-Forwarded-User": "E1", "X-Neikan-Proxy": SECRET},
            )
            guest = Visitor(context.new_page(), address)
            with guest.page.expect_websocket() as opened:
                guest.open("overview")
            shown[person] = guest.page.inner_text("[data-testid=stMain]")
            assert opened.value.url.startswith("wss://localhost")
            context.close()
    assert EN["page.overview.question"] in shown["E1"]
    assert EN["page.overview.question"] not in shown["E99"]
    assert EN["state.no_permission.title"] in shown["E99"]


def test_without_signing_in_nginx_proves_nothing_to_the_dashboard(behind: int, tmp_path: Path) -> None:
    with _nginx(tmp_path, behind, is_signing_in=False) as address:
        given = {"X-Neikan-Proxy": SECRET, "X-Forwarded-User": "E1"}
        answer = httpx.get(address, headers=given, verify=ssl.create_default_context(cafile=tmp_path / "fullchain.pem"))
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
