"""The locks in requirements/: whole, hashed, naming no host, and made from pyproject.toml."""

import re
import tomllib

import pytest

from tests.conftest import ROOT

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)(?: ; (.+?))? \\$", re.MULTILINE)


def _lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def _pins(name: str) -> set[tuple[str, str]]:
    return {(pin[1], pin[2]) for pin in PIN.finditer(_lock(name))}


@pytest.mark.parametrize("name", ["run", "dev", "uv"])
def test_a_lock_names_no_host(name: str) -> None:
    lines = [line for line in _lock(name).splitlines() if "://" in line or "index-url" in line or "find-links" in line]
    assert lines == []


@pytest.mark.parametrize("name", ["run", "dev", "uv"])
def test_every_line_of_a_lock_is_pinned_with_a_hash(name: str) -> None:
    requirements = re.findall(r"^\w.*$", _lock(name), re.MULTILINE)
    assert requirements
    assert [line for line in requirements if not PIN.match(line)] == []
    assert len(re.findall(r"\\\n    --hash=sha256:[0-9a-f]{64}", _lock(name))) >= len(requirements)


def test_the_tests_run_on_the_versions_of_the_program() -> None:
    assert _pins("run") - _pins("dev") == set()
    assert _pins("uv") == {pin for pin in _pins("run") if pin[0] == "uv"}


def test_the_lock_holds_what_pyproject_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    locked = dict(_pins("dev"))
    missing = []
    for requirement in asked:
        name, _, version = re.sub(r"\[.+\]", "", requirement).partition("==")
        if name not in locked or (version and locked[name] != version):
            missing.append(requirement)
    assert missing == [], "run: make lock"
