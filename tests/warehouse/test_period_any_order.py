"""No order of commands gets around a rule: what was written stays, states move forward, a frozen half-year rests."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.warehouse.period_people import MANIFEST, NOW, PEOPLE, PERIOD, PROOF, RESULT, office
from warehouse.assessment.period.ledger import read_ledger
from warehouse.assessment.period.life import STATES, life_of
from warehouse.assessment.period.office import Office
from warehouse.errors import UserError

BY_ALL = [*PEOPLE.employees, "@audit"]
BY = st.sampled_from(BY_ALL)
DEPARTMENT = st.sampled_from([*PEOPLE.departments, "NONE"])
NUMBER = st.integers(1, 30)


class AnyOrder(RuleBasedStateMachine):
    """Any command by anybody at any time: it adds lines or is refused; nothing else ever happens to the ledger."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self.warehouse = Path(self._folder.name)
        self.now = NOW
        self.lines = b""
        self.frozen: object = None

    def teardown(self) -> None:
        self._folder.cleanup()

    def _does(self, by: str, act: Callable[[Office], object]) -> None:
        try:
            with office(self.warehouse, by, self.now) as at:
                act(at)
        except UserError:
            assert self._content() == self.lines

    def _content(self) -> bytes:
        path = self.warehouse / "ledger.jsonl"
        return path.read_bytes() if path.exists() else b""

    @rule(days=st.integers(-3, 12))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(by=BY, is_complete=st.booleans())
    def assess(self, by: str, is_complete: bool) -> None:
        self._does(by, lambda at: at.assess(RESULT, is_complete))

    @rule(by=BY)
    def publicize(self, by: str) -> None:
        ends = (self.now + timedelta(days=7), self.now + timedelta(days=16))
        self._does(by, lambda at: at.publicize(RESULT, *ends))

    @rule(by=BY, department=DEPARTMENT, points=st.sampled_from(["1", "-4", "5", "6", "x"]))
    def adjust(self, by: str, department: str, points: str) -> None:
        self._does(by, lambda at: at.adjust(department, points, "why", PROOF))

    @rule(by=BY, department=DEPARTMENT, code=st.sampled_from(["V1", "V2", "V9"]))
    def veto(self, by: str, department: str, code: str) -> None:
        self._does(by, lambda at: at.veto(department, code, "why", PROOF))

    @rule(by=BY, kind=st.sampled_from(["adjustment", "veto"]), number=NUMBER)
    def revoke(self, by: str, kind: str, number: int) -> None:
        self._does(by, lambda at: at.revoke(f"{kind}-{number}", "why", PROOF))

    @rule(by=BY, choice=st.randoms(use_true_random=False))
    def approve(self, by: str, choice: object) -> None:
        waiting = life_of(read_ledger(self.warehouse).entries, PERIOD).pending() or ["adjustment-1"]
        self._does(by, lambda at: at.approve(choice.choice(waiting)))  # type: ignore[attr-defined]

    @rule(by=BY)
    def approve_result(self, by: str) -> None:
        self._does(by, lambda at: at.approve_result(RESULT))

    @rule(by=BY, department=DEPARTMENT)
    def appeal(self, by: str, department: str) -> None:
        self._does(by, lambda at: at.appeal("department", department, "why", ""))

    @rule(by=BY, verdict=st.sampled_from(["upheld", "dismissed", "rejected"]))
    def decide(self, by: str, verdict: str) -> None:
        life = life_of(read_ledger(self.warehouse).entries, PERIOD)
        id_ = next(iter([*life.open_appeals(), *life.pending()]), "appeal-1")
        self._does(by, lambda at: at.decide(id_, verdict, "why"))

    @rule(by=BY)
    def freeze(self, by: str) -> None:
        self._does(by, lambda at: at.freeze(RESULT, MANIFEST))

    @rule()
    def hurry(self) -> None:
        """The way to the end, which random commands seldom find."""
        for by in ("ada", "@audit"):
            self.assess(by, True)
            self._settle()
            self.publicize(by)
            self._settle()
        for by in BY_ALL:
            for verdict in ("dismissed", "rejected"):
                self.decide(by, verdict)
                self._settle()
        self.now += timedelta(days=40)
        for by in BY_ALL:
            self.approve_result(by)
            self._settle()
        self.freeze("ben")

    def _settle(self) -> None:
        self.lines = self._content()

    @invariant()
    def the_ledger_only_grows_and_holds_together(self) -> None:
        content = self._content()
        assert content.startswith(self.lines)
        self.lines = content
        entries = read_ledger(self.warehouse).entries
        assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)

    @invariant()
    def states_only_move_forward_one_by_one(self) -> None:
        entries = read_ledger(self.warehouse).of(PERIOD)
        reached = [entry.data["to"] for entry in entries if entry.kind == "state"]
        assert reached == list(STATES[1 : len(reached) + 1])

    @invariant()
    def what_counts_was_approved_by_two_others(self) -> None:
        life = life_of(read_ledger(self.warehouse).entries, PERIOD)
        for request in life.requests.values():
            assert len(set(request.approvers)) == len(request.approvers) <= 2
            assert request.entry.by not in request.approvers
            assert not any(PEOPLE.is_own(by, *request.subject) for by in request.approvers)
            if request.status in ("approved", "revoked"):
                assert len(request.approvers) == 2
                assert len(request.superiors) < 2

    @invariant()
    def a_frozen_half_year_is_signed_by_two_who_did_not_assess_and_stays_as_it_is(self) -> None:
        life = life_of(read_ledger(self.warehouse).entries, PERIOD)
        if life.state != "frozen":
            return
        assert len(set(life.approvers[RESULT])) >= 2
        assert not set(life.approvers[RESULT]) & life.assessors
        assert (life.open_appeals(), life.pending()) == ([], [])
        now = read_ledger(self.warehouse).of(PERIOD)
        self.frozen = self.frozen or now
        assert now == self.frozen


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=20, stateful_step_count=40, deadline=None)
