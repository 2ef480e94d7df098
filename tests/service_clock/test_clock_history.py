"""Rules 1 to 12 of the service clock, each on both clocks: history, level in force, what is counted."""

from collections.abc import Callable

from tests.service_clock.casebook import at, ticket, world
from tests.service_clock.clocks import Verdicts
from tests.service_clock.slow_world import Ticket

Clock = Callable[..., None]
HOUR = 3600
NOON = "2026-06-01 12:00"

ticket("told-later", "2026-06-01 09:00", "2026-06-01 15:00 priority P1>P2", priority="P2")


def test_before_its_first_event_a_field_has_that_events_old_value_even_when_it_is_later_than_as_of(
    clock: Clock,
) -> None:
    clock("told-later", as_of=NOON, priority="P1", resolution_target_s=4 * HOUR)
    clock("told-later", priority="P2")


ticket(
    "no-service-yet", "2026-06-01 09:00",
    "2026-06-01 10:00 service >always", "2026-06-01 11:00 service always>solution", service_id="solution",
)  # fmt: skip
ticket(
    "service-taken-away", "2026-06-01 09:00",
    "2026-06-01 10:00 service always>", "2026-06-01 11:00 status open>resolved", service_id=None,
)  # fmt: skip


def test_a_service_that_is_not_given_at_first_or_any_more_is_none(clock: Clock) -> None:
    clock("no-service-yet", as_of=NOON, resolution_elapsed_s=2 * HOUR)
    clock("service-taken-away", service_id=None, resolution_elapsed_s=HOUR, resolution_state="none")


ticket(
    "broken", "2026-06-01 09:00",
    "2026-06-01 10:00 priority P1>P2", "2026-06-01 11:00 priority P1>P3", "2026-06-01 11:30 status resolved>resolved",
    status="resolved",
)  # fmt: skip
ticket(
    "broken-stop", "2026-06-01 09:00",
    "2026-06-01 10:00 status open>pending", "2026-06-01 11:00 status resolved>resolved", status="resolved",
)  # fmt: skip


def test_where_a_chain_is_broken_the_new_value_wins_and_the_ticket_is_flagged(clock: Clock) -> None:
    clock("broken", priority="P3", is_history_broken=True)
    clock("broken-stop", is_history_broken=True, first_response_at="2026-06-01 11:00", resolved_at="2026-06-01 11:00")
    clock("told-later", is_history_broken=False)


ticket("at-as-of", "2026-06-01 12:00:00", "2026-06-01 12:00:00 priority P1>P2")
ticket("after-as-of", "2026-06-01 12:00:01")


def test_what_happens_at_as_of_has_happened_and_what_is_created_later_is_not_there(
    clock: Clock, verdicts: Callable[[str], Verdicts]
) -> None:
    clock("at-as-of", as_of=NOON, priority="P2", hold=[])
    assert "after-as-of" not in verdicts(NOON).sla


ticket(
    "own-instants", "2026-06-01 09:00", status="closed",
    first_response_at="2026-06-01 09:30", resolved_at="2026-06-01 13:30", closed_at="2026-06-01 14:00",
)  # fmt: skip
ticket("only-closed", "2026-06-01 09:00", status="resolved", closed_at="2026-06-01 11:00")
ticket("no-stop", "2026-06-01 09:00", status="resolved")


def test_a_source_without_events_gives_its_instants_instead(clock: Clock) -> None:
    clock("own-instants", first_response_at="2026-06-01 09:30", resolved_at="2026-06-01 13:30")
    clock("own-instants", response_elapsed_s=1800, resolution_elapsed_s=3 * HOUR, hold=[("IT", 3 * HOUR)])
    clock("own-instants", as_of=NOON, resolved_at=None, resolution_state="open")
    clock("only-closed", resolved_at="2026-06-01 11:00", resolution_state="met", is_stop_missing=False)


def test_a_resolved_ticket_without_any_stop_never_runs_and_is_flagged(clock: Clock) -> None:
    clock("no-stop", response_state="none", resolution_state="none", resolution_elapsed_s=0, is_stop_missing=True)
    clock("no-stop", hold=[], accountable_department_id="IT", period_id="2026H1")


ticket("before-the-move", "2026-06-02 23:59:59", requester_id="max", customer_department_id=None)
ticket("after-the-move", "2026-06-03 00:00:00", requester_id="max", customer_department_id=None)
ticket("nobody", "2026-06-03 00:00:00", requester_id=None, customer_department_id=None)


def test_the_customer_is_the_requesters_department_on_the_companys_day_of_creation(clock: Clock) -> None:
    clock("before-the-move", customer_department_id="HR")
    clock("after-the-move", customer_department_id="SALES")
    clock("nobody", customer_department_id=None)


ticket("board", "2026-06-01 09:00", customer_department_id="BOARD")


def test_a_level_for_the_customer_wins(clock: Clock) -> None:
    clock("board", response_target_s=900, resolution_target_s=2 * HOUR)


