"""The default rule book as a company that has decided on it would have it."""

from pathlib import Path
from tempfile import TemporaryDirectory

from warehouse.assessment.policy import Policy
from warehouse.assessment.policy_file import DEFAULT, read_policy

GOVERNANCE = """[governance]
approved_by = ["board"]
consultation_record = "minutes"
published_at = 2024-12-15

[timeline"""
_BEFORE, _AFTER = DEFAULT.read_text(encoding="utf-8").split("\n[governance]")
TEXT = f"{_BEFORE}\n{GOVERNANCE}" + _AFTER.split("[timeline", 1)[1]


def write(folder: Path) -> Path:
    """Into a company folder; gives the folder back."""
    (folder / "assessment.toml").write_text(TEXT, encoding="utf-8")
    return folder


def policy() -> Policy:
    """The same as an object."""
    with TemporaryDirectory() as folder:
        return read_policy(write(Path(folder)) / "assessment.toml")
