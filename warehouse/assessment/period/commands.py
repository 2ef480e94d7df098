"""What each command does: one function each, which gives the sentences to print."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from warehouse.assessment.halves import Kept
from warehouse.assessment.period.canon import sha256
from warehouse.assessment.period.deadline import deadlines
from warehouse.assessment.period.evidence import Evidence
from warehouse.assessment.period.freeze import code_version, freeze
from warehouse.assessment.period.frozen import Frozen, digest, read_frozen
from warehouse.assessment.period.ledger import Entry, Ledger, read_ledger, writing
from warehouse.assessment.period.life import life_of
from warehouse.assessment.period.office import Office
from warehouse.assessment.period.present import Present, present
from warehouse.assessment.period.result import differences, result_sha256, result_text, tables_of, within
from warehouse.assessment.period.texts import Refusal

SHOWN = 20


@dataclass(frozen=True)
class Sentence:
    """A key of texts.toml with its values; `is_bad` when the command has found something wrong."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)
    is_bad: bool = False


@dataclass(frozen=True)
class Given:
    """What the command line says, every text as it came."""

    warehouse: Path
    period: str
    by: str
    now: datetime
    department: str = ""
    employee: str = ""
    points: str = ""
    code: str = ""
    id: str = ""
    reason: str = ""
    evidence: str = ""
    sha256: str = ""
    indicator: str = ""
    verdict: str = ""
    adjustment: str = ""
    flag: str = ""

    @property
    def proof(self) -> Evidence:
        """Of a file on this machine the hash is taken; of anything else it must be given."""
        file = Path(self.evidence)
        is_here = bool(self.evidence) and file.is_file()
        return Evidence(self.evidence, self.sha256 or (digest(file) if is_here else ""))

    @property
    def subject(self) -> tuple[str, str]:
        return ("individual", self.employee) if self.employee else ("department", self.department)


@dataclass
class Desk:
    """What a writing command works with."""

    given: Given
    here: Present
    kept: Kept
    office: Office


Command = Callable[[Desk], Iterator[Sentence]]


def run(name: str, given: Given) -> Iterator[Sentence]:
    """Runs one command; Refusal when it may not be."""
    if not given.period:
        raise Refusal("period.missing")
    if name in READING:
        yield from READING[name](given)
        return
    if not given.by:
        raise Refusal("by.missing")
    with present(given.warehouse, given.period) as here, writing(given.warehouse) as ledger:
        yield from _torn(ledger)
        rules, vetoes = here.policy.adjustments, {veto.id: veto for veto in here.policy.vetoes}
        indicators = [indicator.id for indicator in here.policy.indicators]
        place = (given.period, here.next_period, here.people, rules, vetoes, indicators)
        exclusions = here.policy.proration.exclusions
        office = Office(ledger, given.now, given.by, *place, exclusions=exclusions)
        yield from WRITING[name](Desk(given, here, Kept(ledger, read_frozen(given.warehouse, ledger)), office))


def _torn(ledger: Ledger) -> Iterator[Sentence]:
    if ledger.torn:
        yield Sentence("ledger.torn", {"file": ledger.path})


def _digits(desk: Desk) -> str:
    if desk.given.period in desk.kept.frozen:
        raise Refusal("period.frozen", period=desk.given.period)
    return result_sha256(desk.here.judged(desk.kept))


def _state(desk: Desk) -> Sentence:
    life = desk.office.life
    return Sentence("state.now", {"period": life.period, "state": life.state})


def _assess(desk: Desk) -> Iterator[Sentence]:
    desk.office.assess(_digits(desk), desk.here.period.is_complete)
    yield _state(desk)


def _publicize(desk: Desk) -> Iterator[Sentence]:
    here, timeline = desk.here, desk.here.policy.timeline_workdays_after_period_end
    ends = deadlines(timeline, here.period.last_day, desk.given.now, here.zone, here.days_off())
    desk.office.publicize(_digits(desk), *ends)
    yield _state(desk)
    publicity, appeals = (f"{one:%Y-%m-%d %H:%M} UTC" for one in ends)
    yield Sentence("state.public", {"period": desk.given.period, "publicity": publicity, "appeals": appeals})


def _adjust(desk: Desk) -> Iterator[Sentence]:
    given = desk.given
    yield _waits(desk, desk.office.adjust(given.department, given.points, given.reason, given.proof))


def _veto(desk: Desk) -> Iterator[Sentence]:
    given = desk.given
    yield _waits(desk, desk.office.veto(given.subject[1], given.code, given.reason, given.proof))


def _fault(desk: Desk) -> Iterator[Sentence]:
    given = desk.given
    yield _waits(desk, desk.office.fault(given.department, given.indicator, given.reason, given.proof))


def _exclude(desk: Desk) -> Iterator[Sentence]:
    given = desk.given
    yield _waits(desk, desk.office.exclude(given.employee, given.code, given.reason, given.proof))


def _revoke(desk: Desk) -> Iterator[Sentence]:
    yield _waits(desk, desk.office.revoke(desk.given.id, desk.given.reason, desk.given.proof))


def _waits(desk: Desk, entry: Entry) -> Sentence:
    return Sentence("written.waits", {"id": entry.id, "needed": desk.office.rules.approvers})


def _approve(desk: Desk) -> Iterator[Sentence]:
    """A request by its id, or the result without one."""
    office, id_ = desk.office, desk.given.id
    needed = office.rules.approvers
    if id_:
        office.approve(id_)
        request = office.life.requests[id_]
        count, needed = len(request.approvers), request.data["approvers_needed"]
    else:
        digits = _digits(desk)
        office.approve_result(digits)
        count = len(office.life.approvers[digits])
    yield Sentence("approve.done", {"by": office.by, "id": id_ or office.period, "count": count, "needed": needed})


