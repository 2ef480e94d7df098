"""What may be done to a half-year, by whom and when. Every method writes to the ledger or refuses in one sentence."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from warehouse.assessment.period.evidence import Evidence, checked, is_digest
from warehouse.assessment.period.ledger import Entry, Ledger
from warehouse.assessment.period.life import RESULT, STATES, Life, Request, life_of
from warehouse.assessment.period.people import People
from warehouse.assessment.period.texts import Refusal
from warehouse.assessment.policy import Adjustments, Veto
from warehouse.toml_file import nearest

VERDICTS = {"appeal": ("upheld", "dismissed"), "request": ("rejected",), "flag": ("confirmed", "dismissed", "watched")}


@dataclass
class Office:
    """One person (`by`) at one moment (`now`, UTC) before one half-year's part of the ledger.

    `next_period` takes what comes too late. The ledger must be open for writing.
    """

    ledger: Ledger
    now: datetime
    by: str
    period: str
    next_period: str
    people: People
    rules: Adjustments = field(default_factory=Adjustments)
    vetoes: Mapping[str, Veto] = field(default_factory=dict)
    indicators: Collection[str] = ()
    exclusions: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.people.may_act(self.by):
            raise Refusal("by.unknown", by=self.by)

    @property
    def life(self) -> Life:
        return life_of(self.ledger.entries, self.period)

    def assess(self, result_sha256: str, is_complete: bool) -> Entry:
        self._refuse_unless(self.life, "open", "draft")
        if not is_complete:
            raise Refusal("period.running", period=self.period)
        return self._write("state", {"to": "draft", "result_sha256": result_sha256})

    def publicize(self, result_sha256: str, publicity_ends_at: datetime, appeals_end_at: datetime) -> Entry:
        self._refuse_unless(self.life, "draft", "publicity")
        ends = {"publicity_ends_at": publicity_ends_at.isoformat(), "appeals_end_at": appeals_end_at.isoformat()}
        return self._write("state", {"to": "publicity", "result_sha256": result_sha256, **ends})

    def adjust(self, department_id: str, points: str, reason: str, evidence: Evidence) -> Entry:
        """Asks for points, which count once they are approved."""
        self._refuse_frozen()
        self._refuse_bad_request("department", department_id, reason, evidence)
        number, bound = _points(points), Decimal(str(float(self.rules.max_abs_points)))
        given = [
            Decimal(one.data["points"])
            for one in self.life.requests.values()
            if one.entry.kind == "adjustment"
            and one.subject == ("department", department_id)
            and one.status in ("pending", "approved")
        ]
        if abs(number + sum(given)) > bound:
            values = {"points": number, "sum": number + sum(given), "bound": bound, "department": department_id}
            raise Refusal("points.too_many", **values)
        return self._request("adjustment", "department", department_id, reason, evidence, points=str(number))

    def veto(self, subject: str, code: str, reason: str, evidence: Evidence) -> Entry:
        self._refuse_frozen()
        if code not in self.vetoes:
            raise Refusal("veto.unknown", code=code, known=", ".join(self.vetoes) or "—")
        rule = self.vetoes[code]
        self._refuse_bad_request(rule.scope, subject, reason, evidence)
        return self._request("veto", rule.scope, subject, reason, evidence, code=code, max_grade=rule.max_grade)

    def fault(self, department_id: str, indicator: str, reason: str, evidence: Evidence) -> Entry:
        """Asks to score an indicator as withheld: the department did not report, or stopped what would have told."""
        self._refuse_frozen()
        if indicator not in self.indicators:
            raise Refusal("fault.unknown", indicator=indicator, known=", ".join(self.indicators))
        self._refuse_bad_request("department", department_id, reason, evidence)
        return self._request("fault", "department", department_id, reason, evidence, indicator_id=indicator)

    def exclude(self, employee_id: str, code: str, reason: str, review: Evidence) -> Entry:
        """Asks to pay a leaver nothing, for a lawful reason of the policy; `review` is the signed legal review."""
        self._refuse_frozen()
        if code not in self.exclusions:
            raise Refusal("exclude.unknown", code=code, known=", ".join(self.exclusions) or "—")
        self._refuse_bad_request("individual", employee_id, reason, review)
        if not self.people.employees[employee_id].has_left:
            raise Refusal("exclude.not_left", employee=employee_id)
        return self._request("exclusion", "individual", employee_id, reason, review, code=code)

    def revoke(self, id_: str, reason: str, evidence: Evidence) -> Entry:
        """Asks to take back what was approved; it needs the approvals that the first needed."""
        self._refuse_frozen()
        life = self.life
        was = life.requests.get(id_)
        if was is None or was.status != "approved" or was.entry.kind == "revocation":
            raise Refusal("revoke.not_active", id=id_, period=self.period)
        if any(one.data.get("of") == id_ and one.status == "pending" for one in life.requests.values()):
            raise Refusal("revoke.asked", id=id_)
        self._refuse_bad_request(*was.subject, reason, evidence)
        return self._request("revocation", *was.subject, reason, evidence, of=id_)

    def approve(self, id_: str) -> Entry:
        """The first or the second approval of a request."""
        self._refuse_frozen()
        request = self._pending(id_)
        scope, subject = request.subject
        if self.by == request.entry.by:
            raise Refusal("approve.own_request", by=self.by, id=id_)
        if self.by in request.approvers:
            raise Refusal("approve.twice", by=self.by, id=id_)
        if self.people.is_own(self.by, scope, subject):
            raise Refusal("approve.self", by=self.by, subject=subject)
        is_superior = self.people.is_superior(self.by, scope, subject)
        is_last = len(request.approvers) + 1 >= request.data["approvers_needed"]
        if is_superior and is_last and len(request.superiors) == len(request.approvers):
            raise Refusal("approve.superior", by=self.by, subject=subject)
        return self._write("approval", {"of": id_, "is_superior": is_superior})

    def approve_result(self, result_sha256: str) -> Entry:
        """A sign-off of the result with this hash, and of no other."""
        self._refuse_frozen()
        life = self.life
        for refusal in self.unsettled():
            raise refusal
        if self.by in life.assessors:
            raise Refusal("approve.assessor", by=self.by, period=self.period)
        if self.by in life.approvers.get(result_sha256, ()):
            raise Refusal("approve.twice", by=self.by, id=self.period)
        return self._write("approval", {"of": RESULT, "result_sha256": result_sha256})

    def appeal(self, scope: str, subject: str, grounds: str, indicator: str) -> Entry:
        """Until the deadline an appeal of this half-year, after it a line of the next one."""
        if not self.people.knows(scope, subject):
            raise Refusal("subject.unknown", subject=subject)
        if not grounds.strip():
            raise Refusal("grounds.missing")
        life = self.life
        if life.state in ("open", "draft"):
            raise Refusal("appeal.early", period=self.period)
        data = {"scope": scope, "subject_id": subject, "grounds": grounds, "indicator_id": indicator or None}
        assert life.appeals_end_at is not None
        data["deadline_at"] = life.appeals_end_at.isoformat()
        if life.state == "frozen" or self.now >= life.appeals_end_at:
            if life_of(self.ledger.entries, self.next_period).state == "frozen":
                raise Refusal("period.frozen", period=self.next_period)
            late = data | {"carried_from": self.period}
            return self.ledger.append(self.now, self.by, "appeal", self.next_period, late)
        return self._write("appeal", data)

    def decide(self, id_: str, verdict: str, note: str, adjustment: str = "") -> Entry:
        """Upholds or dismisses an appeal; rejects a request, or takes one's own back."""
        self._refuse_frozen()
        life = self.life
        if id_ in life.requests:
            self._pending(id_)
            self._refuse_bad_decision("request", verdict, note)
            return self._write("rejection", {"of": id_, "note": note})
        if id_ not in life.appeals or life.appeals[id_].status != "open":
            raise Refusal("decide.not_open", id=id_, period=self.period)
        self._refuse_bad_decision("appeal", verdict, note)
        self._refuse_handler(life, life.appeals[id_].entry)
        if adjustment and adjustment not in life.requests:
            raise Refusal("decide.no_adjustment", id=adjustment, period=self.period)
        data = {"of": id_, "verdict": verdict, "note": note, "adjustment_id": adjustment or None}
        return self._write("decision", data)

    def sign(self, record: str, evidence: Evidence) -> Entry:
        """That people were consulted, such as the minutes of a works council."""
        self._refuse_frozen()
        if not record.strip():
            raise Refusal("reason.missing")
        return self._write("consultation", {"record": record, **checked(evidence)})

    def flag(
        self,
        flag: str,
        subject: str,
        verdict: str,
        note: str,
        evidence_sha256: str,
        known: Mapping[str, Collection[str]],
    ) -> Entry:
        """What a person decided about a sign of gaming; it changes no score.

        `known` are the ids of what was tested in the half-year, with the departments that each is about.
        """
        self._refuse_frozen()
        if not known:
            raise Refusal("flag.none", period=self.period)
        if flag not in known:
            raise Refusal("flag.unknown", flag=flag, period=self.period, nearest=nearest(flag, known))
        if subject and subject not in known[flag]:
            raise Refusal("flag.other_department", flag=flag, departments=", ".join(known[flag]), given=subject)
        if any(self.people.is_own(self.by, "department", one) for one in known[flag]):
            raise Refusal("decide.own", by=self.by, id=flag)
        self._refuse_bad_decision("flag", verdict, note)
        if not is_digest(evidence_sha256):
            raise Refusal("evidence.bad_hash", given=evidence_sha256)
        data = {"flag": flag, "departments": list(known[flag]), "verdict": verdict, "note": note}
        return self._write("flag", data | {"evidence_sha256": evidence_sha256})

    def freeze(self, result_sha256: str, manifest_sha256: str) -> Entry:
        for refusal in [*self.unsettled(), *self.unapproved(result_sha256)]:
            raise refusal
        data = {"to": "frozen", "result_sha256": result_sha256, "manifest_sha256": manifest_sha256}
        return self._write("state", data)

    def unsettled(self) -> list[Refusal]:
        """What stands in the way of the sign-off."""
        life = self.life
        if life.state == "frozen":
            return [Refusal("period.frozen", period=self.period)]
        if life.appeals_end_at is None:
            return [Refusal("freeze.not_public", period=self.period, state=life.state)]
        found = []
        if self.now < life.appeals_end_at:
            found.append(
                Refusal("freeze.appeals_run", period=self.period, until=f"{life.appeals_end_at:%Y-%m-%d %H:%M} UTC")
            )
        if life.open_appeals():
            found.append(Refusal("freeze.open_appeal", ids=", ".join(life.open_appeals())))
        if life.pending():
            found.append(Refusal("freeze.pending", ids=", ".join(life.pending())))
        return found

    def unapproved(self, result_sha256: str) -> list[Refusal]:
        """Whether the sign-offs of exactly this result are missing."""
        count, needed = len(self.life.approvers.get(result_sha256, ())), self.rules.approvers
        is_other = any(digits != result_sha256 for digits in self.life.approvers)
        key = "freeze.other_result" if is_other else "freeze.approvals"
        return [] if count >= needed else [Refusal(key, count=count, needed=needed, period=self.period)]

    def _write(self, kind: str, data: Mapping[str, Any]) -> Entry:
        if self.life.state_at(self.now) != self.life.state:
            self.ledger.append(self.now, self.by, "state", self.period, {"to": "appeals"})
        return self.ledger.append(self.now, self.by, kind, self.period, data)

    def _request(self, kind: str, scope: str, subject: str, reason: str, evidence: Evidence, **more: str) -> Entry:
        data = {"scope": scope, "subject_id": subject, "reason": reason, "approvers_needed": self.rules.approvers}
        return self._write(kind, {**data, **checked(evidence), **more})

    def _pending(self, id_: str) -> Request:
        request = self.life.requests.get(id_)
        if request is None or request.status != "pending":
            raise Refusal("approve.not_pending", id=id_, period=self.period)
        return request

    def _refuse_unless(self, life: Life, state: str, to: str) -> None:
        if life.state == state:
            return
        if life.state == "frozen":
            raise Refusal("period.frozen", period=self.period)
        is_past = STATES.index(life.state) >= STATES.index(to)
        raise Refusal("state.past" if is_past else "state.early", period=self.period, state=life.state, to=to)

    def _refuse_frozen(self) -> None:
        if self.life.state == "frozen":
            raise Refusal("period.frozen", period=self.period)

    def _refuse_bad_request(self, scope: str, subject: str, reason: str, evidence: Evidence) -> None:
        if not self.people.knows(scope, subject):
            raise Refusal("subject.unknown", subject=subject)
        if not reason.strip():
            raise Refusal("reason.missing")
        checked(evidence)

    def _refuse_bad_decision(self, about: str, verdict: str, note: str) -> None:
        if verdict not in VERDICTS[about]:
            raise Refusal("verdict.unknown", verdict=verdict, known=", ".join(VERDICTS[about]))
        if not note.strip():
            raise Refusal("reason.missing")

    def _refuse_handler(self, life: Life, appeal: Entry) -> None:
        """Who assessed, evaluated, appealed or is the subject does not decide."""
        subject = appeal.data["scope"], appeal.data["subject_id"]
        of_before = life_of(self.ledger.entries, appeal.data.get("carried_from", self.period))
        if self.by in life.assessors | of_before.assessors | set(self.people.evaluators.get(subject, ())):
            raise Refusal("decide.assessor", by=self.by, id=appeal.id)
        if self.by == appeal.by or self.people.is_own(self.by, *subject):
            raise Refusal("decide.own", by=self.by, id=appeal.id)


def _points(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Refusal("points.bad", given=text) from None
    if not number.is_finite() or number == 0 or number != round(number, 4):
        raise Refusal("points.bad", given=text)
    return Decimal(format(number.normalize(), "f"))
