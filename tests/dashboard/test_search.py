"""The search finds what its viewer may see, on every page, and nothing else."""

from pathlib import Path

import pytest

from tests.dashboard.conftest import Open
from tests.dashboard.test_reads import ALL
from warehouse import reads, store
from warehouse.reads import Scope


def _hits(full: Path, kind: str, text: str, scope: Scope = ALL, most: int = 9) -> list[str]:
    build = store.published(full)
    assert build
    with store.connect(build.path) as connection:
        return reads.read(scope, connection, f"search_{kind}", text=text, most=most)["hit_id"].to_list()


@pytest.mark.parametrize("text", ["T0002", "t0002"])
def test_a_request_is_found_by_its_id_first(full: Path, text: str) -> None:
    assert _hits(full, "ticket", text)[0] == "T0002"


def test_a_request_is_found_by_the_beginning_of_its_id_and_by_its_subject(full: Path) -> None:
    assert {hit[:4] for hit in _hits(full, "ticket", "T000")} == {"T000"}
    assert len(_hits(full, "subject", "Laptop", most=5)) == 5
    assert _hits(full, "subject", "设备 T0002") == ["T0002"]
    assert _hits(full, "subject", "50%") == _hits(full, "ticket", "T_") == []


def test_requests_of_others_are_not_found(full: Path) -> None:
    mine = Scope(("B2",))
    assert _hits(full, "ticket", "T0001", mine) == _hits(full, "subject", "设备 T0001", mine) == []
    assert _hits(full, "subject", "Laptop", mine)


def test_departments_and_services_are_those_of_the_scope(full: Path) -> None:
    assert set(_hits(full, "department", "部")) == {"A1", "A2", "B1", "B2"}
    assert _hits(full, "department", "部", Scope(("B2",))) == ["B2"]
    assert _hits(full, "service", "维修", Scope(("B2",))) == []
    assert _hits(full, "service", "设备检修", Scope(("B2",))) == ["S3"]


def test_people_are_found_by_who_may_see_them(full: Path) -> None:
    assert _hits(full, "person", "员工E3") == ["E3"]
    assert _hits(full, "person", "员工E3", Scope(("A21",))) == []
    assert _hits(full, "person", "员工", Scope(("A2", "A21"), ("E3",))) == ["E3"]


@pytest.mark.parametrize("page", ["overview", "risk", "health"])
def test_the_box_stands_on_every_page_and_leads_to_the_receipt(full: Path, open_page: Open, page: str) -> None:
    shown = open_page(full, page)
    shown.text_input(key=f"search_{page}").input("T0002").run()
    assert not shown.exception
    labels = [link.proto.label for link in shown.get("page_link")]
    assert "T0002" in labels


def test_the_search_says_when_nothing_or_too_much_is_found(full: Path, open_page: Open) -> None:
    shown = open_page(full)
    for text, said in (("x", "Type at least"), ("nobody", "Nothing that you may see"), ("Laptop", "Only the first 8")):
        shown.text_input(key="search_overview").input(text).run()
        assert [one.value for one in shown.caption if one.value.startswith(said)], text


def test_who_may_not_open_a_page_finds_nothing_that_leads_to_it(full: Path, open_page: Open) -> None:
    shown = open_page(full, "ranking", viewer="hr")
    shown.text_input(key="search_ranking").input("T0002").run()
    assert [one.value for one in shown.caption if one.value.startswith("Nothing that you may see")]
