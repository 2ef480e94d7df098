"""Details, dated steps and reviews of a sample of tickets, drawn from the rows of the tickets feed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from etl.demo.draw import generator
from etl.demo.files import frame_of
from etl.demo.world import World
from warehouse.contract import SIX_STEPS

EVERY, NEEDS_EVERY, COMPLAINTS_EVERY = 20, 5, 1
FULL = 60_000
CAUSES = ("information", "wrong_information", "misunderstanding", "error", "other")
OF_ALL = {
    "confirmation": 0.7, "reminder": 0.15, "approval": 0.2, "change": 0.1, "alert": 0.2, "escalation": 0.1,
    "expert": 0.06,
}  # fmt: skip
OF_COMPLAINTS = {"team": 0.7, "evidence": 0.8, "plan": 0.9, "plan_sent": 0.85, "mediation": 0.3}
HOUR = timedelta(hours=1)
Rows = list[tuple[Any, ...]]


class Steps:
    """One ticket in 20, one need in five, every complaint; fewer of each in companies of more than 60,000 tickets."""

    def __init__(self, world: World, tickets: int) -> None:
        self._thinner = max(1, tickets // FULL)
        self._world = world
        self._rows: dict[str, Rows] = {"ticket_details": [], "ticket_steps": [], "request_reviews": []}
        self._providers = world.people.department_ids

    def add(self, tickets: pl.DataFrame, chunk: int) -> None:
        """Takes the tickets of one chunk."""
        self._rng = generator(self._world.seed, "steps", chunk)
        numbered = tickets.with_row_index("row")
        wanted = (
            self._each(EVERY)
            | ((pl.col("kind") == "complaint") & self._each(COMPLAINTS_EVERY))
            | ((pl.col("kind") == "need") & self._each(NEEDS_EVERY))
        )
        columns = "ticket_id", "kind", "provider_department_id", "created_at", "complexity_tier", "resolved_at"
        for row in numbered.filter(wanted).select(columns).rows(named=True):
            self._details(row)
            self._steps(row)
            if row["kind"] == "need":
                self._reviews(row)

    def _each(self, count: int) -> pl.Expr:
        return pl.col("row") % (count * self._thinner) == 0

    def frames(self) -> dict[str, pl.DataFrame]:
        """The three feeds by name."""
        return {feed: frame_of(feed, rows) for feed, rows in self._rows.items()}

    def _chance(self, share: float) -> bool:
        return bool(self._rng.random() < share)

    def _drawn(self, shares: dict[str, float]) -> list[str]:
        return [kind for kind, share in shares.items() if self._chance(share)]

    def _details(self, row: dict[str, Any]) -> None:
        wanted_on = row["created_at"].date() + timedelta(days=7) if self._chance(0.8) else None
        cause = CAUSES[int(self._rng.integers(0, len(CAUSES)))] if self._chance(0.12) else None
        told = ("尽快恢复" if self._chance(0.85) else None, "验收单签字" if self._chance(0.6) else None, wanted_on)
        origin = "provider" if self._chance(0.1) else "customer"
        self._rows["ticket_details"].append((row["ticket_id"], *told, origin, self._chance(0.15), cause))

    def _steps(self, row: dict[str, Any]) -> None:
        kinds = self._drawn(OF_ALL)
        if row["complexity_tier"] == "complex" and self._chance(0.6):
            kinds.append("written_confirmation")
        if row["kind"] == "need" and self._chance(0.6):
            kinds += SIX_STEPS if self._chance(0.6) else SIX_STEPS[:4]
        if row["kind"] == "complaint":
            kinds += self._drawn(OF_COMPLAINTS)
            if "mediation" in kinds and self._chance(0.7):
                kinds.append("settlement")
        if row["resolved_at"] is not None and self._chance(0.65):
            kinds.append("customer_confirmation")
        at = row["created_at"]
        for number, kind in enumerate(kinds):
            at += timedelta(minutes=int(self._rng.integers(1, 240)))
            if at.timestamp() < self._world.as_of:
                self._step(row, number, kind, at)

    def _step(self, row: dict[str, Any], number: int, kind: str, at: datetime) -> None:
        done = at + HOUR * int(self._rng.integers(1, 30)) if kind in ("approval", "alert", "change") else None
        if done and (done.timestamp() >= self._world.as_of or not self._chance(0.85)):
            done = None
        who = row["provider_department_id"]
        if kind == "team" and self._chance(0.8):
            who = self._providers[(self._providers.index(who) + 1) % len(self._providers)]
        complete = self._chance(0.8) if kind in ("plan", "change") else None
        self._rows["ticket_steps"].append((row["ticket_id"], f"{number + 1}", kind, at, done, who, complete))

    def _reviews(self, row: dict[str, Any]) -> None:
        on = row["created_at"].date() + timedelta(days=1)
        own = self._providers.index(row["provider_department_id"])
        for step in range(1 + self._chance(0.6)):
            scores = [float(self._rng.integers(2, 6)) for _ in range(4)]
            reviewer = self._providers[(own + step) % len(self._providers)]
            if on <= datetime.fromtimestamp(self._world.as_of, UTC).date():
                self._rows["request_reviews"].append((row["ticket_id"], reviewer, on, *scores))
