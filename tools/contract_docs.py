"""The tables of docs/contract.md, made from warehouse/contract.py."""

import re
from pathlib import Path

from warehouse.contract import DUCKDB_TYPE, FEEDS, REASONS, Column, Feed

PAGE = Path(__file__).parent.parent / "docs" / "contract.md"
BLOCK = re.compile(r"(<!-- (?P<name>\w+): made by `make docs` -->\n).*?(<!-- end -->)", re.DOTALL)


def _column_row(feed: Feed, column: Column) -> str:
    name = f"**{column.name}**" if column.name in feed.key else column.name
    need = "required" if column.is_required else ""
    words = ", ".join(column.words)
    return f"| {name} | {column.type} | {need} | {words} |"


def _feed_section(feed: Feed) -> str:
    rows = [_column_row(feed, column) for column in feed.columns]
    return "\n".join([f"### {feed.name}", "| column | type | | words |", "|---|---|---|---|", *rows, ""])


def _types() -> str:
    rows = [f"| {name} | {duckdb} |" for name, duckdb in DUCKDB_TYPE.items()]
    return "\n".join(["| type of a column | type in DuckDB |", "|---|---|", *rows, ""])


def _blocks() -> dict[str, str]:
    return {
        "feeds": "\n".join(_feed_section(feed) for feed in FEEDS.values()),
        "types": _types(),
        "reasons": "\n".join(f"- `{reason}`" for reason in REASONS) + "\n",
    }


def renewed(page: str) -> str:
    """The page with every block between its two comments made again."""
    blocks = _blocks()
    return BLOCK.sub(lambda block: block[1] + blocks[block["name"]] + block[3], page)


def write() -> None:
    """Renews the page where it stands."""
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
