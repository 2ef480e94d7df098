"""The feeds: columns, types, words and keys, declared once.

The quarantine split (etl), the report on it (expectations), the empty tables of feeds that a
company does not have, and docs/contract.md are all made from what stands here.
"""

from dataclasses import dataclass

DUCKDB_TYPE = {
    "text": "VARCHAR",
    "instant": "TIMESTAMPTZ",
    "date": "DATE",
    "decimal": "DECIMAL(18, 4)",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
}

REASONS = (
    "missing_required",
    "bad_type",
    "bad_time",
    "unknown_word",
    "duplicate_key",
    "before_creation",
    "conflicting_level",
    "unknown_reference",
    "malformed_row",
)


@dataclass(frozen=True)
class Column:
    """One column of a feed; `words` are the canonical words of a closed list, empty when any text goes."""

    name: str
    type: str = "text"
    is_required: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feed:
    """One feed; `key` names the columns that make a row unique (a null counts as a value)."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def happened(self) -> str | None:
        """The column that says when a row happened, an instant or a date; None where rows describe a state."""
        return HAPPENED.get(self.name)


@dataclass(frozen=True)
class Rule:
    """One way in which a row can break its feed's contract; `id` is what `shaped.<feed>.broken` lists."""

    feed: str
    code: str
    column: str

    @property
    def id(self) -> str:
        return f"{self.code}:{self.column}"


def _feed(name: str, key: str, *lines: str) -> Feed:
    """Reads lines such as `created_at* instant` or `status* text open|pending`; a star is a required column."""
    columns = []
    for line in lines:
        column, type_name, *words = line.split()
        columns.append(
            Column(column.rstrip("*"), type_name, column.endswith("*"), tuple(words[0].split("|")) if words else ())
        )
    return Feed(name, tuple(key.split()), tuple(columns))


STATUSES = ("open", "pending", "resolved", "closed", "cancelled")
SIX_STEPS = ("learn", "feedback", "ask", "suggest", "negotiate", "thank")
STEPS = (
    "confirmation", "written_confirmation", "change", "alert", "escalation", "expert", "reminder", "approval",
    "customer_confirmation", "team", "evidence", "plan", "plan_sent", "mediation", "settlement", *SIX_STEPS,
)  # fmt: skip
EVENT_FIELDS = ("status", "priority", "provider_department_id", "service_id", "assignee_id", "reply")

