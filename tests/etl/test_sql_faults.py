"""A PostgreSQL that is killed, restarted or gone while it is pulled from, and a pull that is killed itself."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from etl.__main__ import main
from etl.pull import landing, sql
from tests.conftest import ROOT
from tests.etl.desk import INCREMENTAL, Desk, Pulls
from tests.etl.servers import PASSWORD, free_port
from warehouse.errors import UserError
from warehouse.store import published

PAGE, ROWS = 50, 500

pytestmark = pytest.mark.usefixtures("small_pages")
MANY = f"""
INSERT INTO ticket SELECT gen_random_uuid(), 'request', 1, 'in progress', 10, 1001, '2026-03-02 09:00+08', NULL, true,
    n, NULL, NULL, 'subject ' || n, timestamptz '2026-03-02 10:00+08' + n * interval '1 minute'
    FROM generate_series(1, {ROWS}) AS n;
"""
DIES = """
import os, signal, sys
from etl.pull import landing, sql
from etl.__main__ import main
sql.PAGE_ROWS = {page}
step, calls = getattr({where}), []
def dying(*arguments):
    calls.append(1)
    if len(calls) == {after}:
        os.kill(os.getpid(), signal.SIGKILL)
    return step(*arguments)
setattr({where}, dying)
main(["--company", sys.argv[1], "--warehouse", sys.argv[2]])
"""


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql, "PAGE_ROWS", PAGE)
    monkeypatch.setattr(landing, "WAITS_S", (0, 0, 0))


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the pages that the source gives from now on."""
    sizes, make = list[int](), sql._page

    def page(dialect: str, described: list[tuple[str, Any]], rows: Any) -> pa.Table:
        sizes.append(len(rows))
        return make(dialect, described, rows)

    monkeypatch.setattr(sql, "_page", page)
    return sizes


def tickets_only(desk: Desk, folder: Path, more: str = "") -> Path:
    """Without the other feeds, so that pages are those of tickets."""
    company = desk.company(folder, tickets='cursor = "updated_at"\nlookback = "2m"\n' + more)
    path = company / "sources.toml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("[tickets]"), text.index("[ticket_events]")
    path.write_text(text[start:end], encoding="utf-8")
    return company


def killed(company: Path, warehouse: Path, where: str, after: int) -> None:
    program = DIES.format(page=PAGE, where=where, after=after)
    done = subprocess.run([sys.executable, "-c", program, company, warehouse], cwd=ROOT, env=os.environ, check=False)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("where", "after", "kept"),
    [
        ("landing._Pull, '_land'", 6, 5),  # between two pages
        ("landing._Pull, '_keep'", 6, 4),  # a page has its name, and nobody wrote down that it counts
        ("landing, 'sync'", 6, 1),  # a page lies under its temporary name
    ],
)
def test_a_killed_pull_goes_on_where_it_was(
    desk: Desk, tmp_path: Path, fetched: list[int], where: str, after: int, kept: int
) -> None:
    desk.run(MANY)
    company, pulls = tickets_only(desk, tmp_path / "company"), Pulls(tmp_path / "warehouse")
    killed(company, pulls.folder, where, after)
    loaded = pulls.load(company)
    overlap = 3  # the row of the cursor itself, and two minutes of look-back
    assert sum(fetched) == ROWS - kept * PAGE + overlap
    assert loaded.rows("SELECT count(*), count(DISTINCT ticket_id) FROM feed.tickets") == [(ROWS, ROWS)]
    count = loaded.counts["tickets"]
    assert (count.source_count, count.read_count, count.loaded_count) == (ROWS, ROWS, ROWS)


def test_changes_between_death_and_new_try_end_as_in_one_undisturbed_pull(desk: Desk, tmp_path: Path) -> None:
    deleted = 'deleted = { keys = "SELECT id FROM ticket" }\n'
    desk.run(MANY)
    company, pulls = tickets_only(desk, tmp_path / "company", deleted), Pulls(tmp_path / "warehouse")
    killed(company, pulls.folder, "landing._Pull, '_land'", 6)
    desk.run(
        "UPDATE ticket SET state = 'closed', updated_at = '2026-03-03 00:00+08' WHERE cost IN (3, 249, 250, 251, 400);"
        "DELETE FROM ticket WHERE cost IN (7, 248, 420);"
    )
    resumed = pulls.load(company)
    undisturbed = Pulls(tmp_path / "other").load(company)
    for feed in ("feed.tickets", "quarantine.tickets"):
        query = f"SELECT * FROM {feed} ORDER BY ALL"
        assert resumed.rows(query) == undisturbed.rows(query)
    assert resumed.rows("SELECT count(*), count(*) FILTER (status = 'closed') FROM feed.tickets") == [(ROWS - 3, 5)]


