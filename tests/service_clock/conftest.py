"""The warehouse's clock for tests: one folder for all builds of a session, one build for all named cases."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.service_clock import casebook
from tests.service_clock.clocks import Verdicts, slow, sql
from tests.service_clock.slow_world import Event, Ticket, World

AS_OF = "2027-01-01 00:00"


@pytest.fixture(scope="session")
def sql_clock(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[World, Sequence[Ticket], Sequence[Event]], Verdicts]:
    """Runs the dbt models on a world's tickets and events."""
    folder: Path = tmp_path_factory.mktemp("service_clock")
    return lambda world, tickets, events: sql(world, tickets, events, folder)


@pytest.fixture(scope="session")
def sql_verdicts(sql_clock: Callable[..., Verdicts]) -> Callable[[str], Verdicts]:
    """What the warehouse says of all named cases, as of an instant."""
    return cache(lambda as_of: sql_clock(casebook.world(as_of), casebook.TICKETS, casebook.EVENTS))


@pytest.fixture(scope="session", params=["slow", "sql"])
def verdicts(request: pytest.FixtureRequest, sql_verdicts: Callable[[str], Verdicts]) -> Callable[[str], Verdicts]:
    """What one of the two clocks says of all named cases, as of an instant."""
    if request.param == "sql":
        return sql_verdicts
    return cache(lambda as_of: slow(casebook.world(as_of), casebook.TICKETS, casebook.EVENTS))


@pytest.fixture
def clock(verdicts: Callable[[str], Verdicts]) -> Callable[..., None]:
    """Asserts what a case's row says; `hold` lists its providers with their seconds."""

    def check(ticket_id: str, as_of: str = AS_OF, hold: list[tuple[str, int]] | None = None, **expected: Any) -> None:
        judged = verdicts(as_of)
        row = judged.sla[ticket_id]
        wanted = {k: casebook.at(v) if v and k.endswith("_at") else v for k, v in expected.items()}
        assert {name: row[name] for name in wanted} == wanted
        if hold is not None:
            runs = [(r["provider_department_id"], r["held_s"]) for r in judged.hold.get(ticket_id, [])]
            assert runs == hold

    return check
