"""The cases that other systems get wrong (last section of the rule book), each on both clocks."""

from collections.abc import Callable

from tests.service_clock.casebook import ticket

Clock = Callable[..., None]
HOUR = 3600

ticket("early", "2026-06-01 07:00", "2026-06-01 08:00 reply >public ivan")


def test_an_answer_before_the_first_opening_takes_nothing_and_is_met(clock: Clock) -> None:
    clock("early", first_response_at="2026-06-01 08:00", response_elapsed_s=0, response_state="met")


ticket("lunch", "2026-06-01 12:30", "2026-06-01 14:00 status open>resolved")


def test_a_ticket_of_the_lunch_break_counts_from_its_end(clock: Clock) -> None:
    clock("lunch", resolution_elapsed_s=HOUR // 2, resolution_due_at="2026-06-01 17:30")


ticket("closing", "2026-06-01 14:00", "2026-06-02 09:00 status open>resolved")
ticket("after-closing", "2026-06-01 14:00", "2026-06-02 09:00:01 status open>resolved")


def test_due_exactly_at_closing_time_is_the_closing_time(clock: Clock) -> None:
    clock("closing", resolution_elapsed_s=4 * HOUR, resolution_state="met", resolution_due_at="2026-06-01 18:00")
    clock("after-closing", resolution_state="breached", resolution_due_at="2026-06-01 18:00")


ticket(
    "weekend", "2026-06-05 16:00",
    "2026-06-05 17:00 status open>pending", "2026-06-08 10:00 status pending>open",
    "2026-06-08 11:00 status open>resolved",
)  # fmt: skip


def test_a_pause_over_a_weekend_stops_the_resolution_and_not_the_response(clock: Clock) -> None:
    clock("weekend", resolution_elapsed_s=2 * HOUR, resolution_state="met", resolution_due_at="2026-06-08 14:30")
    clock("weekend", response_elapsed_s=4 * HOUR, response_state="breached", response_due_at="2026-06-05 17:00")


ticket("waiting", "2026-06-01 09:00", "2026-06-01 10:00 status open>pending", service_id="always")


def test_a_pause_that_still_runs_is_open_and_due_as_if_it_ended_now(clock: Clock) -> None:
    clock("waiting", resolution_elapsed_s=HOUR, resolution_state="open", resolution_due_at="2027-01-01 03:00")
    clock("waiting", period_id="2027H1", hold=[("IT", HOUR)])


ticket(
    "asked-back", "2026-06-01 09:00",
    "2026-06-01 09:30 status open>pending", "2026-06-01 10:30 reply >public ivan",
)  # fmt: skip


def test_waiting_for_the_customer_does_not_stop_the_response_clock(clock: Clock) -> None:
    clock("asked-back", response_elapsed_s=5400, response_state="breached", resolution_elapsed_s=HOUR // 2)


ticket(
    "a-year-later", "2025-06-03 09:00",
    "2025-06-03 10:00 status open>resolved", "2026-06-03 09:00 status resolved>open",
    "2026-06-03 10:30 status open>resolved",
)  # fmt: skip


def test_a_reopening_after_a_year_goes_on_from_where_the_clock_stopped(clock: Clock) -> None:
    clock("a-year-later", first_resolved_at="2025-06-03 10:00", resolved_at="2026-06-03 10:30", reopen_count=1)
    clock("a-year-later", resolution_elapsed_s=9000, resolution_state="met", resolution_due_at="2026-06-03 12:00")


ticket(
    "raised-when-done", "2026-06-01 09:00",
    "2026-06-01 11:00 status open>resolved", "2026-06-01 11:30 priority P1>P2",
    "2026-06-01 14:00 status resolved>closed",
)  # fmt: skip


def test_a_priority_raised_after_the_resolution_changes_no_target(clock: Clock) -> None:
    clock("raised-when-done", priority="P2", resolution_target_s=4 * HOUR, resolution_state="met")
    clock("raised-when-done", resolved_at="2026-06-01 11:00", resolution_elapsed_s=2 * HOUR)


ticket(
    "ping-pong", "2026-06-01 09:00",
    "2026-06-01 10:00 provider IT>NET", "2026-06-01 10:30 provider NET>IT", "2026-06-01 11:00 status open>resolved",
)  # fmt: skip


def test_from_a_to_b_and_back_are_three_runs(clock: Clock) -> None:
    clock("ping-pong", hold=[("IT", HOUR), ("NET", 1800), ("IT", 1800)], resolution_elapsed_s=2 * HOUR)


ticket(
    "washed", "2026-06-01 09:00",
    "2026-06-01 10:00:01 priority P2>P3", "2026-06-01 11:00 status open>resolved",
)  # fmt: skip
ticket(
    "just-in-time", "2026-06-01 09:00",
    "2026-06-01 10:00:00 priority P2>P3", "2026-06-01 11:00 status open>resolved",
)  # fmt: skip


def test_a_downgrade_one_second_after_the_breach_does_not_wash_it_away(clock: Clock) -> None:
    clock("washed", resolution_target_s=40 * HOUR, resolution_state="breached", resolution_due_at="2026-06-01 10:00")
    clock("just-in-time", resolution_target_s=40 * HOUR, resolution_state="met")


ticket(
    "upgraded-then-resolved", "2026-06-01 09:00",
    "2026-06-01 11:00 priority P3>P2", "2026-06-01 11:00 status open>resolved",
)  # fmt: skip
ticket(
    "resolved-then-upgraded", "2026-06-01 09:00",
    "2026-06-01 11:00 status open>resolved", "2026-06-01 11:00 priority P3>P2",
)  # fmt: skip


def test_within_one_second_the_target_at_the_stop_is_that_of_the_events_before_it(clock: Clock) -> None:
    clock("upgraded-then-resolved", resolution_target_s=HOUR, resolution_state="breached")
    clock("upgraded-then-resolved", resolution_due_at="2026-06-01 11:00", accountable_department_id="IT")
    clock("resolved-then-upgraded", resolution_target_s=40 * HOUR, resolution_state="met")


ticket(
    "upgraded-while-waiting", "2026-06-01 09:00",
    "2026-06-01 11:00 status open>pending", "2026-06-01 14:00 priority P3>P2",
    "2026-06-01 15:00 status pending>resolved",
)  # fmt: skip


def test_a_pending_ticket_upgraded_below_its_elapsed_time_is_breached_at_the_upgrade(clock: Clock) -> None:
    clock("upgraded-while-waiting", resolution_state="breached", resolution_due_at="2026-06-01 14:00")


ticket(
    "twice-in-a-second", "2026-06-01 09:00",
    "2026-06-01 10:00 status open>resolved", "2026-06-01 10:00 status resolved>open",
)  # fmt: skip


def test_two_events_of_one_second_follow_their_numbers(clock: Clock) -> None:
    clock("twice-in-a-second", resolved_at=None, first_resolved_at="2026-06-01 10:00", reopen_count=1)


ticket("sunday", "2026-09-20 09:00", "2026-09-20 10:00 status open>resolved")


def test_make_up_sunday_2026_09_20_is_a_workday(clock: Clock) -> None:
    clock("sunday", resolution_elapsed_s=HOUR)


ticket("golden-week", "2026-09-30 17:00", "2026-10-08 10:00 status open>resolved")


def test_from_2026_09_30_into_october_the_national_holiday_is_left_out(clock: Clock) -> None:
    clock("golden-week", resolution_elapsed_s=2 * HOUR, resolution_due_at="2026-10-08 12:00")


ticket("spring", "2026-03-29 00:00+01:00", "2026-03-29 06:00+02:00 status open>resolved", service_id="berlin")
ticket("autumn", "2026-10-25 00:00+02:00", "2026-10-25 06:00+01:00 status open>resolved", service_id="berlin")
ticket("skipped", "2026-03-29 00:00+01:00", "2026-03-29 12:00+02:00 status open>resolved", service_id="skipped")


def test_the_night_of_2026_03_29_in_berlin_has_an_hour_less_and_autumn_one_more(clock: Clock) -> None:
    clock("spring", resolution_elapsed_s=5 * HOUR)
    clock("autumn", resolution_elapsed_s=7 * HOUR)
    clock("skipped", resolution_elapsed_s=5400, resolution_due_at="2026-04-05 05:00+02:00")


ticket("rare", "2026-06-03 09:00", "2026-06-16 12:00+02:00 status open>resolved", service_id="tuesdays")


def test_a_calendar_open_two_hours_a_week_takes_two_weeks_for_four_hours(clock: Clock) -> None:
    clock("rare", resolution_elapsed_s=4 * HOUR, resolution_state="met", resolution_due_at="2026-06-16 12:00+02:00")


ticket("unpromised", "2026-06-01 09:00", "2026-06-01 11:00 status open>resolved", priority="P4")


def test_a_priority_without_a_level_counts_nothing_and_promises_nothing(clock: Clock) -> None:
    clock("unpromised", resolution_target_s=None, resolution_elapsed_s=0, resolution_state="none")
    clock("unpromised", response_elapsed_s=0, response_state="none", resolution_due_at=None, period_id="2026H1")


ticket("first-day", "2026-06-03 00:00+00:00", service_id="dated")
ticket("day-before", "2026-06-02 23:59:59+00:00", service_id="dated")
ticket("last-day", "2026-06-09 23:59:59+00:00", service_id="dated")
ticket("day-after", "2026-06-10 00:00+00:00", service_id="dated")


def test_a_level_holds_from_its_first_day_until_the_day_on_which_it_ends(clock: Clock) -> None:
    clock("first-day", resolution_target_s=4 * HOUR)
    clock("day-before", resolution_target_s=None)
    clock("last-day", resolution_target_s=4 * HOUR)
    clock("day-after", resolution_target_s=None)


ticket("colleague", "2026-06-01 09:00", "2026-06-01 09:10 reply >public bob", "2026-06-01 09:30 reply >public ivan")


def test_a_reply_of_the_requesters_colleague_is_no_answer(clock: Clock) -> None:
    clock("colleague", first_response_at="2026-06-01 09:30")


ticket(
    "on-behalf", "2026-06-01 09:00",
    "2026-06-01 09:10 reply >public ivan", "2026-06-01 09:30 reply >public ida",
    requester_id="ivan",
)  # fmt: skip


def test_a_ticket_that_the_provider_logged_for_the_customer_is_answered_by_somebody_else(clock: Clock) -> None:
    clock("on-behalf", first_response_at="2026-06-01 09:30")


ticket(
    "given-up", "2026-06-01 09:00",
    "2026-06-01 14:30:01 provider IT>NET", "2026-06-01 15:00 status open>cancelled",
    "2026-06-01 16:00 provider NET>OPS",
)  # fmt: skip


def test_a_ticket_cancelled_after_its_breach_is_excluded_and_still_shows_all_else(clock: Clock) -> None:
    clock("given-up", resolution_state="excluded", response_state="excluded", accountable_department_id="NET")
    clock("given-up", resolution_target_s=4 * HOUR, resolution_elapsed_s=16200, resolution_due_at="2026-06-01 14:30")
    clock("given-up", provider_department_id="OPS", hold=[("IT", 14401), ("NET", 1799)])


ticket(
    "autumn-work", "2026-09-30 16:00",
    "2026-09-30 17:00 reply >public ivan", "2026-10-08 10:00 status open>resolved", "2026-10-09 09:00 priority P1>P2",
)  # fmt: skip


def test_judged_three_months_earlier_nothing_later_has_happened(clock: Clock) -> None:
    then = "2026-10-01 00:00"
    clock("autumn-work", as_of=then, resolved_at=None, resolution_state="open", resolution_elapsed_s=2 * HOUR)
    clock("autumn-work", as_of=then, priority="P1", first_response_at="2026-09-30 17:00", response_state="met")
    clock("autumn-work", priority="P2", resolved_at="2026-10-08 10:00", resolution_elapsed_s=3 * HOUR)
