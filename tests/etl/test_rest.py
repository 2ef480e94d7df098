"""REST sources, alone: pages of text rows, paging, and the cursor."""

from collections.abc import Callable
from pathlib import Path

import pytest

from etl.pull.rest import rest_pages
from tests.etl.replay import Answer, Asked, in_turn, serving
from tests.etl.rest_pull import KEY, SOURCES, RestPull, page
from warehouse.errors import UserError


def test_values_become_text_objects_become_dotted_columns_and_lists_stay_json(rest_pull: RestPull) -> None:
    item = {
        "id": 7,
        "open": True,
        "cost": 0.00001,
        "who": {"name": "李"},
        "tags": ["a", "内"],
        "none": None,
        "bad": "\ud800",
    }
    rows, _ = rest_pull(in_turn(Answer({"items": [item]}), page()))
    assert rows == [
        {
            "id": "7",
            "open": "true",
            "cost": "0.00001",
            "who.name": "李",
            "tags": '["a", "内"]',
            "none": None,
            "bad": "?",
        }
    ]


def test_columns_that_differ_in_case_only_keep_apart(rest_pull: RestPull) -> None:
    mapped = SOURCES + '[tickets.columns]\nsubject = "type"\n'
    item = {"Type": "Status", "type": "transaction"}
    assert rest_pull(in_turn(Answer({"items": [item]}), page()))[0] == [{"Type": "Status", "type (2)": "transaction"}]
    assert rest_pull(in_turn(Answer({"items": [item]}), page()), mapped)[0] == [
        {"Type (2)": "Status", "type": "transaction"}
    ]


def test_a_mapped_column_is_there_even_where_the_source_leaves_it_out(rest_pull: RestPull) -> None:
    mapped = SOURCES + '[tickets.columns]\nticket_id = "id"\nassignee_id = "owner.id"\n'
    assert rest_pull(in_turn(page(1), page()), mapped)[0] == [{"id": "1", "owner.id": None}]


def test_a_required_column_that_never_comes_stays_missing_so_that_its_name_is_complained_about(
    rest_pull: RestPull,
) -> None:
    assert rest_pull(in_turn(page(1), page()), SOURCES + '[tickets.columns]\nticket_id = "number"\n')[0] == [
        {"id": "1"}
    ]


