"""Puts a frozen half-year together, proves that it replays, and lets the ledger vouch for it."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse.assessment.benchmark import past_of
from warehouse.assessment.detail import NO_DETAIL
from warehouse.assessment.half_year import HalfYear
from warehouse.assessment.halves import Kept, people_before
from warehouse.assessment.period import frozen
from warehouse.assessment.period.canon import canonical, sha256
from warehouse.assessment.period.effects import effects
from warehouse.assessment.period.frozen import Frozen
from warehouse.assessment.period.ledger import Entry
from warehouse.assessment.period.office import Office
from warehouse.assessment.period.present import Present
from warehouse.assessment.period.result import result_sha256, result_text, tables_of
from warehouse.assessment.period.snapshot import write_inputs
from warehouse.assessment.period.texts import Refusal
from warehouse.assessment.person_facts import priors_from

CODE = Path(__file__).parent.parent


def freeze(office: Office, here: Present, kept: Kept, now: datetime) -> Entry:
    """Writes frozen/<period> and the ledger's line; Refusal when anything stands in the way, and nothing is written."""
    half_year = here.judged(kept)
    digits = result_sha256(half_year)
    for refusal in [*office.unsettled(), *here.doubts(now), *office.unapproved(digits)]:
        raise refusal
    with _no_build(here.warehouse):
        return _freeze(office, here, kept, now, half_year, digits)


def _freeze(office: Office, here: Present, kept: Kept, now: datetime, half_year: HalfYear, digits: str) -> Entry:
    folder = frozen.pending(here.warehouse, here.period.id)
    (folder / frozen.RESULT).write_text(result_text(tables_of(half_year)), encoding="utf-8")
    (folder / frozen.POLICY).write_text(here.bodies[here.policies.index(half_year.policy)], encoding="utf-8")
    seen, detail = here.facts.seen.get(here.period.id, {}), here.facts.details.get(here.period.id, NO_DETAIL)
    left = past_of(half_year.policy, seen, detail)
    (folder / frozen.PAST).write_text(canonical(left.plain()), encoding="utf-8")
    (folder / frozen.BASELINE).write_text(canonical(half_year.benchmark.plain()), encoding="utf-8")
    people = here.facts.persons.sums(here.period.id)
    (folder / frozen.PERSON_BENCHMARK).write_text(canonical(people), encoding="utf-8")
    write_inputs(here.connection, here.period.id, folder / frozen.INPUTS)
    manifest: dict[str, Any] = {
        "period": here.period.id,
        "next_period": here.next_period,
        "frozen_at": now.isoformat(),
        "frozen_by": office.by,
        "approved_by": office.life.approvers[digits],
        "build_id": here.build.build_id,
        "as_of": here.build.as_of.isoformat(),
        "policy": {"id": half_year.policy.policy_id, "version": half_year.policy.version},
        "calendars": here.calendar_versions(),
        "code_version": code_version(),
        "ledger": {"seq": len(kept.ledger.entries), "hash": kept.ledger.head},
        "person_priors": priors_from(people_before(here.policies, here.facts, kept, here.period)),
        "effects": effects(kept.ledger, here.period.id).plain(),
        "result_sha256": digits,
    }
    manifest_sha256 = frozen.seal(folder, manifest)
    replayed = result_sha256(Frozen(here.period.id, folder, _as_read(manifest)).replayed())
    if replayed != digits:
        raise RuntimeError("the snapshot of a half-year lacks something that its assessment reads")
    entry = office.freeze(digits, manifest_sha256)
    frozen.place(here.warehouse, here.period.id)
    return entry


@contextmanager
def _no_build(warehouse: Path) -> Iterator[None]:
    """Keeps the pipeline out: a build that read the ledger before must not publish what it computed then."""
    with (warehouse / ".lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal("freeze.build_runs") from None
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}))
        file.flush()
        yield


def code_version() -> str:
    """Sixteen hex digits of everything that computes: they change with any line of the assessment."""
    files = sorted(file for file in CODE.rglob("*.py"))
    return sha256("".join(f"{file.relative_to(CODE).as_posix()}\n{sha256(file.read_bytes())}\n" for file in files))[:16]


def _as_read(manifest: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(canonical(manifest))
    return content
