"""The rule book as a file: what is accepted, and what each mistake says."""

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.warehouse import governed
from warehouse.assessment.policy import Governance
from warehouse.assessment.policy_file import DEFAULT, load_policies, policy_for, read_policy
from warehouse.errors import UserError

TEXT = DEFAULT.read_text(encoding="utf-8")


def _written(folder: Path, text: str, name: str = "assessment.toml") -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_company_without_a_rule_book_gets_the_default(tmp_path: Path) -> None:
    (policy,) = load_policies(tmp_path)
    assert policy.policy_id == "ICS"
    assert sum(indicator.weight for indicator in policy.indicators) == 100
    assert policy_for([policy], date(2031, 1, 1)) == policy


def test_numbers_are_taken_as_written_and_not_as_binary_floats(tmp_path: Path) -> None:
    policy = read_policy(_written(tmp_path, TEXT))
    assert policy.indicators[0].curve[1] == (Fraction(19, 5), Fraction(60))
    assert policy.missing.min_weight_coverage == Fraction(3, 5)


@pytest.mark.parametrize(
    ("was", "becomes", "line", "says"),
    [
        ("weight = 20", "weigth = 20", "weigth = 20", 'nobody knows the key indicators.0.weigth; .* "weight"'),
        ("weight = 20", "weight = 21", "weight = 5", "the weights of the indicators add up to 101, not to 100"),
        ("[3.8, 60]", "[3.0, 60]", "[3.0, 60]", "their x must rise strictly"),
        (
            "[3.8, 60]",
            "[3.8, 101]",
            "[3.8, 101]",
            'the scores of the curve must rise with x, because direction is "hi',
        ),
        ('direction = "lower"', 'direction = "higher"', "[[0, 120]", "the scores of the curve must rise"),
        ("[4.8, 120]]", "[4.8, 121]]", "[4.8, 121]]", "the curve of csat_relationship leaves the scale of 0 to 120"),
        (
            'id = "csat_transaction"',
            'id = "csat_relationship"',
            'id = "csat_relationship"',
            "csat_relationship stands twice",
        ),
        ("min_score = 95", "min_score = 106", "min_score = 106", "min_score of A is above that of S"),
        (
            'dept_coefficient = "0.90"',
            'dept_coefficient = "1.05"',
            '"1.05"',
            "dept_coefficient of C is above that of B",
        ),
        ('cum_cap = "0.30"', 'cum_cap = "0.05"', '"0.05"', "cum_cap of A is below that of S, which it includes"),
        ("min_score = 0", "min_score = 5", "min_score = 5", "the last grade, D, must begin where the scale does, at 0"),
        (
            '"csat_transaction"],',
            '"csat_transactoin"],',
            "csat_transactoin",
            'csat_transactoin is no indicator; .*"csat_tra',
        ),
        ('grade_worst = "C"', 'grade_worst = "E"', '"E"', "E is no grade"),
        ('[60, "0.90"]', '[60, "0.70"]', '[60, "0.70"]', "never fall with the score"),
        ('cap_ties = "demote_group"', 'cap_ties = "lottery"', '"lottery"', "Input should be 'demote_group'"),
        ("k_score = 5", "k_score = 0", "k_score = 0", "greater than or equal to 1"),
        ("[privacy]", "[privcay]", "[privcay]", 'nobody knows the key privcay; the nearest known one is "privacy"'),
        ("k_comment = 10", "k_comment = 4", "k_comment = 4", "k_comment must be k_score or more, 5"),
        ('ridge = "1.0"', 'ridge = "0"', 'ridge = "0"', "greater than 0"),
        ('cap = "0.40"', 'cap = "1.4"', 'cap = "1.4"', "less than or equal to 1"),
        ('interval = "0.90"', 'interval = "1"', 'interval = "1"', "less than 1"),
        ('["priority", "complexity_tier"]', '["service_id"]', '["service_id"]', "'priority' or 'complexity_tier'"),
        (
            "prior_strength = 8",
            'case_mix = ["priority"]',
            'case_mix = ["priority"]',
            "has no strata; only re",
        ),
        ('writes = "rejected"', 'writes = "taken"', '"taken"', "should be 'rejected'"),
        ('at_fault = "floor"', 'at_fault = "forgiven"', '"forgiven"', "should be 'floor'"),
        ("approved_by = []", "human_signoff_required = false", "human_signoff_required", "should be True"),
        ("approved_by = []", 'approved_by = "board"', 'approved_by = "board"', "valid list"),
        ("own_csat = 20", "own_csat = 21", "weights = {", "the weights of individuals add up to 101, not to 100"),
        (
            "own_csat = 20",
            "own_cast = 20",
            "weights = {",
            'nobody knows the key individual.weights.own_cast; .* "own_csat"',
        ),
        (
            'individual_coefficient = "0.80"',
            'individual_coefficient = "1.05"',
            '"1.05"',
            "individual_coefficient of C is above that of B",
        ),
        (
            'id = "superior_review"',
            'id = "boss_review"',
            "weights = {",
            "peer_collaboration has a weight but no curve; give individual.curves.peer_collaboration, or the indicator",
        ),
        (
            "min_tickets = 20",
            "min_tickets = 20\ncurves = { own_csat = [[0, 0], [1, 121]] }",
            "curves = {",
            "the curve of own_csat leaves the scale of 0 to 120",
        ),
        ('H2 = "0.50"', 'H2 = "0.60"', "half_weights", "the weights of the half-years add up to 1.1, not to 1"),
        (
            'management_review = "0.15"',
            'management_review = "0.10"',
            "comprehensive",
            "halves and management_review must add up to 1",
        ),
        ('unit = "calendar_day"', 'unit = "workday"', '"workday"', "Input should be 'calendar_day'"),
        ('mode = "closed_pool"', 'mode = "half_open"', '"half_open"', "Input should be 'closed_pool' or 'open'"),
        ("min_n = 100", 'min_n = "many"', '"many"', 'a number is needed, such as 0.6 or "0.60"'),
    ],
)
def test_a_mistake_names_file_line_and_reason(tmp_path: Path, was: str, becomes: str, line: str, says: str) -> None:
    assert was in TEXT
    path = _written(tmp_path, TEXT.replace(was, becomes, 1))
    with pytest.raises(UserError, match=says) as caught:
        load_policies(tmp_path)
    number = int(re.search(r"assessment.toml line (\d+)", str(caught.value))[1])
    assert line in path.read_text(encoding="utf-8").splitlines()[number - 1]


