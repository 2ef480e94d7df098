"""Why a department has its score, in words: the same sentences for the page, the command line and the PDF."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from dashboard import words
from dashboard.receipt.document import Table
from dashboard.words import t

Read = Callable[[str], pl.DataFrame]
Row = dict[str, Any]
PART_COLUMNS = ("indicator_id_name", "contribution_points", "indicator_score", "value", "interval", "counted")
INDICATOR_COLUMNS = (
    "indicator_id_name", "source_name", "weight", "value", "interval", "counted", "score", "before_score",
    "status_name",
)  # fmt: skip
SOURCE_COLUMNS = ("source_name", "policy_share", "source_score", "added_score", "gap_points")
STEPS = ("raw_value", "adjusted_value", "value")
LEFT_OUT = ("self_service_count", "collapsed_count", "came_back_count")
WORDS = ("indicator_id_name", "source_name", "status_name")


@dataclass(frozen=True, kw_only=True)
class Told(ABC):
    """What an explanation says of a department or of a person in a half-year, in the language chosen."""

    department_id: str
    department_name: str
    period_id: str
    title: str
    verdict: str
    origin: str
    facts: list[tuple[str, str]]
    left_out: list[tuple[str, str]]
    state: str
    appeal: str
    remarks: list[str]
    amount: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @property
    @abstractmethod
    def tables(self) -> list[Table]:
        """In the order in which they are printed."""


@dataclass(frozen=True, kw_only=True)
class Explanation(Told):
    """Everything that stands on the page of one department and half-year."""

    above: Table
    below: Table
    indicators: Table
    sources: Table

    @property
    def tables(self) -> list[Table]:
        return [self.above, self.below, self.indicators, self.sources]


def explanation(read: Read, build_id: str) -> Explanation | None:
    """From the rows of reads/scorecard*.sql; None when the reader's scope has no such result."""
    found = read("scorecard_head").rows(named=True)
    if not found:
        return None
    head = found[0]
    moving, lines = read("contribution").rows(named=True), read("scorecard").rows(named=True)
    return Explanation(
        department_id=head["department_id"],
        department_name=head["department_name"],
        period_id=head["period_id"],
        title=t("explain.title", name=head["department_name"], period=head["period_id"]),
        verdict=_verdict(head),
        origin=origin(head, build_id),
        facts=_facts(head),
        above=_parts("above", moving),
        below=_parts("below", moving),
        left_out=[(t(f"indicator.{row['indicator_id']}"), _why(row)) for row in moving if row["side"] == "left_out"],
        indicators=_table("indicators", lines, INDICATOR_COLUMNS),
        paths=[path for row in lines if (path := _path(row))],
        sources=_table("sources", read("scorecard_source").rows(named=True), SOURCE_COLUMNS),
        state=state(head),
        appeal=appeal(head),
        remarks=list(_remarks(head)),
    )


def _verdict(head: Row) -> str:
    """The answer in one sentence."""
    if head["score"] is None:
        return t("explain.not_rated", name=head["department_name"], coverage=words.share(head["coverage_share"]))
    said = {"name": head["department_name"], "score": _points(head["score"]), "grade": head["grade"]}
    said |= {"rank": head["rank"], "count": head["rated_count"]}
    is_final = head["status"] == "rated"
    return t("explain.rated" if is_final else "explain.provisional", **said)


def origin(head: Row, build_id: str) -> str:
    """Of which company, as-of and build."""
    at = words.instant(head["as_of"], head["timezone"])
    return t("explain.origin", company=head["company_name"], at=at, zone=head["timezone"], build=build_id)


def _facts(head: Row) -> list[tuple[str, str]]:
    coefficient, coverage = words.score(head["coefficient"], "0.0000"), words.share(head["coverage_share"])
    found = [
        ("policy", str(head["policy_version"] or words.NOTHING)),
        ("coefficient", coefficient),
        ("coverage", coverage),
        ("before", _before(head)),
    ]
    if head["score"] is None:
        return [(t(f"explain.fact.{name}"), text) for name, text in found]
    share = words.share(head["interval_share"], "#,##0%")
    place = t("explain.of", rank=head["rank"], count=head["rated_count"])
    sure = [("score", _points(head["score"])), ("rank", place), ("grade", head["grade"])]
    if head["score_low"] is not None:
        interval = t("explain.range", low=_points(head["score_low"]), high=_points(head["score_high"]))
        ranks = t("explain.range", low=head["best_rank"], high=head["worst_rank"])
        sure += [("interval", interval), ("ranks", ranks), ("band", str(head["band"]))]
    if head["rank_held_share"] is not None:
        sure.append(("held", words.share(head["rank_held_share"])))
    return [(t(f"explain.fact.{name}", share=share), text) for name, text in [*sure, *found]]


def _before(head: Row) -> str:
    if head["before_score"] is None:
        return words.NOTHING
    was = {"period": head["before_id"], "score": _points(head["before_score"]), "grade": head["before_grade"]}
    if head["score_change"] is None:
        return t("explain.was", **was)
    return t("explain.was_and_moved", **was, change=f"{head['score_change']:+.1f}")


