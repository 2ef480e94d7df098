"""Notifications: sent to real servers on this machine, off without notify.toml, without persons, and never fatal."""

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import apprise
import pytest

from etl.__main__ import main
from etl.notify import Notify, load_notify, tell
from etl.notify_text import Message, message, without_data
from etl.run import OUR_FAULT, PUBLISHED, REFUSED, Ending, Run, run_alone
from etl.runlog import RowCount
from tests.etl.small_company import TICKETS, write_company
from warehouse.errors import UserError
from warehouse.store import connect, published

SECRET = "hush-hush-5821"


@dataclass
class Inbox:
    """What servers on this machine were sent; a status other than 200 refuses it."""

    port: int = 0
    status: int = 200
    bodies: list[str] = field(default_factory=list)


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def web() -> Iterator[Inbox]:
    inbox = Inbox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            inbox.bodies.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(inbox.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    inbox.port = server.server_address[1]
    with _serving(server):
        yield inbox


@pytest.fixture
def post() -> Iterator[Inbox]:
    """An SMTP server with the least that a letter needs."""
    inbox = Inbox()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline().decode().strip().upper():
                if line == "DATA":
                    self.wfile.write(b"354 go on\r\n")
                    letter = b""
                    while (more := self.rfile.readline()) != b".\r\n":
                        letter += more
                    inbox.bodies.append(letter.decode())
                self.wfile.write(b"221 bye\r\n" if line == "QUIT" else b"250 yes\r\n")
                if line == "QUIT":
                    return

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    inbox.port = server.server_address[1]
    with _serving(server):
        yield inbox


def _company(tmp_path: Path, settings: str, tickets: str = TICKETS, language: str = "en") -> Path:
    folder = write_company(tmp_path / "company", tickets=tickets)
    (folder / "company.toml").write_text(f'name = "Acme"\nlanguage = "{language}"\n', encoding="utf-8")
    (folder / "notify.toml").write_text(settings, encoding="utf-8")
    return folder


def _run(warehouse: Path, *counts: RowCount) -> Run:
    run = Run(warehouse)
    run.counts = list(counts)
    return run


def test_a_failed_run_is_told_in_the_language_of_the_company(
    tmp_path: Path, web: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOK", f"json://127.0.0.1:{web.port}/{SECRET}")
    for language, title in (("en", "Acme: the run failed, what was published stays"), ("zh-CN", "Acme：运行失败，")):
        broken = TICKETS.replace("request", "wang.wei@example.com")
        company = _company(tmp_path, 'urls = ["${HOOK}"]\n', broken, language)
        assert main(["--company", str(company), "--warehouse", str(tmp_path / "warehouse")]) == 1
        told = json.loads(web.bodies.pop())
        assert told["title"].startswith(title)
        assert told["type"] == "failure"
        assert "feed tickets, column kind: 2 of 2 rows (100.0%) are refused" in told["message"]
        assert "wang" not in told["message"]


def test_the_post_takes_a_letter(tmp_path: Path, post: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POST", f"127.0.0.1:{post.port}")
    folder = _company(tmp_path, 'urls = ["mailto://${POST}?from=neikan@example.com&to=desk@example.com"]')
    run = Run(tmp_path / "warehouse")
    tell(folder, run, Ending("failed", REFUSED, "It broke."))
    assert "Subject:" in post.bodies[0]
    assert '"text": "Notification 1 was sent."' in run.log.path.read_text(encoding="utf-8")


def test_nothing_is_sent_without_the_file_or_of_what_nobody_asked_for(tmp_path: Path) -> None:
    assert load_notify(tmp_path) == Notify()
    run, settings = _run(tmp_path, RowCount("tickets", 10, 10, 9, 1)), Notify(on=("failure",))
    assert message(run, Ending("published", PUBLISHED), settings, "Acme", "en") is None
    assert message(run, Ending("stopped", 130, "Stopped."), settings, "Acme", "en") is None


@pytest.mark.parametrize(("share", "is_told"), [(0.09, True), (0.1, False)])
def test_refused_rows_are_told_from_the_share_on(tmp_path: Path, share: float, is_told: bool) -> None:
    run, settings = (
        _run(tmp_path, RowCount("tickets", 10, 10, 9, 1)),
        Notify(on=("quarantine",), quarantined_share=share),
    )
    told = message(run, Ending("published", PUBLISHED), settings, "Acme", "en")
    expected = Message("Acme: the run has something to look at", "Refused rows of tickets: 1 of 10 (10.0%)", "warning")
    assert told == (expected if is_told else None)


def test_tickets_at_risk_and_the_summary_are_counts(warehouse: Path) -> None:
    run, current = _run(warehouse, RowCount("tickets", 2, 2, 2, 0)), published(warehouse)
    assert current
    with connect(current.path, read_only=False) as connection:
        due = "'open' AS status, 'open' AS resolution_state, TIMESTAMPTZ '2026-07-01' AS resolution_due_at"
        connection.execute(
            f"CREATE OR REPLACE TABLE marts.ticket_open AS SELECT * REPLACE ({due}) FROM marts.ticket_sla"
        )
    settings = Notify(on=("at_risk", "summary"), at_risk_count=2)
    told = message(run, Ending("published", PUBLISHED), settings, "Acme", "en")
    assert told
    at_risk, summary = told.body.splitlines()
    assert at_risk == "Tickets due within 24 hours: 2. D1 2"
    assert summary.startswith("Read 2 rows, loaded 2, refused 0; 0 checks passed")


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda web, _: setattr(web, "status", 500), "notification 1, by JSON, was not delivered"),
        (lambda _, env: env.setenv("HOOK", f"nobody-knows://{SECRET}"), "its address is none that Apprise knows"),
        (lambda _, env: env.setenv("HOOK", f"json://127.0.0.1:1/{SECRET}"), "was not delivered"),
        (lambda _, env: env.delenv("HOOK"), "notification 1 needs ${HOOK}, which is not set"),
    ],
)
def test_a_notification_that_fails_is_a_line_and_no_failure(
    tmp_path: Path,
    web: Inbox,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    break_it: Callable[[Inbox, pytest.MonkeyPatch], None],
    said: str,
) -> None:
    monkeypatch.setenv("HOOK", f"json://127.0.0.1:{web.port}/{SECRET}")
    break_it(web, monkeypatch)
    folder = _company(tmp_path, 'urls = ["${HOOK}"]\non = ["summary"]\ntimeout_s = 2')
    assert run_alone(tmp_path / "warehouse", lambda _: None, lambda run, ending: tell(folder, run, ending)) == 0
    shown = capsys.readouterr().err
    log = next((tmp_path / "warehouse" / "runs").iterdir()).read_text(encoding="utf-8")
    assert said in shown
    assert said.split(",")[0] in log
    assert SECRET not in shown + log


