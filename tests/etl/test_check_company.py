"""`make check-company` says everything that is wrong with a folder, with its line, and loads nothing."""

from pathlib import Path

import pytest

from etl.check_company import main
from tests.etl.replay import Answer, in_turn, serving
from tests.etl.small_company import EVENTS, LEVELS, TICKETS, write_company

REST = """[tickets]
kind = "rest"
[tickets.client]
base_url = "${DESK_URL}"
auth = { token = "${DESK_TOKEN}" }
[[tickets.resources]]
name = "tickets"
endpoint = { path = "tickets", data_selector = "items", paginator = "single_page" }
"""


@pytest.fixture
def check(capfd: pytest.CaptureFixture[str]) -> "Check":
    return Check(capfd)


class Check:
    """Runs the command; gives back its exit status and what it printed, a finding per line."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd

    def __call__(self, folder: Path, *more: str) -> tuple[int, list[str]]:
        status = main(["--company", str(folder), *more])
        return status, self._capfd.readouterr().out.splitlines()


def test_a_sound_folder_has_a_green_line_per_feed(tmp_path: Path, check: Check) -> None:
    folder = write_company(tmp_path / "acme", tickets=TICKETS, ticket_events=EVENTS, service_levels=LEVELS)
    before = sorted(tmp_path.rglob("*"))
    status, lines = check(folder)
    assert status == 0
    assert lines == [
        "✓ service_levels: 5 columns mapped, 1 rows looked at",
        "✓ tickets: 7 columns mapped, 2 rows looked at",
        "✓ ticket_events: 6 columns mapped, 1 rows looked at",
    ]
    assert sorted(tmp_path.rglob("*")) == before


def test_every_mistake_of_the_settings_is_said_with_its_line(tmp_path: Path, check: Check) -> None:
    sources = """[tickets]
pth = "feeds/tickets.csv"
max_bad_share = 2
[tickets.columns]
[tickts]
[ticket_events]
kind = "sql"
[ticket_events.columns]
ticket = "id"
[ticket_events.values.status]
"New" = "opn"
"""
    folder = write_company(tmp_path / "acme", sources, tickets=TICKETS)
    (folder / "company.toml").write_text('nam = "x"\ntimezone = "Asia/Shangai"\n')
    status, lines = check(folder)
    assert status == 1
    said = "\n".join(lines)
    for part in (
        "company.toml line 1: nobody knows the key nam",
        "company.toml line 2: timezone: no time zone",
        "sources.toml line 2: nobody knows the key tickets.pth",
        "sources.toml line 3: tickets.max_bad_share",
        'sources.toml line 5: there is no feed "tickts"',
        'kind = "sql" needs url',
        'sources.toml line 9: feed ticket_events has no column "ticket"',
        'sources.toml line 11: feed ticket_events, column status: "New" is mapped to "opn"',
    ):
        assert part in said
    assert lines[-1].endswith("8 to mend. Nothing was loaded.")


def test_unknown_words_and_missing_columns_of_a_file_are_said(tmp_path: Path, check: Check) -> None:
    folder = write_company(
        tmp_path / "acme",
        '[tickets]\n[tickets.values.status]\n"opened" = "open"\n',
        tickets=TICKETS.replace(",open,", ",Awaiting,"),
        ticket_events=EVENTS.replace("occurred_at", "when"),
    )
    status, lines = check(folder)
    assert status == 1
    assert any(
        line.startswith("✗ sources.toml line 2: feed tickets, column status: 1 of the first rows")
        and line.endswith('unknown_word (the word is not known): "Awaiting".')
        for line in lines
    )
    assert any("feed ticket_events, column occurred_at: is required" in line for line in lines)


def test_few_bad_rows_are_a_note_and_no_mistake(tmp_path: Path, check: Check) -> None:
    good = "".join(TICKETS.splitlines()[1].replace("T1", f"T{number}") + "\n" for number in range(3, 40))
    folder = write_company(tmp_path / "acme", tickets=TICKETS.replace(",closed,", ",Shut,") + good)
    status, lines = check(folder)
    assert status == 0
    assert lines[0].startswith("! ")
    assert "column status: 1 of the first rows would be refused" in lines[0]
    assert lines[-1].startswith("✓ ")


def test_a_missing_file_is_said(tmp_path: Path, check: Check) -> None:
    folder = write_company(tmp_path / "acme", '[tickets]\npath = "feeds/gone.csv"\n')
    status, lines = check(folder)
    assert status == 1
    assert "there is no file" in lines[0]
    assert "(sources.toml line 2)" in lines[0]


def test_unset_variables_are_said_and_no_connection_is_made(
    tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DESK_TOKEN", raising=False)
    with serving(in_turn(Answer({"items": []}))) as server:
        monkeypatch.setenv("DESK_URL", server.url)
        status, lines = check(write_company(tmp_path / "acme", REST))
        assert server.asked == []
    assert status == 1
    assert lines[0] == "✗ sources.toml line 5: ${DESK_TOKEN} is not set; export it."


def test_with_connect_the_first_page_is_looked_at(
    tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_TOKEN", "s3cret-of-the-desk")
    item = dict(zip(TICKETS.splitlines()[0].split(","), TICKETS.splitlines()[1].split(","), strict=True))
    with serving(in_turn(Answer({"items": [item, item | {"status": "Awaiting"}]}))) as server:
        monkeypatch.setenv("DESK_URL", server.url)
        status, lines = check(write_company(tmp_path / "acme", REST), "--connect")
    assert status == 1
    assert '"Awaiting"' in lines[0]
    assert "s3cret" not in "".join(lines)
