"""A receipt as a PDF, set by Typst with the fonts of this machine."""

import json
import re
from dataclasses import asdict
from functools import cache
from pathlib import Path

import typst

from dashboard.receipt.document import Receipt
from dashboard.words import t
from warehouse.errors import UserError

PAGE = Path(__file__).parent / "receipt.typ"
HAN = re.compile("[\u4e00-\u9fff]")
CHINESE = (
    "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Zen Hei",
)  # fmt: skip
LATIN = "Libertinus Serif"


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


def chinese() -> list[str]:
    """The fonts with Chinese letters that this machine has."""
    here = set(_fonts().families())
    return [family for family in CHINESE if family in here]


def readable(text: str) -> bool:
    """Whether this machine has the letters that a text needs."""
    return bool(chinese()) or not HAN.search(text)


def can_print(receipt: Receipt) -> bool:
    """Whether this machine has the letters that the receipt needs."""
    return readable(as_text(receipt, "en"))


def pdf(receipt: Receipt, language: str) -> bytes:
    """The bytes of the PDF: the same receipt gives the same bytes. UserError when no font has the letters."""
    return printed(PAGE, as_text(receipt, language))


def printed(page: Path, text: str) -> bytes:
    """A document in JSON, set by a template that takes it as `document`."""
    if not readable(text):
        raise UserError(t("receipt.no_font", fonts=", ".join(CHINESE)))
    made = typst.compile(page.read_bytes(), font_paths=_fonts(), format="pdf", sys_inputs={"document": text})
    assert isinstance(made, bytes)
    return made


def as_text(receipt: Receipt, language: str) -> str:
    given = {**asdict(receipt), "language": language, "fonts": [*chinese(), LATIN]}
    return json.dumps(given, ensure_ascii=False)
