"""Every word that is shown stands in both catalogues, and no other does."""

import ast
import re
from datetime import UTC, date, datetime

import pytest

from dashboard import words
from dashboard.access import ROLES
from dashboard.audit import EVENTS
from dashboard.explain.document import LEFT_OUT, STEPS
from etl.notice import SAID
from expectations.fairness_flag import KINDS as SIGNS
from expectations.marts import SUITES
from expectations.requirement_value import STATUSES as REQUIREMENT_STATUSES
from tests.conftest import PAGES, ROOT
from warehouse.assessment.period.life import STATES
from warehouse.assessment.period.office import VERDICTS
from warehouse.assessment.policy_people import LIKE
from warehouse.contract import FEEDS, REASONS
from warehouse.requirements import requirements

MODULES = sorted((ROOT / "dashboard").rglob("*.py"))
NARROWING = ("provider", "customer", "service", "priority")
STATUSES = (
    "rated",
    "provisional",
    "no_cases",
    "too_few_cases",
    "not_applicable",
    "suppressed",
    "at_fault",
    "not_rated",
)
PERSON_STATUSES = (
    "rated", "provisional", "unit_head", "not_assessed", "too_few_days", "too_few_tickets", "too_few_raters",
    "low_coverage",
)  # fmt: skip
INDICATORS = sorted(path.stem for path in (ROOT / "warehouse/models/metrics").glob("*.sql"))
CHECKS = {str(one.meta["rule"]) for suite in SUITES for one in suite().expectations} | {
    "columns", "known_rules", "refused",
}  # fmt: skip
FACTS = (
    "score", "rank", "grade", "interval", "ranks", "band", "held", "policy", "coefficient", "coverage", "before",
    "days",
)  # fmt: skip
MESSAGES = ("no_warehouse", "forbidden", "no_permission", "login", "fault", "broken")
PROMISES = ("response", "resolution")
KINDS = ("relationship", "upward", "transaction", "complaint")
CHAIN_STATES = ("computed", "nothing_passes", "step_without_cases")
CARDS = (
    "dated",
    "kept",
    "caused",
    "upheld",
    "on_time",
    "accepted",
    "done",
    "effective",
    "test",
    "kind",
    "flag",
    "undecided",
)
MEASURES = ("edge_has_level", "terms_complete", "audits_done", "trained_share")
TERMS = (
    "provider", "customer", "service", "service_level", "clock", "receipt", "period", "indicator", "weight", "curve",
    "score", "grade", "coefficient", "pool",
)  # fmt: skip


def _listed(column: str) -> list[str]:
    """The codes of a column of the list of requirements."""
    return sorted(requirements()[column].drop_nulls().unique())


