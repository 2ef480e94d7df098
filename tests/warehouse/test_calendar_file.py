"""Calendars and their versions as a company writes them, and what is said about mistakes in them."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from warehouse.calendar_file import Calendar, load_calendars
from warehouse.calendars import calendar_tables, calendar_versions
from warehouse.errors import UserError

OFFICE = """[calendars.office]
timezone = "Asia/Shanghai"
[calendars.office.week]
mon = ["09:00-12:00"]
"""
LATER = OFFICE.replace("09:00", "08:00")
SHOP = OFFICE.replace("office", "shop")
NIGHT = OFFICE.replace("09:00-12:00", "22:00-06:00")
OCTOBER = "calendars/2026-10-01"


def written(folder: Path, **texts: str) -> Path:
    """A company folder with calendars.toml and the files of folder calendars, named with _ for -."""
    (folder / "calendars").mkdir()
    for name, text in texts.items():
        file = "calendars.toml" if name == "first" else f"calendars/{name.strip('_').replace('_', '-')}.toml"
        (folder / file).write_text(text, encoding="utf-8")
    return folder


def office(folder: Path, **texts: str) -> Calendar:
    return load_calendars(written(folder, **texts))["office"]


def test_a_calendar_has_its_versions_in_the_order_of_their_first_days(tmp_path: Path) -> None:
    first = OFFICE + SHOP
    calendars = load_calendars(written(tmp_path, _2027_01_01=OFFICE, first=first, _2026_10_01=LATER))
    days = {name: [version.effective_from for version in one.versions] for name, one in calendars.items()}
    assert days == {"office": [None, date(2026, 10, 1), date(2027, 1, 1)], "shop": [None]}
    assert calendars["office"].later[0].week == {"mon": ["08:00-12:00"]}


def test_a_file_that_changes_nothing_makes_no_version(tmp_path: Path) -> None:
    assert office(tmp_path, first=OFFICE, _2026_10_01=OFFICE, _2026_11_01="").later == ()


def test_a_version_is_whole_and_takes_nothing_from_the_one_before_it(tmp_path: Path) -> None:
    first = OFFICE.replace("[calendars.office.week]", 'holidays = "CN"\n[calendars.office.week]')
    assert office(tmp_path, first=first, _2026_10_01=LATER).later[0].holidays is None


def test_a_version_is_known_from_its_first_local_day_on(tmp_path: Path) -> None:
    calendar = office(tmp_path, first=OFFICE, _2026_10_01=LATER)
    for hour, known in ((datetime(2026, 9, 30, 15, 59, 59, tzinfo=UTC), 0), (datetime(2026, 9, 30, 16, tzinfo=UTC), 1)):
        assert len(calendar.known_at(hour).later) == known


def test_the_digits_of_a_version_change_with_it_and_with_those_before_it_and_not_with_later_ones(
    tmp_path: Path,
) -> None:
    calendar = office(tmp_path, first=OFFICE, _2026_10_01=LATER, _2027_01_01=OFFICE)
    digits = calendar_versions(calendar)
    assert len(set(digits)) == 3
    assert calendar_versions(calendar.known_at(datetime(2026, 12, 1, tzinfo=UTC))) == digits[:2]
    corrected = calendar.model_copy(update={"days": {date(2026, 5, 1): []}})
    assert not set(calendar_versions(corrected)) & set(digits)


def test_the_night_shift_of_a_versions_last_day_still_counts_by_it(tmp_path: Path) -> None:
    calendar = office(tmp_path, first=NIGHT, _2026_10_06=OFFICE)
    tables = calendar_tables({"office": calendar}, date(2026, 10, 1), date(2026, 10, 31))
    midnight = int(datetime(2026, 10, 5, 16, tzinfo=UTC).timestamp())
    versions = tables["calendar_version"]
    assert versions["to_s"].to_list()[0] == midnight + 6 * 3600
    assert versions["from_s"].to_list()[1] == midnight
    assert tables["calendar"].select("version", "effective_from").rows() == [
        (versions["version"].to_list()[1], date(2026, 10, 6))
    ]


MISTAKES = {
    "name of no day": ({"_october": LATER}, "^calendars/october.toml must be named after its first day"),
    "day that is none": ({"_2026_13_01": LATER}, "^calendars/2026-13-01.toml must be named after its first day"),
    "day written short": ({"_20261001": LATER}, "^calendars/20261001.toml must be named after its first day"),
    "day before all clocks": ({"_0001_01_01": LATER}, "^calendars/0001-01-01.toml must be named after its first day"),
    "unknown key": (
        {"_2026_10_01": LATER.replace("week", "weak")},
        f'^{OCTOBER}.toml line 3: nobody knows the key calendars.office.weak; the nearest known one is "week"',
    ),
    "other zone": (
        {"_2026_10_01": LATER.replace("Shanghai", "Tokyo")},
        f"^{OCTOBER}.toml line 2: calendar office is in Asia/Shanghai, and no version can move it to Asia/Tokyo",
    ),
    "new calendar": (
        {"_2026_10_01": LATER + SHOP.replace("shop", "offices")},
        f'^{OCTOBER}.toml line 5: calendars.toml has no calendar offices; the nearest one there is "office"',
    ),
    "no calendar before": (
        {"first": "", "_2026_10_01": LATER},
        f"^{OCTOBER}.toml line 1: calendars.toml has no calendar office. Define a new calendar there",
    ),
    "shift that is none": (
        {"_2026_10_01": LATER.replace("08:00-12:00", "8-12")},
        f"^{OCTOBER}.toml line 4: calendars.office.week.mon: '8-12' is not a shift; write it as HH:MM-HH:MM",
    ),
    "shift that ends before it starts": (
        {"first": OFFICE + '[calendars.office.days]\n"2026-05-01" = []\n2026-05-02 = ["12:00-09:00"]\n'},
        "^calendars.toml line 7: calendars.office.days.2026-05-02: shift 12:00-09:00 ends before it starts",
    ),
    "shifts that overlap": (
        {"first": OFFICE.replace('"]', '", "11:00-13:00"]')},
        "^calendars.toml line 4: calendars.office.week.mon: the shifts 09:00-12:00, 11:00-13:00 overlap",
    ),
    "country": (
        {"first": '[calendars.a]\ntimezone = "UTC"\nholidays = "XX"\n'},
        "^calendars.toml line 3: calendars.a.holidays: no holiday table is known for that country; write its ISO code",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_sentence_with_file_and_line(tmp_path: Path, mistake: str) -> None:
    texts, sentence = MISTAKES[mistake]
    with pytest.raises(UserError, match=sentence) as caught:
        load_calendars(written(tmp_path, **{"first": OFFICE, **texts}))
    assert "\n" not in str(caught.value)
