"""The company folders to start from: each runs as it is against answers in the documented shape of its system."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from etl.__main__ import main
from etl.new_company import new_company, starts, variables_of
from tests.etl import desks
from tests.etl.replay import Answer, Asked, serving
from warehouse.errors import UserError
from warehouse.settings import load_company
from warehouse.store import published

SECRET = "not-for-anyones-eyes"
AS_OF = "2026-03-31T16:00:00Z"


@dataclass(frozen=True)
class Desk:
    """What answers, the ids of its two tickets, and how the first pull asks for all since the start."""

    answer: Callable[[Asked], Answer]
    tickets: tuple[str, str]
    provider: str
    customer: str | None
    since: tuple[str, str]


DESKS = {
    "jira": Desk(
        desks.jira,
        ("SUP-1", "SUP-2"),
        "SUP",
        None,
        ("jql", 'project in (SUP) AND updated >= "2024-01-01 08:00" ORDER BY created ASC, key ASC'),
    ),
    "servicenow": Desk(
        desks.servicenow,
        (f"{1:032x}", f"{2:032x}"),
        "d625dccec0a8016700a222a0f7900d06",
        "221f79b7c6112284005d646b76ab978c",
        ("sysparm_query", "sys_updated_on>=2024-01-01 00:00:00^ORDERBYsys_id"),
    ),
    "zendesk": Desk(desks.zendesk, ("1", "2"), "98738", "509974", ("start_time", "1704067200")),
}


@pytest.mark.parametrize("start", DESKS)
def test_a_template_leads_from_the_answers_of_its_system_to_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], start: str
) -> None:
    """9,000 s of the first: 09:00 to 10:00, 11:00 to 12:00, 13:30 to 14:00. 54,000 s of the second: two whole days."""
    desk, folder, warehouse = DESKS[start], tmp_path / "acme", tmp_path / "warehouse"
    new_company("acme", start, folder)
    with serving(desk.answer) as server:
        for name in variables_of(folder):
            monkeypatch.setenv(name, server.url if name.endswith("URL") else SECRET)
        status = main(["--company", str(folder), "--warehouse", str(warehouse), "--as-of", AS_OF])
    assert status == 0
    build = published(warehouse)
    assert build
    with duckdb.connect(str(build.path), read_only=True) as connection:
        rows = connection.execute(
            "SELECT ticket_id, provider_department_id, customer_department_id, priority, response_state,"
            " response_elapsed_s, resolution_state, resolution_elapsed_s FROM marts.ticket_sla ORDER BY ticket_id"
        ).fetchall()
        refused = connection.execute(
            "SELECT sum(quarantined_count), sum(loaded_count) FROM audit.row_count"
            " WHERE feed IN ('tickets', 'ticket_events')"
        ).fetchone()
    whose = (desk.provider, desk.customer)
    assert rows == [
        (desk.tickets[0], *whose, "P2", "met", 1_800, "met", 9_000),
        (desk.tickets[1], *whose, "P1", "breached", 54_000, "breached", 54_000),
    ]
    assert refused == (0, 2 + 6)
    assert desk.since in {item for asked in server.asked for item in asked.query.items()}
    assert SECRET not in "".join(capfd.readouterr())
    assert [path for path in warehouse.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()] == []


@pytest.mark.parametrize("start", starts())
def test_a_new_folder_has_sound_settings_and_its_name(tmp_path: Path, start: str) -> None:
    folder = new_company("acme", start, tmp_path / "acme")
    company = load_company(folder)
    assert company.name == "acme"
    assert list(company.calendars) == ["office"]


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    new_company("acme", "jira", tmp_path / "acme")
    (tmp_path / "acme" / "sources.toml").write_text("mine")
    with pytest.raises(UserError, match="is there already; nothing was written"):
        new_company("acme", "csv", tmp_path / "acme")
    assert (tmp_path / "acme" / "sources.toml").read_text() == "mine"


def test_an_unknown_template_is_answered_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"there are csv, jira, .*zendesk \(did you mean jira\?\)"):
        new_company("acme", "jra", tmp_path / "acme")
    with pytest.raises(UserError, match=r'NAME="\.\./acme" is no name'):
        new_company("../acme", "jira")


def test_the_csv_start_has_every_feeds_columns(tmp_path: Path) -> None:
    folder = new_company("acme", "csv", tmp_path / "acme")
    assert (folder / "feeds" / "tickets.csv").read_text().startswith("ticket_id,kind,service_id,priority,status,")
    assert (folder / "headers" / "bonus_pools.csv").read_text() == "period_id,amount\n"
