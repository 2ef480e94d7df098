"""Why a person has a score and an amount, in words: the same sentences for the page, the command line and the PDF."""

from dataclasses import dataclass

from dashboard import words
from dashboard.explain.document import Read, Row, Told, appeal, origin, state
from dashboard.receipt.document import Table
from dashboard.words import count, money, score, t

ITEM_COLUMNS = ("indicator_id_name", "value", "prior_value", "counted", "score", "weight", "status_name")
WORDS = ("indicator_id_name", "status_name")
SHARES = ("own_resolution_on_time", "own_csat")
HEAD = "unit_head"


@dataclass(frozen=True, kw_only=True)
class PersonExplanation(Told):
    """Everything that is said of one person in one department and half-year."""

    employee_id: str
    employee_name: str
    items: Table

    @property
    def tables(self) -> list[Table]:
        return [self.items] if self.items.rows else []


def person_explanation(read: Read, build_id: str) -> PersonExplanation | None:
    """From reads/person_head, bonus_item and bonus_why; None when the reader's scope has no such result.

    Of a person with several departments it is the one with the most paid days, unless the reads name one.
    """
    found = read("person_head").rows(named=True)
    if not found:
        return None
    head = found[0]
    items = read("bonus_item").rows(named=True)
    named = {"name": head["employee_name"], "department": head["department_name"], "period": head["period_id"]}
    return PersonExplanation(
        employee_id=head["employee_id"],
        employee_name=head["employee_name"],
        department_id=head["department_id"],
        department_name=head["department_name"],
        period_id=head["period_id"],
        title=t("explain.person.title", **named),
        verdict=_verdict(head),
        origin=origin(head, build_id),
        facts=_facts(head),
        items=_items(items),
        left_out=[(t(f"item.{row['indicator_id']}"), _why(row, head)) for row in items if row["score"] is None],
        amount=[line for row in read("bonus_why").rows(named=True) for line in amount_lines(row)]
        or [t("explain.person.no_amount")],
        state=state(head),
        appeal=appeal(head, "explain.person.appeal"),
        remarks=_remarks(head),
    )


def amount_lines(row: Row) -> list[str]:
    """How the amount of one row of reads/bonus_why comes about, in the order of multiplication; the amount last."""
    lines = [
        t("bonus.why.base", base=money(row["base_amount"]), days=count(row["paid_day_count"])),
        t("bonus.why.coefficient", coefficient=score(row["coefficient"], "0.000"), grade=row["grade"] or words.NOTHING),
        t("bonus.why.department", coefficient=score(row["department_coefficient"], "0.000")),
    ]
    if row["ledger_ids"]:
        lines.append(t("bonus.why.excluded", ids=row["ledger_ids"]))
    elif row["mode"] == "open":
        lines.append(t("bonus.why.open", quota=score(row["quota_amount"], "#,##0.0000")))
    else:
        if row["department_amount"] is not None:
            sums = {"amount": money(row["department_amount"]), "people": count(row["employee_count"])}
            lines.append(t("bonus.why.pool", **sums))
        exact = {"numerator": row["quota_num"], "denominator": row["quota_den"]}
        lines.append(t("bonus.why.quota", quota=score(row["quota_amount"], "#,##0.0000"), **exact))
    return [*lines, t("bonus.why.amount", amount=money(row["bonus_amount"]))]


def _verdict(head: Row) -> str:
    """The answer in one sentence: the score, or why there is none."""
    said = {"name": head["employee_name"], "department": head["department_name"]}
    said |= {"coefficient": score(head["coefficient"], "0.000"), "days": count(head["paid_day_count"])}
    said |= {"score": score(head["score"], "0.00"), "grade": head["grade"] or words.NOTHING}
    said |= {"coverage": words.share(head["coverage_share"]), "least": words.share(head["min_coverage_share"])}
    said |= {"min_days": count(head["rated_min_days"]), "min_raters": count(head["min_raters"])}
    said |= {"min_tickets": score(head["min_tickets"], "#,##0.##")}
    reason = head["reason"] or head["status"]
    return t(f"explain.person.{reason}", **said)


def _facts(head: Row) -> list[tuple[str, str]]:
    found = [("days", count(head["paid_day_count"])), ("coefficient", score(head["coefficient"], "0.0000"))]
    found += [("coverage", words.share(head["coverage_share"])), ("policy", head["policy_version"] or words.NOTHING)]
    sure = []
    if head["score"] is not None:
        sure = [("score", score(head["score"], "0.00")), ("grade", head["grade"] or words.NOTHING)]
    if head["score_low"] is not None:
        reach = {"low": score(head["score_low"], "0.00"), "high": score(head["score_high"], "0.00")}
        sure += [("interval", t("explain.range", **reach)), ("band", str(head["band"]))]
    share = words.share(head["interval_share"], "#,##0%")
    return [(t(f"explain.fact.{name}", share=share), text) for name, text in [*sure, *found]]


def _items(rows: list[Row]) -> Table:
    return Table(
        title=t("explain.items.title"),
        note=t("explain.items.note"),
        names=ITEM_COLUMNS,
        columns=[t(f"column.{name}") for name in ITEM_COLUMNS],
        rows=[[_cell(row, name) for name in ITEM_COLUMNS] for row in rows],
        numbers=[place for place, name in enumerate(ITEM_COLUMNS) if name not in WORDS],
        marked=[place for place, row in enumerate(rows) if row["score"] is None],
    )


def _cell(row: Row, name: str) -> str:
    if name == "indicator_id_name":
        return t(f"item.{row['indicator_id']}")
    if name == "status_name":
        return t(f"status.{row['status']}")
    if name == "counted":
        return _count(row)
    number = row["prior" if name == "prior_value" else name]
    is_share = name in ("value", "prior_value") and row["indicator_id"] in SHARES
    return words.share(number) if is_share else score(number)


def _count(row: Row) -> str:
    """Of how many; a mean of judgements says of how many judgements."""
    if row["denominator"] is None:
        return words.NOTHING
    cases = score(row["denominator"], "#,##0.##")
    if row["indicator_id"] not in SHARES:
        return cases
    return t("explain.of_cases", met=score(row["numerator"], "#,##0.##"), cases=cases)


def _why(row: Row, head: Row) -> str:
    """Why an item does not count, with what it would take; never how many raters there were."""
    if row["status"] == "too_few_cases":
        least = score(head["min_tickets"], "#,##0.##")
        return t("explain.person.cases", count=score(row["denominator"], "#,##0.##"), least=least)
    if row["status"] == "suppressed":
        return t("explain.person.raters", least=count(head["min_raters"]))
    return t(f"status.{row['status']}")


def _remarks(head: Row) -> list[str]:
    """What a veto took."""
    if head["unvetoed_grade"] in (None, head["grade"]):
        return []
    return [t("explain.vetoed", grade=head["unvetoed_grade"], ids=head["ledger_ids"] or words.NOTHING)]
