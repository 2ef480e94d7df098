"""A half-year as its ledger tells it: the state, what was asked for and approved, appeals, and who assessed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from warehouse.assessment.period.ledger import Entry

STATES = ("open", "draft", "publicity", "appeals", "frozen")
REQUESTS = ("adjustment", "veto", "exclusion", "fault", "revocation")
RESULT = "result"


@dataclass
class Request:
    """Something that needs approval, one of REQUESTS; status is pending, approved, rejected or revoked."""

    entry: Entry
    status: str = "pending"
    approvers: list[str] = field(default_factory=list)
    superiors: list[str] = field(default_factory=list)

    @property
    def data(self) -> Mapping[str, Any]:
        return self.entry.data

    @property
    def subject(self) -> tuple[str, str]:
        """The scope, department or individual, and the id."""
        return self.data["scope"], self.data["subject_id"]


@dataclass
class Appeal:
    """Status is open, upheld or dismissed."""

    entry: Entry
    status: str = "open"


@dataclass
class Life:
    """What has happened to one half-year so far. Approvers of a result stand by the hash of what they approved."""

    period: str
    state: str = "open"
    requests: dict[str, Request] = field(default_factory=dict)
    appeals: dict[str, Appeal] = field(default_factory=dict)
    approvers: dict[str, list[str]] = field(default_factory=dict)
    assessors: set[str] = field(default_factory=set)
    result_sha256: str | None = None
    publicity_ends_at: datetime | None = None
    appeals_end_at: datetime | None = None
    frozen: Entry | None = None
    others: list[Entry] = field(default_factory=list)

    def state_at(self, now: datetime) -> str:
        """Publicity turns into appeals by the clock; whoever writes next writes it down."""
        is_over = self.publicity_ends_at is not None and now >= self.publicity_ends_at
        return "appeals" if self.state == "publicity" and is_over else self.state

    def pending(self) -> list[str]:
        return [id_ for id_, request in self.requests.items() if request.status == "pending"]

    def open_appeals(self) -> list[str]:
        return [id_ for id_, appeal in self.appeals.items() if appeal.status == "open"]

    def active(self, kind: str) -> list[Request]:
        """Approved and not revoked."""
        return [one for one in self.requests.values() if one.entry.kind == kind and one.status == "approved"]


def life_of(entries: Iterable[Entry], period: str) -> Life:
    life = Life(period)
    for entry in entries:
        if entry.period == period:
            _TAKES.get(entry.kind, _other)(life, entry)
    return life


def _state(life: Life, entry: Entry) -> None:
    data = entry.data
    life.state = data["to"]
    life.result_sha256 = data.get("result_sha256", life.result_sha256)
    if life.state == "publicity":
        life.publicity_ends_at = datetime.fromisoformat(data["publicity_ends_at"])
        life.appeals_end_at = datetime.fromisoformat(data["appeals_end_at"])
    if life.state in ("draft", "publicity"):
        life.assessors.add(entry.by)
    if life.state == "frozen":
        life.frozen = entry


def _request(life: Life, entry: Entry) -> None:
    life.requests[entry.id] = Request(entry)


def _approval(life: Life, entry: Entry) -> None:
    if entry.data["of"] == RESULT:
        life.approvers.setdefault(entry.data["result_sha256"], []).append(entry.by)
        return
    request = life.requests[entry.data["of"]]
    request.approvers.append(entry.by)
    request.superiors += [entry.by] if entry.data["is_superior"] else []
    if len(request.approvers) >= request.data["approvers_needed"]:
        request.status = "approved"
        if request.entry.kind == "revocation":
            life.requests[request.data["of"]].status = "revoked"


def _rejection(life: Life, entry: Entry) -> None:
    life.requests[entry.data["of"]].status = "rejected"


def _appeal(life: Life, entry: Entry) -> None:
    life.appeals[entry.id] = Appeal(entry)


def _decision(life: Life, entry: Entry) -> None:
    life.appeals[entry.data["of"]].status = entry.data["verdict"]


def _other(life: Life, entry: Entry) -> None:
    life.others.append(entry)


_TAKES: dict[str, Callable[[Life, Entry], None]] = {
    **dict.fromkeys(REQUESTS, _request),
    "state": _state,
    "approval": _approval,
    "rejection": _rejection,
    "appeal": _appeal,
    "decision": _decision,
}