def _appeal(desk: Desk) -> Iterator[Sentence]:
    given = desk.given
    entry = desk.office.appeal(*given.subject, given.reason, given.indicator)
    if entry.period != given.period:
        yield Sentence("appeal.late", {"period": given.period, "id": entry.id, "next": entry.period})
    else:
        yield Sentence("written.entry", {"id": entry.id})


def _decide(desk: Desk) -> Iterator[Sentence]:
    given = desk.given
    entry = desk.office.decide(given.id, given.verdict, given.reason, given.adjustment)
    yield Sentence("written.entry", {"id": entry.id})


def _sign(desk: Desk) -> Iterator[Sentence]:
    yield Sentence("written.entry", {"id": desk.office.sign(desk.given.reason, desk.given.proof).id})


def _flag(desk: Desk) -> Iterator[Sentence]:
    given = desk.given
    known = desk.here.flags()
    entry = desk.office.flag(given.flag, given.department, given.verdict, given.reason, given.proof.sha256, known)
    yield Sentence("written.entry", {"id": entry.id})


def _freeze(desk: Desk) -> Iterator[Sentence]:
    entry = freeze(desk.office, desk.here, desk.kept, desk.given.now)
    folder = desk.given.warehouse / "frozen" / desk.given.period
    digits = entry.data["result_sha256"]
    yield Sentence("freeze.done", {"period": desk.given.period, "folder": folder, "digits": digits})


def _replay(given: Given) -> Iterator[Sentence]:
    """Computes a frozen half-year again from its own snapshot."""
    frozen = read_frozen(given.warehouse, read_ledger(given.warehouse))
    if given.period not in frozen:
        raise Refusal("replay.not_frozen", period=given.period)
    yield from compared(frozen[given.period])


def compared(one: Frozen) -> Iterator[Sentence]:
    """Whether a frozen half-year replays, and where it does not."""
    known, code = one.manifest["result_sha256"], code_version()
    again = within(tables_of(one.replayed()), one.result)
    digits = sha256(result_text(again))
    if one.manifest["code_version"] != code:
        yield Sentence("replay.other_code", {"was": one.manifest["code_version"], "now": code})
    if digits == known:
        yield Sentence("replay.equal", {"period": one.id, "digits": digits})
        return
    found = list(differences(one.tables, again))
    count = {"period": one.id, "count": len(found), "digits": digits, "known": known}
    yield Sentence("replay.differs", count, is_bad=True)
    for cell in found[:SHOWN]:
        values = {"table": cell.table, "key": "/".join(cell.key), "column": cell.column or "", "was": cell.was}
        yield Sentence("replay.cell", values | {"now": cell.now}, is_bad=True)
    if len(found) > SHOWN:
        yield Sentence("replay.more", {"count": len(found) - SHOWN}, is_bad=True)


def _status(given: Given) -> Iterator[Sentence]:
    """Where a half-year stands, what waits, and what keeps it from being frozen."""
    ledger = read_ledger(given.warehouse)
    yield from _torn(ledger)
    kept = Kept(ledger, read_frozen(given.warehouse, ledger))
    life = life_of(ledger.entries, given.period)
    yield Sentence("status.state", {"period": given.period, "state": life.state_at(given.now)})
    for id_, one in life.requests.items():
        counts = {"count": len(one.approvers), "needed": one.data["approvers_needed"]}
        yield Sentence("status.request", {"id": id_, "by": one.entry.by, "status": one.status, **counts})
    for id_, appeal in life.appeals.items():
        yield Sentence("status.appeal", {"id": id_, "by": appeal.entry.by, "status": appeal.status})
    with present(given.warehouse, given.period) as here:
        yield from _restated(here) if life.state == "frozen" else _blocked(given, here, kept)


def _blocked(given: Given, here: Present, kept: Kept) -> Iterator[Sentence]:
    place = (here.next_period, here.people, here.policy.adjustments)
    office = Office(kept.ledger, given.now, "@status", given.period, *place)
    digits = result_sha256(here.judged(kept))
    for refusal in [*office.unsettled(), *here.doubts(given.now), *office.unapproved(digits)]:
        yield Sentence("status.blocked", {"why": refusal})


def _restated(here: Present) -> Iterator[Sentence]:
    rows = here.connection.execute(
        "SELECT department_id, frozen_score, present_score, frozen_rank, present_rank, frozen_bonus_fen,"
        " present_bonus_fen, changed_indicators, proposed_points, next_period_id"
        " FROM marts.restatement WHERE period_id = $1 ORDER BY 1",
        [here.period.id],
    ).fetchall()
    for department, was, now, *others, why, points, following in rows:
        if was != now:
            scores = {"was": _or_dash(was), "now": _or_dash(now)}
            values = {**scores, "why": why or "—", "points": points or 0, "next": following}
            yield Sentence("status.restated", {"department": department, **values})
        else:
            ranks = dict(zip(("was", "now", "was_fen", "now_fen"), (_or_dash(one) for one in others), strict=True))
            yield Sentence("status.pushed", {"department": department, **ranks})


def _or_dash(cell: Any) -> Any:
    return "—" if cell is None else cell


WRITING: dict[str, Command] = {
    "assess": _assess,
    "publicize": _publicize,
    "adjust": _adjust,
    "veto": _veto,
    "fault": _fault,
    "exclude": _exclude,
    "revoke": _revoke,
    "approve": _approve,
    "appeal": _appeal,
    "decide": _decide,
    "sign": _sign,
    "flag": _flag,
    "freeze": _freeze,
}
READING: dict[str, Callable[[Given], Iterator[Sentence]]] = {"replay": _replay, "status": _status}
