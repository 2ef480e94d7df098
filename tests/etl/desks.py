"""Answers in the documented shape of Jira, ServiceNow and Zendesk: two tickets each, with the same course.

The first, of middle priority, is created on Monday 2026-03-02 at 09:00 in Shanghai, answered at 09:30, waits for the
customer from 10:00 to 11:00, and is resolved at 14:00. The second, urgent, is created at the same time, has an
internal note at 09:10, and is resolved on Tuesday at 18:00.
"""

from typing import Any

from tests.etl.replay import Answer, Asked

AGENT, CUSTOMER = "agent-1", "customer-1"


def _jira_issue(number: int, priority: str, status: str, updated: str) -> dict[str, Any]:
    fields = {
        "summary": f"Issue {number}",
        "issuetype": {"id": "1", "name": "[System] Incident"},
        "project": {"id": "10000", "key": "SUP", "name": "Support"},
        "status": {"id": "5", "name": status, "statusCategory": {"key": "done"}},
        "priority": {"id": "3", "name": priority},
        "reporter": {"accountId": CUSTOMER, "displayName": "A. Customer", "active": True},
        "assignee": None,
        "created": "2026-03-02T09:00:00.000+0800",
        "updated": updated,
    }
    return {"id": str(10000 + number), "key": f"SUP-{number}", "fields": fields}


def _jira_change(number: int, at: str, *items: tuple[str, str, str]) -> dict[str, Any]:
    told = [{"field": name, "fieldId": name, "fromString": old, "toString": new} for name, old, new in items]
    return {"id": str(number), "author": {"accountId": AGENT}, "created": f"2026-03-{at}:00.000+0800", "items": told}


JIRA_ISSUES = [
    _jira_issue(1, "Medium", "Resolved", "2026-03-02T14:00:00.000+0800"),
    _jira_issue(2, "Highest", "Resolved", "2026-03-03T18:00:00.000+0800"),
]
JIRA_CHANGES = {
    "SUP-1": [
        _jira_change(101, "02T10:00", ("labels", "", "vpn"), ("status", "Open", "Waiting for customer")),
        _jira_change(102, "02T11:00", ("status", "Waiting for customer", "Work in progress")),
        _jira_change(103, "02T14:00", ("resolution", "", "Done"), ("status", "Work in progress", "Resolved")),
    ],
    "SUP-2": [_jira_change(201, "03T18:00", ("status", "Open", "Resolved"))],
}
JIRA_COMMENTS = {"SUP-1": ("301", "09:30", True), "SUP-2": ("302", "09:10", False)}


def jira(asked: Asked) -> Answer:
    """Issues in pages of one with a token, changelogs in pages of two, and comments."""
    if not asked.headers.get("Authorization", "").startswith("Basic "):
        return Answer({"errorMessages": ["no login"]}, status=401)
    if asked.path == "/rest/api/3/search/jql":
        if "nextPageToken" not in asked.query:
            return Answer({"issues": JIRA_ISSUES[:1], "nextPageToken": "CAEaAg==", "isLast": False})
        return Answer({"issues": JIRA_ISSUES[1:], "isLast": True})
    *_, key, what = asked.path.split("/")
    first = int(asked.query["startAt"])
    if what == "changelog":
        page = JIRA_CHANGES[key][first : first + 100]
        more = {"startAt": first, "maxResults": 100, "total": len(JIRA_CHANGES[key]), "isLast": True}
        return Answer({"values": page, **more})
    number, at, is_public = JIRA_COMMENTS[key]
    comment = {"id": number, "author": {"accountId": AGENT}, "created": f"2026-03-02T{at}:00.000+0800"}
    return Answer({"comments": [comment | {"body": {"type": "doc"}, "jsdPublic": is_public}], "startAt": 0, "total": 1})


def _snow_all(**values: str) -> dict[str, Any]:
    return {
        name.replace("__", "."): {"display_value": f"the {value}", "value": value} for name, value in values.items()
    }


def _snow_incident(number: int, priority: str, updated: str) -> dict[str, Any]:
    return _snow_all(
        sys_id=f"{number:032x}",
        number=f"INC{number:07}",
        state="6",
        priority=priority,
        assignment_group="d625dccec0a8016700a222a0f7900d06",
        caller_id__user_name=CUSTOMER,
        caller_id__department="221f79b7c6112284005d646b76ab978c",
        opened_at="2026-03-02 01:00:00",
        made_sla="true",
        sys_updated_on=updated,
    )


def _snow_change(number: int, ticket: int, at: str, old: str, new: str) -> dict[str, str]:
    return {
        "sys_id": f"{'a' * 24}{number:08}",
        "documentkey": f"{ticket:032x}",
        "fieldname": "state",
        "oldvalue": old,
        "newvalue": new,
        "user": AGENT,
        "sys_created_on": f"2026-03-{at}:00",
    }


def _snow_reply(number: int, ticket: int, at: str, element: str) -> dict[str, str]:
    return {
        "sys_id": f"{'b' * 24}{number:08}",
        "element_id": f"{ticket:032x}",
        "element": element,
        "sys_created_by": AGENT,
        "sys_created_on": f"2026-03-02 {at}:00",
    }


