"""Every read, asked by viewers of one department for everything that a forged address can name, all at once.

What a viewer gets must not depend on a row that the viewer may not see: each answer is compared with that of a
warehouse from which all such rows were taken away. So a filter that is missing somewhere is noticed whatever it lets
through: a row, a sum, a name in a list, an order.
"""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import duckdb
import polars as pl
import pytest

from dashboard import access, view
from dashboard.access import Identity
from tests.dashboard.test_reads import ALL, FILTERS, PAGE_READS
from warehouse import reads, store
from warehouse.access_settings import Access
from warehouse.reads import Scope

VIEWERS = {
    "head of sales": Scope(("C",), ("E6",)),
    "head of IT": Scope(("A2", "A21"), ("E3",)),
    "employee": Scope(employee_ids=("E3",)),
}
FORGED: tuple[dict[str, object], ...] = (
    {},
    {"provider": "A1", "customer": "B1", "ticket": "T0002", "text": "T0", "provider_unit": "A1", "customer_unit": "B1"},
    {"provider": "B2", "department": "B2", "ticket": "T0035", "provider_unit": "B2", "customer_unit": "B1", "level": 1},
    {"department": "A21", "service": "S2", "priority": "P1", "ticket": "T0008", "period": "2025H2", "level": 2},
    {"people": ["E1", "E6"], "sees_people": True, "sees_rows": True, "is_known": True, "department": "C"},
)  # fmt: skip
COMPANY_WIDE = {  # what may tell a number of the whole company, and why
    "build": "every page says how many rows were refused and whether the checks were met",
    "feed": "every page says how fresh each feed is",
    "period": "the half-years that the company has are no secret",
    "requirement": "numbers of the whole company, on a page of roles that see all departments",
    "requirement_total": "the same",
    "scorecard_head": "a rank is told together with how many were ranked",
}
ROWS = ("audit.expectation", "audit.notice", "audit.run", "audit.source_column")


def _strip(file: Path, scope: Scope) -> None:
    """Takes away every row that the scope may not see, table by table as its columns say whom a row is about."""
    with duckdb.connect(str(file)) as connection:
        connection.execute("set timezone = 'UTC'")
        mine = f"{list(scope.department_ids)!r}::varchar[]"
        tables = connection.execute(
            "select table_schema || '.' || table_name, list(column_name) from information_schema.columns"
            " where table_schema in ('marts', 'metrics', 'core', 'quarantine', 'audit') group by all"
        ).fetchall()
        kept = f"select ticket_id from marts.ticket_hold where provider_department_id in (select unnest({mine}))"
        for table, columns in sorted(tables, key=lambda one: one[0] != "marts.ticket_sla"):
            own = [column for column in columns if column.endswith("department_id")]
            rule = " or ".join(f"coalesce({column} in (select unnest({mine})), false)" for column in own)
            if table.startswith("quarantine.") or table in ROWS:
                rule = str(scope.sees_rows)
            elif table.startswith(("core.dim_", "audit.")):
                continue
            elif "ticket_id" in columns:
                seen = kept if table == "marts.ticket_sla" else f"select ticket_id from marts.ticket_sla union {kept}"
                rule = f"{rule or 'false'} or ticket_id in ({seen})"
            connection.execute(f"delete from {table} where not ({rule or 'true'})")
        _rename(connection, mine)


def _rename(connection: duckdb.DuckDBPyConnection, mine: str) -> None:
    """Another name for every department that shares no ticket with the viewer's."""
    connection.execute(
        "update core.dim_department set department_name = department_id || '?' where department_id not in ("
        " select unnest([provider_department_id, customer_department_id]) from marts.sla_cell"
        " union select unnest([provider_department_id, customer_department_id]) from marts.ticket_sla"
        f" union select unnest({mine}))"
        " and department_id not in (select unnest([level1_id, level2_id, level3_id]) from core.dim_department"
        " where department_id in (select unnest([provider_department_id, customer_department_id]) from marts.sla_cell)"
        f" or department_id in (select unnest({mine})))"
    )


