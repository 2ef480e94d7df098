"""What must hold of whole half-years, from what was counted to scores and grades (4.9 of the rule book)."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.warehouse import governed
from warehouse.assessment.benchmark import Benchmark, Past, benchmark_of, past_of
from warehouse.assessment.detail import Asked, Detail, Given, Stratum
from warehouse.assessment.facts import NOBODY, Facts, Period
from warehouse.assessment.grade import grades
from warehouse.assessment.half_year import HalfYear, judge_half_year
from warehouse.assessment.observe import groups, observed
from warehouse.assessment.period.canon import canonical
from warehouse.assessment.period.effects import Effects
from warehouse.assessment.score import Observation
from warehouse.assessment.statistics.case_mix import Cell

POLICY = governed.policy()
PERIOD = Period("2026H1", date(2026, 1, 1), date(2026, 7, 1), True)
DEPARTMENTS = ("A", "B", "C")
STRATA = (("P1", "easy"), ("P1", "hard"), ("P2", ""))
CUSTOMERS, RATERS = ("X", "Y", "Z"), tuple(f"R{n}" for n in range(9))
OF_PEOPLE = ("csat_relationship", "csat_transaction", "complaint_satisfaction")
OF_CLOCKS = ("response_on_time", "resolution_on_time")
OTHERS = ("complaint_on_time", "complaint_rate", "improvement_effective", "superior_review", "self_review")
MILLION = 10**6

Seen = dict[tuple[str, str], Observation]


def _counts(chance: Random, name: str) -> Observation:
    """An indicator without detail: cases, and a total that its kind allows."""
    indicator = next(one for one in POLICY.indicators if one.id == name)
    cases = 1 if indicator.kind == "value" else chance.randint(1, 300)
    most = {"value": 100, "rate": cases // 10}.get(indicator.kind, cases)
    return Observation(Fraction(chance.randint(0, most)), Fraction(cases))


def _department(chance: Random, one: str) -> tuple[Seen, Detail]:
    seen = {(one, name): _counts(chance, name) for name in OTHERS if name == "complaint_rate" or chance.random() < 0.7}
    cells, given_answers, asked = {}, {}, {}
    for name in OF_CLOCKS:
        sizes = {stratum: chance.randint(1, 60) for stratum in chance.sample(STRATA, chance.randint(1, 3))}
        cells[one, name] = of = {stratum: Cell(chance.randint(0, size), size) for stratum, size in sizes.items()}
        seen[one, name] = _summed_cells(of)
    for name in OF_PEOPLE:
        given_answers[one, name] = answers = [_answer(chance) for _ in range(chance.randint(6, 24))]
        seen[one, name] = _summed(name, answers)
        asked[one, name] = Asked(chance.randint(len(answers), 4 * len(answers)), len(answers))
    volumes = {one: {customer: chance.randint(1, 500) for customer in chance.sample(CUSTOMERS, 2)}}
    return seen, Detail(cells, given_answers, volumes, asked)


def _answer(chance: Random) -> Given:
    score = chance.randint(1, 5)
    return Given(chance.choice(CUSTOMERS), chance.choice(RATERS), 1, score * MILLION, int(score >= 4))


def _summed_cells(cells: dict[Stratum, Cell]) -> Observation:
    met, cases = (sum(column) for column in zip(*cells.values(), strict=True))
    return Observation(Fraction(met), Fraction(cases))


def _summed(name: str, answers: list[Given]) -> Observation:
    micro = sum(one.satisfied * MILLION if name == "csat_transaction" else one.micro for one in answers)
    return Observation(Fraction(micro, MILLION), Fraction(len(answers)), len({one.rater_id for one in answers}))


def _company_of(seed: int) -> dict[str, tuple[Seen, Detail]]:
    chance = Random(seed)
    return {one: _department(chance, one) for one in DEPARTMENTS}


def _left_by(seed: int) -> Benchmark:
    """What another half-year of the same three departments leaves."""
    before = _facts(_company_of(seed))
    return benchmark_of(POLICY, past_of(POLICY, before.seen[PERIOD.id], before.details[PERIOD.id]))


SEEDS = st.integers(0, 2**32)
COMPANIES, BENCHMARKS = SEEDS.map(_company_of), SEEDS.map(_left_by)
few = settings(max_examples=25, deadline=None)


def _facts(company: dict[str, tuple[Seen, Detail]]) -> Facts:
    seen = {key: one for counts, _ in company.values() for key, one in counts.items()}
    names = ("cells", "given", "volumes", "asked")
    merged = {name: {k: v for _, of in company.values() for k, v in getattr(of, name).items()} for name in names}
    return Facts([PERIOD], {PERIOD.id: seen}, list(company), (), (), NOBODY, {}, {PERIOD.id: Detail(**merged)})


def _judged(company: dict[str, tuple[Seen, Detail]], benchmark: Benchmark, **effects: Any) -> HalfYear:
    return judge_half_year(POLICY, PERIOD, benchmark, _facts(company), Effects(**effects))


@few
@given(COMPANIES, BENCHMARKS)
def test_a_score_lies_on_the_scale_and_who_has_none_has_no_rank_no_grade_and_a_neutral_coefficient(
    company: dict[str, tuple[Seen, Detail]], benchmark: Benchmark
) -> None:
    judged = _judged(company, benchmark)
    for one, score in judged.scores.items():
        assert (score.score is None) == (score.status == "not_rated")
        assert score.score is None or 0 <= score.score <= 120
        assert (one in judged.ranks) == (one in judged.grades) == (score.score is not None)
        assert score.score is not None or judged.coefficients[one] == 1


@few
@given(COMPANIES, BENCHMARKS, SEEDS.map(lambda seed: _department(Random(seed), "B")))
def test_what_another_department_got_and_gave_changes_nothing_of_ones_own(
    company: dict[str, tuple[Seen, Detail]], benchmark: Benchmark, other: tuple[Seen, Detail]
) -> None:
    before, after = _judged(company, benchmark), _judged(company | {"B": other}, benchmark)
    assert (before.values["A"], before.scores["A"]) == (after.values["A"], after.scores["A"])


@few
@given(COMPANIES, BENCHMARKS, st.randoms(use_true_random=False))
def test_the_order_of_rows_departments_and_indicators_changes_nothing(
    company: dict[str, tuple[Seen, Detail]], benchmark: Benchmark, chance: Any
) -> None:
    def shuffled(things: Any) -> Any:
        pairs = list(things.items()) if isinstance(things, dict) else list(things)
        chance.shuffle(pairs)
        return dict(pairs) if isinstance(things, dict) else pairs

    mixed = {}
    for one, (seen, detail) in shuffled(company).items():
        given_answers = {key: shuffled(answers) for key, answers in shuffled(dict(detail.given)).items()}
        cells = {key: shuffled(dict(of)) for key, of in shuffled(dict(detail.cells)).items()}
        mixed[one] = (shuffled(seen), replace(detail, given=given_answers, cells=cells))
    policy = POLICY.model_copy(update={"indicators": shuffled(POLICY.indicators)})
    again = judge_half_year(policy, PERIOD, benchmark, _facts(mixed))
    was = _judged(company, benchmark)
    assert again.scores == was.scores
    assert again.values == was.values
    left = [past_of(POLICY, of.seen[PERIOD.id], of.details[PERIOD.id]) for of in (_facts(company), _facts(mixed))]
    assert left[0] == left[1]


def _one_more_met(seen: Seen, detail: Detail, name: str, place: int) -> tuple[Seen, Detail] | None:
    cells = dict(detail.cells["A", name])
    stratum = sorted(cells)[place % len(cells)]
    if cells[stratum].met == cells[stratum].cases:
        return None
    cells[stratum] = cells[stratum]._replace(met=cells[stratum].met + 1)
    was = seen["A", name]
    better = replace(was, numerator=was.numerator + 1)
    return seen | {("A", name): better}, replace(detail, cells=dict(detail.cells) | {("A", name): cells})


def _one_better_answer(seen: Seen, detail: Detail, name: str, place: int) -> tuple[Seen, Detail] | None:
    answers = list(detail.given["A", name])
    was = answers[place % len(answers)]
    if was.micro == 5 * MILLION:
        return None
    micro = was.micro + MILLION
    answers[place % len(answers)] = was._replace(micro=micro, satisfied=int(micro >= 4 * MILLION))
    better = replace(detail, given=dict(detail.given) | {("A", name): answers})
    return seen | {("A", name): _summed(name, answers)}, better


@few
@given(COMPANIES, BENCHMARKS, st.sampled_from(OF_CLOCKS + OF_PEOPLE), st.integers(0, 30))
def test_one_success_or_one_better_answer_more_never_lowers_the_score(
    company: dict[str, tuple[Seen, Detail]], benchmark: Benchmark, name: str, place: int
) -> None:
    improve: Callable[..., tuple[Seen, Detail] | None] = _one_more_met if name in OF_CLOCKS else _one_better_answer
    better = improve(*company["A"], name, place)
    assume(better is not None)
    assert better is not None
    before, after = _judged(company, benchmark), _judged(company | {"A": better}, benchmark)
    was, now = before.scores["A"].score, after.scores["A"].score
    assert (was is None) == (now is None)
    assert was is None or now is None or now >= was
    assert was is None or _place(after, "A") <= _place(before, "A") or _others_moved(before, after)


def _place(judged: HalfYear, one: str) -> int:
    return [grade.id for grade in POLICY.grades].index(judged.unvetoed[one])


def _others_moved(before: HalfYear, after: HalfYear) -> bool:
    return any(before.scores[one] != after.scores[one] for one in ("B", "C"))


@few
@given(COMPANIES, BENCHMARKS, st.sampled_from(OF_CLOCKS + OF_PEOPLE + OTHERS))
def test_what_was_withheld_scores_the_floor_and_never_beats_honest_numbers(
    company: dict[str, tuple[Seen, Detail]], benchmark: Benchmark, name: str
) -> None:
    honest, withheld = _judged(company, benchmark), _judged(company, benchmark, faults={"A": (name,)})
    one = withheld.values["A"][name]
    assert (one.status, one.score) == ("at_fault", Fraction(0))
    was, now = honest.scores["A"].score, withheld.scores["A"].score
    assert honest.values["A"][name].score is None or was is None or now is None or now <= was


@few
@given(COMPANIES, BENCHMARKS)
def test_a_value_lies_between_what_was_seen_and_what_it_is_drawn_to(
    company: dict[str, tuple[Seen, Detail]], benchmark: Benchmark
) -> None:
    units = {"rate": 1000}
    for indicator in POLICY.indicators:
        value, prior = _judged(company, benchmark).values["A"][indicator.id], benchmark.priors[indicator.id]
        if value.value is not None and value.adjusted is not None and prior is not None and not indicator.case_mix:
            ends = sorted([value.adjusted, prior * units.get(indicator.kind, 1)])
            assert ends[0] <= value.value <= ends[1]


@few
@given(COMPANIES, BENCHMARKS)
def test_a_correction_for_severity_is_bounded_and_a_new_rater_has_none(
    company: dict[str, tuple[Seen, Detail]], benchmark: Benchmark
) -> None:
    name, limit = "csat_relationship", POLICY.rater.max_correction
    plain = _judged(company, replace(benchmark, severities={})).values["A"][name]
    harsh = dict.fromkeys(RATERS, Fraction(-3))
    corrected = _judged(company, replace(benchmark, severities={name: harsh})).values["A"][name]
    strangers = _judged(company, replace(benchmark, severities={name: {"other": Fraction(-3)}})).values["A"][name]
    assert strangers == plain
    if plain.adjusted is not None and corrected.adjusted is not None:
        assert corrected.adjusted - plain.adjusted == limit


@few
@given(COMPANIES)
def test_what_a_half_year_leaves_is_read_back_as_it_was_written(company: dict[str, tuple[Seen, Detail]]) -> None:
    facts = _facts(company)
    left = past_of(POLICY, facts.seen[PERIOD.id], facts.details[PERIOD.id])
    assert Past.from_plain(json.loads(canonical(left.plain()))) == left
    made = benchmark_of(POLICY, left)
    assert Benchmark.from_plain(json.loads(canonical(made.plain()))) == made


@few
@given(
    st.dictionaries(st.sampled_from([f"D{n}" for n in range(12)]), st.integers(0, 120), min_size=5),
    st.sampled_from([f"D{n}" for n in range(12)]),
    st.integers(1, 40),
)
def test_a_higher_score_of_ones_own_never_gets_a_lower_grade_others_fixed(
    scores: dict[str, int], one: str, more: int
) -> None:
    assume(one in scores)
    ids = [grade.id for grade in POLICY.grades]
    before = {id_: Decimal(score) for id_, score in scores.items()}
    after = before | {one: min(before[one] + more, Decimal(120))}
    assert ids.index(grades(POLICY, after)[one]) <= ids.index(grades(POLICY, before)[one])


@given(
    st.lists(st.tuples(st.sampled_from("UVWXYZ"), st.integers(0, 40)), min_size=1, max_size=60),
    st.dictionaries(st.sampled_from("UVWXYZ"), st.integers(0, 90)),
    st.integers(2, 8),
)
def test_no_two_published_means_tell_what_fewer_than_k_raters_gave(
    pairs: list[tuple[str, int]], volumes: dict[str, int], k: int
) -> None:
    found = groups([Given(customer, f"R{rater}", 1, 0, 0) for customer, rater in pairs], volumes, k)
    assert found.keys() == {customer for customer, _ in pairs}
    members = {group: {r for customer, r in pairs if found[customer] == group} for group in set(found.values())}
    assert len(members) == 1 or min(map(len, members.values())) >= k


def test_customers_weigh_by_what_they_ask_for_and_not_by_who_answers_most() -> None:
    policy = POLICY.model_copy(update={"privacy": POLICY.privacy.model_copy(update={"k_score": 2})})
    scores = {"Sales": [3, 3, 4, 3, 3, 3, 3, 4], "Ops": [5, 5], "Fin": [4, 4, 4]}
    answers = [
        Given(customer, f"{customer}{n}", 1, score * MILLION, 0)
        for customer, given_scores in scores.items()
        for n, score in enumerate(given_scores)
    ]
    indicator = POLICY.indicators[0]
    detail = Detail(given={("A", indicator.id): answers}, volumes={"A": {"Sales": 800, "Ops": 150, "Fin": 50}})
    found = observed(policy, indicator, "A", _summed(indicator.id, answers), detail, {})
    assert found.adjusted == Fraction("4.1")
