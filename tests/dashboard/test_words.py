"""Every word that is shown stands in both catalogues, and no other does."""

import ast
import re
from datetime import UTC, date, datetime

import pytest

from dashboard import words
from expectations.marts import SUITES
from tests.conftest import ROOT
from warehouse.contract import FEEDS, REASONS

MODULES = sorted((ROOT / "dashboard").rglob("*.py"))
PAGES = ("overview", "service_map", "sla", "risk", "ticket", "ranking", "health")
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
INDICATORS = sorted(path.stem for path in (ROOT / "warehouse/models/metrics").glob("*.sql"))
CHECKS = {str(one.meta["rule"]) for suite in SUITES for one in suite().expectations} | {
    "columns", "known_rules", "refused",
}  # fmt: skip
PROMISES = ("response", "resolution")
CODES = {
    "agreement": ("agree_met", "agree_breached", "only_source_met", "only_source_breached", "undecided"),
    "page": [f"{page}.{part}" for page in PAGES for part in ("name", "question")],
    "filter": ["period", "level", *(name + end for name in NARROWING for end in ("", ".all"))],
    "status": STATUSES,
    "indicator": [name for name in INDICATORS if name != "indicator_observation"],
    "feed": list(FEEDS),
    "reason": REASONS,
    "promise": PROMISES,
    "card": [*PROMISES, *(name + end for name in ("day", "week", "paused", "late") for end in ("", ".note"))],
    "state": ("met", "breached", "open", "none", "excluded"),
    "feed_state": ("loaded", "absent", "derived"),
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
    "soon": ("day", "week", "later", "paused"),
    "receipt": [f"{part}.{text}" for part in ("levels", "stretches", "shares") for text in ("title", "note")],
    "overview.answer": ("better", "same", "worse"),
}  # fmt: skip
CHARTS = ("risk", "trend", "worst_served", "moved", "outcomes", "by_provider", "by_priority", "refused")


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
    keys |= {
        f"state.{name}.{part}"
        for name in ("no_warehouse", "forbidden", "no_scope", "broken")
        for part in ("title", "text")
    }
    return {
        key for key in keys if key not in {"state.no_warehouse", "state.forbidden", "state.no_scope", "state.broken"}
    }


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
