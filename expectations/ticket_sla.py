"""What always holds of marts.ticket_sla; the service clock says why."""

from great_expectations.expectations import (
    ExpectColumnValuesToBeBetween,
    ExpectColumnValuesToBeInSet,
    ExpectColumnValuesToBeUnique,
    ExpectColumnValuesToNotBeNull,
)
from great_expectations.expectations.expectation import Expectation

from expectations.engine import Suite, expect, no_rows

STATES = ("met", "breached", "open", "none", "excluded")
STOPS = {"response": "first_response_at", "resolution": "resolved_at"}


def suite() -> Suite:
    expectations = [
        expect(
            "one_row_per_ticket",
            "A ticket has one receipt; two rows would count it twice in every rate.",
            ExpectColumnValuesToBeUnique,
            column="ticket_id",
        ),
        no_rows("every_ticket_is_there", EVERY_TICKET_NOTE, EVERY_TICKET),
        expect(
            "somebody_answers",
            "Without a breach it is the last holder, without one the provider as of now.",
            ExpectColumnValuesToNotBeNull,
            column="accountable_department_id",
        ),
        expect(
            "period_is_known",
            "A ticket counts in the half-year of its due instant, or of its creation when it has none.",
            ExpectColumnValuesToNotBeNull,
            column="period_id",
        ),
        no_rows(
            "reopened_only_after_a_resolution",
            "Only a resolved ticket can be reopened, so a reopen needs an earlier resolution.",
            "SELECT ticket_id, reopen_count FROM {batch}"
            " WHERE reopen_count < 0 OR (resolved_at IS NOT NULL AND first_resolved_at IS NULL)",
        ),
    ]
    return Suite("marts.ticket_sla", ("ticket_id",), (*expectations, *_clock("response"), *_clock("resolution")))


EVERY_TICKET_NOTE = "One row per loaded ticket created up to as-of, and no other: nothing after as-of has happened."
EVERY_TICKET = """
SELECT coalesce(loaded.ticket_id, judged.ticket_id) AS ticket_id, judged.ticket_id IS NULL AS is_lost
FROM (
    SELECT ticket.ticket_id FROM feed.tickets AS ticket CROSS JOIN settings.company AS company
    WHERE ticket.created_at <= company.as_of
) AS loaded
FULL JOIN {batch} AS judged ON judged.ticket_id = loaded.ticket_id
WHERE loaded.ticket_id IS NULL OR judged.ticket_id IS NULL
"""


def _clock(name: str) -> list[Expectation]:
    state, elapsed, target, stop = f"{name}_state", f"{name}_elapsed_s", f"{name}_target_s", STOPS[name]
    shown = f"SELECT ticket_id, {state}, {elapsed}, {target} FROM {{batch}} WHERE "
    return [
        expect(
            f"{state}_is_known",
            "The five verdicts of the service clock are a closed list; pages count by them.",
            ExpectColumnValuesToBeInSet,
            column=state,
            value_set=list(STATES),
        ),
        expect(
            f"{elapsed}_is_not_negative",
            "Working time is a length: 0 is a ticket answered before the first opening.",
            ExpectColumnValuesToBeBetween,
            column=elapsed,
            min_value=0,
        ),
        no_rows(
            f"{name}_met_is_within_target",
            "Met means stopped with elapsed up to the target, equal included.",
            f"{shown} {state} = 'met' AND ({target} IS NULL OR {elapsed} > {target} OR {stop} IS NULL)",
        ),
        no_rows(
            f"{name}_open_is_running",
            "Open means not stopped and with a target; what has stopped is decided.",
            f"{shown} {state} = 'open' AND ({target} IS NULL OR {stop} IS NOT NULL)",
        ),
        no_rows(
            f"{name}_stopped_late_is_breached",
            "Stopped beyond the target is breached. The reverse does not hold: a breach stays after a downgrade.",
            f"{shown} {stop} IS NOT NULL AND {elapsed} > {target} AND {state} NOT IN ('breached', 'excluded')",
        ),
        no_rows(
            f"{name}_excluded_is_cancelled",
            "Only a ticket that is cancelled as of now is excluded, and every such ticket is.",
            f"{shown} ({state} = 'excluded') <> (status = 'cancelled')",
        ),
        no_rows(
            f"{name}_none_has_no_target",
            "None means that nothing was promised at the stop; such tickets are coverage, never met.",
            f"{shown} {state} = 'none' AND {target} IS NOT NULL",
        ),
    ]
