"""A warehouse, its company, and the people who act on it, through the pipeline and the command line."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from etl.__main__ import main as etl
from tests.warehouse import period_company
from warehouse.assessment.facts import Facts, read
from warehouse.assessment.period.__main__ import main
from warehouse.store import connect, published

PERIOD = "2026H1"
EARLY, PUBLIC, LATE = (datetime(2026, month, day, 3, tzinfo=UTC) for month, day in ((7, 6), (7, 23), (8, 10)))
EVIDENCE = ("--reason", "minutes of 20 July", "--evidence", "https://intranet/20", "--sha256", "ab" * 32)


class Desk:
    """A warehouse, its company, and people who act on it."""

    def __init__(self, folder: Path) -> None:
        self.company, self.warehouse = folder / "company", folder / "warehouse"

    def build(self) -> None:
        options = ["--company", self.company, "--warehouse", self.warehouse, "--as-of", period_company.AS_OF]
        assert etl([str(option) for option in options]) == 0

    def does(self, command: str, by: str, *options: str, now: datetime = EARLY, period: str = PERIOD) -> int:
        place = ["--warehouse", str(self.warehouse), "--period", period, "--by", by, "--lang", "en"]
        return main([command, *place, *options], now=now)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        build = published(self.warehouse)
        assert build
        with connect(build.path) as connection:
            return connection.execute(query).fetchall()

    def scores(self, columns: str) -> dict[str, tuple[Any, ...]]:
        query = f"SELECT department_id, {columns} FROM marts.department_score WHERE period_id = '{PERIOD}'"
        return {one: tuple(str(cell) for cell in cells) for one, *cells in self.rows(query)}

    @property
    def facts(self) -> Facts:
        build = published(self.warehouse)
        assert build
        with connect(build.path) as connection:
            return read(connection)
