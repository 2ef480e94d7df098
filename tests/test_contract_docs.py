"""docs/contract.md says what warehouse/contract.py declares."""

import re

import pytest
from pydantic import BaseModel

from etl.notify import Notify
from tools.contract_docs import BLOCK, PAGE, renewed
from warehouse.calendar_file import CalendarTable
from warehouse.contract import FEEDS
from warehouse.settings import Company
from warehouse.source_settings import SourceSettings


def test_contract_page_is_what_the_code_declares() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert renewed(page) == page, "run: make docs"


def test_contract_page_has_every_block_and_feed() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert {block["name"] for block in BLOCK.finditer(page)} == {"feeds", "types", "reasons"}
    missing = [feed for feed in FEEDS if f"### {feed}\n" not in page]
    assert missing == []


def test_a_change_by_hand_inside_a_block_is_undone() -> None:
    page = "<!-- reasons: made by `make docs` -->\nmine\n<!-- end -->\nprose\n"
    assert "mine" not in renewed(page)
    assert renewed(page).endswith("<!-- end -->\nprose\n")


@pytest.mark.parametrize("settings", [Company, CalendarTable, Notify, SourceSettings])
def test_every_settings_key_is_explained(settings: type[BaseModel]) -> None:
    made_by_the_program = {"folder", "calendars", "sources"}
    page = PAGE.read_text(encoding="utf-8")
    keys = set(settings.model_fields) - made_by_the_program
    assert [key for key in keys if not re.search(rf"`{key}`|^{key} = |\.{key}\]", page, re.MULTILINE)] == []
