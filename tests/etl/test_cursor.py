"""Cursors as text: compared as what they are, and lowered by the look-back."""

from datetime import UTC, datetime

import pytest

from etl.pull.cursor import Unfit, earlier, later, not_after

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("9", "10"),
        ("9.5", "10"),
        ("2026-03-02 09:00:00.9+00", "2026-03-02T09:00:01Z"),
        ("2026-03-02T10:00:00+09:00", "2026-03-02T01:00:01Z"),
        ("2026-03-02", "2026-03-10"),
        ("a", "b"),
        ("12", "after twelve"),
        (None, "1"),
    ],
)
def test_the_later_of_two_cursors(low: str | None, high: str) -> None:
    assert later(low, high) == later(high, low) == high


@pytest.mark.parametrize(
    ("cursor", "lookback", "less"),
    [
        ("2026-03-02 09:00:00.75+00", "15m", "2026-03-02 08:45:00+00:00"),
        ("2026-03-02T09:00:00", None, "2026-03-02T08:50:00"),
        ("2026-03-02 09:00:00.75", "0s", "2026-03-02 09:00:00"),
        ("2026-03-02", "10m", "2026-03-01"),
        ("5000", None, "4000"),
        ("00012", 5, "00007"),
        ("12", 50, "0"),
        ("abc", None, "abc"),
        ("0001-01-01T00:00:00", "3d", "0001-01-01T00:00:00"),
    ],
)
def test_less_the_look_back(cursor: str, lookback: int | str | None, less: str) -> None:
    assert earlier(cursor, lookback) == less


@pytest.mark.parametrize(("cursor", "lookback"), [("5000", "15m"), ("2026-03-02T09:00:00Z", 5)])
def test_a_look_back_of_the_wrong_kind_is_refused(cursor: str, lookback: int | str) -> None:
    with pytest.raises(Unfit, match=cursor):
        earlier(cursor, lookback)


@pytest.mark.parametrize(
    ("cursor", "zone", "kept"),
    [
        ("2026-03-02T03:59:59Z", None, "2026-03-02T03:59:59Z"),
        ("2026-03-02T04:00:01Z", None, "2026-03-02T04:00:00+00:00"),
        ("2026-03-02 12:00:01", "Asia/Shanghai", "2026-03-02 12:00:00"),
        ("2026-03-02 18:00:00", None, "2026-03-02 18:00:00"),
        ("2026-03-09", None, "2026-03-02"),
        ("99999", None, "99999"),
    ],
)
def test_no_cursor_lies_in_the_future(cursor: str, zone: str | None, kept: str) -> None:
    assert not_after(cursor, NOW, zone) == kept
