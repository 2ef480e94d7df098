"""All half-years of a build in their order: frozen ones as they stand, the others judged now."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from warehouse.assessment.benchmark import Past, benchmark_of, past_of
from warehouse.assessment.detail import NO_DETAIL
from warehouse.assessment.facts import Facts, Period
from warehouse.assessment.half_year import HalfYear, judge_half_year
from warehouse.assessment.period.effects import effects
from warehouse.assessment.period.frozen import Frozen, read_frozen
from warehouse.assessment.period.ledger import Ledger, read_ledger
from warehouse.assessment.period.texts import said
from warehouse.assessment.person_facts import Sums, priors_from
from warehouse.assessment.policy import Policy
from warehouse.assessment.policy_file import policy_for

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """What lies beside the builds: the ledger, and the frozen half-years by id."""

    ledger: Ledger = field(default_factory=Ledger)
    frozen: dict[str, Frozen] = field(default_factory=dict)


def read_kept(warehouse: Path) -> Kept:
    """UserError when the ledger or a frozen half-year was changed; an unfinished last line is only told."""
    ledger = read_ledger(warehouse)
    if ledger.torn:
        log.warning("%s", said("ledger.torn", "en", file=ledger.path))
    return Kept(ledger, read_frozen(warehouse, ledger))


def half_years(policies: list[Policy], facts: Facts, kept: Kept) -> Iterator[HalfYear | Frozen]:
    """Frozen ones also where the sources have forgotten them; without a policy on its last day a half-year is none."""
    known = {period.id for period in facts.periods}
    yield from (one for id_, one in sorted(kept.frozen.items()) if id_ not in known)
    for period in facts.periods:
        if period.id in kept.frozen:
            yield kept.frozen[period.id]
        elif half_year := judged(policies, facts, kept, period):
            yield half_year


def judged(policies: list[Policy], facts: Facts, kept: Kept, period: Period) -> HalfYear | None:
    """One half-year with what its ledger adds; the half-year before it is its benchmark."""
    policy = policy_for(policies, period.last_day)
    if policy is None:
        return None
    benchmark = benchmark_of(policy, before(policies, facts, kept, period))
    of_people = priors_from(people_before(policies, facts, kept, period))
    return judge_half_year(policy, period, benchmark, facts, effects(kept.ledger, period.id), of_people)


def before(policies: list[Policy], facts: Facts, kept: Kept, period: Period) -> Past:
    """What the half-year before leaves, or the one that the policy names; nothing where that is not known.

    As it was frozen if it was, also where the sources have forgotten it; else by the policy that was in force then.
    """
    policy = policy_for(policies, period.last_day)
    named = policy.benchmark_from(period.id) if policy else None
    for frozen in kept.frozen.values():
        if frozen.id == named or (named is None and frozen.manifest["next_period"] == period.id):
            return frozen.past
    earlier = [one for one in facts.periods if one.starts_on < period.starts_on and named in (None, one.id)]
    if policy is None or not earlier:
        return Past()
    of = policy_for(policies, earlier[-1].last_day) or policy
    return past_of(of, facts.seen.get(earlier[-1].id, {}), facts.details.get(earlier[-1].id, NO_DETAIL))


def people_before(policies: list[Policy], facts: Facts, kept: Kept, period: Period) -> Sums:
    """What people had together by department in the half-year before, as it was frozen if it was."""
    policy = policy_for(policies, period.last_day)
    named = policy.benchmark_from(period.id) if policy else None
    for frozen in kept.frozen.values():
        if frozen.id == named or (named is None and frozen.manifest["next_period"] == period.id):
            return frozen.person_benchmark
    earlier = [one.id for one in facts.periods if one.starts_on < period.starts_on and named in (None, one.id)]
    return facts.persons.sums(earlier[-1]) if earlier else {}
