"""Every column of the warehouse that holds personal data: where, why, who sees it, how long. One list, held by a test.

docs/personal-data.md is made from it.
"""

import re
from dataclasses import dataclass

from warehouse.contract import FEEDS

LOOKS_PERSONAL = re.compile(
    r"(^|_)(employee|email|requester|respondent|assignee|actor|comment|manager|rater|evaluator|subject|person|phone"
    r"|mobile|author|user|creator|birth|gender|salary)(_|$)(?!count)"
    r"|^(position|content|sample|old_value|new_value|base_amount|amount_fen|hired_on|left_on)$"
)
AS_LONG_AS_THE_SOURCE = "until the source drops it, and then in the last `keep_builds` builds"
NOBODY = "nobody on a page; who may read the warehouse's files"


@dataclass(frozen=True)
class Personal:
    """Columns of one meaning, each as schema.table.column."""

    what: str
    columns: tuple[str, ...]
    why: str
    seen_by: str = NOBODY
    kept: str = AS_LONG_AS_THE_SOURCE


def _in(tables: str, *columns: str) -> tuple[str, ...]:
    return tuple(f"{table}.{column}" for table in tables.split() for column in columns)


PERSONAL = (
    Personal(
        "who an employee is, where and since when",
        _in("feed.employees staging.stg_employee core.dim_employee", "employee_id", "employee_name", "position")
        + _in("feed.employees staging.stg_employee core.dim_employee", "manager_employee_id", "hired_on", "left_on")
        + _in("core.bridge_employee_department", "employee_id"),
        "an employee's department on a day decides whose ticket it is, and whose money",
        "names and ids on the page of the bonus and in the search: oneself, the manager, HR, auditors",
    ),
    Personal(
        "who was trained, and who was recognised",
        _in("feed.trainings staging.stg_training feed.recognitions staging.stg_recognition", "employee_id"),
        "people are counted by department; reports of misconduct (findings) hold no reporter at all",
    ),
    Personal(
        "mail address of an employee",
        _in("core.dim_employee feed.employees staging.stg_employee", "email"),
        "who signs in is found by it where the sign-in brings no employee's id",
    ),
    Personal(
        "who leads a department",
        _in("feed.departments staging.stg_department core.dim_department", "manager_employee_id"),
        "a department's head sees its pages",
    ),
    Personal(
        "who is away",
        _in("feed.absences staging.stg_absence", "employee_id"),
        "days of unpaid leave do not count for money",
    ),
    Personal(
        "who asked for a ticket",
        _in("feed.tickets staging.stg_ticket core.fct_ticket metrics.measured_ticket", "requester_id"),
        "the customer is the requester's department on the day of creation; heads of departments are told from others",
    ),
    Personal(
        "who works on a ticket",
        _in("feed.tickets staging.stg_ticket", "assignee_id") + _in("person.person_ticket", "employee_id"),
        "which department holds it when nothing else says so, and whose own work it was",
    ),
    Personal(
        "the subject line of a ticket",
        _in("feed.tickets staging.stg_ticket", "subject"),
        "so that people find their ticket again; it may name somebody",
        "in the search: whose department serves or is served by the ticket, and who may see all; it is logged",
    ),
    Personal(
        "who did what on a ticket",
        _in("feed.ticket_events staging.stg_ticket_event", "actor_id"),
        "whether the provider or the customer answered",
    ),
    Personal(
        "values of an event, for changes of the assignee a person",
        _in("feed.ticket_events staging.stg_ticket_event core.fct_ticket_event", "old_value", "new_value"),
        "the states of the service clock are made of them",
        "the receipt of a ticket shows status, priority, provider and service",
    ),
    Personal(
        "who answered a survey or was asked: keyed pseudonyms, the key apart",
        _in("feed.survey_responses staging.stg_survey_response", "respondent_id")
        + _in("feed.survey_invitations staging.stg_survey_invitation", "respondent_id")
        + _in("core.fct_survey_answer core.fct_survey_invitation core.fct_survey_mark", "rater_id")
        + _in("core.fct_survey_rater core.fct_rater_score", "rater_id")
        + _in("fairness.answer_form fairness.rater_habit marts.rater_severity", "rater_id"),
        "raters are counted, fewer than `k_score` of them show no score, and how lenient they are is allowed for",
    ),
    Personal(
        "what people wrote in their own words",
        _in("feed.survey_responses staging.stg_survey_response", "comment")
        + _in("feed.evaluations staging.stg_evaluation", "comment"),
        "the source has it; no model uses it",
    ),
    Personal(
        "who evaluated whom",
        _in("feed.evaluations staging.stg_evaluation person.person_evaluation", "evaluator_id", "employee_id"),
        "evaluations are indicators; of peers only those count who shared a ticket, and never fewer than `k_score`",
    ),
    Personal(
        "who adjusted, vetoed, appealed, approved or decided in the assessment, about whom, and why",
        _in("audit.ledger_entry", "actor_id", "content"),
        "the ledger is what makes a result accountable; `ledger.jsonl` beside the builds has the same",
        kept="for good: the ledger only grows",
    ),
    Personal(
        "who decided about a sign of unfairness",
        _in("marts.fairness_decision", "actor_id"),
        "a person answers for the decision, never the machine",
        "who may see the page of fairness",
        "for good: the ledger only grows",
    ),
    Personal(
        "an employee's bonus base and bonus",
        _in("feed.bonus_bases staging.stg_bonus_base", "employee_id", "base_amount")
        + _in("marts.bonus_line", "employee_id", "amount_fen")
        + _in("marts.bonus_department", "amount_fen"),
        "the pool of a half-year is given out by them",
        "the bonus page: the person, who leads him or her, and who may see everybody's lines",
    ),
    Personal(
        "how an employee is assessed: counts of own tickets and answers, scores, grade",
        _in(
            "person.person_resolution_on_time person.person_csat person.peer_collaboration"
            " person.person_superior_review person.person_self_review person.person_observation"
            " marts.person_score marts.person_indicator marts.annual_score marts.management_review",
            "employee_id",
        ),
        "the share of the department's pool follows it, and the person has a right to the explanation",
        "the bonus page: the person, who leads him or her, and who may see everybody's lines; never as a ranking",
        AS_LONG_AS_THE_SOURCE + "; frozen half-years for good",
    ),
    Personal(
        "a refused row as it came, which may hold any of the above",
        tuple(f"quarantine.{feed}.content" for feed in FEEDS),
        "only who sees the row can mend it",
        "the page of refused rows: the data team and auditors",
        "in the last `keep_builds` builds; of feeds that are added to, until the row is released",
    ),
    Personal(
        "a row mended by hand, and who mended it",
        _in("audit.release", "released_by"),
        "what a person changed must be traced to that person",
        "nobody on a page; who may read the warehouse's files, released/<feed>.jsonl among them",
        "in the last `keep_builds` builds; in released/ until somebody deletes the file",
    ),
    Personal(
        "keys of rows that failed a check",
        _in("audit.expectation", "sample"),
        "to find the row; never more than its file, number and key",
        "the page of checks: the data team and auditors",
        "in the last `keep_builds` builds, and in checks/ for the last 400 runs",
    ),
)