SNOW: dict[str, list[Any]] = {
    "incident": [_snow_incident(1, "3", "2026-03-02 06:00:00"), _snow_incident(2, "1", "2026-03-03 10:00:00")],
    "sys_audit": [
        _snow_change(1, 1, "02 02:00", "2", "3"),
        _snow_change(2, 1, "02 03:00", "3", "2"),
        _snow_change(3, 1, "02 06:00", "2", "6"),
        _snow_change(4, 2, "03 10:00", "1", "6"),
    ],
    "sys_journal_field": [_snow_reply(1, 1, "01:30", "comments"), _snow_reply(2, 2, "01:10", "work_notes")],
    "sys_user_group": [{"sys_id": "d625dccec0a8016700a222a0f7900d06", "name": "Service Desk"}],
    "cmn_department": [{"sys_id": "221f79b7c6112284005d646b76ab978c", "name": "Sales"}],
}


def servicenow(asked: Asked) -> Answer:
    """Rows of a table from an offset on."""
    first, limit = int(asked.query["sysparm_offset"]), int(asked.query["sysparm_limit"])
    return Answer({"result": SNOW[asked.path.rpartition("/")[2]][first : first + limit]})


def _zendesk_ticket(number: int, priority: str | None, status: str, updated: str) -> dict[str, Any]:
    return {
        "id": number,
        "type": "incident",
        "priority": priority,
        "status": status,
        "group_id": 98738,
        "organization_id": 509974,
        "requester_id": 20978392,
        "assignee_id": None,
        "created_at": "2026-03-02T01:00:00Z",
        "updated_at": updated,
        "subject": f"Ticket {number}",
        "via": {"channel": "web", "source": {"from": {}, "rel": None}},
        "custom_fields": [{"id": 27642, "value": "745"}],
    }


def _zendesk_audit(number: int, ticket: int, at: str, *events: dict[str, Any]) -> dict[str, Any]:
    numbered = [{"id": number * 10 + place, **event} for place, event in enumerate(events)]
    return {
        "id": number,
        "ticket_id": ticket,
        "created_at": f"2026-03-{at}:00Z",
        "author_id": 5246746,
        "events": numbered,
    }


def _change(old: str, new: str) -> dict[str, Any]:
    return {"type": "Change", "field_name": "status", "previous_value": old, "value": new}


NOTICE = {"type": "Notification", "subject": "Your ticket has been updated"}
ZENDESK_TICKETS = [
    _zendesk_ticket(1, None, "solved", "2026-03-02T06:00:00Z"),
    _zendesk_ticket(2, "urgent", "solved", "2026-03-03T10:00:00Z"),
    _zendesk_ticket(3, "urgent", "deleted", "2026-03-02T07:00:00Z"),
]
ZENDESK_AUDITS = {
    1: [
        _zendesk_audit(100, 1, "02T01:00", {"type": "Create", "field_name": "status", "value": "new"}),
        _zendesk_audit(101, 1, "02T01:30", {"type": "Comment", "public": True, "body": "On it"}, NOTICE),
        _zendesk_audit(102, 1, "02T02:00", _change("new", "pending")),
        _zendesk_audit(103, 1, "02T03:00", _change("pending", "open")),
        _zendesk_audit(104, 1, "02T06:00", _change("open", "solved")),
    ],
    2: [
        _zendesk_audit(201, 2, "02T01:10", {"type": "Comment", "public": False, "body": "Hm"}),
        _zendesk_audit(202, 2, "03T10:00", _change("new", "solved")),
    ],
}


def zendesk(asked: Asked) -> Answer:
    """The export with a cursor that is there on the last page too, audits in pages of two, and departments."""
    if asked.path.endswith("cursor.json"):
        pages = {None: ZENDESK_TICKETS[:1], "c1": ZENDESK_TICKETS[1:], "c2": []}
        cursor = asked.query.get("cursor")
        after = "c1" if cursor is None else "c2"
        return Answer({"tickets": pages[cursor], "after_cursor": after, "end_of_stream": cursor is not None})
    if asked.path.endswith("audits.json"):
        number = int(asked.path.split("/")[-2])
        if number not in ZENDESK_AUDITS:
            return Answer({"error": "RecordNotFound"}, status=404)
        first = int(asked.query.get("page[after]", 0))
        has_more = first + 2 < len(ZENDESK_AUDITS[number])
        meta = {"has_more": has_more, "after_cursor": str(first + 2)}
        return Answer({"audits": ZENDESK_AUDITS[number][first : first + 2], "meta": meta})
    key, rows = {
        "/api/v2/groups.json": ("groups", [{"id": 98738, "name": "Desk"}]),
        "/api/v2/organizations.json": ("organizations", [{"id": 509974, "name": "Sales"}]),
    }[asked.path]
    return Answer({key: rows, "meta": {"has_more": False, "after_cursor": None}})