def _restarting(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None], after: int) -> None:
    land, pages = landing._Pull._land, list[int]()

    def landed(self: landing._Pull, table: pa.Table) -> None:
        land(self, table)
        pages.append(1)
        if len(pages) == after:
            act()

    monkeypatch.setattr(landing._Pull, "_land", landed)


def test_a_server_that_restarts_in_the_middle_is_asked_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.run(MANY)
    company = tickets_only(desk, tmp_path / "company")
    _restarting(monkeypatch, lambda: desk.server.control("-m", "immediate", "restart"), after=4)
    loaded = Pulls(tmp_path / "warehouse").load(company)
    count = loaded.counts["tickets"]
    assert (count.source_count, count.read_count, count.loaded_count) == (ROWS, ROWS, ROWS)


def test_without_a_cursor_what_was_broken_off_begins_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.run(MANY)
    company = tickets_only(desk, tmp_path / "company")
    path = company / "sources.toml"
    path.write_text(path.read_text().replace('cursor = "updated_at"\nlookback = "2m"\n', ""))
    others = "pid <> pg_backend_pid() AND datname = current_database()"
    end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"
    _restarting(monkeypatch, lambda: desk.run(end), after=4)
    count = Pulls(tmp_path / "warehouse").load(company).counts["tickets"]
    assert (count.source_count, count.read_count, count.loaded_count) == (ROWS, ROWS, ROWS)


def test_a_source_that_is_gone_is_one_sentence_and_what_was_published_stays(
    desk: Desk, warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = published(warehouse)
    company = desk.company(tmp_path / "company")
    path = company / "sources.toml"
    path.write_text(path.read_text().replace(f":{desk.server.port}/", f":{free_port()}/"))
    assert main(["--company", str(company), "--warehouse", str(warehouse)]) == 1
    told = capsys.readouterr().err.splitlines()[-1]
    assert "feed departments: PostgreSQL at 127.0.0.1:" in told
    assert "Connection refused" in told
    assert "(sources.toml line 4)" in told
    assert published(warehouse) == before
    assert PASSWORD not in told
    for path in warehouse.rglob("*.json*"):
        assert PASSWORD not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("${PG_PASSWORD}", "${WRONG}"), "refuses: .*password authentication failed.* check url"),
        (("/desk", "/bench"), 'refuses: .*database "bench.*" does not exist'),
        (("SELECT *", "SELECT nothing"), 'cannot read the query: column "nothing" does not exist; mend it'),
        (('cursor = "updated_at"', 'cursor = "updated"'), 'cannot read the query: column "updated" does not exist'),
    ],
)
def test_what_no_second_try_would_mend_is_told_at_once(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: tuple[str, str], told: str
) -> None:
    monkeypatch.setenv("WRONG", "no-such-password")
    monkeypatch.setattr(landing.time, "sleep", lambda _: pytest.fail("it was tried again"))
    company = tickets_only(desk, tmp_path / "company")
    path = company / "sources.toml"
    path.write_text(path.read_text().replace(*change))
    with pytest.raises(UserError, match=told) as error:
        Pulls(tmp_path / "warehouse").load(company)
    assert "no-such-password" not in str(error.value)


def test_pages_of_another_build_are_thrown_away(desk: Desk, tmp_path: Path) -> None:
    """As if the process had died between publishing and emptying the folder."""
    desk.run(MANY)
    company, pulls = desk.company(tmp_path / "company", **INCREMENTAL), Pulls(tmp_path / "warehouse")
    pulls.pull(company)
    assert (pulls.landing / "tickets" / "page-000010.parquet").exists()
    assert pulls.load(company).counts["tickets"].source_count == 1
    assert not (pulls.landing / "tickets" / "page-000010.parquet").exists()
