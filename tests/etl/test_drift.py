"""Sources change: a new column is reported, a missing optional one too, a changed type costs rows and not the run."""

from pathlib import Path
from typing import Any

import pytest

from tests.etl.pulls import TITLES, Pulls, row
from tests.etl.small_company import Loaded
from warehouse.errors import UserError

CHANNEL = '[tickets.columns]\nchannel = "via"\n'
VIA, AND_VIA = f"{TITLES},via", f"{TITLES},via,mood"


def _notices(loaded: Loaded) -> list[tuple[str, str]]:
    return loaded.rows("SELECT kind, column_name FROM audit.notice")


def _columns(loaded: Loaded, run: str) -> dict[str, tuple[Any, ...]]:
    rows = loaded.rows(f"SELECT column_name, fills, null_share FROM audit.source_column WHERE run_id = '{run}'")
    return {name: (fills, share) for name, fills, share in rows}


def test_every_column_of_a_source_is_listed_with_what_it_fills_and_how_empty_it_is(tmp_path: Path) -> None:
    pulls = Pulls(tmp_path, 'null_values = ["?"]\n')
    loaded = pulls.pull(f"{row('T1')},,sad", f"{row('T2')},?,sad", f"{row('T3')},mail,", titles=AND_VIA, more=CHANNEL)
    columns = _columns(loaded, "run-01")
    assert columns["ticket_id"] == (["ticket_id"], 0)
    assert columns["via"] == (["channel"], pytest.approx(2 / 3))
    assert columns["mood"] == ([], pytest.approx(1 / 3))
    assert (_notices(loaded), loaded.notes) == ([], []), "a first pull has nothing to compare with"


def test_a_new_column_is_reported_once_and_what_earlier_builds_told_stays(tmp_path: Path) -> None:
    pulls = Pulls(tmp_path)
    pulls.pull(row("T1"))
    loaded = pulls.pull(f"{row('T1')},mail", titles=VIA)
    assert _notices(loaded) == [("new_column", "via")]
    assert loaded.notes == ["tickets: the source has a new column via, which nothing uses; map it to load it."]
    loaded = pulls.pull(f"{row('T1')},mail", titles=VIA)
    assert _notices(loaded) == []
    assert set(_columns(loaded, "run-01")) == set(TITLES.split(","))
    assert set(_columns(loaded, "run-02")) == set(VIA.split(","))


def test_a_new_column_that_is_mapped_at_once_is_nothing_to_report(tmp_path: Path) -> None:
    pulls = Pulls(tmp_path)
    pulls.pull(row("T1"))
    loaded = pulls.pull(f"{row('T1')},mail", titles=VIA, more=CHANNEL)
    assert (_notices(loaded), loaded.column("SELECT channel FROM feed.tickets")) == ([], ["mail"])


def test_a_missing_optional_column_is_reported_in_every_run_and_stops_none(tmp_path: Path) -> None:
    pulls = Pulls(tmp_path)
    pulls.pull(f"{row('T1')},mail", titles=VIA, more=CHANNEL)
    for _ in range(2):
        loaded = pulls.pull(row("T1"), more=CHANNEL)
        assert _notices(loaded) == [("gone_column", "via")]
        assert loaded.column("SELECT channel FROM feed.tickets") == [None]
    assert _columns(loaded, "run-03")["via"] == (["channel"], None)
    assert _notices(pulls.pull(row("T1"))) == [], "once settings no longer name it"


def test_an_optional_column_of_the_contracts_own_name_is_missed_too(tmp_path: Path) -> None:
    pulls = Pulls(tmp_path)
    pulls.pull(f"{row('T1')},mail", titles=f"{TITLES},channel")
    assert _notices(pulls.pull(row("T1"))) == [("gone_column", "channel")]


def test_of_several_columns_those_that_are_left_fill_in(tmp_path: Path) -> None:
    pulls, both = Pulls(tmp_path), '[tickets.columns]\nchannel = ["via", "mood"]\n'
    pulls.pull(f"{row('T1')},,sad", titles=AND_VIA, more=both)
    loaded = pulls.pull(f"{row('T1')},sad", titles=f"{TITLES},mood", more=both)
    assert loaded.column("SELECT channel FROM feed.tickets") == ["sad"]
    assert _notices(loaded) == [("gone_column", "via")]


def test_a_column_that_never_was_there_is_a_mistake_in_the_settings(tmp_path: Path) -> None:
    pulls = Pulls(tmp_path)
    with pytest.raises(UserError, match=r'feed tickets, column channel: the source has no column "via"'):
        pulls.pull(row("T1"), more=CHANNEL)


def test_a_required_column_that_is_gone_fails_the_feed(tmp_path: Path) -> None:
    pulls, state = Pulls(tmp_path), '[tickets.columns]\nstatus = "state"\n'
    pulls.pull(row("T1"), titles=TITLES.replace("status", "state"), more=state)
    with pytest.raises(UserError, match=r'feed tickets, column status: .* no column "state"'):
        pulls.pull(row("T1"), titles=TITLES.replace("status", "phase"), more=state)


def test_a_pull_of_a_few_records_lacks_keys_without_a_word(tmp_path: Path) -> None:
    pulls = Pulls(tmp_path, files="tickets.jsonl")
    whole = (
        '{"ticket_id": "T1", "kind": "request", "priority": "P1", "status": "open", "provider_department_id": "D1",'
        ' "created_at": "2026-03-02T09:00:00Z"'
    )
    source = '[tickets]\npath = "feeds/tickets.jsonl"\n' + CHANNEL
    pulls.pull_file(whole + ', "via": "mail"}\n', source)
    assert _notices(pulls.pull_file(whole + "}\n", source)) == []


def test_a_changed_type_refuses_the_rows_that_changed_and_the_run_goes_on(tmp_path: Path) -> None:
    pulls, titles = Pulls(tmp_path), f"{TITLES},cost"
    pulls.pull(*(f"{row(f'T{number}')},{number}.50" for number in range(30)), titles=titles, share=0.05)
    rows = [f"{row(f'T{number}')},{number}.50" for number in range(29)]
    loaded = pulls.pull(*rows, f"{row('T29')},29.50 EUR", titles=titles, share=0.05)
    assert loaded.refused("tickets") == [(30, ["bad_type:cost"])]
    assert loaded.counts["tickets"].loaded_count == 29
    with pytest.raises(UserError, match=r"feed tickets, column cost: 30 of 30 rows .* bad_type"):
        pulls.pull(*(f"{row(f'T{number}')},{number}.50 EUR" for number in range(30)), titles=titles, share=0.05)
