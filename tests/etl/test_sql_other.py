"""The other databases: a MariaDB, a SQLite file, and how URLs become drivers (no SQL Server can be installed here)."""

import sqlite3
from pathlib import Path

import pytest

from etl.pull.database import identity, url_of
from etl.sources import Source
from tests.etl.desk import Pulls
from tests.etl.servers import PASSWORD, MariaDB
from tests.etl.small_company import TICKETS, write_company
from warehouse.contract import FEEDS
from warehouse.errors import UserError
from warehouse.settings import load_company
from warehouse.source_settings import SourceSettings

TICKET = """CREATE TABLE ticket (ticket_id BIGINT PRIMARY KEY, kind VARCHAR(9), priority CHAR(2), status VARCHAR(9),
    provider_department_id INT, created_at TIMESTAMP(6) NULL, closed_at DATETIME NULL, cost DECIMAL(12, 2),
    source_sla_met BOOLEAN, subject TEXT, changed_at TIMESTAMP(3) NULL, INDEX (changed_at)) CHARACTER SET utf8mb4"""
FIRST = """INSERT INTO ticket VALUES
    (1, 'request', 'P1', 'open', 10, '2026-03-02 09:00:00.5', NULL, 0.10, TRUE, '打印机', '2026-03-02 10:00:00.123'),
    (2, 'request', 'P1', 'closed', 10, '2026-03-02 09:00:00', '2026-03-03 17:00:00', NULL, NULL, 'a: :b %s', NULL)"""