CODES = {
    "agreement": ("agree_met", "agree_breached", "only_source_met", "only_source_breached", "undecided"),
    "page": [f"{page}.{part}" for page in PAGES for part in ("name", "question")],
    "filter": ["period", "level", *(name + end for name in NARROWING for end in ("", ".all"))],
    "status": STATUSES,
    "indicator": [name for name in INDICATORS if name != "indicator_observation"],
    "feed": list(FEEDS),
    "reason": REASONS,
    "promise": PROMISES,
    "role": (*ROLES, "none"),
    "event": EVENTS,
    "card": [*PROMISES, *(name + end for name in (*CARDS, "day", "week", "paused", "late") for end in ("", ".note")),
             *MEASURES],
    "sign": SIGNS,
    "fairness": [*("kept", "reopened", "observed", "expected"),
                 *(f"{part}.{kind}" for part in ("seen", "why") for kind in SIGNS)],
    "verdict_of": VERDICTS["flag"],
    "step_of": ("there", "back", "both", "deadline_closing", "period_end_burst", "invited", "reopened"),
    "state": ("met", "breached", "open", "none", "excluded"),
    "feed_state": ("fresh", "warn", "stop", "absent", "derived"),
    "notice": sorted(SAID),
    "finality": ("silent_feeds", "unloaded_feeds"),
    "doubt": ("no_benchmark", "few_answers", "unreliable"),
    "finality.trial": ("no_benchmark", "not_decided", "published_late"),
    "quarantine": ("feed", "reason", "run"),
    "outcome": ("published", "failed", "stopped", "killed"),
    "stage": ("feeds", "marts"),
    "check": sorted(CHECKS),
    "accountable": ("breached", "last", "now"),
    "remark": ("is_provisional", "is_history_broken", "is_stop_missing", "is_service_unknown"),
    "ticket_status": ("open", "pending", "resolved", "closed", "cancelled"),
    "began": ("created", "status", "priority", "provider", "service", "reply", "answered", "resolved", "reopened"),
    "match": ("everyone", "customer", "customer_over_everyone"),
    "clock": ("running", "paused", "uncounted"),
    "verdict": ("met", "breached", "open", "none", "excluded"),
    "step": ("adjustment", "score"),
    "what_if": [
        *("department_name", "rank", "score", "grade", "coefficient", "amount", "weights", "targets"),
        *("weights.note", "targets.note", "card.rank", "card.grade", "card.coefficient", "card.amount"),
    ],
    "source": ("data", "customer", "superior", "self", "peer", "audit", "unknown"),
    "explain": [
        *(f"fact.{name}" for name in FACTS), *(f"state.{name}" for name in STATES),
        *(f"{part}.{text}" for part in ("above", "below", "indicators", "sources") for text in ("title", "note")),
        *("items.title", "items.note", "paths.title"), *(f"path.{name}" for name in (*STEPS, *LEFT_OUT)),
        *(f"person.{status}" for status in PERSON_STATUSES), "appeal.until", "person.appeal",
    ],
    "pack": [part + end for part in ("month", "customer", "survey", "risk", "card") for end in ("", ".note")],
    "search": ("ticket", "department", "service", "person"),
    "scorecard": ("rows.sla", "rows.satisfaction"),
    "kind": KINDS,
    "question": ("reliability", "responsiveness", "assurance", "empathy", "tangibles", "overall", "loyalty"),
    "bounds": ("satisfied", "silent", "unsatisfied"),
    "chain_state": CHAIN_STATES,
    "chain_note": CHAIN_STATES,
    "handoff": ("accepted", "rejected"),
    "item": sorted(LIKE),
    "person_status": PERSON_STATUSES,
    "soon": ("day", "week", "later", "paused"),
    "receipt": [f"{part}.{text}" for part in ("levels", "stretches", "shares") for text in ("title", "note")],
    "requirement": ("document", "view", "side"),
    "requirement_state": (*REQUIREMENT_STATUSES, "shown", "missing"),
    "requirement_side": [side + end for side in ("answered", "blank", "waiting", "missing") for end in ("", ".note")],
    "requirement_view": _listed("view"),
    "section": ("service", "customers", "assessment", "basis"),
    "service_use": ("levelled", "unused", "unlevelled"),
    "term": [term + end for term in TERMS for end in ("", ".text")],
    "unit_name": _listed("unit"),
    "decision": ("accepted", "deferred", "rejected", "undecided"),
    "next_step": ("do", "check", "act"),
    "project_late": ("title",),
    "improvement": ("title",),
    "waited": ("month", "quarter", "older"),
    "unit": _listed("unit"),
    "lack": _listed("lack"),
    "map_view": [view + end for view in ("matrix", "chord", "one", "flows") for end in ("", ".alt", ".hint")],
    "channel": ("portal", "email", "phone", "chat", "counter", "legacy"),
    "relation": ("function", "rank", "process", "operation", "unsaid"),
    "use_state": [state + end for state in ("unused", "undeclared", "used") for end in ("", ".note", ".none")],
    "overview.answer": ("better", "same", "worse"),
}  # fmt: skip
CHARTS = (
    "service_use",
    "survey_profile",
    "survey_bounds",
    "chains",
    "risk",
    "movement",
    "trend",
    "worst_served",
    "moved",
    "outcomes",
    "by_provider",
    "by_priority",
    "refused",
    "bonus_moved",
    "requirements",
    "needs",
    "need_channel",
    "need_cause",
    "milestones",
    "pdca",
)


