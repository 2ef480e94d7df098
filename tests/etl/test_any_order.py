"""The order of rows in a file moves no number, not even of what happened in the same second."""

import random
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from etl.__main__ import main
from etl.demo.make import make_feeds
from tests.etl.demo_company import settled
from tests.etl.torture import tables

IS_KEPT_BY_ITS_PLACE = {"service_levels", "employees", "absences"}  # of two rows that clash the first one stays


def _reorder(company: Path, chance: random.Random) -> None:
    for path in sorted((company / "feeds").glob("*.csv")):
        header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        if path.stem not in IS_KEPT_BY_ITS_PLACE:
            chance.shuffle(rows)
        path.write_text(header + "".join(rows), encoding="utf-8")


def test_rows_in_another_order_give_the_same_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEIKAN_PSEUDONYM_KEY", "ab" * 32)
    one = settled(tmp_path / "one")
    make_feeds(one, 2_000, 7, "csv")
    for path in (one / "feeds").glob("*.csv"):
        path.write_text(re.sub(r"T(\d\d):\d\d:\d\d", r"T\1:00:00", path.read_text(encoding="utf-8")), encoding="utf-8")
    tickets = one / "feeds/tickets.csv"
    header, *rows = tickets.read_text(encoding="utf-8").splitlines(keepends=True)
    known = Counter(row.split(",")[0] for row in rows)
    tickets.write_text(header + "".join(row for row in rows if known[row.split(",")[0]] == 1), encoding="utf-8")
    other = Path(shutil.copytree(one, tmp_path / "other"))
    _reorder(other, random.Random(7))
    found = []
    for company in (one, other):
        assert main(["--company", str(company), "--warehouse", str(company / "warehouse")]) == 0
        found.append(tables(company / "warehouse"))
    assert found[0].keys() == found[1].keys()
    schemas = "marts.", "metrics.", "fairness.", "person."
    assert [name for name in found[0] if name.startswith(schemas) and found[0][name] != found[1][name]] == []
    assert found[0]["metrics.measure_queue"][0] > 0