_FEEDS = (
    _feed(
        "departments", "department_id valid_from",
        "department_id* text", "department_name* text", "parent_department_id text", "manager_employee_id text",
        "valid_from date", "valid_to date",
    ),
    _feed(
        "employees", "employee_id effective_from",
        "employee_id* text", "employee_name text", "department_id* text", "position text", "manager_employee_id text",
        "email text", "hired_on date", "left_on date", "effective_from date",
    ),
    _feed("absences", "employee_id from_on", "employee_id* text", "from_on* date", "to_on* date", "kind text"),
    _feed(
        "services", "service_id",
        "service_id* text", "service_name* text", "provider_department_id* text", "description text",
    ),
    _feed(
        "service_customers", "service_id customer_department_id provider_position customer_position",
        "service_id* text", "customer_department_id* text", "provider_position text", "customer_position text",
        "relation text function|rank|process|operation",
    ),
    _feed(
        "service_levels", "service_id priority customer_department_id valid_from",
        "service_id* text", "priority* text", "customer_department_id text", "calendar* text",
        "response_minutes integer", "resolution_minutes integer", "valid_from date", "valid_to date",
    ),
    _feed(
        "tickets", "ticket_id",
        "ticket_id* text", "kind* text request|need|incident|complaint", "service_id text", "priority* text",
        f"status* text {'|'.join(STATUSES)}", "requester_id text", "customer_department_id text",
        "provider_department_id* text", "assignee_id text", "created_at* instant", "subject text", "channel text",
        "complexity_tier text", "first_response_at instant", "resolved_at instant", "closed_at instant",
        "source_sla_met boolean", "impact text", "urgency text", "cost decimal", "benefit decimal", "decision text",
        "promised_at instant", "root_cause text", "corrective_action text", "upheld boolean",
    ),
    _feed(
        "ticket_events", "ticket_id event_id",
        "ticket_id* text", "event_id* integer", "occurred_at* instant", f"field* text {'|'.join(EVENT_FIELDS)}",
        "old_value text", "new_value text", "actor_id text",
    ),
    _feed(
        "survey_responses", "response_id question",
        "response_id* text", "question* text", "survey_id* text",
        "kind text relationship|transaction|complaint|upward", "submitted_at* instant", "respondent_id text",
        "customer_department_id* text", "provider_department_id* text", "ticket_id text", "score* decimal",
        "scale_min decimal", "scale_max* decimal", "expectation decimal", "comment text",
    ),
    _feed(
        "survey_invitations", "survey_id respondent_id provider_department_id",
        "survey_id* text", "respondent_id* text", "provider_department_id* text",
        "kind text relationship|transaction|complaint|upward", "invited_at* instant", "ticket_id text",
    ),
    _feed(
        "projects", "project_id milestone member_department_id",
        "project_id* text", "milestone* text", "member_department_id* text", "project_name text",
        "owner_department_id* text", "planned_effort decimal", "due_on* date", "completed_on date",
        "accepted_first_time boolean",
    ),
    _feed(
        "process_steps", "process_id step_no",
        "process_id* text", "step_no* integer", "provider_department_id* text", "customer_department_id text",
        "service_id text", "input text", "input_standard text", "output text", "output_standard text",
    ),
    _feed(
        "handoffs", "chain_id step_no",
        "chain_id* text", "step_no* integer", "process_id* text", "handed_at* instant", "accepted_first_time* boolean",
    ),
    _feed(
        "improvements", "improvement_id",
        "improvement_id* text", "department_id* text", "source text", "opened_on date", "plan_due_on date",
        "done_on date", "checked_on date", "acted_on date", "verified_effective boolean",
    ),
    _feed(
        "evaluations", "period_id source department_id employee_id evaluator_id",
        "period_id* text", "source* text superior|self|peer|audit|management_review", "department_id text",
        "employee_id text", "evaluator_id text", "score* decimal", "comment text",
    ),
    _feed("bonus_bases", "period_id employee_id", "period_id* text", "employee_id* text", "base_amount* decimal"),
    _feed("bonus_pools", "period_id", "period_id* text", "amount* decimal"),
    _feed(
        "ticket_details", "ticket_id",
        "ticket_id* text", "goal text", "standard text", "wanted_on date", "origin text customer|provider",
        "is_custom boolean", "rework_cause text information|wrong_information|misunderstanding|error|other",
    ),
    _feed(
        "ticket_steps", "ticket_id step_id",
        "ticket_id* text", "step_id* text", f"kind* text {'|'.join(STEPS)}", "occurred_at* instant", "done_at instant",
        "department_id text", "is_complete boolean",
    ),
    _feed(
        "request_reviews", "ticket_id reviewer_department_id",
        "ticket_id* text", "reviewer_department_id* text", "reviewed_on* date", "reasonable decimal",
        "feasible decimal", "impact decimal", "cost_benefit decimal",
    ),
    _feed(
        "service_terms", "service_id customer_department_id",
        "service_id* text", "customer_department_id text", "acceptance_criteria text", "quality_requirement text",
        "contact_mode text", "criticality text", "signed_on date",
    ),
    _feed(
        "documents", "document_id",
        "document_id* text", "kind* text policy|standard|procedure|channel|profile|service_team", "department_id text",
        "title text", "valid_from date", "valid_to date", "published_on date", "reviewed_on date",
        "addressee_count integer", "acknowledged_count integer", "is_complete boolean",
    ),
    _feed(
        "meetings", "meeting_id department_id",
        "meeting_id* text", "department_id* text",
        "kind* text internal|cross_department|review|exchange|visit|briefing|task_force", "planned_on* date",
        "held_on date",
    ),
    _feed(
        "audits", "audit_id",
        "audit_id* text", "kind* text audit|branch_check|manager_check", "department_id* text", "planned_on* date",
        "done_on date",
    ),
    _feed(
        "findings", "finding_id",
        "finding_id* text", "kind* text audit|check|report|privacy|leak", "department_id* text", "found_on* date",
        "due_on date", "closed_on date", "is_valid boolean",
    ),
    _feed(
        "quality_checks", "check_id dimension",
        "check_id* text", "dimension* text", "kind* text ticket|call", "department_id* text", "checked_on* date",
        "is_passed* boolean",
    ),
    _feed(
        "suggestions", "suggestion_id",
        "suggestion_id* text", "from_department_id* text", "to_department_id* text", "category text",
        "submitted_on* date", "reviewed_on date", "decision text adopted|deferred|rejected", "implemented_on date",
    ),
    _feed(
        "trainings", "employee_id course_id completed_on",
        "employee_id* text", "course_id* text", "completed_on* date", "category text", "hours decimal",
        "is_passed boolean", "valid_to date",
    ),
    _feed(
        "problems", "problem_id department_id",
        "problem_id* text", "department_id* text", "opened_on* date", "root_cause text", "action text",
        "closed_on date",
    ),
    _feed(
        "recognitions", "recognition_id",
        "recognition_id* text", "from_department_id text", "to_department_id* text", "employee_id text",
        "recognized_on* date",
    ),
)  # fmt: skip

