"""The ledger: it only grows, every line vouches for the one before, and what was written is there or refused."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from warehouse.assessment.period.canon import canonical, sha256
from warehouse.assessment.period.ledger import read_ledger, writing
from warehouse.errors import UserError

NOW = datetime(2026, 7, 6, tzinfo=UTC)
KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from warehouse.assessment.period import ledger
whole = os.write
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
def half(file, line):
    whole(file, line[: len(line) // 2])
    die()
if sys.argv[2] == "before": os.write = die
if sys.argv[2] == "within": os.write = half
if sys.argv[2] == "after": ledger._write_head = die
with ledger.writing(Path(sys.argv[1])) as book:
    book.append(datetime.now(UTC), "ada", "flag", "2026H1", {"of": "killed"})
"""
CROWD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from warehouse.assessment.period.ledger import writing
for _ in range(10):
    with writing(Path(sys.argv[1])) as book:
        book.append(datetime.now(UTC), sys.argv[2], "flag", "2026H1", {})
"""


def _written(warehouse: Path, count: int = 3) -> Path:
    for number in range(count):
        with writing(warehouse) as ledger:
            ledger.append(NOW + timedelta(minutes=number), "ada", "flag", "2026H1", {"note": f"第{number}次"})
    return warehouse / "ledger.jsonl"


def test_canonical_json_has_the_hash_of_the_rule_book() -> None:
    text = canonical({"scores": {"HR": Decimal("95.0000")}, "period": "2026H1"})
    assert text == '{"period":"2026H1","scores":{"HR":"95.0000"}}'
    assert sha256(text) == "a1111974a6f4142b30d8997550db139e500fbe5155ac225cefc65952f40ea3dd"


def test_a_float_has_no_canonical_text() -> None:
    with pytest.raises(TypeError, match="give a decimal"):
        canonical({"score": 0.1})


def test_a_line_is_hashed_over_the_hash_before_it_and_its_content(tmp_path: Path) -> None:
    _written(tmp_path, 1)
    content = {"at": "2026-07-06T00:00:00Z", "by": "ada", "data": {"note": "第0次"}, "kind": "flag"}
    text = canonical({**content, "period": "2026H1", "seq": 1})
    assert read_ledger(tmp_path).head == sha256("0" * 64 + text)


def test_what_is_written_is_read_and_a_clock_that_goes_back_does_not_move_the_ledgers(tmp_path: Path) -> None:
    _written(tmp_path, 2)
    with writing(tmp_path) as ledger:
        ledger.append(NOW - timedelta(days=400), "ben", "flag", "2026H1", {})
    entries = read_ledger(tmp_path).entries
    assert [(one.id, one.by) for one in entries] == [("flag-1", "ada"), ("flag-2", "ada"), ("flag-3", "ben")]
    assert entries[2].at == entries[1].at


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda lines: [lines[0], lines[1].replace(b"ada", b"eve"), lines[2]], "line 2 was changed"),
        (lambda lines: [lines[0], lines[1].replace(b'"by"', b'"by" '), lines[2]], "line 2 was changed"),
        (lambda lines: [lines[0], b"{}\n", lines[2]], "line 2 was changed"),
        (lambda lines: [lines[0], b"\xff\n", lines[2]], "line 2 was changed"),
        (lambda lines: [lines[0], lines[2]], "line 2 does not follow"),
        (lambda lines: [lines[1], lines[0], lines[2]], "line 1 does not follow"),
        (lambda lines: [*lines, lines[2]], "line 4 does not follow"),
        (lambda lines: lines[:2], "ends before line 3, but lines up to 3 were written"),
        (lambda lines: [*lines[:2], lines[2][:-1]], "ends before line 3"),
        (lambda lines: lines[:0], "ends before line 1"),
    ],
)
def test_a_changed_missing_or_moved_line_is_refused_by_its_number(
    tmp_path: Path, damage: Callable[[list[bytes]], list[bytes]], says: str
) -> None:
    path = _written(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(damage(lines)))
    with pytest.raises(UserError, match=says):
        read_ledger(tmp_path)
    with pytest.raises(UserError, match=says), writing(tmp_path):
        pass


def test_a_line_that_is_made_anew_with_a_hash_of_its_own_breaks_the_line_after_it(tmp_path: Path) -> None:
    path = _written(tmp_path)
    first, second, third = path.read_text(encoding="utf-8").splitlines()
    content = json.loads(second) | {"by": "eve"}
    body = {key: value for key, value in content.items() if key not in ("prev", "hash")}
    forged = canonical(content | {"hash": sha256(content["prev"] + canonical(body))})
    path.write_text(f"{first}\n{forged}\n{third}\n", encoding="utf-8")
    with pytest.raises(UserError, match="line 3 does not follow"):
        read_ledger(tmp_path)


@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_no_single_bit_can_be_turned(tmp_path_factory: pytest.TempPathFactory, place: float, bit: int) -> None:
    path = _written(tmp_path_factory.mktemp("ledger"), 2)
    content = bytearray(path.read_bytes())
    content[int(place * len(content))] ^= 1 << bit
    path.write_bytes(content)
    with pytest.raises(UserError):
        read_ledger(path.parent)


def test_a_torn_last_line_counts_for_nothing_and_the_next_command_cuts_it_off(tmp_path: Path) -> None:
    path = _written(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"at":"2026')
    assert (len(read_ledger(tmp_path).entries), read_ledger(tmp_path).torn) == (3, 11)
    with writing(tmp_path) as ledger:
        assert ledger.torn == 11
        ledger.append(NOW, "ben", "flag", "2026H1", {})
    assert path.read_bytes().startswith(whole)
    assert [one.seq for one in read_ledger(tmp_path).entries] == [1, 2, 3, 4]


@pytest.mark.parametrize(("moment", "count"), [("before", 3), ("within", 3), ("after", 4)])
def test_a_command_that_is_killed_leaves_a_ledger_that_others_go_on_with(
    tmp_path: Path, moment: str, count: int
) -> None:
    _written(tmp_path)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), moment], cwd=ROOT, check=False)
    assert killed.returncode == -9
    left = read_ledger(tmp_path)
    assert (len(left.entries), left.torn > 0) == (count, moment == "within")
    with writing(tmp_path) as ledger:
        ledger.append(NOW, "ben", "flag", "2026H1", {})
    assert len(read_ledger(tmp_path).entries) == count + 1


def test_commands_at_the_same_time_wait_for_each_other(tmp_path: Path) -> None:
    crowd = [subprocess.Popen([sys.executable, "-c", CROWD, str(tmp_path), by], cwd=ROOT) for by in ("ada", "ben")]
    assert [one.wait() for one in crowd] == [0, 0]
    assert len(read_ledger(tmp_path).entries) == 20
