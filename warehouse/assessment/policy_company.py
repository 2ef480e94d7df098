"""What a policy says of the company's money, clock and half-years must be what company.toml says of them."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from warehouse.assessment.policy import NamedPeriod, Policy
from warehouse.errors import UserError
from warehouse.settings import CompanyFile
from warehouse.toml_file import place, read_toml, validated

Mistake = tuple[tuple[str, ...], str]
YEAR = 4


def refuse_other_company(folder: Path, file: Path, policy: Policy) -> None:
    """UserError with file and line for the first contradiction; without company.toml there is none."""
    path = folder / "company.toml"
    if not path.exists():
        return
    for keys, mistake in _mistakes(policy, validated(CompanyFile, read_toml(path), path)):
        raise UserError(f"{place(file, keys)}: {mistake}; make both the same.")


def _mistakes(policy: Policy, company: CompanyFile) -> Iterator[Mistake]:
    for key in ("timezone", "currency"):
        said, known = getattr(policy, key), getattr(company, key)
        if said is not None and said != known:
            yield (key,), f'{key} is "{said}", but company.toml says "{known}"'
    for number, one in enumerate(policy.periods):
        days = _days(one, company.half_years)
        if days != (one.start, one.end):
            told = f"from {days[0]} to {days[1]}" if days else f"none of {', '.join(company.half_years)}"
            yield ("periods", str(number), "id"), f"{one.id} is not the half-year of company.toml, which is {told}"


def _days(period: NamedPeriod, half_years: dict[str, str]) -> tuple[date, date] | None:
    """First and last day of the half-year with this id; None when company.toml has none of its name."""
    year, name = period.id[:YEAR], period.id[YEAR:]
    if name not in half_years or not year.isdecimal():
        return None
    starts = sorted(half_years.values())
    start, following = half_years[name], starts[(starts.index(half_years[name]) + 1) % len(starts)]
    next_year = int(year) + (following <= start)
    return date.fromisoformat(f"{year}-{start}"), date.fromisoformat(f"{next_year:04}-{following}") - timedelta(days=1)
