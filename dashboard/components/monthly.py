"""The pack of a department's head in one click."""

import re
from collections.abc import Callable

import streamlit as st

from dashboard import words
from dashboard.components.downloads import about, offer
from dashboard.files import excel
from dashboard.packs.document import Pack, asked, pack
from dashboard.view import View
from dashboard.words import t
from warehouse.errors import UserError


def offer_pack(looking: View, department: str) -> None:
    """The pack of a department in one click, as PDF and as Excel, of what the viewer may see."""
    given = asked(department)
    name = re.sub(r"[^\w.-]", "_", f"pack-{looking.filters['period']}-{department}-{words.language()}")
    language, facts = words.language(), about(looking, "").facts

    def made(write: Callable[[Pack], bytes]) -> tuple[bytes, int]:
        found = pack(lambda read: looking.read(read, **given), facts, looking.timezone, looking.build.build_id)
        if found is None:
            raise UserError(f"There is no result of {department} that {looking.viewer.user_id} may see.")
        return write(found), found.row_count

    with st.container(horizontal=True):
        offer(looking, t("pack.pdf"), lambda: made(lambda one: one.pdf(language)), f"{name}.pdf", "pack")
        if excel.can_write():
            offer(looking, t("pack.excel"), lambda: made(lambda one: one.excel()), f"{name}.xlsx", "pack")