def test_every_day_has_the_version_that_began_last(tmp_path: Path) -> None:
    for first_day, version in (("2025-01-01", "1.0.0"), ("2026-01-01", "2.0.0")):
        _written(tmp_path, TEXT.replace('version = "1.0.0"', f'version = "{version}"'), f"assessment/{first_day}.toml")
    policies = load_policies(tmp_path)
    days = (date(2024, 12, 31), date(2025, 12, 31), date(2026, 1, 1))
    found = [policy_for(policies, day) for day in days]
    assert [policy and policy.version for policy in found] == [None, "1.0.0", "2.0.0"]


@pytest.mark.parametrize("end", ["2025-12-31", "2026-01-02"])
def test_versions_with_a_gap_or_an_overlap_are_refused(tmp_path: Path, end: str) -> None:
    _written(tmp_path, f"effective_to = {end}\n{TEXT}", "assessment/2025-01-01.toml")
    _written(tmp_path, TEXT, "assessment/2026-01-01.toml")
    with pytest.raises(UserError, match=r"2025-01-01.toml: effective_to is .* begins on 2026-01-01"):
        load_policies(tmp_path)


def test_one_file_and_several_versions_exclude_each_other(tmp_path: Path) -> None:
    _written(tmp_path, TEXT)
    _written(tmp_path, TEXT, "assessment/2026-01-01.toml")
    with pytest.raises(UserError, match="exclude each other"):
        load_policies(tmp_path)


def test_a_version_is_named_after_its_first_day(tmp_path: Path) -> None:
    _written(tmp_path, TEXT, "assessment/new.toml")
    with pytest.raises(UserError, match=r"assessment/new.toml must be named after its first day"):
        load_policies(tmp_path)


