"""Who may do what to a half-year, when, and what of it counts."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.period_people import (
    APPEALS_UNTIL,
    MANIFEST,
    NEXT,
    NOW,
    PERIOD,
    PROOF,
    PUBLIC_UNTIL,
    RESULT,
    office,
)
from warehouse.assessment.grade import adjusted, capped, clamped, coefficient
from warehouse.assessment.period.deadline import after, deadlines
from warehouse.assessment.period.effects import NONE, Effects, effects, from_plain
from warehouse.assessment.period.evidence import Evidence
from warehouse.assessment.period.ledger import read_ledger
from warehouse.assessment.period.life import life_of
from warehouse.assessment.period.office import Office
from warehouse.assessment.policy import Timeline
from warehouse.assessment.policy_file import DEFAULT, policy_for, read_policy
from warehouse.assessment.score import Score
from warehouse.errors import UserError

POLICY = read_policy(DEFAULT)
GRADES = [grade.id for grade in POLICY.grades]
FLAG = "deadline_closing-HR"
FLAGS = {FLAG: ["HR"], "mutual_inflation-HR-IT": ["HR", "IT"]}


def _adjust(at: Office, points: str = "2", department: str = "HR") -> str:
    return at.adjust(department, points, "helped", PROOF).id


def _asked(warehouse: Path, by: str = "ada", points: str = "2") -> str:
    with office(warehouse, by) as at:
        return _adjust(at, points)


def _approved(warehouse: Path, id_: str, *by: str) -> None:
    for one in by:
        with office(warehouse, one) as at:
            at.approve(id_)


def _public(warehouse: Path) -> None:
    with office(warehouse, "ada") as at:
        at.assess(RESULT, True)
        at.publicize(RESULT, PUBLIC_UNTIL, APPEALS_UNTIL)


def _effects(warehouse: Path) -> Effects:
    return effects(read_ledger(warehouse), PERIOD)


def test_points_count_from_the_second_approval_on_and_no_longer_once_revoked(tmp_path: Path) -> None:
    id_ = _asked(tmp_path)
    _approved(tmp_path, id_, "ben")
    assert _effects(tmp_path) == NONE
    _approved(tmp_path, id_, "boss")
    assert (_effects(tmp_path).points, _effects(tmp_path).ids) == ({"HR": Decimal(2)}, {"HR": (id_,)})
    with office(tmp_path, "ben") as at:
        revocation = at.revoke(id_, "a mistake", PROOF).id
    _approved(tmp_path, revocation, "ada")
    assert _effects(tmp_path).points == {"HR": Decimal(2)}
    _approved(tmp_path, revocation, "ivan")
    assert _effects(tmp_path) == NONE


def test_a_veto_caps_the_grade_that_the_policy_says_and_a_persons_no_departments(tmp_path: Path) -> None:
    for subject, code in (("HR", "V2"), ("eva", "V3")):
        with office(tmp_path, "ada") as at:
            id_ = at.veto(subject, code, "an accident", PROOF).id
        _approved(tmp_path, id_, "ben", "ivan")
    assert (_effects(tmp_path).caps, _effects(tmp_path).people_caps) == ({"HR": ("D",)}, {"eva": ("D",)})


def test_an_indicator_is_withheld_once_two_others_agree_and_no_longer_once_revoked(tmp_path: Path) -> None:
    with office(tmp_path, "ada") as at:
        id_ = at.fault("HR", "csat_relationship", "the survey was stopped", PROOF).id
    _approved(tmp_path, id_, "ben")
    assert _effects(tmp_path) == NONE
    _approved(tmp_path, id_, "ivan")
    assert (_effects(tmp_path).faults, _effects(tmp_path).ids) == ({"HR": ("csat_relationship",)}, {"HR": (id_,)})
    with office(tmp_path, "ben") as at:
        revocation = at.revoke(id_, "a mistake", PROOF).id
    _approved(tmp_path, revocation, "ada", "ivan")
    assert _effects(tmp_path) == NONE


REFUSED: list[tuple[str, Callable[[Office], object], str]] = [
    ("ghost", lambda at: at.life, "Nobody who works here has the id ghost"),
    ("old", lambda at: at.life, "Nobody who works here has the id old"),
    ("@", lambda at: at.life, "Nobody who works here has the id @"),
    ("ada", lambda at: at.adjust("NONE", "1", "why", PROOF), "Nobody knows NONE"),
    ("ada", lambda at: at.adjust("IT", "5.0001", "why", PROOF), "the policy allows 5"),
    ("ada", lambda at: at.adjust("HR", "3.5", "why", PROOF), "bring the adjustments of HR to 5.5"),
    ("ada", lambda at: at.adjust("HR", "0", "why", PROOF), "'0' is no number of points"),
    ("ada", lambda at: at.adjust("HR", "NaN", "why", PROOF), "'NaN' is no number of points"),
    ("ada", lambda at: at.adjust("HR", "0.00001", "why", PROOF), "at most 4 decimals"),
    ("ada", lambda at: at.adjust("HR", "1", " ", PROOF), "Say why"),
    ("ada", lambda at: at.adjust("HR", "1", "why", Evidence("", "ab" * 32)), "where the evidence lies"),
    ("ada", lambda at: at.adjust("HR", "1", "why", Evidence("file", "AB" * 32)), "is no sha256"),
    ("ada", lambda at: at.veto("HR", "V9", "why", PROOF), "no veto V9; it has V1, V2, V3"),
    ("ada", lambda at: at.veto("HR", "V3", "why", PROOF), "Nobody knows HR"),
    ("ada", lambda at: at.fault("HR", "csat", "why", PROOF), "'csat' is no indicator of the policy; it has csat_rel"),
    ("ada", lambda at: at.fault("eva", "self_review", "why", PROOF), "Nobody knows eva"),
    ("ada", lambda at: at.revoke("adjustment-1", "why", PROOF), "no approved adjustment, veto, exclusion or fault"),
    ("ada", lambda at: at.approve("adjustment-1"), "ada asked for adjustment-1 and cannot approve it"),
    ("ben", lambda at: at.approve("adjustment-1"), "ben has approved adjustment-1 already"),
    ("eva", lambda at: at.approve("adjustment-1"), "eva belongs to HR"),
    ("anna", lambda at: at.approve("adjustment-1"), "anna belongs to HR"),
    ("ivan", lambda at: at.approve("adjustment-9"), "no request of 2026H1 that waits"),
    ("ivan", lambda at: at.decide("adjustment-1", "upheld", "why"), "is no verdict here"),
    ("ivan", lambda at: at.decide("adjustment-1", "rejected", ""), "Say why"),
    ("ivan", lambda at: at.decide("appeal-1", "upheld", "why"), "no open appeal"),
    ("eva", lambda at: at.appeal("department", "HR", "why", ""), "is not public yet"),
    ("ada", lambda at: at.publicize(RESULT, PUBLIC_UNTIL, APPEALS_UNTIL), "cannot become publicity before"),
    ("ada", lambda at: at.assess(RESULT, False), "is not over"),
    ("ben", lambda at: at.approve_result(RESULT), "frozen after publicity and appeals"),
    ("ben", lambda at: at.freeze(RESULT, MANIFEST), "frozen after publicity and appeals"),
    ("ben", lambda at: at.sign("", PROOF), "Say why"),
    ("ben", lambda at: at.flag(FLAG, "", "guilty", "why", "ab" * 32, FLAGS), "confirmed, dismissed, watched"),
    ("ben", lambda at: at.flag(FLAG, "", "watched", "", "ab" * 32, FLAGS), "Say why"),
    ("ben", lambda at: at.flag(FLAG, "", "watched", "why", "cd", FLAGS), "is no sha256"),
    ("ben", lambda at: at.flag("deadline-HR", "", "watched", "why", "ab" * 32, FLAGS), f"nearest that was is {FLAG}."),
    ("ben", lambda at: at.flag(FLAG, "IT", "watched", "why", "ab" * 32, FLAGS), "is about HR, not about IT"),
    ("eva", lambda at: at.flag(FLAG, "", "dismissed", "why", "ab" * 32, FLAGS), "belongs to its subject"),
    ("ben", lambda at: at.flag(FLAG, "", "watched", "why", "ab" * 32, {}), "Nothing was tested for fairness in 2026H1"),
]  # fmt: skip


@pytest.mark.parametrize(("by", "act", "says"), REFUSED)
def test_what_is_refused_is_told_in_one_sentence_and_writes_nothing(
    tmp_path: Path, by: str, act: Callable[[Office], object], says: str
) -> None:
    _approved(tmp_path, _asked(tmp_path), "ben")
    before = (tmp_path / "ledger.jsonl").read_bytes()
    with pytest.raises(UserError) as refused, office(tmp_path, by) as at:
        act(at)
    assert says in str(refused.value)
    assert str(refused.value).endswith(".")
    assert (tmp_path / "ledger.jsonl").read_bytes() == before


def test_superiors_may_ask_and_approve_but_not_among_themselves(tmp_path: Path) -> None:
    id_ = _asked(tmp_path, "vice")
    _approved(tmp_path, id_, "boss", "ivan")
    id_ = _asked(tmp_path, "ada", "1")
    _approved(tmp_path, id_, "boss")
    with pytest.raises(UserError, match="vice is a superior of HR; superiors alone do not approve"):
        _approved(tmp_path, id_, "vice")
    _approved(tmp_path, id_, "@audit")
    assert _effects(tmp_path).points == {"HR": Decimal(3)}


def test_publicity_turns_into_appeals_by_the_clock_and_an_appeal_is_decided_by_others(tmp_path: Path) -> None:
    _public(tmp_path)
    with office(tmp_path, "eva", PUBLIC_UNTIL) as at:
        id_ = at.appeal("department", "HR", "counted twice", "response_on_time").id
    life = life_of(read_ledger(tmp_path).entries, PERIOD)
    assert (life.state, life.open_appeals()) == ("appeals", [id_])
    for by, says in (("ada", "assessed or evaluated"), ("boss", "assessed or evaluated"), ("anna", "its subject")):
        with pytest.raises(UserError, match=says), office(tmp_path, by, PUBLIC_UNTIL) as at:
            at.decide(id_, "dismissed", "no")
    with office(tmp_path, "ivan", PUBLIC_UNTIL) as at:
        at.decide(id_, "upheld", "indeed")
    assert life_of(read_ledger(tmp_path).entries, PERIOD).open_appeals() == []


def test_who_an_appeal_is_about_who_made_it_and_who_assessed_do_not_decide_it(tmp_path: Path) -> None:
    _public(tmp_path)
    with office(tmp_path, "eva", PUBLIC_UNTIL) as at:
        id_ = at.appeal("individual", "anna", "counted twice", "").id
    for by in ("anna", "eva", "ada"):
        with pytest.raises(UserError), office(tmp_path, by, PUBLIC_UNTIL) as at:
            at.decide(id_, "dismissed", "no")
    with office(tmp_path, "ivan", PUBLIC_UNTIL) as at:
        at.decide(id_, "dismissed", "no")
    assert life_of(read_ledger(tmp_path).entries, PERIOD).open_appeals() == []


@pytest.mark.parametrize(("seconds", "period"), [(-1, PERIOD), (0, NEXT)])
def test_the_deadline_of_appeals_is_exact_to_the_second(tmp_path: Path, seconds: int, period: str) -> None:
    _public(tmp_path)
    with office(tmp_path, "eva", APPEALS_UNTIL + timedelta(seconds=seconds)) as at:
        entry = at.appeal("department", "HR", "counted twice", "")
    assert entry.period == period


def test_approvals_of_a_result_hold_for_that_result_only(tmp_path: Path) -> None:
    _public(tmp_path)
    for by, digits in (("ben", RESULT), ("ivan", RESULT), ("eva", "3" * 64)):
        with office(tmp_path, by, APPEALS_UNTIL) as at:
            at.approve_result(digits)
    other = pytest.raises(UserError, match="approvals of an earlier result do not count")
    with other, office(tmp_path, "ben", APPEALS_UNTIL) as at:
        at.freeze("3" * 64, MANIFEST)
    with office(tmp_path, "ben", APPEALS_UNTIL) as at:
        at.freeze(RESULT, MANIFEST)
    assert life_of(read_ledger(tmp_path).entries, PERIOD).state == "frozen"


def test_who_assessed_or_published_does_not_sign_and_what_waits_keeps_from_signing(tmp_path: Path) -> None:
    _public(tmp_path)
    with pytest.raises(UserError, match="ada assessed or published"), office(tmp_path, "ada", APPEALS_UNTIL) as at:
        at.approve_result(RESULT)
    id_ = _asked(tmp_path)
    with pytest.raises(UserError, match=id_), office(tmp_path, "ben", APPEALS_UNTIL) as at:
        at.approve_result(RESULT)
    with office(tmp_path, "ada", APPEALS_UNTIL) as at:
        at.decide(id_, "rejected", "withdrawn")
    with office(tmp_path, "ben", APPEALS_UNTIL) as at:
        at.approve_result(RESULT)


def test_deadlines_count_workdays_and_a_late_publication_takes_no_day_from_anybody() -> None:
    last, off = date(2026, 6, 30), {date(2026, 7, 1) + timedelta(days=n) for n in range(90) if n % 7 in (3, 4)}
    assert after(last, 5, off) == date(2026, 7, 7)
    in_time = deadlines(Timeline(), last, NOW, "Asia/Shanghai", off)
    assert [f"{one:%m-%dT%H}" for one in in_time] == ["07-28T16", "08-06T16"]
    late = deadlines(Timeline(), last, NOW + timedelta(days=30), "Asia/Shanghai", off)
    assert [f"{one:%m-%dT%H}" for one in late] == ["08-12T16", "08-21T16"]


SCORES = st.decimals(0, 120, places=4)
POINTS = st.decimals(-99, 99, places=4)


@given(score=SCORES, points=POINTS)
def test_points_move_a_score_by_at_most_the_bound_and_never_off_the_scale(score: Decimal, points: Decimal) -> None:
    moved = adjusted(POLICY, Score("rated", score, Fraction(1)), points).score
    assert 0 <= moved <= 120
    assert abs(moved - score) <= min(abs(points), 5)
    assert (moved - score) * points >= 0


@given(points=POINTS)
def test_what_is_not_rated_stays_so_whatever_is_added(points: Decimal) -> None:
    unrated = Score("not_rated", None, Fraction(0))
    assert adjusted(POLICY, unrated, points) == unrated
    assert coefficient(POLICY, unrated, None, ("D",)) == 1


@given(score=SCORES, grade=st.sampled_from(GRADES), caps=st.lists(st.sampled_from(GRADES)))
def test_a_veto_wins_over_everything_and_never_raises_grade_or_coefficient(
    score: Decimal, grade: str, caps: list[str]
) -> None:
    under = capped(POLICY, clamped(POLICY, grade), caps)
    assert all(GRADES.index(under) >= GRADES.index(cap) for cap in caps)
    assert under in caps or under == clamped(POLICY, grade)
    rated = Score("rated", score, Fraction(1))
    assert coefficient(POLICY, rated, under, caps) <= coefficient(POLICY, rated, under)


@given(
    st.dictionaries(st.text(), POINTS),
    st.dictionaries(st.text(), st.lists(st.sampled_from(GRADES)).map(tuple)),
)
def test_effects_are_read_back_as_they_were_written(
    points: dict[str, Decimal], caps: dict[str, tuple[str, ...]]
) -> None:
    made = Effects(points, caps, caps, caps, caps)
    assert from_plain(made.plain()) == made


@given(st.sets(st.dates(date(2025, 1, 1), date(2027, 12, 31)), min_size=1), st.dates(date(2024, 1, 1)))
def test_every_day_has_exactly_one_version_from_the_first_on(first_days: set[date], day: date) -> None:
    versions = [POLICY.model_copy(update={"effective_from": first}) for first in sorted(first_days)]
    begun = [first for first in first_days if first <= day]
    found = policy_for(versions, day)
    assert (found.effective_from if found else None) == (max(begun) if begun else None)


def test_a_decision_about_a_flag_names_its_departments_and_who_decided(tmp_path: Path) -> None:
    with office(tmp_path, "ben") as at:
        at.flag("mutual_inflation-HR-IT", "", "dismissed", "one project", "ab" * 32, FLAGS)
    (entry,) = read_ledger(tmp_path).entries
    assert (entry.by, entry.kind, entry.data["departments"]) == ("ben", "flag", ["HR", "IT"])
    assert (entry.data["flag"], entry.data["verdict"]) == ("mutual_inflation-HR-IT", "dismissed")
