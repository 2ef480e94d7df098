"""Receipts and hand-overs of the golden company say what its verdicts say."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse import reads, store
from warehouse.reads import Scope

SAMPLE = 20


@pytest.fixture(scope="module")
def build(golden_build: Callable[[str], Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    with store.connect(golden_build("expected")) as connection:
        yield connection


def test_the_last_stretch_of_a_receipt_ends_at_the_seconds_of_its_verdict(build: duckdb.DuckDBPyConnection) -> None:
    scope: Scope = reads.everyone(build)
    tickets = build.execute("select ticket_id from marts.ticket_sla order by ticket_id").fetchall()
    assert len(tickets) > SAMPLE
    for (ticket,) in tickets[::SAMPLE]:
        (verdict,) = reads.read(scope, build, "receipt", ticket=ticket).rows(named=True)
        stretches = reads.read(scope, build, "receipt_stretch", ticket=ticket)
        last = stretches.row(-1, named=True)
        assert last["resolution_elapsed_s"] == stretches["held_s"].sum() == verdict["resolution_elapsed_s"], ticket
        assert last["response_elapsed_s"] == verdict["response_elapsed_s"], ticket
        levels = reads.read(scope, build, "receipt_level", ticket=ticket)["level_number"].to_list()
        assert levels == sorted(set(stretches["level_number"].drop_nulls())), ticket
        shares = reads.read(scope, build, "receipt_share", ticket=ticket)
        assert shares["held_s"].sum() == verdict["resolution_elapsed_s"], ticket
        assert shares["is_accountable"].sum() == min(shares.height, 1), ticket


def test_a_breach_lies_in_the_stretch_that_is_marked(build: duckdb.DuckDBPyConnection) -> None:
    scope = reads.everyone(build)
    tickets = build.execute(
        "select ticket_id from marts.ticket_sla join core.fct_ticket_breach using (ticket_id)"
        " where clock = 'resolution' and seq < 1000 order by ticket_id"
    ).fetchall()
    assert len(tickets) > SAMPLE
    for (ticket,) in tickets[::SAMPLE]:
        (verdict,) = reads.read(scope, build, "receipt", ticket=ticket).rows(named=True)
        stretches = reads.read(scope, build, "receipt_stretch", ticket=ticket).rows(named=True)
        (marked,) = [row for row in stretches if row["is_breaching"]]
        assert marked["left_s"] < 0, ticket
        assert marked["starts_at"] <= verdict["resolution_due_at"] <= marked["ends_at"], ticket


def test_both_attributions_add_up_to_the_late_tickets(build: duckdb.DuckDBPyConnection) -> None:
    rows = build.execute(
        "select period_id, sum(breached_count), round(sum(breached_share_sum), 1)::double,"
        " (select count(*) from marts.ticket_sla as sla"
        "  where sla.period_id = share.period_id and resolution_state = 'breached')"
        " from marts.breach_share as share group by period_id"
    ).fetchall()
    assert rows
    assert [(by_count, by_time) for _, by_count, by_time, _ in rows] == [(late, late) for *_, late in rows]


def test_who_answers_for_a_breach_did_not_arrive_late(build: duckdb.DuckDBPyConnection) -> None:
    held = "from marts.ticket_handover join marts.ticket_sla as sla using (ticket_id) where is_arrived_late"
    late = build.execute(f"select count(*) {held}").fetchone()
    assert late
    assert late[0] > 0
    wrong = build.execute(
        f"select ticket_id {held} and resolution_state = 'breached'"
        " and ticket_handover.provider_department_id = accountable_department_id"
    ).fetchall()
    assert wrong == []