def test_the_reference_policy_of_the_rule_book_is_accepted(shared: Path, tmp_path: Path) -> None:
    text = (shared / "assessment.md").read_text(encoding="utf-8")
    body = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert body
    policy = read_policy(_written(tmp_path, body[1]))
    default = read_policy(DEFAULT)
    assert [(one.id, one.weight, one.curve) for one in policy.indicators] == [
        (one.id, one.weight, one.curve) for one in default.indicators
    ]
    assert (policy.grades, policy.bonus, policy.missing) == (default.grades, default.bonus, default.missing)
    assert (policy.individual, policy.annual) == (default.individual, default.annual)


def test_the_reference_policy_was_decided_on_before_its_first_half_year(shared: Path, tmp_path: Path) -> None:
    text = (shared / "assessment.md").read_text(encoding="utf-8")
    body = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert body
    policy = read_policy(_written(tmp_path, body[1]))
    assert policy.governance.missing == []
    assert (policy.is_known_before(date(2026, 1, 1)), policy.is_known_before(date(2025, 12, 15))) == (True, False)
    assert policy.benchmark_from("2026H2") == "2026H1"


@pytest.mark.parametrize("key", ["approved_by", "consultation_record", "published_at"])
def test_a_policy_that_leaves_out_one_word_of_governance_is_decided_on_by_nobody(key: str) -> None:
    said = {"approved_by": ["board"], "consultation_record": "minutes", "published_at": date(2025, 12, 1)}
    governance = Governance.model_validate(said | {key: type(said[key])() if key != "published_at" else None})
    assert governance.missing == [key]
    assert not read_policy(DEFAULT).model_copy(update={"governance": governance}).is_known_before(date(2026, 1, 1))


def test_a_policy_is_published_before_it_takes_effect(tmp_path: Path) -> None:
    late = governed.TEXT.replace("2024-12-15", "2025-01-01")
    _written(tmp_path, late, "assessment/2025-01-01.toml")
    with pytest.raises(UserError, match=r"2025-01-01.toml line \d+: published_at must be before effective_from"):
        load_policies(tmp_path)


@pytest.mark.parametrize(
    ("said", "line", "says"),
    [
        ('timezone = "Asia/Tokyo"', "timezone", 'timezone is "Asia/Tokyo", but company.toml says "Asia/Shanghai"'),
        ('currency = "EUR"', "currency", 'currency is "EUR", but company.toml says "CNY"'),
        (
            '[[periods]]\nid = "2026H1"\nstart = 2026-01-01\nend = 2026-06-29',
            "id =",
            "2026H1 is not the half-year of company.toml, which is from 2026-01-01 to 2026-06-30",
        ),
        ('[[periods]]\nid = "2026Q1"\nstart = 2026-01-01\nend = 2026-03-31', "id =", "which is none of H1, H2"),
        (
            '[[periods]]\nid = "2026H1"\nstart = 2026-01-01\nend = 2026-06-30\nbenchmark_from = "2026H1"',
            "benchmark_from",
            "the benchmark of 2026H1 must be an earlier half-year, and 2026H1 is not",
        ),
    ],
)
def test_a_policy_says_of_the_company_what_the_company_says(tmp_path: Path, said: str, line: str, says: str) -> None:
    (tmp_path / "company.toml").write_text('name = "small"', encoding="utf-8")
    path = _written(tmp_path, TEXT.replace("\n[governance]", f"\n{said}\n[governance]", 1))
    with pytest.raises(UserError, match=re.escape(says)) as caught:
        load_policies(tmp_path)
    number = int(re.search(r"assessment.toml line (\d+)", str(caught.value))[1])
    assert line in path.read_text(encoding="utf-8").splitlines()[number - 1]


def test_the_demo_companys_rule_book_is_the_default_one_decided_on() -> None:
    demo, default = read_policy(ROOT / "company/assessment.toml"), read_policy(DEFAULT)
    names = {"policy_id", "title", "governance"}
    assert demo.governance.missing == []
    assert demo.model_dump(exclude=names) == default.model_dump(exclude=names)
