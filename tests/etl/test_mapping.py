"""Source columns and source words become canonical ones, and mistakes in the mapping are told by line."""

from pathlib import Path

import pytest

from tests.etl.small_company import EVENTS, LEVELS, TICKETS, load, write_company
from warehouse.errors import UserError

EXPORT = """Number,Opened,State,Group,Second group,Closed,Done
7,2026-03-02T09:00:00+08:00,In progress,?,D2,n/a,2026-03-03T09:00:00+08:00
8,2026-03-02T09:00:00+08:00, Fixed ,D1,D2,2026-03-04T09:00:00+08:00,
"""
MAPPING = """[tickets]
null_values = ["?", "n/a"]
[tickets.columns]
ticket_id = "Number"
kind = { value = "incident" }
priority = { value = 3 }
status = "State"
provider_department_id = ["Group", "Second group"]
created_at = "Opened"
closed_at = ["Closed", "Done"]
[tickets.values.status]
"In progress" = "open"
Fixed = "resolved"
"""


def test_columns_constants_first_of_several_words_and_nulls(tmp_path: Path) -> None:
    loaded = load(write_company(tmp_path / "company", MAPPING, tickets=EXPORT), tmp_path / "work")
    assert loaded.rows(
        "SELECT ticket_id, kind, priority, status, provider_department_id, closed_at::VARCHAR FROM feed.tickets"
    ) == [
        ("7", "incident", "3", "open", "D2", "2026-03-03 01:00:00+00"),
        ("8", "incident", "3", "resolved", "D1", "2026-03-04 01:00:00+00"),
    ]


def test_a_column_of_the_canonical_name_needs_no_mapping_and_an_empty_list_takes_it_away(tmp_path: Path) -> None:
    tickets = TICKETS.replace("service_id", "subject")
    assert load(write_company(tmp_path / "one", tickets=tickets), tmp_path / "work1").column(
        "SELECT subject FROM feed.tickets"
    ) == ["S1", "S1"]
    without = write_company(tmp_path / "two", "[tickets.columns]\nsubject = []\n", tickets=tickets)
    assert load(without, tmp_path / "work2").column("SELECT subject FROM feed.tickets") == [None, None]


def test_words_of_events_map_by_field_and_fall_back_to_those_of_tickets(tmp_path: Path) -> None:
    sources = """[tickets.values.status]
Waiting = "pending"
Fixed = "resolved"
[ticket_events.values.status]
Waiting = "open"
[ticket_events.values.field]
State = "status"
"""
    events = """ticket_id,occurred_at,field,old_value,new_value
T1,2026-03-02T09:30:00+08:00,State,Waiting,Fixed
T1,2026-03-02T09:40:00+08:00,priority,Fixed,Waiting
"""
    loaded = load(
        write_company(tmp_path / "company", sources, tickets=TICKETS, ticket_events=events), tmp_path / "work"
    )
    assert loaded.rows("SELECT event_id, field, old_value, new_value FROM feed.ticket_events") == [
        (1, "status", "open", "resolved"),
        (2, "priority", "Fixed", "Waiting"),
    ]


MISTAKES = {
    "column the source lacks": (
        MAPPING.replace('"Number"', '"Numbr"'),
        r'feed tickets, column ticket_id: the source has no column "Numbr"; the nearest it has is "Number" '
        r"\(sources.toml line 4\)",
    ),
    "column that is not canonical": (
        MAPPING.replace("closed_at", "closd_at"),
        r'sources.toml line 10: feed tickets has no column "closd_at"; the nearest known one is "closed_at"',
    ),
    "required column unmapped": (
        MAPPING.replace('created_at = "Opened"\n', ""),
        r"feed tickets, column created_at: is required and the source has no such column.*sources.toml line 3\)",
    ),
    "word that is not canonical": (
        MAPPING.replace('"resolved"', '"resolvd"'),
        r'sources.toml line 13: feed tickets, column status: "Fixed" is mapped to "resolvd".*nearest is "resolved"',
    ),
    "constant that is not canonical": (
        MAPPING.replace("incident", "incidnt"),
        r'sources.toml line 5: feed tickets, column kind: the constant "incidnt".*nearest is "incident"',
    ),
    "unknown zone": (
        MAPPING.replace("[tickets.columns]", 'timezone = "Asia/Shanghia"\n[tickets.columns]'),
        r'sources.toml line 3: tickets.timezone: no time zone is called "Asia/Shanghia".*"Asia/Shanghai"',
    ),
    "unknown key": (
        MAPPING.replace("null_values", "null_value"),
        r'sources.toml line 2: nobody knows the key tickets.null_value; the nearest known one is "null_values"',
    ),
    "unknown feed": (
        MAPPING.replace("[tickets]", "[ticket]"),
        r'sources.toml line 1: there is no feed "ticket"; the nearest known one is "tickets"',
    ),
    "time format that reads none": (
        MAPPING.replace("[tickets.columns]", 'timezone = "UTC"\ntime_format = "%d.%m.%Y"\n[tickets.columns]'),
        r'column created_at: time_format "%d.%m.%Y" reads none.*"2026-03-02T09:00:00\+08:00" \(sources.toml line 4\)',
    ),
    "time format that is none": (
        MAPPING.replace("[tickets.columns]", 'time_format = "%Q"\n[tickets.columns]'),
        r'time_format "%Q" cannot be used.*\(sources.toml line 3\)',
    ),
    "column neither name nor constant": (
        MAPPING.replace('"State"', "{ valu = 1 }"),
        r"sources.toml line 7: tickets.columns.status: give a source column",
    ),
    "order without its shape": (
        MAPPING.replace("[tickets.columns]", 'order = ["Opened"]\n[tickets.columns]'),
        r"sources.toml line 3: feed tickets, order: order needs pick or snapshots",
    ),
    "no TOML": (MAPPING.replace("[tickets]", "[tickets"), r"sources.toml: .*line 1"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_mapping_is_one_sentence_with_its_line(tmp_path: Path, mistake: str) -> None:
    sources, sentence = MISTAKES[mistake]
    company = write_company(tmp_path / "company", sources, tickets=EXPORT)
    with pytest.raises(UserError, match=sentence) as caught:
        load(company, tmp_path / "work")
    assert "\n" not in str(caught.value)


def test_a_wrong_word_for_a_calendar_tells_what_to_mend(tmp_path: Path) -> None:
    company = write_company(tmp_path / "company", service_levels=LEVELS.replace("office", "offce"))
    with pytest.raises(UserError, match=r'column calendar: 1 of 1 rows .*unknown_reference.*"offce"'):
        load(company, tmp_path / "work")


def test_appending_events_needs_their_numbers(tmp_path: Path) -> None:
    sources = '[ticket_events]\nload = "append"\n'
    company = write_company(tmp_path / "company", sources, tickets=TICKETS, ticket_events=EVENTS)
    assert load(company, tmp_path / "work").counts["ticket_events"].loaded_count == 1
    unnumbered = EVENTS.replace("event_id", "number")
    company = write_company(tmp_path / "unnumbered", sources, tickets=TICKETS, ticket_events=unnumbered)
    with pytest.raises(UserError, match=r'column event_id: load = "append" needs events that.* line 2'):
        load(company, tmp_path / "work2")
