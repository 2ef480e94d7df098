"""tests/machine.py says what it found, and what to run where it may not install."""

from pathlib import Path

import pytest

from tests import machine
from tests.browser.chromium import find_chromium
from tests.machine import Need, find_java, provide

MISSING = Need("Flux", lambda: None, ("flux-headless",), "brew install flux")


def test_a_named_chromium_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEIKAN_CHROMIUM", "mine/chromium")
    assert find_chromium() == "mine/chromium"


@pytest.mark.parametrize(
    ("version", "is_fit"), [("17.0.15", True), ("25", True), ("11.0.2", False), ("1.8.0_392", False)]
)
def test_java_counts_from_17_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, is_fit: bool) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert find_java() == (str(java) if is_fit else None)


@pytest.mark.parametrize(("platform", "command"), [("linux", "sudo apt-get install"), ("darwin", "brew install flux")])
def test_who_may_not_install_reads_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], platform: str, command: str
) -> None:
    monkeypatch.setattr(machine, "can_install", lambda: False)
    monkeypatch.setattr(machine.sys, "platform", platform)
    assert not provide(MISSING, may_lack=False)
    assert command in capsys.readouterr().out


def test_what_may_lack_is_no_fault_but_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert provide(MISSING, may_lack=True)
    assert "left out" in capsys.readouterr().out


def test_root_on_debian_installs_and_looks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[Need] = []
    need = Need("Flux", lambda: "flux" if installed else None, ("flux-headless",), "")
    monkeypatch.setattr(machine, "can_install", lambda: True)
    monkeypatch.setattr(machine, "install", installed.append)
    assert provide(need, may_lack=False)
    assert installed == [need]
