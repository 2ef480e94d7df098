"""What a whole feed can have wrong: one clear sentence, a status that is not 0, and the published warehouse stays."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from etl.__main__ import main
from etl.run import Run, run_alone
from etl.sources import find_sources
from etl.staging import Staging
from tests.conftest import IN_CI, ROOT
from tests.etl.small_company import CALENDARS, EVENTS, LEVELS, TICKETS, lenient, write_company
from warehouse.settings import load_company

Write = Callable[[Path], Path]
MANY = TICKETS.splitlines()[0] + "\n"
MANY += "".join(f"T{number},request,S1,P1,open,D1,2026-03-02T09:00:00+08:00\n" for number in range(40))


def _half(wrong: str, right: str) -> str:
    """The tickets with every second row changed."""
    lines = MANY.splitlines()
    return "\n".join(line.replace(right, wrong) if number % 2 else line for number, line in enumerate(lines)) + "\n"


BAD: dict[str, tuple[Write, str]] = {
    "unreadable file": (
        lambda folder: write_company(folder, files={"tickets.xlsx": b"no"}),
        "feed tickets: .*tickets.xlsx cannot be read as an Excel file",
    ),
    "missing required column": (
        lambda folder: write_company(folder, tickets=MANY.replace("created_at", "opened")),
        r"feed tickets, column created_at: is required and the source has no such column",
    ),
    "most times unreadable": (
        lambda folder: write_company(folder, tickets=_half("02.03.2026", "2026-03-02")),
        r'column created_at: 20 of 40 rows \(50.0%\) .*bad_time.*give time_format; a sample is "02.03.2026T09:00',
    ),
    "most words unreadable": (
        lambda folder: write_company(folder, tickets=_half("offen", "open")),
        r'column status: 20 of 40 rows \(50.0%\) .*unknown_word.*map it to open \| .*a sample is "offen"',
    ),
    "most rows malformed": (
        lambda folder: write_company(folder, tickets=_half("D1", "D1,2026-03-02T09:00:00+08:00")),
        r'feed tickets: 20 of 40 rows .*malformed_row.*a sample is "T0,request',
    ),
    "feed empty all at once": (
        lambda folder: write_company(folder, tickets=MANY.splitlines()[0] + "\n"),
        "feed tickets: its source has no row, while the last build has 2",
    ),
    "file without a header": (
        lambda folder: write_company(folder, tickets=""),
        "feed tickets: .*tickets.csv is empty: not even a header line",
    ),
    "unknown settings key": (
        lambda folder: write_company(folder, calendars=CALENDARS.replace("timezone", "timezon"), tickets=MANY),
        'calendars.toml line 2: nobody knows the key calendars.office.timezon; the nearest known one is "timezone"',
    ),
    "nothing to read": (write_company, "has no feed at all"),
    "no company": (lambda folder: folder, "There is no company folder"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_company_is_one_sentence_and_changes_nothing(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    write, sentence = BAD[case]
    before, builds = (warehouse / "current.json").read_text(), sorted((warehouse / "builds").iterdir())
    assert main(["--company", str(write(tmp_path / "company")), "--warehouse", str(warehouse)]) == 1
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert re.search(sentence, said)
    assert (warehouse / "current.json").read_text() == before
    assert sorted((warehouse / "builds").iterdir()) == builds
    assert list((warehouse / "work").iterdir()) == []


def test_a_second_run_at_the_same_time_names_the_first(warehouse: Path, capsys: pytest.CaptureFixture[str]) -> None:
    statuses = []
    run_alone(warehouse, lambda _: statuses.append(run_alone(warehouse, lambda _: None)))
    assert statuses == [1]
    said = capsys.readouterr().err
    assert f"another `make etl` (pid {os.getpid()}, since 20" in said
    assert run_alone(warehouse, lambda _: None) == 0


FULL_DISK = """set -e
mount -t tmpfs -o size=$2 tmpfs "$1"
cp -R "$3"/. "$1"
cmp "$1/current.json" "$3/current.json"
set +e
"$4" -m etl --company "$5" --warehouse "$1"
echo "status $?"
cmp "$1/current.json" "$3/current.json" && ls "$1/builds" "$1/work"
"""


@pytest.mark.parametrize("free_mib", [1, 10])
def test_a_full_disk_is_one_sentence_and_changes_nothing(small_warehouse: Path, tmp_path: Path, free_mib: int) -> None:
    """On a real file system of that size, in a namespace of its own."""
    (tmp_path / "disk").mkdir()
    used = sum(path.stat().st_size for path in small_warehouse.rglob("*") if path.is_file())
    company = write_company(tmp_path / "company", tickets=MANY + _many_tickets(40_000))
    unshare = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    arguments = [
        str(tmp_path / "disk"),
        str(used + free_mib * 2**20),
        str(small_warehouse),
        sys.executable,
        str(company),
    ]
    try:
        ran = subprocess.run(
            [*unshare, "sh", "-c", FULL_DISK, "sh", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        ran = subprocess.CompletedProcess([], 127, "", "there is no unshare")
    if "status" not in ran.stdout:
        (pytest.fail if IN_CI else pytest.skip)(f"no small file system can be mounted here: {ran.stderr.strip()}")
    assert "status 1" in ran.stdout
    assert ran.stderr.strip().splitlines()[-1].startswith("The disk of ")
    assert "Traceback" not in ran.stderr
    names = [path.name for path in (small_warehouse / "builds").iterdir()]
    assert ran.stdout.split("status 1")[1].split() == [f"{tmp_path}/disk/builds:", *names, f"{tmp_path}/disk/work:"]


def test_a_source_that_goes_half_way_is_one_sentence(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    company = write_company(tmp_path / "company", lenient("tickets"))
    tickets = company / "feeds" / "tickets.parquet"
    (tmp_path / "tickets.csv").write_text(MANY.replace("T3,request", "T3,wish"))
    pl.read_csv(tmp_path / "tickets.csv").write_parquet(tickets)

    def steps(run: Run) -> None:
        run.build.parent.mkdir(exist_ok=True)
        staging = Staging(run.work, find_sources(load_company(company)), None, run.landing)
        staging.pull(lambda _: None)
        staging.shape(["office"], lambda _: None)
        tickets.unlink()
        staging.split(run.id, run.build)

    before = (warehouse / "current.json").read_text()
    assert run_alone(warehouse, steps) == 1
    assert re.search(r"^A file went or changed .*tickets.parquet.*run again", capsys.readouterr().err.splitlines()[-1])
    assert (warehouse / "current.json").read_text() == before


def _many_tickets(count: int) -> str:
    return "".join(f"N{number},request,S1,P1,open,D1,2026-03-02T09:00:00+08:00\n" for number in range(count))


@pytest.mark.parametrize(("at", "number"), [("shape", signal.SIGINT), ("build: ", signal.SIGTERM)])
def test_a_stopped_run_says_so_and_the_next_one_starts_clean(
    warehouse: Path, tmp_path: Path, at: str, number: signal.Signals
) -> None:
    company = write_company(tmp_path / "company", tickets=MANY + _many_tickets(100_000))
    (warehouse / "work" / "of-a-killed-run").mkdir()
    before = (warehouse / "current.json").read_text()
    command = [sys.executable, "-m", "etl", "--company", str(company), "--warehouse", str(warehouse)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stderr
        for line in process.stderr:
            if line.startswith(at):
                process.send_signal(number)
                break
        said = process.communicate()[1].splitlines()
    assert process.returncode == 128 + number
    assert said[-1] == "Stopped; what was published stays."
    assert not [line for line in said if "Traceback" in line]
    assert (warehouse / "current.json").read_text() == before
    assert list((warehouse / "work").iterdir()) == []
    assert run_alone(warehouse, lambda _: None) == 0


def test_a_fault_of_ours_leads_to_the_run_log(warehouse: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError

    assert run_alone(warehouse, broken) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    log = max((warehouse / "runs").iterdir())
    assert said == f"Neikan failed (ZeroDivisionError); {log} tells where. What was published stays."
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert "ZeroDivisionError" in next(line["text"] for line in lines if line["event"] == "traceback")
    assert (lines[-1]["event"], lines[-1]["outcome"]) == ("finish", "failed")


def test_a_warehouse_that_cannot_be_written_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "warehouse").write_text("a file")
    assert run_alone(tmp_path / "warehouse", lambda _: None) == 1
    assert "cannot be written: File exists" in capsys.readouterr().err


def test_single_bad_rows_stop_nothing(warehouse: Path, tmp_path: Path) -> None:
    tickets = MANY + "T98,request,S1,P1,-100,D1,2026-03-02T09:00:00+08:00\nT99,request,S1,P1,open,D1,soon\n"
    company = write_company(tmp_path / "company", tickets=tickets, ticket_events=EVENTS, service_levels=LEVELS)
    assert main(["--company", str(company), "--warehouse", str(warehouse)]) == 0
