"""tools/environment.sh: .venv follows the locks. Only the installers are played: they write down what is asked."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

PLAYED_PYTHON = """#!/bin/sh
echo "python $*" >>"$CALLS"
case "$*" in
    *version_info*) exit $TOO_OLD ;;
    *ensurepip*) exit $NO_VENV ;;
    --version) echo Python 3.12.0 ;;
    "-m venv .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python && cp "$0" .venv/bin/uv ;;
    *"pip sync"*) exit $NO_NETWORK ;;
esac
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A project with locks but without .venv, and a python that only plays."""
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "environment.sh", tmp_path / "tools")
    (tmp_path / "requirements").mkdir()
    for lock in ("uv", "run", "dev"):
        (tmp_path / "requirements" / f"{lock}.txt").write_text(f"{lock} 1\n")
    python = tmp_path / "python"
    python.write_text(PLAYED_PYTHON)
    python.chmod(0o755)
    return tmp_path


def make(tree: Path, want: str, **played: str) -> subprocess.CompletedProcess[str]:
    """Runs the script; `played` may set TOO_OLD, NO_VENV, NO_NETWORK to 1."""
    (tree / "calls").write_text("")
    switches = {"TOO_OLD": "0", "NO_VENV": "0", "NO_NETWORK": "0", "CALLS": str(tree / "calls"), **played}
    return subprocess.run(
        ["sh", tree / "tools" / "environment.sh", want],
        env={**os.environ, "PYTHON": str(tree / "python"), **switches},
        capture_output=True,
        text=True,
        check=False,
    )


def synced(tree: Path) -> list[str]:
    """The locks that were installed by the last run."""
    calls = (tree / "calls").read_text().splitlines()
    return [call.rsplit("/", 1)[-1] for call in calls if "pip sync" in call]


def test_the_first_command_makes_the_environment(tree: Path) -> None:
    assert make(tree, "run").returncode == 0
    assert synced(tree) == ["run.txt"]


def test_nothing_is_installed_twice(tree: Path) -> None:
    make(tree, "run")
    assert make(tree, "run").returncode == 0
    assert (tree / "calls").read_text() == ""


def test_the_environment_of_the_tests_serves_the_program(tree: Path) -> None:
    make(tree, "dev")
    make(tree, "run")
    assert synced(tree) == []


def test_the_environment_of_the_program_grows_to_that_of_the_tests(tree: Path) -> None:
    make(tree, "run")
    make(tree, "dev")
    assert synced(tree) == ["dev.txt"]
    assert "-m venv" not in (tree / "calls").read_text()


def test_a_new_lock_is_followed_without_losing_the_test_tools(tree: Path) -> None:
    make(tree, "dev")
    (tree / "requirements" / "run.txt").write_text("run 2\n")
    make(tree, "run")
    assert synced(tree) == ["dev.txt"]


def test_an_interrupted_environment_is_made_again(tree: Path) -> None:
    assert make(tree, "run", NO_NETWORK="1").returncode != 0
    (tree / ".venv" / "half").touch()
    assert make(tree, "run").returncode == 0
    assert not (tree / ".venv" / "half").exists()
    assert synced(tree) == ["run.txt"]


def test_two_commands_do_not_make_it_at_once(tree: Path) -> None:
    make(tree, "run")
    (tree / ".venv" / "unfinished").write_text(str(os.getpid()))
    refused = make(tree, "dev")
    assert (refused.returncode, synced(tree)) == (1, [])
    assert f"process {os.getpid()}" in refused.stderr


@pytest.mark.parametrize("lack", ["TOO_OLD", "NO_VENV"])
def test_an_unfit_python_is_named_with_the_command_that_helps(tree: Path, lack: str) -> None:
    refused = make(tree, "run", **{lack: "1"})
    assert refused.returncode == 1
    assert "Run: " in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert not (tree / ".venv").exists()
