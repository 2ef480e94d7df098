"""Rules 13 to 22 of the service clock and the half-year, each on both clocks: answers, stops, verdicts, holders."""

from collections.abc import Callable

from tests.service_clock.casebook import ticket

Clock = Callable[..., None]
HOUR = 3600

ticket(
    "many-replies", "2026-06-01 09:00",
    "2026-06-01 09:01 reply >internal ivan", "2026-06-01 09:02 reply >public", "2026-06-01 09:03 reply >public ann",
    "2026-06-01 09:04 reply >public stranger", "2026-06-01 09:05 reply >public ivan",
)  # fmt: skip


def test_no_note_no_automatic_reply_and_no_word_of_the_requester_is_an_answer_but_a_strangers_is(clock: Clock) -> None:
    clock("many-replies", first_response_at="2026-06-01 09:04", response_elapsed_s=240)


ticket("self-service", "2026-06-01 09:00", "2026-06-01 09:10 reply >public bob", provider_department_id="HR")
ticket("mover-before", "2026-06-02 09:00", "2026-06-02 23:59:59 reply >public max")
ticket("mover-after", "2026-06-02 09:00", "2026-06-03 00:00:00 reply >public max")


def test_a_colleague_answers_where_customer_and_provider_are_one_department(clock: Clock) -> None:
    clock("self-service", first_response_at="2026-06-01 09:10")


def test_whose_colleague_the_actor_is_depends_on_the_companys_day_of_the_reply(clock: Clock) -> None:
    clock("mover-before", first_response_at=None)
    clock("mover-after", first_response_at="2026-06-03 00:00")


ticket("silent", "2026-06-01 09:00", "2026-06-01 09:30 status open>closed", "2026-06-01 09:40 reply >public ivan")
ticket("late-word", "2026-06-01 09:00", "2026-06-01 09:30 status open>cancelled", "2026-06-01 11:00 reply >public ivan")


def test_the_end_of_the_work_answers_when_nobody_did(clock: Clock) -> None:
    clock("silent", first_response_at="2026-06-01 09:30", response_state="met")


def test_a_reply_counts_in_whatever_status_the_ticket_is(clock: Clock) -> None:
    clock("late-word", first_response_at="2026-06-01 11:00", response_elapsed_s=1800)


ticket(
    "done-and-moved", "2026-06-01 09:00",
    "2026-06-01 10:00 status open>resolved", "2026-06-01 10:30 provider IT>NET",
    "2026-06-01 11:00 status resolved>closed",
    "2026-06-01 14:00 status closed>open", "2026-06-01 15:00 status open>closed",
)  # fmt: skip


def test_nothing_counts_until_a_resolved_ticket_is_open_again(clock: Clock) -> None:
    clock("done-and-moved", resolution_elapsed_s=2 * HOUR, hold=[("IT", HOUR), ("NET", HOUR)])
    clock("done-and-moved", as_of="2026-06-01 12:00", resolved_at="2026-06-01 10:00", accountable_department_id="IT")
    clock("done-and-moved", resolved_at="2026-06-01 15:00", first_resolved_at="2026-06-01 10:00", reopen_count=1)


ticket(
    "revived", "2026-06-01 09:00",
    "2026-06-01 10:00 status open>cancelled", "2026-06-01 11:00 status cancelled>closed",
)  # fmt: skip


def test_from_cancelled_into_closed_is_a_change_from_outside(clock: Clock) -> None:
    clock("revived", resolved_at="2026-06-01 11:00", resolution_elapsed_s=HOUR, resolution_state="met", reopen_count=0)


ticket(
    "upgraded-overnight", "2026-06-01 16:00",
    "2026-06-01 20:00 priority P3>P2", "2026-06-01 21:00 priority P2>P3", "2026-06-02 10:00 status open>resolved",
)  # fmt: skip
ticket(
    "upgraded-for-nothing", "2026-06-01 16:00",
    "2026-06-01 20:00 priority P3>P2", "2026-06-01 20:00 priority P2>P3", "2026-06-02 10:00 status open>resolved",
)  # fmt: skip


def test_a_stretch_without_a_working_second_can_breach_and_one_without_length_cannot(clock: Clock) -> None:
    clock("upgraded-overnight", resolution_state="breached", resolution_due_at="2026-06-01 20:00")
    clock("upgraded-for-nothing", resolution_state="met")


ticket(
    "target-lost", "2026-06-01 09:00",
    "2026-06-01 14:31 priority P1>P4", "2026-06-01 15:00 status open>resolved",
)  # fmt: skip
ticket(
    "target-lost-in-time", "2026-06-01 09:00",
    "2026-06-01 14:29 priority P1>P4", "2026-06-01 15:00 status open>resolved",
)  # fmt: skip


def test_without_a_target_at_the_stop_the_state_is_none_unless_it_was_breached_before(clock: Clock) -> None:
    clock("target-lost", resolution_target_s=None, resolution_state="breached", resolution_due_at="2026-06-01 14:30")
    clock("target-lost-in-time", resolution_target_s=None, resolution_state="none", resolution_due_at=None)


ticket("exact", "2026-06-01 09:00", "2026-06-01 10:00 reply >public ivan", "2026-06-01 14:30 status open>resolved")


