"""Nobody's answers can be worked out from what is published, whatever is added up or subtracted (3.13, I19)."""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.spy import isolated
from tests.warehouse.survey_company import Answer, publish, run
from warehouse import reads
from warehouse.assessment.benchmark import benchmark_of, past_of
from warehouse.assessment.policy import Policy
from warehouse.assessment.score import Observation
from warehouse.reads import Scope

KINDS = ("relationship", "transaction", "complaint", "upward")
ANSWERS = st.lists(
    st.builds(
        Answer,
        period=st.just("2026H1"),
        provider=st.sampled_from("AB"),
        customer=st.sampled_from("BCDE"),
        kind=st.sampled_from(KINDS),
        rater=st.sampled_from([f"r{number}" for number in range(10)]),
        share=st.just(0),
    ),
    max_size=40,
    unique=True,
)


def _published(build: duckdb.DuckDBPyConnection, answers: Sequence[Answer]) -> list[list[int]]:
    """Which answers are in each number of the two marts."""
    cells = build.execute("SELECT provider_department_id, kind FROM marts.survey_cell WHERE state = 'shown'").fetchall()
    edges = build.execute(
        "SELECT provider_department_id, customer_department_id FROM marts.survey_edge WHERE state = 'shown'"
    ).fetchall()
    rows = [
        [int((one.provider, one.kind) == cell and one.customer != one.provider) for one in answers] for cell in cells
    ]
    return rows + [[int((one.provider, one.customer) == edge) for one in answers] for edge in edges]


@settings(max_examples=40, deadline=None)
@given(ANSWERS, st.integers(2, 4))
def test_no_sum_of_published_cells_is_about_fewer_than_k_people(answers: list[Answer], k: int) -> None:
    with publish(answers, k) as build:
        assert isolated(_published(build, answers), [one.rater for one in answers], k) is None
        for table in ("survey_cell", "survey_edge"):
            counts = build.execute(f"SELECT rater_count FROM marts.{table} WHERE state = 'shown'").fetchall()
            assert all(count >= k for (count,) in counts)
            hidden = f"SELECT count(coalesce(answer_count, rater_count)) FROM marts.{table} WHERE state <> 'shown'"
            assert build.execute(hidden).fetchone() == (0,)


def _of(customer: str, raters: int, kind: str = "relationship", period: str = "2026H1") -> list[Answer]:
    return [Answer(period, "A", customer, kind, f"{customer}{number}") for number in range(raters)]


@pytest.mark.parametrize(
    ("raters", "shown"),
    [([12, 3, 9], "B"), ([12, 3, 4, 9], "BE"), ([2, 1, 9], ""), ([6, 7], "BC"), ([3, 20], ""), ([3], "")],
)
def test_the_worked_margins_are_hidden_as_the_rule_says(raters: list[int], shown: str) -> None:
    answers = [one for customer, count in zip("BCDE", raters, strict=False) for one in _of(customer, count)]
    with publish(answers, 5) as build:
        rows = build.execute("SELECT customer_department_id FROM marts.survey_edge WHERE state = 'shown' ORDER BY 1")
        assert "".join(customer for (customer,) in rows.fetchall()) == shown


def test_an_edge_of_two_kinds_is_hidden_when_the_total_of_one_kind_leaves_a_few_of_the_other() -> None:
    answers = [*_of("B", 9), *_of("C", 9), *_of("C", 2, "transaction")]
    with publish(answers, 5) as build:
        rows = build.execute("SELECT customer_department_id, state FROM marts.survey_edge ORDER BY 1").fetchall()
    assert rows == [("B", "beside"), ("C", "shown")]


# A company of two centres: A with A1 and A2, B with B1 and B2; each answer with a number of its own as its score.
DEPARTMENTS = ("A", "A1", "A2", "B", "B1", "B2")
SIZES = {
    ("A1", "A2"): 2, ("A1", "B1"): 5, ("A1", "B2"): 3, ("A2", "B1"): 4, ("A2", "B2"): 4, ("B1", "A1"): 2,
    ("B1", "B2"): 6, ("B2", "A1"): 1, ("B2", "A2"): 3, ("B2", "B2"): 1,
}  # fmt: skip
K, MOST_PLACES = 3, 38


def _company() -> list[Answer]:
    """Answers of two half-years; from A1's point of view one customer answers about tickets too."""
    answers: list[Answer] = []
    for period in ("2025H2", "2026H1"):
        for (provider, customer), size in SIZES.items():
            answers += [
                Answer(period, provider, customer, "relationship", f"{customer}-{number}") for number in range(size)
            ]
    answers += [Answer("2026H1", "A1", "B1", "transaction", f"B1-{number}") for number in (0, 7)]
    return answers


