"""REST sources, alone: what a bad answer, and a bad setting, becomes."""

from pathlib import Path

import pytest

from etl.pull.landing import land
from etl.pull.rest import rest_origin, rest_pages
from tests.etl.replay import Answer, in_turn, serving
from tests.etl.rest_pull import KEY, SOURCES, RestPull, page
from warehouse.errors import UserError

FAULTS = {
    "too many requests": Answer(status=429, headers={"Retry-After": "0"}),
    "a server in trouble": Answer({"error": KEY}, status=500),
    "a page that is cut off": Answer({"items": [{"id": 1}]}, left_out=6),
    "a page that is no JSON": Answer(b"<!DOCTYPE html><title>Log in</title>"),
    "a page without the rows": Answer({"error": "busy"}),
    "a connection that is lost": Answer(is_dropped=True),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_passes_costs_nothing(rest_pull: RestPull, fault: str) -> None:
    rows, _ = rest_pull(in_turn(page(1, 2), FAULTS[fault], page(3), FAULTS[fault], page()))
    assert [row["id"] for row in rows] == ["1", "2", "3"]


SENTENCES = {
    "too many requests": r"answers 429 \(Too Many Requests\) again and again, 6 times; try again later",
    "a server in trouble": r"answers 500 \(Internal Server Error\) again and again, 6 times",
    "a page that is cut off": r"breaks the connection off, 6 times",
    "a page that is no JSON": r'is no whole JSON \(it begins "<!DOCTYPE html><title>Log in</title>"\)',
    "a page without the rows": r'answers without "items", where data_selector looks for the rows',
    "a connection that is lost": r"breaks the connection off, 6 times",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_stays_is_one_sentence_without_secrets(rest_pull: RestPull, fault: str) -> None:
    with pytest.raises(UserError, match=rf"^feed tickets: \$\{{DESK_URL\}}\S* .*{SENTENCES[fault]}") as caught:
        rest_pull(in_turn(FAULTS[fault]))
    assert "\n" not in str(caught.value)
    assert KEY not in str(caught.value)
    assert "page=" not in str(caught.value)


def test_rows_before_a_failure_are_given_out_first(rest_pull: RestPull, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(in_turn(page(1), FAULTS["a server in trouble"])) as server:
        monkeypatch.setenv("DESK_URL", server.url)
        pages = rest_pages(rest_pull.source())(None)
        assert next(pages).to_pylist() == [{"id": "1"}]
        with pytest.raises(UserError):
            next(pages)


def test_a_page_that_comes_again_for_the_next_one_is_asked_again_then_refused(rest_pull: RestPull) -> None:
    rows, _ = rest_pull(in_turn(page(1), page(1), page(2), page()))
    assert [row["id"] for row in rows] == ["1", "2"]
    with pytest.raises(UserError, match="gives the same page again when asked for the next one; mend the paginator"):
        rest_pull(in_turn(page(1)))


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_login_names_the_variables_and_not_their_values(rest_pull: RestPull, status: int) -> None:
    with pytest.raises(UserError, match=rf"answers {status} .*check \$\{{DESK_KEY\}}, .*sources.toml line") as caught:
        rest_pull(in_turn(Answer({"error": f"bad key {KEY}"}, status=status)))
    assert KEY not in str(caught.value)


def test_a_request_that_the_source_cannot_take_shows_what_it_says(rest_pull: RestPull) -> None:
    answer = Answer({"errorMessages": [f"no field 'updatd' for {KEY}"]}, status=400)
    with pytest.raises(UserError, match=r"answers 400 .*no field 'updatd' for \$\{DESK_KEY\}.*check base_url, path"):
        rest_pull(in_turn(answer))


def test_nobody_at_home_is_one_sentence(rest_pull: RestPull, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(in_turn(page())) as server:
        monkeypatch.setenv("DESK_URL", server.url)
    with pytest.raises(UserError, match=r"cannot be reached, tried 6 times"):
        list(rest_pages(rest_pull.source())(None))


def test_a_variable_that_is_not_set_is_named(rest_pull: RestPull, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESK_KEY")
    monkeypatch.setenv("DESK_URL", "http://127.0.0.1:9")
    with pytest.raises(UserError, match=r"needs \$\{DESK_KEY\}, which is not set; export it \(sources.toml line 3\)"):
        list(rest_pages(rest_pull.source())(None))


MISTAKES = {
    "a literal secret": ('"${DESK_KEY}"', '"hunter22"', r"line 5: tickets.client.auth: api_key must come from the env"),
    "a literal header": (
        "auth = ",
        'headers = { Authorization = "hunter22" }\nauth = ',
        r"line 5: .*Authorization must",
    ),
    "a password in the url": (
        '"${DESK_URL}"',
        '"http://me:hunter22@desk"',
        r"client: a user and password do not belong",
    ),
    "a wrong key": (
        "data_selector",
        "data_selctor",
        r'line 10: .*data_selctor; the nearest known one is "data_selector"',
    ),
    "a wrong paginator": ("page_number", "pages", r'line 11: .*no paginator is called "pages"'),
    "a wrong key of a paginator": ("base_page", "basepage", r'no key basepage; the nearest known one is "base_page"'),
    "a secret that is no text": ('"${DESK_KEY}"', "22222222", r"client.auth.api_key: Input should be a valid string\."),
    "no client": ("[tickets.client]", "[tickets.keep]", r"tickets.*"),
    "a cursor that is not asked for": ('"rest"', '"rest"\ncursor = "id"', r"line 3: .*a cursor needs {since}"),
    "rest keys of a file": ('kind = "rest"', "", r"is for kind = \"rest\" only"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_settings_is_one_sentence_with_its_line(rest_pull: RestPull, mistake: str) -> None:
    right, wrong, sentence = MISTAKES[mistake]
    with pytest.raises(UserError, match=sentence) as caught:
        rest_pull.source(SOURCES.replace(right, wrong))
    assert "\n" not in str(caught.value)
    assert "hunter22" not in str(caught.value)
    assert "22222222" not in str(caught.value)


def test_a_client_may_be_that_of_another_feed(rest_pull: RestPull) -> None:
    events = SOURCES.replace("tickets", "ticket_events").splitlines()
    text = SOURCES + "\n".join([*events[:2], 'client_of = "tickets"', *events[5:]])
    client = rest_pull.source(text, "ticket_events").settings.client
    assert client
    assert client.base_url == "${DESK_URL}"


def test_a_pull_that_died_goes_on_at_its_last_page(rest_pull: RestPull, tmp_path: Path) -> None:
    sources = SOURCES.replace('kind = "rest"', 'kind = "rest"\ncursor = "id"\nlookback = 1')
    sources = sources.replace('"page_number", total_path = "", base_page = 1', '"last_value", field = "id"')
    sources = sources.replace('path = "tickets"', 'path = "tickets"\nparams = { after = "{last}" }')
    pages = {"0": page(1, 2), "2": page(3, 4), "4": Answer(status=500), "5": page()}

    source = rest_pull.source(sources)

    def pulled() -> int:
        return len(land(tmp_path / "landing", source, rest_origin(source), None, "").pages)

    with serving(lambda asked: pages[asked.query["after"]]) as server:
        rest_pull.serve(server)
        with pytest.raises(UserError, match="answers 500"):
            pulled()
        pages["2"] = page(3, 4, 5)
        server.asked.clear()
        assert pulled() == 2
    assert [asked.query["after"] for asked in server.asked] == ["2", "5"]