def test_elapsed_equal_to_target_is_met(clock: Clock) -> None:
    clock("exact", response_elapsed_s=HOUR, response_state="met", resolution_elapsed_s=4 * HOUR, resolution_state="met")


ticket(
    "changed-when-cancelled", "2026-06-01 09:00",
    "2026-06-01 10:00 status open>cancelled", "2026-06-01 11:00 priority P1>P4",
)  # fmt: skip
ticket("resolved-from-the-start", "2026-06-01 09:00", "2026-06-01 10:00 priority P1>P2", status="resolved")


def test_a_stopped_ticket_keeps_the_target_with_which_it_stopped(clock: Clock) -> None:
    clock("changed-when-cancelled", priority="P4", resolution_target_s=4 * HOUR, response_target_s=HOUR)
    clock("resolved-from-the-start", resolution_target_s=None, resolution_state="none", hold=[])


ticket(
    "same-hands", "2026-06-01 09:00",
    "2026-06-01 10:00 status open>resolved", "2026-06-01 11:00 status resolved>open",
    "2026-06-01 11:30 provider IT>NET", "2026-06-01 11:30 provider NET>IT", "2026-06-01 12:00 status open>pending",
)  # fmt: skip


def test_runs_of_one_provider_around_a_stop_or_a_passing_hand_over_are_one_row(clock: Clock) -> None:
    clock("same-hands", hold=[("IT", 2 * HOUR)], resolution_elapsed_s=2 * HOUR)


ticket("only-waiting", "2026-06-01 09:00", "2026-06-01 09:00 status open>pending")


def test_a_provider_that_only_waited_holds_zero_seconds(clock: Clock) -> None:
    clock("only-waiting", hold=[("IT", 0)], resolution_state="open")


ticket(
    "passed-on", "2026-06-01 09:00",
    "2026-06-01 15:00 provider IT>NET", "2026-06-01 16:00 status open>resolved", "2026-06-01 17:00 provider NET>OPS",
)  # fmt: skip
ticket(
    "passed-on-at-the-end", "2026-06-01 09:00",
    "2026-06-01 10:00 provider IT>NET", "2026-06-01 10:00 status open>resolved", "2026-06-01 11:00 provider NET>OPS",
)  # fmt: skip


def test_for_a_breach_answers_who_held_the_ticket_when_its_target_was_passed(clock: Clock) -> None:
    clock("passed-on", resolution_state="breached", accountable_department_id="IT", provider_department_id="OPS")


def test_without_a_breach_answers_who_held_the_ticket_last_for_any_length(clock: Clock) -> None:
    clock("passed-on-at-the-end", resolution_state="met", accountable_department_id="NET", hold=[("IT", HOUR)])


ticket(
    "called-off-and-done", "2026-06-01 09:00",
    "2026-06-01 16:00 priority P3>P1", "2026-06-01 16:00 status open>cancelled",
    "2026-06-03 10:00 status cancelled>resolved",
)  # fmt: skip


def test_what_was_over_its_target_when_it_was_cancelled_was_due_then_and_not_when_it_was_resolved(clock: Clock) -> None:
    clock("called-off-and-done", resolution_state="breached", resolution_elapsed_s=int(5.5 * HOUR))
    clock("called-off-and-done", resolved_at="2026-06-03 10:00", resolution_due_at="2026-06-01 16:00")


ticket("last-evening", "2026-06-30 14:00")
ticket("new-half-year", "2026-06-30 20:00", "2026-06-30 20:30 reply >public ivan", service_id="always")
ticket("no-target", "2026-06-30 20:00", service_id="first-answer")


def test_a_ticket_belongs_to_the_half_year_of_its_due_instant(clock: Clock) -> None:
    clock("new-half-year", resolution_due_at="2026-07-01 00:00", period_id="2026H2")
    clock("new-half-year", response_due_at="2026-06-30 21:00", response_period_id="2026H1")
    clock("no-target", resolution_due_at=None, period_id="2026H1")


def test_due_at_the_last_closing_of_a_half_year_belongs_to_it_at_any_cut_off(clock: Clock) -> None:
    for as_of in ("2026-07-01 00:00", "2027-01-01 00:00"):
        clock("last-evening", as_of=as_of, resolution_due_at="2026-06-30 18:00", period_id="2026H1")


ticket("never", "2026-06-01 09:00", service_id="closed")
ticket("years-ahead", "2026-06-03 09:00", service_id="long")


def test_a_target_that_is_never_passed_has_no_due_instant(clock: Clock) -> None:
    clock("never", resolution_due_at=None, period_id="2026H1", resolution_state="open")


def test_a_target_that_is_passed_in_years_is_due_then(clock: Clock) -> None:
    clock("years-ahead", as_of="2026-07-01 00:00", resolution_due_at="2032-10-26 10:40+02:00", period_id="2032H2")


ticket("one-hour", "2026-06-01 17:00", "2026-06-01 20:00 provider IT>NET", priority="P2")


def test_a_hand_over_after_closing_moves_no_due_instant(clock: Clock) -> None:
    clock("one-hour", resolution_state="breached", resolution_due_at="2026-06-01 18:00")
