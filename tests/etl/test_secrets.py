"""Secrets of the environment reach no file of the warehouse, no terminal and no message, however they are written."""

import base64
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from etl import secrets
from etl.run import run_alone
from tests.conftest import ROOT
from tests.etl.replay import Answer, Asked, serving
from tests.etl.small_company import write_company
from warehouse.errors import UserError

PASSWORD = "Tr0ub4dor & 3/ä+%"
FORMS = [
    PASSWORD,
    quote(PASSWORD),
    quote(PASSWORD, safe=""),
    quote_plus(PASSWORD),
    json.dumps(PASSWORD)[1:-1],
    *(base64.b64encode(f"{'u' * length}:{PASSWORD}".encode()).decode()[8:-8] for length in range(3)),
]
REST = """[tickets]
kind = "rest"
[tickets.client]
base_url = "${DESK_URL}"
auth = { type = "http_basic", username = "neikan", password = "${DESK_PASSWORD}" }
[[tickets.resources]]
name = "tickets"
endpoint = { path = "tickets", data_selector = "items", paginator = { type = "single_page" } }
"""
SQL = '[tickets]\nkind = "sql"\ntable = "ticket"\nurl = "postgresql://neikan:${DESK_PASSWORD}@127.0.0.1:9/desk"\n'
FILE = '[tickets]\npath = "${DESK_PASSWORD}/tickets.csv"\n'


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_PASSWORD", PASSWORD)


def _refuses(asked: Asked) -> Answer:
    """The answer of a careless system, which repeats what it was sent."""
    return Answer({"error": f"{PASSWORD} is wrong", "sent": asked.headers}, status=401)


def _echoes(asked: Asked) -> Answer:
    row = {"ticket_id": "T1", "kind": PASSWORD, "priority": "P1", "status": asked.headers["Authorization"]}
    return Answer({"items": [row | {"provider_department_id": "D1", "created_at": quote(PASSWORD)}]})


@pytest.mark.parametrize(("sources", "answer"), [(REST, _refuses), (SQL, _refuses), (FILE, _refuses), (REST, _echoes)])
def test_no_byte_of_a_failing_run_holds_a_secret(
    tmp_path: Path, sources: str, answer: Callable[[Asked], Answer]
) -> None:
    company, warehouse = write_company(tmp_path / "company", sources), tmp_path / "warehouse"
    with serving(answer) as server:
        ran = subprocess.run(
            [sys.executable, "-m", "etl", "--company", str(company), "--warehouse", str(warehouse)],
            cwd=ROOT,
            env={**os.environ, "DESK_URL": server.url},
            capture_output=True,
            check=False,
        )
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1].startswith(b"feed tickets")
    files = [path for path in warehouse.rglob("*") if path.is_file()]
    assert files
    written = {str(path): path.read_bytes() for path in files} | {"stdout": ran.stdout, "stderr": ran.stderr}
    assert [(name, form) for name, bytes_ in written.items() for form in FORMS if form.encode() in bytes_] == []


def test_a_fault_of_ours_and_what_libraries_say_are_scrubbed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: object) -> None:
        filled = secrets.fill("x://joe:${DESK_PASSWORD}@host", "feed tickets: the url", "sources.toml line 1")
        logging.getLogger("a.library").addHandler(logging.StreamHandler(sys.stderr))
        logging.getLogger("a.library").warning("trying %s", filled)
        print(filled)
        raise ZeroDivisionError(filled)

    assert run_alone(tmp_path, broken) == 2
    shown, (log,) = capsys.readouterr(), (tmp_path / "runs").iterdir()
    assert PASSWORD not in shown.out + shown.err + log.read_text(encoding="utf-8")
    assert "x://joe:${DESK_PASSWORD}@host" in shown.out
    assert "ZeroDivisionError: x://joe:${DESK_PASSWORD}@host" in log.read_text(encoding="utf-8")


def test_every_way_of_writing_a_secret_is_scrubbed() -> None:
    assert secrets.fill("a ${DESK_PASSWORD} b", "it", "here") == f"a {PASSWORD} b"
    for form in FORMS[:5]:
        assert secrets.scrub(f"<{form}>") == "<${DESK_PASSWORD}>"
    for user in ("", "u", "uu", "neikan"):
        header = base64.b64encode(f"{user}:{PASSWORD}".encode()).decode()
        assert secrets.scrub(f"Basic {header} is wrong") == "Basic ${DESK_PASSWORD} is wrong"
    assert secrets.scrubbed({"a": [PASSWORD, 1]}) == {"a": ["${DESK_PASSWORD}", 1]}


def test_the_password_inside_a_url_is_a_secret_too() -> None:
    secrets.remember("DESK_URL", "postgresql://joe:p%40ss%2Fword@host/desk?sslmode=require&token=abcdefgh")
    assert secrets.scrub("FATAL: p@ss/word, p%40ss%2Fword, abcdefgh") == "FATAL: ${DESK_URL}, ${DESK_URL}, ${DESK_URL}"


def test_a_short_value_is_a_secret_only_where_it_stands_by_itself() -> None:
    secrets.remember("PIN", "1234")
    assert secrets.scrub("pin 1234, 12345 rows") == "pin ${PIN}, 12345 rows"


def test_a_name_that_is_not_set_is_one_sentence() -> None:
    with pytest.raises(
        UserError, match=r"feed tickets: the url needs \$\{NOWHERE\}, which is not set; export it \(here\)"
    ):
        secrets.fill("${NOWHERE}", "feed tickets: the url", "here")
