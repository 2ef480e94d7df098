"""What README and its neighbours promise is there."""

import re

import pytest

from tests.conftest import ROOT

PAGES = (
    "README.md",
    "README.zh-CN.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "DECISIONS.md",
    "docs/contract.md",
    "docs/assessment-life.md",
    "docs/rest.md",
    "docs/running.md",
    "docs/sql.md",
    "docs/surveys.md",
)
PART = re.compile(r"#+ |\d\. |- |\||```|!\[|\*\*", re.MULTILINE)


def _page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _parts(name: str) -> list[str]:
    """The kind of each line: heading, list item, row of a table, code, picture."""
    matches = (PART.match(line) for line in _page(name).splitlines())
    return [match[0] for match in matches if match]


def test_the_chinese_readme_has_the_parts_of_the_english_one() -> None:
    assert _parts("README.zh-CN.md") == _parts("README.md")


@pytest.mark.parametrize("name", PAGES)
def test_every_command_that_is_named_exists(name: str) -> None:
    written = re.findall(r"^([a-z -]+):|^LIFE = (.*)", _page("Makefile"), re.MULTILINE)
    targets = {word for words in written for word in " ".join(words).split()}
    named = re.findall(r"(?:`|^)make ([a-z][a-z-]*(?: [a-z][a-z-]*)*)", _page(name), re.MULTILINE)
    assert {word for words in named for word in words.split()} - targets == set()


@pytest.mark.parametrize("name", PAGES)
def test_every_link_inside_the_project_leads_somewhere(name: str) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)", _page(name)) if "://" not in link]
    assert [link for link in links if not ((ROOT / name).parent / link).exists()] == []


def test_decisions_have_six_lines_each() -> None:
    decisions = _page("DECISIONS.md").split("\n## ")[1:]
    kinds = [[line.split(":")[0] for line in decision.strip().splitlines()[1:]] for decision in decisions]
    assert kinds == [["- We", "- Not", "- Because", "- Cost"]] * len(decisions)
