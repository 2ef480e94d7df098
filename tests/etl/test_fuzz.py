"""Mangled rows of every feed: nothing is lost, nothing that breaks the contract is loaded, nothing ends in a traceback.

NEIKAN_FUZZ says how many mangled rows a feed has (10000 for the full count), NEIKAN_SEED which.
"""

import os
import re
from pathlib import Path
from typing import Any

import pytest

from etl.__main__ import main
from etl.pseudonym import VEILED
from tests.etl.fuzz import WRITERS, Row, write_feeds
from tests.etl.plain_contract import faults, faults_of_all
from tests.etl.plain_contract import row as plain_row
from tests.etl.small_company import CALENDARS, Loaded, lenient, load, write_company
from warehouse.contract import FEEDS, Feed

COUNT = int(os.environ.get("NEIKAN_FUZZ", "200"))
SEED = int(os.environ.get("NEIKAN_SEED", "4"))
OF_A_WHOLE_RUN = min(COUNT, 500)
MARKER = re.compile(rb"M\d{6}")
HAS_BROKEN_LINES = ("broken csv", "jsonl")
SOURCES = lenient(*FEEDS, also='timezone = "Asia/Shanghai"\n')


@pytest.mark.parametrize("kind", WRITERS)
def test_nothing_is_lost_and_nothing_loaded_breaks_the_contract(tmp_path: Path, kind: str) -> None:
    company = write_company(tmp_path / "company", SOURCES, CALENDARS)
    written = write_feeds(company / "feeds", kind, COUNT, SEED)
    loaded = load(company, tmp_path / "work")
    created = dict(loaded.rows("SELECT ticket_id, epoch_us(created_at) // 1000000 FROM feed.tickets"))
    found = {}
    for feed in FEEDS.values():
        rows, source = _loaded(loaded, feed), next((company / "feeds").glob(f"{feed.name}.*"))
        found[feed.name] = [
            *_lost(loaded, feed, rows, source, written[feed.name], is_exact=kind not in HAS_BROKEN_LINES),
            *(f"{row}: {fault}" for row in rows for fault in faults(feed, row)),
            *faults_of_all(feed, rows, created),
            *([] if kind == "broken csv" else _altered(feed, rows, written[feed.name])),
            *_refused_without_cause(loaded, feed, written),
        ]
    assert {name: (len(some), some[:3]) for name, some in found.items() if some} == {}


def _loaded(loaded: Loaded, feed: Feed) -> list[dict[str, Any]]:
    columns = [
        f'epoch_us("{column.name}") // 1000000' if column.type == "instant" else f'"{column.name}"'
        for column in feed.columns
    ]
    rows = loaded.rows(f"SELECT {', '.join(columns)} FROM feed.{feed.name}")
    return [dict(zip(feed.column_names, row, strict=True)) for row in rows]


def _lost(
    loaded: Loaded, feed: Feed, rows: list[dict[str, Any]], source: Path, written: list[Row], is_exact: bool
) -> list[str]:
    """Accounts that do not add up, and markers of the source that are neither loaded nor refused."""
    count, (refused,) = loaded.counts[feed.name], loaded.column(f"SELECT count(*) FROM quarantine.{feed.name}")
    accounts = (count.read_count, count.loaded_count, count.quarantined_count)
    lost = [f"accounts {accounts}"] if accounts != (len(rows) + refused, len(rows), refused) else []
    if count.source_count != count.read_count or (is_exact and count.read_count != len(written)):
        lost.append(f"{count} of {len(written)} rows")
    if feed.name in VEILED and source.suffix != ".parquet":
        return lost  # a line that cannot be parted is withheld
    content = loaded.column(f"SELECT content::VARCHAR FROM quarantine.{feed.name}")
    kept = {one for text in [*content, *(str(row) for row in rows)] for one in MARKER.findall(text.encode())}
    if source.suffix == ".parquet":
        given = {one for row in written for one in MARKER.findall(str(row.cells).encode())}
    else:
        text = source.read_bytes()
        given = set(MARKER.findall(text.decode("gb18030").encode() if is_exact and not _is_utf8(text) else text))
    return [*lost, *(f"{one.decode()} is lost" for one in sorted(given - kept))]


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _altered(feed: Feed, rows: list[dict[str, Any]], written: list[Row]) -> list[str]:
    """Loaded rows that mean something else than every source row."""
    meant = {_veiled(feed, plain_row(feed, row.cells)) for row in written}
    return [f"{row} is in no source" for row in rows if _veiled(feed, tuple(row.values())) not in meant]


def _veiled(feed: Feed, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Of a respondent only whether there is one: the warehouse has pseudonyms."""
    respondent = VEILED.get(feed.name)
    names = feed.column_names
    return tuple(one is not None if name == respondent else one for name, one in zip(names, values, strict=True))


def _refused_without_cause(loaded: Loaded, feed: Feed, written: dict[str, list[Row]]) -> list[str]:
    sound = _sound(feed, written)
    if feed.name == "ticket_events":
        sound &= _sound(FEEDS["tickets"], written) & set(loaded.column("SELECT ticket_id FROM feed.tickets"))
    first = f"json_extract_string(content, '$.{feed.key[0]}')"
    return [
        f"{one}: {broken}"
        for one, broken in loaded.rows(f"SELECT {first}, broken FROM quarantine.{feed.name}")
        if one in sound and not any(rule.startswith("duplicate") for rule in broken)
    ]


def _sound(feed: Feed, written: dict[str, list[Row]]) -> set[str | None]:
    return {row.cells[feed.key[0]] for row in written[feed.name] if not row.is_touched}


@pytest.mark.parametrize("kind", ["broken csv"])
def test_a_whole_run_on_mangled_rows_is_published(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    company = write_company(tmp_path / "company", SOURCES, CALENDARS)
    write_feeds(company / "feeds", kind, OF_A_WHOLE_RUN, SEED)
    status = main(["--company", str(company), "--warehouse", str(tmp_path / "w"), "--as-of", "2026-06-30T16:00:00Z"])
    assert (status, capsys.readouterr().err.splitlines()[-1]) == (0, "publish")