def test_a_pull_without_rows_is_one_empty_page_with_every_column(
    rest_pull: RestPull, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(in_turn(page())) as server:
        monkeypatch.setenv("DESK_URL", server.url)
        (table,) = rest_pages(rest_pull.source())(None)
    assert table.num_rows == 0
    assert {"ticket_id", "created_at"} <= set(table.column_names)


SINCE = SOURCES.replace('kind = "rest"', 'kind = "rest"\ncursor = "updated"').replace(
    'path = "tickets"', 'path = "tickets"\nparams = { query = "CF.{Kind} = 1 AND updated >= \'{since}\'" }'
)


@pytest.mark.parametrize(
    ("settings", "since", "asked"),
    [
        ("", None, "1970-01-01T00:00:00+00:00"),
        ("cursor_start = 2026-01-01", None, "2026-01-01"),
        ("", "2026-06-01T00:30:00+00:00", "2026-06-01T00:30:00+00:00"),
        (
            'cursor_format = "%Y-%m-%d %H:%M"\ncursor_timezone = "Asia/Seoul"',
            "2026-06-01T00:30:00Z",
            "2026-06-01 09:30",
        ),
        ('cursor_format = "%H:%M"\ntimezone = "Asia/Shanghai"', "2026-06-01 08:30:00", "00:30"),
        ('cursor_format = "epoch"', "2026-06-01T00:00:00Z", "1780272000"),
        ('cursor_format = "epoch_ms"', "2026-06-01T00:00:00.000+0000", "1780272000000"),
    ],
)
def test_the_cursor_is_asked_for_as_the_source_reads_it(
    rest_pull: RestPull, settings: str, since: str | None, asked: str
) -> None:
    sources = SINCE.replace("[tickets.client]", f"{settings}\n[tickets.client]")
    _, server = rest_pull(in_turn(page()), sources, since)
    assert server.asked[0].query["query"] == f"CF.{{Kind}} = 1 AND updated >= '{asked}'"
    assert server.asked[0].headers["X-Key"] == KEY


def test_the_cursor_may_be_spelled_as_dlt_does(rest_pull: RestPull) -> None:
    incremental = 'incremental = { cursor_path = "updated", initial_value = "2026-01-01", start_param = "from" }'
    sources = SOURCES.replace('path = "tickets"', f'path = "tickets"\n{incremental}')
    assert rest_pull(in_turn(page()), sources)[1].asked[0].query["from"] == "2026-01-01"
    assert rest_pull(in_turn(page()), sources, "2026-02-01")[1].asked[0].query["from"] == "2026-02-01"


LOG = SOURCES.replace("total_path", "").replace(
    'paginator = { type = "page_number",  = "", base_page = 1 }',
    'paginator = { type = "last_value", field = "id", empty_pages = 2 }\nparams = { query = "id > {last}" }',
)


def _log(ids: list[int], size: int, hidden: set[int]) -> Callable[[Asked], Answer]:
    """An API like that of Request Tracker's transactions: hidden rows are dropped after paging."""

    def answer(asked: Asked) -> Answer:
        after = [number for number in ids if number > int(asked.query["query"].rpartition(" ")[2])]
        first = (int(asked.query.get("page", 1)) - 1) * size
        return page(*(number for number in after[first : first + size] if number not in hidden))

    return answer


def test_pages_by_the_last_value_miss_nothing_where_rows_are_dropped_after_paging(rest_pull: RestPull) -> None:
    hidden = {2, 5, 6, 9}
    rows, server = rest_pull(_log(list(range(1, 10)), 2, hidden), LOG)
    assert [row["id"] for row in rows] == ["1", "3", "4", "7", "8"]
    assert server.asked[-1].query == {"query": "id > 8", "page": "2"}


def test_pages_by_the_last_value_begin_at_the_cursor(rest_pull: RestPull) -> None:
    sources = LOG.replace('kind = "rest"', 'kind = "rest"\ncursor = "id"')
    rows, _ = rest_pull(_log(list(range(1, 10)), 2, set()), sources, "7")
    assert [row["id"] for row in rows] == ["7", "8", "9"]


def test_a_source_that_ignores_the_last_value_is_refused(rest_pull: RestPull) -> None:
    answers = [Answer({"items": [{"id": 5, "n": number}]}) for number in range(9)]
    with pytest.raises(UserError, match='gives no higher "id" than 5'):
        rest_pull(in_turn(*answers), LOG)


CHANGES = SOURCES.replace("tickets", "ticket_events").replace('name = "ticket_events"', 'name = "changes"\nRECORDS')


def test_lists_inside_an_item_become_rows_with_the_fields_around_them(rest_pull: RestPull) -> None:
    records = 'records = ["log[].items[]", "notes.all[]"]'
    keep = '[ticket_events.keep]\n"log.items.field" = ["", "status"]\n'
    issue = {
        "key": "A-1",
        "log": [{"id": "9", "at": "noon", "items": [{"field": "title"}, {"field": "status", "to": "done"}]}],
        "notes": {"all": [{"id": 9, "text": "hi"}]},
    }
    answer = in_turn(Answer({"items": [issue, {"key": "A-2"}]}), page())
    rows, _ = rest_pull(answer, CHANGES.replace("RECORDS", records) + keep, feed="ticket_events")
    shown = ("key", "log.at", "log.items.field", "log.items.to", "notes.all.text", "_record", "_record_number")
    assert [tuple(row[name] for name in shown) for row in rows] == [
        ("A-1", "noon", "status", "done", None, "log[].items[]", "72016"),
        ("A-1", None, None, None, "hi", "notes.all[]", "72001"),
    ]


def test_a_path_of_records_to_no_list_is_one_sentence(rest_pull: RestPull) -> None:
    answer = in_turn(Answer({"items": [{"log": {"id": 1}}]}))
    with pytest.raises(UserError, match='records leads to something that is no list at "log"; mend the path'):
        rest_pull(answer, CHANGES.replace("RECORDS", 'records = "log[]"'), feed="ticket_events")


CHILDREN = SOURCES.replace(
    "[[tickets.resources]]", '[[tickets.resources]]\nname = "list"\nendpoint = "list"\n[[tickets.resources]]'
)
CHILDREN = CHILDREN.replace('path = "tickets"', 'path = "{resources.list.id}/log"').replace(
    "paginator = ", "response_actions = [{ status_code = 404 }]\npaginator = "
)


def test_a_second_resource_is_asked_per_item_of_the_first_and_a_deleted_one_is_passed_over(rest_pull: RestPull) -> None:
    def answer(asked: Asked) -> Answer:
        if asked.path == "/list":
            return Answer([{"id": 1}, {"id": 2}])
        if asked.path == "/2/log":
            return Answer(status=404)
        return page(11) if asked.query["page"] == "1" else page()

    rows, server = rest_pull(answer, CHILDREN)
    assert rows == [{"id": "11"}]
    assert [asked.path for asked in server.asked] == ["/list", "/1/log", "/1/log", "/2/log"]


OAUTH = (
    'auth = { type = "oauth2_client_credentials", access_token_url = "${DESK_URL}/token", client_id = "me",'
    ' client_secret = "${DESK_KEY}" }'
)


def test_oauth_fetches_a_token_with_the_secret_of_the_environment(rest_pull: RestPull) -> None:
    auth = next(line for line in SOURCES.splitlines() if line.startswith("auth"))

    def answer(asked: Asked) -> Answer:
        if asked.path == "/token":
            return Answer({"access_token": "token-123456", "expires_in": 60})
        return page(1) if asked.query["page"] == "1" else Answer({"items": []})

    rows, server = rest_pull(answer, SOURCES.replace(auth, OAUTH))
    assert rows == [{"id": "1"}]
    assert f"client_secret={KEY}" in server.asked[0].body
    assert server.asked[1].headers["Authorization"] == "Bearer token-123456"


def test_nothing_is_left_in_the_home_folder(
    rest_pull: RestPull, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    rest_pull(in_turn(page(1), page()))
    assert list(home.iterdir()) == []
