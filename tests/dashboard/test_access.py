"""Who sees what: roles, scopes through the tree, and pages that open for some and stay closed for others."""

from datetime import date
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, words
from dashboard.access import AUDITOR, DATA, EMPLOYEE, EXECUTIVE, HEAD, HR, Identity
from tests.dashboard.conftest import Open
from warehouse.access_settings import Access
from warehouse.reads import Scope

SERVED = {
    "overview", "service_map", "sla", "risk", "ticket", "satisfaction", "chain", "ranking", "scorecard",
    "needs", "projects", "fairness", "bonus",
}  # fmt: skip
PAGES = (
    "overview", "service_map", "sla", "risk", "ticket", "satisfaction", "chain", "ranking", "scorecard",
    "what_if", "needs", "projects", "requirements", "fairness", "bonus", "health", "quarantine", "audit_log",
)  # fmt: skip
OPEN = {
    "everything": set(PAGES),
    "executive": {*SERVED, "what_if", "requirements"},
    "E1": SERVED,
    "E3": {"bonus"},
    "hr": {"ranking", "scorecard", "what_if", "fairness", "bonus"},
    "data": {"risk", "ticket", "requirements", "health", "quarantine"},
    "auditor": set(PAGES),
    "nobody": set(),
}


TODAY = date(2026, 7, 1)


def _viewer(build: duckdb.DuckDBPyConnection, who: Identity, **says: object) -> access.Viewer:
    return access.viewer(build, who, Access.model_validate(says), TODAY)


def _scopes(build: duckdb.DuckDBPyConnection, **who: object) -> dict[str, Scope]:
    return dict(_viewer(build, Identity("somebody", **who)).scopes)  # type: ignore[arg-type]


def test_who_has_no_role_and_is_unknown_sees_nothing(build: duckdb.DuckDBPyConnection) -> None:
    assert _scopes(build) == {}
    assert _scopes(build, employee_id="nobody") == {}
    assert _scopes(build, roles=("owner",)) == {}


def test_a_head_sees_the_subtree_of_every_department_and_the_lines_of_own_reports(
    build: duckdb.DuckDBPyConnection,
) -> None:
    assert _scopes(build, employee_id="E1")[HEAD] == Scope(("A", "A1", "A2", "A21"), ("E2", "E8"))
    assert _scopes(build, employee_id="E2")[HEAD] == Scope(("A2", "A21"), ("E3",))
    assert _scopes(build, employee_id="E4")[HEAD] == Scope(("B", "B1", "B2"), ("E5",))


def test_an_employee_sees_the_own_line_and_no_department(build: duckdb.DuckDBPyConnection) -> None:
    assert _scopes(build, employee_id="E3") == {EMPLOYEE: Scope(employee_ids=("E3",))}


def test_who_has_left_or_is_only_named_by_a_ticket_has_no_role(build: duckdb.DuckDBPyConnection) -> None:
    assert _scopes(build, employee_id="E7") == {}
    assert _scopes(build, employee_id="E9") == {}
    assert EMPLOYEE in _scopes(build, employee_id="E8"), "leaves after as-of"


def test_granted_roles_see_what_they_are_for(build: duckdb.DuckDBPyConnection) -> None:
    seen = {role: _scopes(build, roles=(role,))[role] for role in access.GRANTED}
    assert {role for role in seen if seen[role].sees_people} == {HR, AUDITOR}
    assert {role for role in seen if seen[role].sees_rows} == {DATA, AUDITOR}
    assert not any(scope.employee_ids for scope in seen.values())


def test_a_role_lends_nothing_to_the_pages_of_another(build: duckdb.DuckDBPyConnection) -> None:
    both = _viewer(build, Identity("E2", "E2", roles=(DATA,)))
    assert both.scope((EXECUTIVE, HEAD)) == Scope(("A2", "A21"), ("E3",))
    assert not both.scope((HR,))
    assert both.scope((HEAD, DATA)).sees_rows


def _closed(shown: AppTest) -> bool:
    return any(title.value == words.catalogue("en")["state.no_permission.title"] for title in shown.subheader)


@pytest.mark.parametrize("viewer", OPEN)
def test_a_page_opens_for_its_roles_and_stays_closed_for_others(full: Path, open_page: Open, viewer: str) -> None:
    shown = open_page(full, viewer=viewer)
    for page in PAGES[1:]:
        shown.switch_page(f"app_pages/{page}.py").run()
        assert not shown.exception
        if page in OPEN[viewer]:
            assert shown.title[0].value == words.catalogue("en")[f"page.{page}.question"]
        else:
            assert _closed(shown)
            assert [*shown.title, *shown.metric, *shown.dataframe] == []


@pytest.mark.parametrize("viewer", OPEN)
def test_the_root_is_the_first_page_that_the_viewer_may_open(full: Path, open_page: Open, viewer: str) -> None:
    shown = open_page(full, viewer=viewer)
    first = next((page for page in PAGES if page in OPEN[viewer]), None)
    assert _closed(shown) if first is None else shown.title[0].value == words.catalogue("en")[f"page.{first}.question"]


def test_a_head_finds_only_own_departments_in_the_filters(full: Path, open_page: Open) -> None:
    shown = open_page(full, viewer="E6", provider="设备部")
    assert shown.selectbox(key="provider").options == ["人力资源部", "桌面支持组"]
    assert shown.selectbox(key="provider").value is None
    assert shown.metric[-1].value == "96", "the requests of C, and no other"


def test_who_may_not_open_a_page_finds_no_link_to_it(full: Path, open_page: Open) -> None:
    assert open_page(full).get("page_link")
    assert not open_page(full, viewer="executive").get("page_link")
