"""A real log, by settings alone: 141,712 updates of 24,918 incidents of a ServiceNow instance."""

from pathlib import Path

import pytest

from tests.etl.small_company import Loaded, load

COMPANY = Path(__file__).parent.parent / "companies" / "servicenow"


@pytest.fixture(scope="module")
def servicenow(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("NEIKAN_SHARED", str(shared))
        return load(COMPANY, tmp_path_factory.mktemp("servicenow"))


def test_every_row_of_the_log_is_accounted_for(servicenow: Loaded) -> None:
    counts = {
        name: (count.source_count, count.read_count, count.loaded_count, count.quarantined_count)
        for name, count in servicenow.counts.items()
    }
    assert counts == {
        "service_levels": (4, 4, 4, 0),
        "tickets": (141_712, 24_918, 24_545, 373),
        "ticket_events": (141_712, 75_055, 74_298, 757),
    }


def test_what_was_refused_and_why(servicenow: Loaded) -> None:
    """373 incidents never had a group, and their events go with them; -100 is no status.

    Five first snapshots lie before their incident was opened; a first snapshot is no event, so nothing is refused
    as before_creation.
    """
    reasons = {
        feed: dict(
            servicenow.rows(
                f"SELECT rule, count(*) FROM (SELECT unnest(broken) AS rule FROM quarantine.{feed}) GROUP BY 1"
            )
        )
        for feed in ("tickets", "ticket_events")
    }
    assert reasons == {
        "tickets": {"missing_required:provider_department_id": 373},
        "ticket_events": {"unknown_reference:ticket_id": 755, "unknown_word:new_value": 2},
    }


def test_an_incident_is_its_last_row(servicenow: Loaded) -> None:
    """INC0000047 was updated nine times from 2016-02-29 04:57 on; made_sla is final on the last row only."""
    assert servicenow.rows(
        "SELECT kind, priority, status, provider_department_id, created_at::VARCHAR, source_sla_met, resolved_at"
        " FROM feed.tickets WHERE ticket_id = 'INC0000047'"
    ) == [("incident", "P3", "closed", "Group 24", "2016-02-29 04:40:00+00", True, None)]
    assert servicenow.column("SELECT count(*) FILTER (NOT source_sla_met) FROM feed.tickets") == [9_014]


def test_the_history_of_an_incident_is_its_changes(servicenow: Loaded) -> None:
    assert servicenow.rows(
        "SELECT event_id, strftime(occurred_at, '%m-%d %H:%M'), field, old_value, new_value FROM feed.ticket_events"
        " WHERE ticket_id = 'INC0000047' ORDER BY event_id"
    ) == [
        (1, "02-29 05:30", "provider_department_id", "Group 70", "Group 24"),
        (2, "03-01 09:14", "status", "open", "pending"),
        (3, "03-01 09:52", "status", "pending", "resolved"),
        (4, "03-06 10:00", "status", "resolved", "closed"),
    ]


def test_a_state_that_is_no_word_leaves_the_chain_whole(servicenow: Loaded) -> None:
    """INC0028089: New, then -100 twice, then Resolved, then Closed."""
    assert servicenow.rows(
        "SELECT old_value, new_value FROM feed.ticket_events WHERE ticket_id = 'INC0028089' AND field = 'status'"
        " ORDER BY event_id"
    ) == [("open", "resolved"), ("resolved", "closed")]