def _parts(side: str, moving: list[Row]) -> Table:
    return _table(side, [row for row in moving if row["side"] == side], PART_COLUMNS)


def _table(key: str, rows: list[Row], columns: tuple[str, ...]) -> Table:
    return Table(
        title=t(f"explain.{key}.title"),
        note=t(f"explain.{key}.note"),
        names=columns,
        columns=[t(f"column.{name}") for name in columns],
        rows=[[_cell(row, name) for name in columns] for row in rows],
        numbers=[place for place, name in enumerate(columns) if name not in WORDS],
        marked=[place for place, row in enumerate(rows) if row.get("status", "rated") not in ("rated", "provisional")],
    )


def _cell(row: Row, name: str) -> str:
    """One value in words; indicators are told in their own unit."""
    if name == "indicator_id_name":
        return t(f"indicator.{row['indicator_id']}")
    if name == "source_name":
        return t(f"source.{row['source'] or 'unknown'}")
    if name == "status_name":
        return t(f"status.{row['status']}")
    if name == "value":
        return _value(row["kind"], row["value"])
    if name == "interval":
        return _interval(row)
    if name == "counted":
        return _count(row)
    number = row["score" if name == "indicator_score" else name]
    if name in ("contribution_points", "gap_points") and number is not None:
        return f"{number:+.2f}"
    return words.share(number) if name.endswith("_share") else words.score(number)


def _value(kind: str | None, value: float | None) -> str:
    """A share in percent, a mean or a rate with two decimals."""
    if value is None:
        return words.NOTHING
    if kind == "proportion":
        return words.share(value)
    text = words.score(value, "0.00") if kind in ("mean", "rate") else words.score(value)
    return t("explain.per_thousand", value=text) if kind == "rate" else text


def _path(row: Row) -> str | None:
    """From what was counted to the value that is scored, and what was left out; None where nothing was done to it."""
    known = [(name, _value(row["kind"], row[name])) for name in STEPS if row[name] is not None]
    moved = [one for place, one in enumerate(known) if place == 0 or one[1] != known[place - 1][1]]
    gone = [t(f"explain.path.{name}", count=words.count(row[name])) for name in LEFT_OUT if row[name]]
    if len(moved) < 2 and not gone:
        return None
    told = [t(f"explain.path.{name}", value=text) for name, text in moved]
    return t("ranking.told", name=t(f"indicator.{row['indicator_id']}"), value=words.listed([*told, *gone]))


def _interval(row: Row) -> str:
    if row["value_low"] is None:
        return words.NOTHING
    return t("explain.range", low=_value(row["kind"], row["value_low"]), high=_value(row["kind"], row["value_high"]))


def _count(row: Row) -> str:
    """What was counted, of how many; a mean says of how many answers, a single judgement nothing."""
    if row["denominator"] is None:
        return words.NOTHING
    cases = words.score(row["denominator"], "#,##0.##")
    if row["kind"] in ("mean", "value"):
        return cases
    return t("explain.of_cases", met=words.score(row["numerator"], "#,##0.##"), cases=cases)


def _why(row: Row) -> str:
    """Why an indicator does not count, with what was seen where that may be told."""
    why = t(f"status.{row['status']}")
    return why if row["denominator"] is None else t("explain.seen", why=why, count=_count(row))


def state(head: Row) -> str:
    """Where the half-year stands."""
    at = words.instant(head["frozen_at"], head["timezone"])
    return t(f"explain.state.{head['state']}", period=head["period_id"], at=at)


def appeal(head: Row, until: str = "explain.appeal.until") -> str:
    """How to appeal, and until when; `until` is the sentence while it can be done."""
    subject = {"department": head["department_id"], "employee": head.get("employee_id")}
    how = {"period": head["period_id"], "next": head["next_period_id"], **subject}
    at = words.instant(head["appeals_end_at"], head["timezone"])
    is_over, is_public = head["state"] == "frozen" or head["is_appeal_over"], head["state"] in ("publicity", "appeals")
    if is_over:
        return t("explain.appeal.over", at=at, **how)
    return t(until if is_public else "explain.appeal.later", at=at, **how)


def _remarks(head: Row) -> list[str]:
    """What the ledger added, what a veto took, what is different today."""
    found = []
    if head["adjustment_points"]:
        points = f"{head['adjustment_points']:+.2f}"
        found.append(t("explain.adjusted", points=points, ids=head["ledger_ids"] or words.NOTHING))
    if head["unvetoed_grade"] not in (None, head["grade"]):
        found.append(t("explain.vetoed", grade=head["unvetoed_grade"], ids=head["ledger_ids"] or words.NOTHING))
    if head["is_restated"]:
        ask = {"points": f"{head['proposed_points'] or 0:+.2f}", "next": head["next_period_id"]}
        now = {"score": words.score(head["present_score"], "0.0000"), "rank": head["present_rank"] or words.NOTHING}
        found.append(t("explain.restated", **now, **ask))
    return found


def _points(score: float) -> str:
    return words.score(score, "0.00")
