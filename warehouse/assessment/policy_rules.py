"""What must hold between the parts of a policy, beyond the type of each key."""

from collections.abc import Iterator
from itertools import pairwise

from warehouse.assessment.policy import Policy
from warehouse.assessment.policy_people import people_mistakes
from warehouse.toml_file import nearest

STRATIFIED = {"response_on_time", "resolution_on_time"}
Mistake = tuple[tuple[str, ...], str]


def mistakes(policy: Policy) -> Iterator[Mistake]:
    """Where a policy contradicts itself: the keys that lead to the place, and what is wrong there."""
    yield from _twice(policy)
    yield from _wrong_weights(policy)
    yield from _off_the_scale(policy)
    yield from _wrong_grades(policy)
    yield from _unknown_names(policy)
    yield from _wrong_periods(policy)
    yield from _wrong_strata(policy)
    if policy.privacy.k_comment < policy.privacy.k_score:
        yield ("privacy", "k_comment"), f"k_comment must be k_score or more, {policy.privacy.k_score}"
    published_at = policy.governance.published_at
    if published_at and policy.effective_from and published_at >= policy.effective_from:
        yield ("governance", "published_at"), f"published_at must be before effective_from, {policy.effective_from}"
    yield from people_mistakes(policy)
    if policy.effective_from and policy.effective_to and policy.effective_to <= policy.effective_from:
        yield ("effective_to",), f"effective_to must be later than effective_from, {policy.effective_from}"


def _twice(policy: Policy) -> Iterator[Mistake]:
    tables = ("indicators", "grades", "vetoes", "periods")
    for table, elements in ((name, getattr(policy, name)) for name in tables):
        names = [element.id for element in elements]
        for number, name in enumerate(names):
            if name in names[:number]:
                yield (table, str(number), "id"), f"{name} stands twice"


def _wrong_weights(policy: Policy) -> Iterator[Mistake]:
    total = sum(indicator.weight for indicator in policy.indicators)
    if total != 100:
        last = str(len(policy.indicators) - 1)
        yield ("indicators", last, "weight"), f"the weights of the indicators add up to {float(total):g}, not to 100"


def _off_the_scale(policy: Policy) -> Iterator[Mistake]:
    low, high = policy.scale.min, policy.scale.max
    for number, indicator in enumerate(policy.indicators):
        if any(not low <= score <= high for _, score in indicator.curve):
            yield (
                ("indicators", str(number), "curve"),
                f"the curve of {indicator.id} leaves the scale of {float(low):g} to {float(high):g}",
            )


def _wrong_grades(policy: Policy) -> Iterator[Mistake]:
    """Grades stand best first: thresholds and coefficients never rise, caps never shrink."""
    for number, (better, grade) in enumerate(pairwise(policy.grades), start=1):
        for name in ("min_score", "dept_coefficient", "individual_coefficient"):
            if getattr(grade, name) > getattr(better, name):
                yield (
                    ("grades", str(number), name),
                    f"{name} of {grade.id} is above that of {better.id}, a better grade",
                )
    capped = [(number, grade) for number, grade in enumerate(policy.grades) if grade.cum_cap is not None]
    for (_, better), (number, grade) in pairwise(capped):
        if (grade.cum_cap or 0) < (better.cum_cap or 0):
            yield (
                ("grades", str(number), "cum_cap"),
                f"cum_cap of {grade.id} is below that of {better.id}, which it includes",
            )
    number, last = len(policy.grades) - 1, policy.grades[-1]
    if last.min_score > policy.scale.min:
        low = f"{float(policy.scale.min):g}"
        yield (
            ("grades", str(number), "min_score"),
            f"the last grade, {last.id}, must begin where the scale does, at {low}",
        )
    if last.cum_cap is not None:
        yield ("grades", str(number), "cum_cap"), f"the last grade, {last.id}, cannot be capped"


def _wrong_periods(policy: Policy) -> Iterator[Mistake]:
    """Half-years that the policy names end after they begin, and follow the one that is their benchmark."""
    starts = {one.id: one.start for one in policy.periods}
    for number, one in enumerate(policy.periods):
        if one.end <= one.start:
            yield ("periods", str(number), "end"), f"end of {one.id} must be later than its start, {one.start}"
        if one.benchmark_from == one.id or starts.get(one.benchmark_from or "", one.start) > one.start:
            yield (
                ("periods", str(number), "benchmark_from"),
                f"the benchmark of {one.id} must be an earlier half-year, and {one.benchmark_from} is not",
            )


def _wrong_strata(policy: Policy) -> Iterator[Mistake]:
    for number, one in enumerate(policy.indicators):
        if one.case_mix and one.id not in STRATIFIED:
            known = ", ".join(sorted(STRATIFIED))
            yield ("indicators", str(number), "case_mix"), f"{one.id} has no strata; only {known} are counted by them"


def _unknown_names(policy: Policy) -> Iterator[Mistake]:
    indicators, grades = [one.id for one in policy.indicators], [one.id for one in policy.grades]
    for name in (name for family in policy.missing.mandatory_any_of for name in family):
        if name not in indicators:
            known = nearest(name, indicators)
            yield ("missing", "mandatory_any_of"), f'{name} is no indicator; the nearest is "{known}"'
    for number, veto in enumerate(policy.vetoes):
        if veto.max_grade not in grades:
            known = nearest(veto.max_grade, grades)
            yield ("vetoes", str(number), "max_grade"), f'{veto.max_grade} is no grade; the nearest is "{known}"'
    best, worst = policy.uncertainty.provisional_grade_best, policy.uncertainty.provisional_grade_worst
    for key, name in (("provisional_grade_best", best), ("provisional_grade_worst", worst)):
        if name not in grades:
            yield ("uncertainty", key), f'{name} is no grade; the nearest is "{nearest(name, grades)}"'
    if best in grades and worst in grades and grades.index(best) > grades.index(worst):
        yield ("uncertainty", "provisional_grade_best"), f"{best} is a worse grade than {worst}"
