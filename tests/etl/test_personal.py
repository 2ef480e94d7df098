"""Columns of a published warehouse that look personal are all in warehouse/personal.py, and the page is made of it."""

from pathlib import Path

import pytest

from tools.personal_docs import PAGE, page
from warehouse.personal import LOOKS_PERSONAL, PERSONAL
from warehouse.store import connect, published


def test_every_column_that_looks_personal_is_listed_and_there(small_warehouse: Path) -> None:
    current = published(small_warehouse)
    assert current
    with connect(current.path) as connection:
        query = "SELECT table_schema, table_name, column_name FROM information_schema.columns"
        columns = {".".join(names) for names in connection.execute(query).fetchall()}
    listed = [column for one in PERSONAL for column in one.columns]
    looking = {column for column in columns if LOOKS_PERSONAL.search(column.rsplit(".", 1)[1])}
    assert looking - set(listed) == set()
    assert set(listed) - columns == set()
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize(
    ("column", "looks"),
    [("manager_email", True), ("rater_count", False), ("requester_id", True), ("department_id", False)],
)
def test_a_column_looks_personal_by_its_words(column: str, looks: bool) -> None:
    assert bool(LOOKS_PERSONAL.search(column)) == looks


def test_the_page_of_personal_data_is_what_the_list_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: make docs"
