"""A pull far from the last published ones is said aloud, or stops the run where the company wants that."""

from pathlib import Path

import pytest

from etl.suspicious import usual
from tests.etl.pulls import TITLES, Pulls, row
from tests.etl.small_company import Loaded
from warehouse.errors import UserError


def _odd(loaded: Loaded) -> list[tuple[str, str | None]]:
    return loaded.rows("SELECT kind, column_name FROM audit.notice")


def _rows(number: int, subject: str = "words") -> list[str]:
    return [f"{row(f'T{one}')},{subject}" for one in range(number)]


def _pull(pulls: Pulls, number: int, subject: str = "words", more: str = "") -> Loaded:
    return pulls.pull(*_rows(number, subject), titles=f"{TITLES},subject", more=more)


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        ([100, 100], None),
        ([100, 100, 100], (75, 125)),
        ([90, 100, 110], (40, 160)),
        ([100, 100, 100, 100, 9000], (75, 125)),
    ],
)
def test_the_usual_range_is_around_the_median_and_one_odd_pull_does_not_widen_it(
    past: list[float], expected: tuple[float, float] | None
) -> None:
    assert usual(past, floor=25) == expected


def test_the_first_pulls_say_nothing(tmp_path: Path) -> None:
    pulls = Pulls(tmp_path)
    assert [_odd(_pull(pulls, number)) for number in (50, 5, 500)] == [[], [], []]


@pytest.mark.parametrize(
    ("number", "said"), [(50, []), (41, []), (20, [("odd_count", None)]), (99, [("odd_count", None)])]
)
def test_far_fewer_or_more_rows_than_the_last_pulls_are_odd(
    tmp_path: Path, number: int, said: list[tuple[str, str | None]]
) -> None:
    pulls = Pulls(tmp_path)
    for _ in range(3):
        _pull(pulls, 50)
    loaded = _pull(pulls, number)
    assert _odd(loaded) == said
    if said:
        assert loaded.notes == [f"tickets: {number} rows were pulled; the last pulls had 38 to 62."]


def test_a_column_that_is_empty_all_at_once_is_odd(tmp_path: Path) -> None:
    pulls = Pulls(tmp_path)
    for _ in range(3):
        _pull(pulls, 100)
    loaded = _pull(pulls, 100, subject="")
    assert _odd(loaded) == [("odd_share", "subject")]
    assert loaded.notes == ["tickets: 100.0% of column subject are empty; in the last pulls it was 0.0% to 15.0%."]


def test_an_empty_cell_in_a_pull_of_two_rows_is_chance(tmp_path: Path) -> None:
    pulls = Pulls(tmp_path, 'load = "append"\n')
    for _ in range(3):
        _pull(pulls, 2)
    assert _odd(_pull(pulls, 2, subject="")) == []


def test_an_odd_pull_stops_the_run_where_settings_say_so(tmp_path: Path) -> None:
    pulls = Pulls(tmp_path, 'suspicious = "stop"\n')
    for _ in range(3):
        _pull(pulls, 50)
    with pytest.raises(UserError, match=r"feed tickets: the pull looks odd: 5 rows .* \(sources.toml line 3\)"):
        _pull(pulls, 5)
