"""Every sentence of the life of a half-year is there in both languages, with the same places to fill."""

import re
from string import Formatter

from tests.conftest import ROOT
from warehouse.assessment.period.life import STATES
from warehouse.assessment.period.texts import Refusal, chosen, said, texts

MODULES = sorted((ROOT / "warehouse/assessment/period").glob("*.py"))
KEY = re.compile(r'"([a-z]+\.[a-z_]+)"')


def _places(sentence: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(sentence)} - {None}


def test_every_sentence_is_in_both_languages_with_the_same_places() -> None:
    assert {key for key, one in texts().items() if set(one) != {"en", "zh"}} == set()
    assert {key for key, one in texts().items() if _places(one["en"]) != _places(one["zh"])} == set()


def test_every_sentence_is_said_somewhere_and_no_other() -> None:
    said_somewhere = {key for path in MODULES for key in KEY.findall(path.read_text(encoding="utf-8"))}
    parts = {key.split(".")[0] for key in texts()}
    named = {key for key in said_somewhere if key.split(".")[0] in parts} - {"ledger.jsonl", "ledger.head"}
    assert {key for key in texts() if not key.startswith("word.")} == named
    assert {f"word.{state}" for state in STATES} <= set(texts())


def test_a_refusal_is_one_sentence_in_the_language_asked_for() -> None:
    refusal = Refusal("state.past", period="2026H1", state="publicity", to="draft")
    assert str(refusal) == refusal.said("en")
    assert refusal.said("zh") == "2026H1 已处于“公示”状态,只能向前推进,不能再变为“草案”。"
    assert said("state.now", "en", period="2026H1", state="frozen") == "2026H1 is now in state frozen."


def test_the_language_is_what_was_asked_for_else_the_companys() -> None:
    asked = [chosen(*pair) for pair in (("zh_CN.UTF-8", "en"), ("C.UTF-8", "zh-CN"), ("", ""), ("en_GB", "zh-CN"))]
    assert asked == ["zh", "zh", "en", "en"]