ticket(
    "moved-on", "2026-06-01 17:00",
    "2026-06-01 20:00 service desk>always", "2026-06-01 21:00 status open>resolved", service_id="always",
)  # fmt: skip


def test_a_service_change_carries_the_elapsed_time_and_changes_the_calendar_from_then_on(clock: Clock) -> None:
    clock("moved-on", resolution_elapsed_s=2 * HOUR, response_elapsed_s=2 * HOUR, response_state="breached")


ticket(
    "gap", "2026-06-01 09:00",
    "2026-06-01 10:00 priority P1>P4", "2026-06-01 11:00 priority P4>P1", "2026-06-01 11:30 status open>resolved",
)  # fmt: skip
ticket("one-target", "2026-06-01 09:00", "2026-06-01 11:00 status open>resolved", service_id="solution")


def test_a_stretch_without_a_level_counts_nothing(clock: Clock) -> None:
    clock("gap", resolution_elapsed_s=5400, resolution_state="met", hold=[("IT", 5400)])


def test_the_clock_without_a_target_counts_too(clock: Clock) -> None:
    clock("one-target", response_target_s=None, response_elapsed_s=2 * HOUR, response_state="none")
    clock("one-target", resolution_state="met", response_due_at=None, response_period_id="2026H1")


ticket("evening", "2026-06-01 19:00", "2026-06-02 03:00 status open>resolved", service_id="evening")
ticket("overnight", "2026-06-01 21:00", "2026-06-02 12:00 status open>resolved", service_id="night")
ticket("from-midnight", "2026-06-02 00:00", "2026-06-02 05:30 status open>resolved", service_id="night")
ticket("sunday-night", "2026-05-31 21:00", "2026-06-01 12:00 status open>resolved", service_id="night")


def test_a_shift_to_24_00_ends_at_midnight(clock: Clock) -> None:
    clock("evening", resolution_elapsed_s=4 * HOUR, resolution_state="met", resolution_due_at="2026-06-02 00:00")


def test_a_night_shift_belongs_to_the_day_on_which_it_starts_and_overlaps_count_once(clock: Clock) -> None:
    clock("overnight", resolution_elapsed_s=10 * HOUR)
    clock("from-midnight", resolution_elapsed_s=19800)
    clock("sunday-night", resolution_elapsed_s=0)


ticket("dawn", "2026-06-01 00:00", "2026-06-01 06:00 status open>resolved", service_id="dawn")
ticket("two-zones", "2026-06-03 01:00", "2026-06-03 02:00 status open>resolved", service_id="two-zones")


def test_a_morning_shift_far_east_of_utc_is_due_where_it_says(clock: Clock) -> None:
    clock("dawn", resolution_elapsed_s=6 * HOUR, resolution_state="breached", resolution_due_at="2026-06-01 04:00")


def test_neighbouring_levels_whose_days_meet_in_two_zones_count_once(clock: Clock) -> None:
    clock("two-zones", resolution_elapsed_s=HOUR, hold=[("IT", HOUR)])


ticket("own-holiday", "2026-05-01 09:00", "2026-05-01 17:00 status open>resolved", service_id="shop")
ticket("own-make-up", "2026-05-09 09:00", "2026-05-09 17:00 status open>resolved", service_id="shop")
ticket("own-day-off", "2026-06-02 09:00", "2026-06-02 17:00 status open>resolved", service_id="shop")
ticket("make-up", "2026-09-20 07:00", "2026-09-20 17:00 status open>resolved", service_id="shop")
ticket("holiday", "2026-09-25 07:00", "2026-09-25 17:00 status open>resolved", service_id="shop")


def test_the_companys_exception_wins_over_make_up_day_holiday_and_week(clock: Clock) -> None:
    clock("own-holiday", resolution_elapsed_s=HOUR)
    clock("own-make-up", resolution_elapsed_s=HOUR // 2)
    clock("own-day-off", resolution_elapsed_s=0)


def test_a_make_up_workday_takes_mondays_hours_and_a_holiday_has_none(clock: Clock) -> None:
    clock("make-up", resolution_elapsed_s=2 * HOUR)
    clock("holiday", resolution_elapsed_s=0)


def test_a_year_that_is_not_published_marks_what_is_computed_in_it_provisional(
    sql_clock: Callable[..., Verdicts],
) -> None:
    far = [
        Ticket("statutory", at("2040-02-28 09:00"), service_id="desk"),
        Ticket("plain", at("2040-02-28 09:00"), service_id="always"),
        Ticket("then", at("2026-06-01 09:00"), service_id="desk", status="closed", closed_at=at("2026-06-01 10:00")),
    ]
    rows = sql_clock(world("2040-03-01 00:00"), far, []).sla
    assert {name: row["is_provisional"] for name, row in rows.items()} == {
        "statutory": True, "plain": False, "then": False,
    }  # fmt: skip