@pytest.fixture(scope="module")
def stripped(full: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, duckdb.DuckDBPyConnection]]:
    """A warehouse per viewer, with what that viewer may see and nothing else."""
    published = store.published(full)
    assert published
    found = {}
    for name, scope in VIEWERS.items():
        file = tmp_path_factory.mktemp("stripped") / "build.duckdb"
        shutil.copy(published.path, file)
        _strip(file, scope)
        found[name] = store.connect(file)
    yield found
    for connection in found.values():
        connection.close()


def _read(connection: duckdb.DuckDBPyConnection, scope: Scope, name: str, forged: dict[str, object]) -> pl.DataFrame:
    return reads.read(scope, connection, name, **{**FILTERS, **forged})


ATTEMPTS = list(product(VIEWERS, PAGE_READS, range(len(FORGED))))


@pytest.fixture(scope="module")
def answers(build: duckdb.DuckDBPyConnection) -> dict[tuple[str, str, int], pl.DataFrame]:
    """What each attempt gave, made by eight sessions at once over one connection."""

    def attempt(asked: tuple[str, str, int]) -> pl.DataFrame:
        viewer, name, forged = asked
        return _read(build, VIEWERS[viewer], name, FORGED[forged])

    with ThreadPoolExecutor(8) as pool:
        return dict(zip(ATTEMPTS, pool.map(attempt, ATTEMPTS), strict=True))


@pytest.fixture(scope="module")
def allowed(stripped: dict[str, duckdb.DuckDBPyConnection]) -> dict[tuple[str, str, int], pl.DataFrame]:
    """The same of the warehouse that holds only what the viewer may see."""
    return {
        (viewer, name, forged): _read(stripped[viewer], VIEWERS[viewer], name, FORGED[forged])
        for viewer, name, forged in ATTEMPTS
    }


Answers = dict[tuple[str, str, int], pl.DataFrame]


def test_no_answer_depends_on_a_row_that_the_viewer_may_not_see(answers: Answers, allowed: Answers) -> None:
    assert len(ATTEMPTS) >= 500
    leaks = [asked for asked in ATTEMPTS if not answers[asked].equals(allowed[asked])]
    assert [asked for asked in leaks if asked[1] not in COMPANY_WIDE] == []


def test_no_answer_names_a_person_whom_the_viewer_may_not_see(answers: Answers) -> None:
    for (viewer, name, forged), frame in answers.items():
        if "employee_id" in frame.columns:
            named = set(frame["employee_id"].drop_nulls())
            assert named <= set(VIEWERS[viewer].employee_ids), (viewer, name, FORGED[forged])


@pytest.mark.parametrize("name", [name for name in PAGE_READS if reads.parameters(name) & {"scope", "sees_rows"}])
def test_a_read_that_forgot_its_filter_would_be_noticed(
    build: duckdb.DuckDBPyConnection, allowed: Answers, name: str
) -> None:
    everything = [_read(build, ALL, name, forged) for forged in FORGED]
    assert any(not everything[asked[2]].equals(frame) for asked, frame in allowed.items() if asked[1] == name)


def test_what_was_kept_for_one_scope_is_not_given_to_another(full: Path) -> None:
    published = store.published(full)
    assert published
    asked = {
        scope: view.View(published, scope, access.Viewer(""), frozenset(), {}, FILTERS) for scope in VIEWERS.values()
    }
    for name in PAGE_READS:
        first = [looking.read(name) for looking in asked.values()]
        again = [looking.read(name) for looking in reversed(asked.values())]
        assert all(one.equals(two) for one, two in zip(first, reversed(again), strict=True))
        with store.connect(published.path) as connection:
            direct = [_read(connection, scope, name, {}) for scope in asked]
        assert all(one.equals(two) for one, two in zip(first, direct, strict=True))


def test_a_view_is_not_current_after_a_role_was_taken_away(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published = store.published(full)
    assert published
    says = Access.model_validate({"roles": {"hr": {"employees": ["E3"]}}})
    monkeypatch.setattr(access, "settings", lambda: says)
    who = Identity("E3", "E3")
    viewer = view.viewer(published, who)
    looking = view.View(published, viewer.scope((access.HR,)), viewer, frozenset())
    assert view.is_current(looking, who)
    says = Access()
    assert not view.is_current(looking, who)
    assert not view.is_current(looking, None), "the session has ended"
