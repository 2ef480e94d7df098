"""What was refused in an earlier pull of a feed that is added to: it is read again in every run until it is good."""

from pathlib import Path

from tests.etl.pulls import Pulls, row
from tests.etl.small_company import Loaded

ADDED = 'load = "append"\n'
MENDED = '[tickets.values.status]\n"waiting" = "pending"\n'


def _status(loaded: Loaded) -> list[tuple[str, str]]:
    return loaded.rows("SELECT ticket_id, status FROM feed.tickets ORDER BY 1")


def _quarantine(loaded: Loaded) -> list[tuple[str, int, str, list[str]]]:
    return loaded.rows("SELECT run_id, row_number, content->>'ticket_id', broken FROM quarantine.tickets")


def test_a_refused_row_stays_in_quarantine_with_the_run_that_refused_it_first(tmp_path: Path) -> None:
    pulls = Pulls(tmp_path, ADDED)
    pulls.pull(row("T1"), row("T2", "waiting"))
    pulls.pull(row("T3"))
    loaded = pulls.pull(row("T4"))
    assert _quarantine(loaded) == [("run-01", 2, "T2", ["unknown_word:status"])]
    count = loaded.counts["tickets"]
    assert (count.source_count, count.read_count, count.loaded_count, count.quarantined_count) == (2, 2, 1, 1)


def test_a_mended_mapping_releases_it(tmp_path: Path) -> None:
    pulls = Pulls(tmp_path, ADDED)
    pulls.pull(row("T1"), row("T2", "waiting"))
    loaded = pulls.pull(row("T3"), more=MENDED)
    assert _status(loaded) == [("T1", "open"), ("T2", "pending"), ("T3", "open")]
    assert _quarantine(loaded) == []


def test_a_feed_that_is_pulled_whole_is_released_by_its_next_run_and_nothing_is_read_twice(tmp_path: Path) -> None:
    pulls = Pulls(tmp_path)
    rows = (row("T1"), row("T2", "waiting"))
    assert len(_quarantine(pulls.pull(*rows))) == 1
    loaded = pulls.pull(*rows, more=MENDED)
    assert _status(loaded) == [("T1", "open"), ("T2", "pending")]
    assert (_quarantine(loaded), loaded.counts["tickets"].read_count) == ([], 2)


def test_a_row_whose_key_came_again_in_the_meantime_is_never_released(tmp_path: Path) -> None:
    pulls = Pulls(tmp_path, ADDED)
    pulls.pull(row("T1", "waiting"), row("T2"))
    assert _status(pulls.pull(row("T1", "closed"))) == [("T1", "closed"), ("T2", "open")]
    loaded = pulls.pull(row("T3"), more=MENDED)
    assert _status(loaded) == [("T1", "closed"), ("T2", "open"), ("T3", "open")]
    assert _quarantine(loaded) == [("run-01", 1, "T1", ["duplicate_key:ticket_id"])]


def test_a_refused_change_replaces_the_loaded_row_once_it_can_be_read(tmp_path: Path) -> None:
    pulls = Pulls(tmp_path, ADDED)
    pulls.pull(row("T1"))
    assert _status(pulls.pull(row("T1", "waiting"))) == [("T1", "open")]
    assert _status(pulls.pull(more=MENDED)) == [("T1", "pending")]


def test_the_same_row_pulled_again_is_not_counted_twice(tmp_path: Path) -> None:
    pulls = Pulls(tmp_path, ADDED)
    pulls.pull(row("T1", "waiting"))
    loaded = pulls.pull(row("T1", "waiting"), row("T2"))
    assert _quarantine(loaded) == [("run-02", 1, "T1", ["unknown_word:status"])]


def test_a_malformed_line_is_kept_as_it_came(tmp_path: Path) -> None:
    pulls = Pulls(tmp_path, ADDED)
    pulls.pull(row("T1"), "T2,request")
    loaded = pulls.pull(row("T3"))
    assert loaded.rows("SELECT run_id, content->>'line', broken FROM quarantine.tickets") == [
        ("run-01", "T2,request", ["malformed_row:*"])
    ]


def test_old_refusals_do_not_fail_a_good_pull(tmp_path: Path) -> None:
    pulls = Pulls(tmp_path, ADDED)
    pulls.pull(*(row(f"T{number}", "waiting") for number in range(100)))
    many = pulls.pull(*(row(f"U{number}") for number in range(100)), share=0.05)
    assert (len(_status(many)), len(_quarantine(many))) == (100, 100)
    few = pulls.pull(row("T"), share=0.05)
    assert (len(_status(few)), len(_quarantine(few))) == (101, 100)
    assert len(_quarantine(pulls.pull(share=0.05))) == 100
