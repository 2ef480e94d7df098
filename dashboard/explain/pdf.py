"""An explanation as a PDF of exactly one page, set by Typst with the fonts of this machine."""

import json
from dataclasses import asdict
from pathlib import Path

from dashboard.explain.document import Told
from dashboard.receipt.pdf import LATIN, chinese, printed, readable
from dashboard.words import t

PAGE = Path(__file__).parent / "explanation.typ"


def can_print(found: Told) -> bool:
    """Whether this machine has the letters that the explanation needs."""
    return readable(as_text(found, "en"))


def pdf(found: Told, language: str) -> bytes:
    """The bytes of the PDF: the same explanation gives the same bytes. UserError when no font has the letters."""
    return printed(PAGE, as_text(found, language))


def as_text(found: Told, language: str) -> str:
    parts = ("left_out", "paths", "amount", "appeal")
    labels = {name: t(f"explain.{name}.title") for name in parts}
    tables = [asdict(table) for table in found.tables]
    given = {**asdict(found), "tables": tables, "labels": labels, "language": language, "fonts": [*chinese(), LATIN]}
    return json.dumps(given, ensure_ascii=False)