HAPPENED = {
    "tickets": "created_at",
    "ticket_events": "occurred_at",
    "survey_responses": "submitted_at",
    "survey_invitations": "invited_at",
    "projects": "completed_on",
    "handoffs": "handed_at",
    "improvements": "opened_on",
    "ticket_steps": "occurred_at",
    "request_reviews": "reviewed_on",
    "meetings": "held_on",
    "audits": "done_on",
    "findings": "found_on",
    "quality_checks": "checked_on",
    "suggestions": "submitted_on",
    "trainings": "completed_on",
    "problems": "opened_on",
    "recognitions": "recognized_on",
}

FEEDS: dict[str, Feed] = {feed.name: feed for feed in _FEEDS}


def row_rules(feed: Feed) -> list[Rule]:
    """The rules that one row alone can break."""
    rules = [Rule(feed.name, "malformed_row", "*")]
    for column in feed.columns:
        if column.is_required:
            rules.append(Rule(feed.name, "missing_required", column.name))
        if column.type in ("instant", "date"):
            rules.append(Rule(feed.name, "bad_time", column.name))
        elif column.type != "text":
            rules.append(Rule(feed.name, "bad_type", column.name))
        if column.words:
            rules.append(Rule(feed.name, "unknown_word", column.name))
    return rules


def set_rules(feed: Feed) -> list[Rule]:
    """The rules that need more than the row: its key's other rows, or another feed."""
    rules = [Rule(feed.name, "duplicate_key", "+".join(feed.key))]
    if feed.name == "ticket_events":
        rules.append(Rule(feed.name, "before_creation", "occurred_at"))
        rules.append(Rule(feed.name, "unknown_reference", "ticket_id"))
        rules.append(Rule(feed.name, "unknown_word", "new_value"))
        rules.append(Rule(feed.name, "unknown_word", "old_value"))
    if feed.name == "service_levels":
        rules.append(Rule(feed.name, "conflicting_level", "valid_from"))
        rules.append(Rule(feed.name, "unknown_reference", "calendar"))
    return rules


def rules(feed: Feed) -> list[Rule]:
    return row_rules(feed) + set_rules(feed)
