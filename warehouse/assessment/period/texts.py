"""Every sentence of the life of a half-year, in Chinese and English: texts.toml has them all."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from warehouse.errors import UserError

LANGUAGES = ("zh", "en")
WORDS = ("state", "to", "status", "outcome")


class Refusal(UserError):
    """One sentence in any language: why something is refused, and what to do. Its str() is English."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(said(key, "en", **values))
        self.key, self.values = key, values

    def said(self, language: str) -> str:
        return said(self.key, language, **self.values)


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """By dotted key: the sentence by language."""
    content = tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))
    return {f"{part}.{key}": sentence for part, keys in content.items() for key, sentence in keys.items()}


def said(key: str, language: str, /, **values: Any) -> str:
    """The sentence of a key; states and other words of the ledger among its values are said in the language, too."""
    spoken = {name: _word(value, language) if name in WORDS else value for name, value in values.items()}
    return texts()[key][language].format(**spoken)


def _word(value: str, language: str) -> str:
    return texts()[f"word.{value}"][language]


def chosen(asked: str, of_the_company: str) -> str:
    """zh or en: what was asked for, such as zh_CN.UTF-8, else the company's language."""
    for wish in (asked, of_the_company):
        if wish[:2].lower() in LANGUAGES:
            return wish[:2].lower()
    return "en"