def test_an_address_with_its_secret_written_out_is_refused_without_repeating_it(tmp_path: Path) -> None:
    folder = _company(tmp_path, f'urls = ["wecombot://{SECRET}"]')
    with pytest.raises(
        UserError, match=r"notify.toml line 1: urls: address 1 must take its secret .* \$\{NAME\}"
    ) as error:
        load_notify(folder)
    assert SECRET not in str(error.value)


@pytest.mark.parametrize(
    ("url", "service"),
    [
        ("wecombot://abcdefghijklmnopqrst", "WeCom Bot"),
        ("dingtalk://secret123@accesstoken123", "DingTalk"),
        ("feishu://abcdef0123456789", "Feishu"),
        ("lark://abcdef01-2345-6789-abcd-ef0123456789", "Lark (Feishu)"),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/", "Slack"),
        ("mailtos://user:pass@smtp.example.com?to=desk@example.com", "E-Mail"),
    ],
)
def test_the_messengers_of_companies_are_known(url: str, service: str) -> None:
    found = apprise.Apprise.instantiate(url)
    assert found is not None
    assert str(found.service_name) == service


@pytest.mark.parametrize(
    "sentence",
    [
        'feed tickets: 2 of 3 rows are refused; a sample is "T1,"wang wei",x" (sources.toml line 2).',
        'feed tickets: the source has no column "wang"; the nearest it has is "wei".',
        "feed surveys: key (mail)=(wang.wei@example.com) is odd.",
    ],
)
def test_a_sentence_is_told_without_what_it_quotes(sentence: str) -> None:
    told = without_data(sentence)
    assert told.startswith("feed ")
    assert not any(name in told for name in ("wang", "wei"))


def test_a_fault_of_ours_is_told_too() -> None:
    told = message(None, Ending("failed", OUR_FAULT, "Neikan failed."), Notify(), "Acme", "en")
    assert told == Message("Acme: the run failed, what was published stays", "Neikan failed.", "failure")