def _asked(build: duckdb.DuckDBPyConnection, places: int) -> list[list[int]]:
    """Which of the numbered answers are in each number that the reads give away, under every combination of filters."""
    scope, found = Scope(DEPARTMENTS), set()
    for period in ("2025H2", "2026H1"):
        for level, units in ((1, ("A", "B")), (2, ("A1", "A2", "B1", "B2"))):
            for provider, customer in product((None, *units), repeat=2):
                for name in ("survey_profile", "survey_provider", "survey_customer", "satisfaction"):
                    for kind in ("relationship", "transaction") if customer is None else (None,):
                        given = {"period": period, "level": level, "provider": provider, "customer": customer}
                        for row in reads.read(scope, build, name, **given, kind=kind).rows(named=True):
                            mean = row["perceived_score"] if name == "survey_profile" else row["mean_score"]
                            if mean is not None:
                                found.add(round((mean - 1) / 4 * row["answer_count"]))
    return [[number >> place & 1 for place in range(places)] for number in found]


def _spied(k: int, damage: str = "") -> set[str] | None:
    """Whom a spy lays bare; the score of each cell's first answer is a power of two, and a sum tells who is in it."""
    whole = _company()
    firsts: dict[tuple[str, str, str, str], int] = {}
    for number, one in enumerate(whole):
        firsts.setdefault(one[:4], number)
    power = {number: 2**place for place, number in enumerate(firsts.values())}
    assert len(power) < MOST_PLACES
    answers = [one._replace(share=power.get(number, 0)) for number, one in enumerate(whole)]
    with publish(answers, k) as build:
        _surroundings(build)
        if damage:
            build.execute(damage)
            run(build, ["marts.survey_edge"])
        rows = _asked(build, len(firsts))
    groups = [[one.rater for one in whole if one[:4] == cell] for cell in firsts]
    columns = [place for place, group in enumerate(groups) for _ in group]
    numbers = [[row[place] for place in columns] for row in rows]
    return isolated(numbers, [rater for group in groups for rater in group], K)


def _surroundings(build: duckdb.DuckDBPyConnection) -> None:
    """Departments, half-years and turnout, which the reads want beside the cells."""
    build.execute("""
        CREATE TABLE core.dim_department AS
        SELECT name AS department_id, name AS department_name, left(name, 1) AS level1_id,
            if(length(name) = 2, name, NULL) AS level2_id, NULL::VARCHAR AS level3_id
        FROM (VALUES ('A'), ('A1'), ('A2'), ('B'), ('B1'), ('B2')) AS department (name);
        CREATE TABLE settings.period AS SELECT *, true AS is_complete FROM (VALUES
            ('2025H2', TIMESTAMPTZ '2025-07-01', TIMESTAMPTZ '2026-01-01', DATE '2025-07-01', DATE '2026-01-01'),
            ('2026H1', TIMESTAMPTZ '2026-01-01', TIMESTAMPTZ '2026-07-01', DATE '2026-01-01', DATE '2026-07-01')
        ) AS period (period_id, starts_at, ends_at, starts_on, ends_before_on);
        CREATE TABLE marts.survey_turnout (period_id VARCHAR, customer_department_id VARCHAR, kind VARCHAR,
            asked_count BIGINT, answered_count BIGINT);
    """)


def test_no_filter_level_or_half_year_lays_an_answer_bare() -> None:
    assert _spied(K) is None


def test_the_spy_succeeds_where_nothing_is_hidden() -> None:
    assert _spied(1)


def test_the_spy_succeeds_where_only_small_cells_are_hidden() -> None:
    assert _spied(K, "UPDATE core.fct_survey_remainder SET does_remain = false")


def test_no_read_sees_single_answers() -> None:
    forbidden = re.compile(r"\b(fct_survey_\w+|pair_rating|feed\.survey_\w+|stg_survey_\w+|metrics\.\w+)\b")
    texts = {path.stem: path.read_text(encoding="utf-8") for path in reads.FOLDER.rglob("*.sql")}
    assert {name: forbidden.findall(text) for name, text in texts.items() if forbidden.search(text)} == {}


def test_a_benchmark_holds_nothing_that_few_people_gave() -> None:
    indicator = {
        "id": "csat_relationship",
        "name": "",
        "source": "customer",
        "kind": "mean",
        "weight": 1,
        "curve": [(1, 0), (5, 100)],
    }
    bonus = {
        "department_coefficient_curve": [(0, 1), (100, 1)],
        "department_weight": "sum_base_days*dept_coefficient",
        "individual_weight": "base*eligible_days*individual_coefficient",
    }
    grade = {"id": "A", "min_score": 0, "dept_coefficient": 1, "individual_coefficient": 1}
    policy = Policy.model_validate(
        {"policy_id": "P", "version": "1", "indicators": [indicator], "grades": [grade], "bonus": bonus}
    )
    seen = {
        ("A", "csat_relationship"): Observation(Fraction(40), Fraction(10), 10),
        ("B", "csat_relationship"): Observation(Fraction(4), Fraction(4), 4),
    }
    assert benchmark_of(policy, past_of(policy, seen)).priors == {"csat_relationship": Fraction(4)}
