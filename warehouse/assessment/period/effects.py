"""What the ledger adds to scores and takes from grades."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from warehouse.assessment.period.ledger import Ledger
from warehouse.assessment.period.life import Life, life_of

LISTS = ("caps", "ids", "people_caps", "faults", "excluded", "people_ids")


@dataclass(frozen=True)
class Effects:
    """By department: the sum of approved points, the grades that vetoes allow at most, and the ledger's ids of both.

    `faults` are the indicators that a department withheld.
    By employee: the grades that vetoes allow, the ids of what excludes from the bonus, and the ids of both.
    """

    points: Mapping[str, Decimal] = field(default_factory=dict)
    caps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    people_caps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    excluded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    people_ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As canonical JSON takes it."""
        points = {one: str(points) for one, points in self.points.items()}
        return {"points": points, **{name: dict(getattr(self, name)) for name in LISTS}}


NONE = Effects()


def effects(ledger: Ledger, period: str) -> Effects:
    """What is approved and not revoked in a half-year; the policy's bound is put on where the points are added."""
    return effects_of(life_of(ledger.entries, period))


def effects_of(life: Life) -> Effects:
    points: dict[str, Decimal] = defaultdict(Decimal)
    found: dict[str, dict[str, list[str]]] = {name: defaultdict(list) for name in LISTS}
    for request in life.active("adjustment"):
        points[request.subject[1]] += Decimal(request.data["points"])
        found["ids"][request.subject[1]].append(request.entry.id)
    for request in life.active("veto"):
        scope, subject = request.subject
        caps, ids = ("caps", "ids") if scope == "department" else ("people_caps", "people_ids")
        found[caps][subject].append(request.data["max_grade"])
        found[ids][subject].append(request.entry.id)
    for request in life.active("fault"):
        found["faults"][request.subject[1]].append(request.data["indicator_id"])
        found["ids"][request.subject[1]].append(request.entry.id)
    for request in life.active("exclusion"):
        for name in ("excluded", "people_ids"):
            found[name][request.subject[1]].append(request.entry.id)
    found["faults"] = {one: sorted(set(of)) for one, of in found["faults"].items()}
    return Effects(dict(points), *(_tuples(found[name]) for name in LISTS))


def from_plain(plain: Mapping[str, Any]) -> Effects:
    """What was frozen before a kind of effect was known has none of it."""
    points = {one: Decimal(text) for one, text in plain["points"].items()}
    return Effects(points, *(_tuples(plain.get(name, {})) for name in LISTS))


def _tuples(lists: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in sorted(lists.items())}
