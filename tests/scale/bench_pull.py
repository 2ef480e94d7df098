"""A pull from PostgreSQL beside `COPY … TO STDOUT` of the same rows, in one run: all of them, and one per cent later.

`python -m tests.scale.bench_pull [ROWS]` (200,000 without a number); starts a server of its own.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from etl.pull.landing import Landed, land
from etl.pull.sql import sql_origin
from etl.sources import find_sources
from tests.etl.desk import INCREMENTAL, Desk, new_desk
from tests.etl.servers import PASSWORD, postgresql
from warehouse.settings import load_company

MANY = """
INSERT INTO ticket SELECT gen_random_uuid(), 'request', 1, 'in progress', 10, 1000 + n % 900,
    '2026-01-01 09:00+08'::timestamptz + n * interval '20 s', '2026-01-02 09:00'::timestamp + n * interval '20 s',
    n % 2 = 0, n / 8.0, ARRAY['a', 'b'], '{{"n": 1}}', 'subject ' || n, '2026-01-01'::timestamptz + n * interval '20 s'
    FROM generate_series(1, {rows}) AS n
"""
LATER = """
UPDATE ticket SET state = 'closed', updated_at = timestamptz '2026-10-01' + random() * interval '1 day'
    WHERE id IN (SELECT id FROM ticket ORDER BY random() LIMIT {rows})
"""
COPY = "COPY (SELECT * FROM ticket {where}) TO STDOUT"


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def copied(desk: Desk, where: str) -> float:
    """Best of three."""

    def copy() -> None:
        statement = COPY.format(where=where).encode()
        with desk.connect() as connection, connection.cursor() as cursor, cursor.copy(statement) as rows:
            for _ in rows:
                pass

    return min(seconds(copy) for _ in range(3))


def pulled(company: Path, folder: Path, since: str | None) -> tuple[float, Landed]:
    source = next(one for one in find_sources(load_company(company)) if one.feed.name == "tickets")
    landed: list[Landed] = []
    took = seconds(lambda: landed.append(land(folder, source, sql_origin(source), since, "")))
    return took, landed[0]


def measure(rows: int) -> Table:
    table = Table("rows", "COPY, s", "pull, s", "× COPY", title="PostgreSQL to landed pages", title_justify="left")
    os.environ["PG_PASSWORD"] = PASSWORD
    with postgresql() as server, tempfile.TemporaryDirectory() as temporary:
        folder, desk = Path(temporary), new_desk(server)
        desk.run(MANY.format(rows=rows))
        desk.run("VACUUM ANALYZE ticket")
        company = desk.company(folder / "company", INCREMENTAL["tickets"])
        bare, (took, landed) = copied(desk, ""), pulled(company, folder / "all", None)
        table.add_row(f"{_rows(landed):,}", f"{bare:.2f}", f"{took:.2f}", f"{took / bare:.1f}")
        desk.run(LATER.format(rows=rows // 100))
        desk.run("VACUUM ANALYZE ticket")
        bare = copied(desk, f"WHERE updated_at >= '{landed.highest}'")
        took, later = pulled(company, folder / "later", landed.highest)
        table.add_row(f"{_rows(later):,}", f"{bare:.2f}", f"{took:.2f}", f"{took / bare:.1f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    table.caption = f"peak memory {peak >> 20:,} MiB"
    return table


def _rows(landed: Landed) -> int:
    return sum(pq.read_metadata(page).num_rows for page in landed.pages)


if __name__ == "__main__":
    Console().print(measure(int(sys.argv[1].replace("_", "")) if len(sys.argv) > 1 else 200_000))