def test_a_mariadb_is_pulled_and_pulled_again(
    mariadb: MariaDB, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server stands in UTC+9: a TIMESTAMP is an instant, a DATETIME has the zone that sources.toml says."""
    monkeypatch.setenv("MY_PASSWORD", PASSWORD)
    mariadb.run("USE desk", TICKET, FIRST)
    sources = (
        f'[tickets]\nkind = "sql"\nurl = "{mariadb.url}"\nquery = "SELECT * FROM ticket WHERE subject <> \':x\'"\n'
        'cursor = "changed_at"\nlookback = "0s"\ntimezone = "Asia/Shanghai"\n'
    )
    company, pulls = write_company(tmp_path / "company", sources), Pulls(tmp_path / "warehouse")
    columns = "ticket_id, status, created_at::VARCHAR, closed_at::VARCHAR, cost::VARCHAR, source_sla_met, subject"
    loaded = pulls.pull(company)
    assert loaded.rows(f"SELECT {columns} FROM feed.tickets ORDER BY 1") == [
        ("1", "open", "2026-03-02 00:00:00+00", None, "0.1000", True, "打印机"),
        ("2", "closed", "2026-03-02 00:00:00+00", "2026-03-03 09:00:00+00", None, None, "a: :b %s"),
    ]
    assert loaded.column("SELECT cursor FROM audit.cursor") == ["2026-03-02 01:00:00.123+00:00"]
    mariadb.run(
        "USE desk",
        "UPDATE ticket SET status = 'closed', changed_at = '2026-03-02 11:00:00' WHERE ticket_id = 1",
        "INSERT INTO ticket SELECT 3, kind, priority, status, 10, created_at, NULL, 0, 0, '', '2026-03-02 09:59:59'"
        " FROM ticket WHERE ticket_id = 1",
    )
    again = pulls.pull(company)
    assert again.rows("SELECT ticket_id, status FROM feed.tickets ORDER BY 1") == [("1", "closed"), ("2", "closed")]
    assert again.counts["tickets"].read_count == 2


def test_a_sqlite_file_beside_the_settings_is_pulled_and_pulled_again(tmp_path: Path) -> None:
    sources = '[tickets]\nkind = "sql"\nurl = "sqlite:///desk.db"\ntable = "ticket"\ncursor = "version"\nlookback = 0\n'
    company, pulls = write_company(tmp_path / "company", sources), Pulls(tmp_path / "warehouse")
    with sqlite3.connect(company / "desk.db") as database:
        titles, *lines = TICKETS.splitlines()
        database.execute(f"CREATE TABLE ticket (version, {titles})")
        database.executemany(
            f"INSERT INTO ticket VALUES (9, {', '.join('?' * 7)})", [line.split(",") for line in lines]
        )
        database.commit()
        assert pulls.pull(company).column("SELECT ticket_id FROM feed.tickets ORDER BY 1") == ["T1", "T2"]
        database.execute(
            "INSERT INTO ticket SELECT 10, 'T3', kind, service_id, priority, status, 'D', created_at FROM ticket"
        )
        database.execute(
            "INSERT INTO ticket SELECT 8, 'T4', kind, service_id, priority, status, 'D', created_at FROM ticket"
        )
        database.execute("DELETE FROM ticket WHERE rowid NOT IN (SELECT min(rowid) FROM ticket GROUP BY ticket_id)")
        database.commit()
    assert pulls.pull(company).column("SELECT ticket_id FROM feed.tickets ORDER BY 1") == ["T1", "T2", "T3"]


@pytest.mark.parametrize(
    ("written", "driver"),
    [
        ("postgresql://etl@db.example/desk", "postgresql+psycopg"),
        ("postgres://etl@db.example/desk", "postgresql+psycopg"),
        ("mysql://etl@db.example/desk", "mysql+pymysql"),
        ("mariadb://etl@db.example/desk", "mariadb+pymysql"),
        ("mssql://etl@db.example:1433/desk", "mssql+pymssql"),
        ("mssql+pymssql://etl:${DB_WORD}@db.example/desk", "mssql+pymssql"),
        ("${WHOLE}", "postgresql+psycopg"),
    ],
)
def test_short_schemes_mean_the_shipped_drivers(monkeypatch: pytest.MonkeyPatch, written: str, driver: str) -> None:
    monkeypatch.setenv("DB_WORD", PASSWORD)
    monkeypatch.setenv("WHOLE", "postgres://etl:secret-word@db.example/desk")
    settings = SourceSettings.model_validate({"kind": "sql", "url": written, "table": "ticket"})
    url = url_of(Source(FEEDS["tickets"], settings, (), Path("sources.toml"), {}))
    assert (url.drivername, url.host, url.database, url.username) == (driver, "db.example", "desk", "etl")
    assert url.password == (PASSWORD if "DB_WORD" in written else "secret-word" if written == "${WHOLE}" else None)
    assert "secret-word" not in identity(url)
    assert PASSWORD not in identity(url)


@pytest.mark.parametrize(
    ("keys", "line", "told"),
    [
        ('kind = "sql"\ntable = "t"', 1, 'kind = "sql" needs url, such as "postgresql://'),
        ('kind = "sql"\nurl = "sqlite:///a.db"', 1, "give either table or query"),
        ('kind = "sql"\nurl = "sqlite:///a.db"\ntable = "t"\nquery = "SELECT 1"', 5, "give either table or query"),
        (
            'kind = "sql"\nurl = "mysql+mysqldb://h/d"\ntable = "t"',
            3,
            r'no driver is called "mysql\+mysqldb"; there are post',
        ),
        (
            'kind = "sql"\nurl = "mysql+pymssql://h/d"\ntable = "t"',
            3,
            r"mysql\+pymysql, mariadb\+pymysql, mssql\+pymssql",
        ),
        (
            'kind = "sql"\nurl = "mysql://u:hidden-word@h/d"\ntable = "t"',
            3,
            "a password must come from the environment",
        ),
        ('kind = "sql"\nurl = "mysql://u@h/d?password=hidden-word"\ntable = "t"', 3, "a password must come"),
        ('kind = "sql"\nurl = ["mysql://u:hidden-word@h/d"]\ntable = "t"', 1, "url must be one text"),
        ('kind = "sql"\nurl = "hidden-word"\ntable = "t"', 3, "it names no driver"),
        ('table = "t"', 2, 'is for kind = "sql" only'),
        ('lookback = "1h"', 2, "give its cursor"),
        ('cursor = "a"\nlookback = "an hour"', 3, 'write it as "15m", "2h" or "3d"'),
        ('deleted = { column = "status" }', 2, "write { column"),
        ('deleted = { keys = "SELECT 1" }', 2, 'is for kind = "sql" with a cursor'),
        (
            'kind = "sql"\nurl = "sqlite:///a.db"\ntable = "t"\ncursor = "a"\npick = "last"',
            5,
            "needs the whole history",
        ),
        ('kind = "sql"\nurl = "sqlite:///a.db"\ntable = "t"\ncursor = "a"\nload = "append"', 6, "adds rows by itself"),
    ],
)
def test_a_mistake_in_the_settings_names_its_line(tmp_path: Path, keys: str, line: int, told: str) -> None:
    with pytest.raises(UserError, match=told) as error:
        load_company(write_company(tmp_path, f"[tickets]\n{keys}\n"))
    assert f"sources.toml line {line}:" in str(error.value)
    assert "hidden-word" not in str(error.value)


def test_a_sqlite_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    company = write_company(tmp_path, '[tickets]\nkind = "sql"\nurl = "sqlite:///desk.db"\ntable = "ticket"\n')
    with pytest.raises(UserError, match=r"there is no SQLite file .*desk\.db; put it there, or mend the url .*line 3"):
        Pulls(tmp_path / "warehouse").load(company)
    assert not (company / "desk.db").exists()
