"""Says all that is wrong with a company folder, line by line, and loads nothing: `make check-company COMPANY=`."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from etl.probe import Probe
from etl.pull.files import find_files
from etl.secrets import VARIABLE, scrub
from etl.sources import Source, event_words
from warehouse.access_settings import load_access, unset_secrets
from warehouse.assessment.policy_file import load_policies
from warehouse.calendar_file import load_calendars
from warehouse.contract import FEEDS
from warehouse.errors import UserError
from warehouse.settings import CompanyFile
from warehouse.source_settings import SourceSettings, check_source, with_clients
from warehouse.toml_file import checked, read_toml


class Findings:
    """Prints each finding as it comes: red for what is wrong, yellow for what is only refused, green for the rest.

    A problem that two files run into is said once.
    """

    def __init__(self) -> None:
        self._console = Console(highlight=False, soft_wrap=True)
        self._problems = set[str]()

    @property
    def problem_count(self) -> int:
        return len(self._problems)

    def wrong(self, problem: str) -> None:
        if problem in self._problems:
            return
        self._problems.add(problem)
        self._console.print(f"✗ {scrub(problem)}", style="red", markup=False)

    def noted(self, what: str) -> None:
        self._console.print(f"! {scrub(what)}", style="yellow", markup=False)

    def right(self, what: str) -> None:
        self._console.print(f"✓ {scrub(what)}", style="green", markup=False)


def check_company(folder: Path, asks_sources: bool, findings: Findings) -> None:
    """Checks the settings of every file, then each feed; files by their first rows, other sources only if asked to."""
    if not folder.is_dir():
        findings.wrong(f"There is no company folder {folder}; give one with COMPANY=.")
        return
    for problem in _company_problems(folder / "company.toml"):
        findings.wrong(problem)
    for load in (load_calendars, load_policies, load_access):
        try:
            load(folder)
        except UserError as error:
            findings.wrong(str(error))
    _access(folder, findings)
    path = folder / "sources.toml"
    settings = _sources(path, findings)
    unset = dict(_unset(path))
    for problem in unset.values():
        findings.wrong(problem)
    with tempfile.TemporaryDirectory(prefix="neikan-check-") as work:
        _check_feeds(folder, settings, Probe(Path(work), asks_sources and not unset), findings)


def _company_problems(path: Path) -> list[str]:
    if not path.exists():
        return [f"{path} is missing; a company folder needs one, with at least a name."]
    try:
        return checked(CompanyFile, read_toml(path), path)[1]
    except UserError as error:
        return [str(error)]


def _access(folder: Path, findings: Findings) -> None:
    """Secrets that only the dashboard needs: they may well be set elsewhere, where it starts."""
    try:
        for problem in unset_secrets(folder):
            findings.noted(problem)
    except UserError:  # its file cannot be read, which was said
        return


def _sources(path: Path, findings: Findings) -> dict[str, SourceSettings | None]:
    """The feeds that sources.toml names, None for those whose settings are wrong."""
    try:
        tables = read_toml(path) if path.exists() else {}
    except UserError as error:
        findings.wrong(str(error))
        return {}
    sound: dict[str, SourceSettings] = {}
    found: dict[str, SourceSettings | None] = {}
    for name in tables:
        source, problems = check_source(path, name, tables)
        for problem in problems:
            findings.wrong(problem)
        if source and not problems:
            sound[name] = source
        found[name] = None
    return found | with_clients(sound)


def _unset(path: Path) -> Iterator[tuple[str, str]]:
    """Names of the environment that sources.toml needs and nobody has set, each with its sentence, once."""
    lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines() if path.exists() else []
    told: set[str] = set()
    for number, line in enumerate(lines, start=1):
        for name in [] if line.lstrip().startswith("#") else VARIABLE.findall(line):
            if not os.environ.get(name) and name not in told:
                told.add(name)
                yield name, f"{path.name} line {number}: ${{{name}}} is not set; export it."


def _check_feeds(folder: Path, settings: dict[str, SourceSettings | None], probe: Probe, findings: Findings) -> None:
    has_any = False
    words = event_words({name: one for name, one in settings.items() if one})
    for name, feed in FEEDS.items():
        given = settings.get(name)
        if name in settings and given is None:
            has_any = True
            continue
        try:
            files = find_files(folder, name, given) if given is None or given.kind == "file" else []
            if given is None and not files:
                continue
            has_any = True
            source = Source(feed, given or SourceSettings(), tuple(files), folder / "sources.toml", words)
            seen = probe.look(source)
        except UserError as error:
            if "which is not set" not in str(error):  # that was said with its line
                findings.wrong(str(error))
            continue
        for problem in seen.problems:
            findings.wrong(problem)
        for note in seen.notes:
            findings.noted(note)
        if not seen.problems:
            findings.right(f"{name}: {seen.summary}")
    if not has_any:
        findings.wrong(f"{folder} has no feed at all; put a file such as {folder / 'feeds' / 'tickets.csv'} there.")


def main(arguments: list[str] | None = None) -> int:
    """The exit status: 0 when nothing is wrong."""
    parser = argparse.ArgumentParser(prog="python -m etl.check_company", description=__doc__)
    parser.add_argument("--company", type=Path, default=Path("company"), help="the company folder")
    parser.add_argument("--connect", action="store_true", help="also ask databases and REST sources for a first page")
    options = parser.parse_args(arguments)
    findings = Findings()
    try:
        check_company(options.company, options.connect, findings)
    except UserError as error:
        findings.wrong(str(error))
    if findings.problem_count:
        print(f"{options.company}: {findings.problem_count} to mend. Nothing was loaded.")
    return 1 if findings.problem_count else 0


if __name__ == "__main__":
    sys.exit(main())