def _calls(name: str) -> list[ast.Call]:
    found = []
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and name in (
                getattr(node.func, "id", None), getattr(node.func, "attr", None)
            ):  # fmt: skip
                found.append(node)
    return found


def _texts(node: ast.AST) -> list[str]:
    return [leaf.value for leaf in ast.walk(node) if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)]


def _constant_keys() -> set[str]:
    """Keys written out: in t("…"), in what decides between keys, and in names of columns of tables."""
    keys = {
        text for call in _calls("t") for text in _texts(call.args[0]) if not isinstance(call.args[0], ast.JoinedStr)
    }
    keys |= {text for module in MODULES for text in _texts(ast.parse(module.read_text(encoding="utf-8")))
             if re.fullmatch(r"(change|state|overview\.trust)\.[a-z_.]+", text)}  # fmt: skip
    return keys


def _columns() -> set[str]:
    names: set[str] = set()
    for module in MODULES:
        for node in ast.parse(module.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "").endswith(("_COLUMNS", "MEASURES")):
                names.update(_texts(node.value))
    return {f"column.{name}" for name in names}


def _wanted() -> set[str]:
    keys = _constant_keys() | _columns() | {f"{family}.{code}" for family, codes in CODES.items() for code in codes}
    keys |= {f"chart.{chart}.{part}" for chart in CHARTS for part in ("title", "note")}
    keys |= {f"state.{name}.{part}" for name in MESSAGES for part in ("title", "text")}
    return keys - {f"state.{name}" for name in MESSAGES}


def test_every_family_of_keys_is_known_here() -> None:
    families = set()
    for call in _calls("t"):
        if isinstance(call.args[0], ast.JoinedStr):
            first = call.args[0].values[0]
            families.add(str(first.value).split(".")[0] if isinstance(first, ast.Constant) else "by name")
    for call in _calls("worded"):
        families.add(_texts(call.args[2])[0])
    assert families <= {*CODES, "overview", "column", "chart", "by name"}


@pytest.mark.parametrize("language", words.LOCALES)
def test_no_word_is_missing(language: str) -> None:
    assert sorted(_wanted() - set(words.catalogue(language))) == []


def test_no_word_is_left_over() -> None:
    assert sorted(set(words.catalogue("en")) - _wanted()) == []


def test_both_languages_fill_in_the_same_values() -> None:
    english, chinese = words.catalogue("en"), words.catalogue("zh")
    assert set(english) == set(chinese)
    gaps = re.compile(r"{(\w+)}")
    assert [key for key in english if set(gaps.findall(english[key])) != set(gaps.findall(chinese[key]))] == []


def test_chinese_text_has_chinese_punctuation() -> None:
    beside_a_character = re.compile("[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]")
    assert [text for text in words.catalogue("zh").values() if beside_a_character.search(text)] == []


@pytest.mark.parametrize(
    ("language", "share", "day"), [("en", "93.1%", "Jun 30, 2026"), ("zh", "93.1%", "2026年6月30日")]
)
def test_numbers_and_dates_are_written_as_the_language_does(
    language: str, share: str, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "language", lambda: language)
    assert words.share(0.9312) == share
    assert words.count(1234567) == "1,234,567"
    assert words.day(date(2026, 6, 30)) == day
    assert words.instant(datetime(2026, 6, 29, 16, 5, tzinfo=UTC), "Asia/Shanghai") == f"{day} 00:05"
    assert words.count(None) == words.share(None) == words.NOTHING
