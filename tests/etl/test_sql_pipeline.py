"""The whole pipeline on a PostgreSQL gives what it gives on the same data in files."""

import re
from pathlib import Path
from typing import Any

from etl.__main__ import main
from tests.etl.desk import INCREMENTAL, Desk
from tests.etl.small_company import LEVELS
from warehouse.store import connect, published

TABLES = {"departments": "department", "employees": "employment", "tickets": "ticket", "ticket_events": "event"}
KEYS = re.compile(r"^(url|query|table|cursor|lookback|time_format) = .*\n", re.MULTILINE)


def _as_files(desk: Desk, company: Path, folder: Path) -> Path:
    """The same company with each table as a csv file."""
    (folder / "feeds").mkdir(parents=True)
    text = KEYS.sub("", (company / "sources.toml").read_text(encoding="utf-8")).replace('"sql"', '"file"')
    (folder / "sources.toml").write_text(text.replace('urgency = "Clock"\n', ""), encoding="utf-8")
    for name in ("company.toml", "calendars.toml"):
        (folder / name).write_bytes((company / name).read_bytes())
    (folder / "feeds" / "service_levels.csv").write_text(LEVELS)
    with desk.connect() as connection, connection.cursor() as cursor:
        for feed, table in TABLES.items():
            with cursor.copy(f"COPY {table} TO STDOUT (FORMAT csv, HEADER)".encode()) as rows:
                (folder / "feeds" / f"{feed}.csv").write_bytes(b"".join(rows))
    return folder


def _published(company: Path, warehouse: Path, table: str) -> list[tuple[Any, ...]]:
    arguments = ["--company", str(company), "--warehouse", str(warehouse), "--as-of", "2026-06-30T16:00:00Z"]
    assert main(arguments) == 0
    build = published(warehouse)
    assert build
    with connect(build.path) as connection:
        return connection.execute(f"FROM {table} ORDER BY ALL").fetchall()


def test_a_database_and_its_tables_as_files_give_the_same_marts(desk: Desk, tmp_path: Path) -> None:
    desk.add(*range(1, 6))
    desk.run(
        "INSERT INTO event (ticket, at, field, was, now)"
        " SELECT id, opened + interval '30 minutes', 'status', 'in progress', 'closed' FROM ticket"
    )
    company = desk.company(tmp_path / "company", **INCREMENTAL)
    from_database = _published(company, tmp_path / "warehouse", "marts.ticket_sla")
    assert len(from_database) == 5
    assert from_database == _published(
        _as_files(desk, company, tmp_path / "files"), tmp_path / "other", "marts.ticket_sla"
    )
    assert not (tmp_path / "warehouse" / "landing").exists()
    assert (
        _published(company, tmp_path / "warehouse", "marts.ticket_sla") == from_database
    )  # a second, incremental pull
