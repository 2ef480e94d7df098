"""Reads the rule book of a company: assessment.toml, or one file per version, or the default beside this module."""

from datetime import date
from itertools import pairwise
from pathlib import Path

from warehouse.assessment.policy import Grade, Indicator, Policy, Veto
from warehouse.assessment.policy_company import refuse_other_company
from warehouse.assessment.policy_rules import mistakes
from warehouse.errors import UserError
from warehouse.toml_file import place, read_toml, validated

DEFAULT = Path(__file__).parent / "policy.toml"


def load_policies(folder: Path) -> list[Policy]:
    """Every version of the company's rule book, oldest first; UserError with file, line and reason for a bad one."""
    policies = []
    for file, first_day in policy_files(folder):
        policies.append(read_policy(file, first_day))
        refuse_other_company(folder, file, policies[-1])
    for earlier, later in pairwise(policies):
        if earlier.effective_to not in (None, later.effective_from):
            raise UserError(
                f"assessment/{earlier.effective_from}.toml: effective_to is {earlier.effective_to}, the next version"
                f" begins on {later.effective_from}; every day needs exactly one, so make them equal or leave it out."
            )
    return policies


def policy_files(folder: Path) -> list[tuple[Path, date | None]]:
    """The file of every version with the first day that its name says, oldest first; the default without any."""
    single, versions = folder / "assessment.toml", sorted((folder / "assessment").glob("*.toml"))
    if versions and single.exists():
        raise UserError(f"{single} and the versions in {single.with_suffix('')} exclude each other; keep one of them.")
    if not versions:
        return [(single if single.exists() else DEFAULT, None)]
    return [(file, _date_of(file)) for file in versions]


def policy_for(policies: list[Policy], day: date) -> Policy | None:
    """The version in force on a day; None before the first one and after the last one's end."""
    begun = [policy for policy in policies if (policy.effective_from or date.min) <= day]
    return begun[-1] if begun and day < (begun[-1].effective_to or date.max) else None


def read_policy(file: Path, first_day: date | None = None) -> Policy:
    """One version; UserError with file, line and reason for a bad one."""
    data = read_toml(file)
    for name, model in (("indicators", Indicator), ("grades", Grade), ("vetoes", Veto)):
        for number, table in enumerate(data.get(name, [])):
            validated(model, table, file, (name, str(number)))
    if first_day and data.setdefault("effective_from", first_day) != first_day:
        where = place(file, ["effective_from"])
        raise UserError(f"{where}: effective_from is {data['effective_from']}, but the file is named {file.name}.")
    policy = validated(Policy, data, file)
    for keys, mistake in mistakes(policy):
        raise UserError(f"{place(file, keys)}: {mistake}.")
    return policy


def _date_of(file: Path) -> date:
    try:
        return date.fromisoformat(file.stem)
    except ValueError:
        raise UserError(f"assessment/{file.name} must be named after its first day, such as 2026-01-01.toml.") from None
