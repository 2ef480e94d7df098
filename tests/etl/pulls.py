"""A company that is pulled again and again, each time on top of the build before (no checks, no marts)."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from tests.etl.small_company import TICKETS, Loaded, load, write_company
from warehouse.store import Published, publish

AS_OF = datetime(2026, 6, 30, 16, tzinfo=UTC)
TITLES = TICKETS.splitlines()[0]


def row(ticket: str, status: str = "open") -> str:
    return f"{ticket},request,S1,P1,{status},D1,2026-03-02T09:00:00+08:00"


class Pulls:
    """One pull of tickets after the other; `settings` stand in the table of tickets."""

    def __init__(self, folder: Path, settings: str = "", files: str = "tickets.csv") -> None:
        self.folder, self.settings, self.file = folder, settings, files
        self.number = 0
        self.warehouse = folder / "warehouse"
        self.before: Published | None = None
        self._loaded: Loaded | None = None

    def pull(self, *rows: str, more: str = "", titles: str = TITLES, share: float = 1) -> Loaded:
        """The rows as a csv; `more` are further tables of sources.toml. UserError as in the pipeline."""
        sources = f"[tickets]\nmax_bad_share = {share}\n{self.settings}{more}"
        return self.pull_file("\n".join([titles, *rows]) + "\n", sources)

    def pull_file(self, content: str, sources: str) -> Loaded:
        self.publish()
        self.number += 1
        here = self.folder / f"pull{self.number}"
        company = write_company(here / "company", sources, files={self.file: content})
        self._loaded = load(company, here / "work", self.before, f"run-{self.number:02}", self.warehouse)
        return self._loaded

    def publish(self) -> Published | None:
        """The build of the last pull, as readers find it; the warehouse folder stays the same."""
        if self._loaded is not None:
            self._loaded.connection.close()
            self.warehouse.mkdir(exist_ok=True)
            shutil.copy(self._loaded.path, self.warehouse / "build.duckdb")
            build_id = f"run-{self.number:02}"
            self.before = publish(self.warehouse / "build.duckdb", self.warehouse, build_id, AS_OF, keep=5)
            self._loaded = None
        return self.before
