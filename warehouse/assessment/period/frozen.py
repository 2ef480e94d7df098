"""Frozen half-years: folders of hashed, read-only files beside the builds, vouched for by the ledger.

A half-year is frozen when the ledger says so, with the hash of its manifest, which has the hashes of its files.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from warehouse.assessment.benchmark import Benchmark, Past
from warehouse.assessment.facts import Facts, Period
from warehouse.assessment.half_year import HalfYear, judge_half_year
from warehouse.assessment.marts import TABLES
from warehouse.assessment.period.canon import canonical
from warehouse.assessment.period.effects import Effects, from_plain
from warehouse.assessment.period.ledger import Entry, Ledger
from warehouse.assessment.period.result import Tables, tables_from
from warehouse.assessment.period.snapshot import read_inputs
from warehouse.assessment.period.texts import Refusal
from warehouse.assessment.person_facts import Sums
from warehouse.assessment.policy import Policy
from warehouse.assessment.policy_file import read_policy
from warehouse.store import sync

FOLDER = "frozen"
MANIFEST, RESULT, PAST, BASELINE, POLICY, INPUTS = (
    *("manifest.json", "result.json", "benchmark.json", "baseline.json", "policy.toml", "inputs.duckdb"),
)
PERSON_BENCHMARK = "person_benchmark.json"


@dataclass(frozen=True)
class Frozen:
    """One frozen half-year; its files have been compared with their hashes."""

    id: str
    folder: Path
    manifest: Mapping[str, Any]

    @cached_property
    def result(self) -> Mapping[str, Any]:
        content: Mapping[str, Any] = json.loads((self.folder / RESULT).read_text(encoding="utf-8"))
        return content

    @cached_property
    def tables(self) -> Tables:
        return tables_from(self.result)

    @property
    def past(self) -> Past:
        """What it leaves for the next half-year."""
        return Past.from_plain(json.loads((self.folder / PAST).read_text(encoding="utf-8")))

    @property
    def benchmark(self) -> Benchmark:
        """What it was judged with; one that was frozen before strata and raters counted had priors alone."""
        file = self.folder / BASELINE
        if not file.exists():
            texts = self.manifest["priors"]
            return Benchmark({one: Fraction(text) if text else None for one, text in texts.items()})
        return Benchmark.from_plain(json.loads(file.read_text(encoding="utf-8")))

    @property
    def person_benchmark(self) -> Sums:
        """The same of people, by department; empty where the half-year was frozen before people were assessed."""
        file = self.folder / PERSON_BENCHMARK
        content = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        return {
            whose: {item: (Fraction(n), Fraction(d)) for item, (n, d) in items.items()}
            for whose, items in content.items()
        }

    @property
    def policy(self) -> Policy:
        return read_policy(self.folder / POLICY)

    @property
    def facts(self) -> Facts:
        """What was observed, from the snapshot."""
        return read_inputs(self.folder / INPUTS)

    @property
    def effects(self) -> Effects:
        return from_plain(self.manifest["effects"])

    def rows(self, table: str) -> Iterator[tuple[Any, ...]]:
        """As they were frozen; a column that came later is empty."""
        for row in self.tables.get(table, []):
            yield tuple(row.get(column) for column in TABLES[table])

    def judged(self, facts: Facts, period: Period) -> HalfYear:
        """What these facts give under everything else that was frozen."""
        of_people = {
            whose: {item: Fraction(text) for item, text in items.items()}
            for whose, items in self.manifest.get("person_priors", {}).items()
        }
        return judge_half_year(self.policy, period, self.benchmark, facts, self.effects, of_people)

    def replayed(self) -> HalfYear:
        facts = self.facts
        (period,) = (one for one in facts.periods if one.id == self.id)
        return self.judged(facts, period)


def read_frozen(warehouse: Path, ledger: Ledger) -> dict[str, Frozen]:
    """Every frozen half-year. Refusal when a file is gone or changed, or when the ledger knows nothing of a folder."""
    entries = {entry.period: entry for entry in ledger.entries if entry.data.get("to") == "frozen"}
    for folder in sorted((warehouse / FOLDER).glob("[!.]*")):
        if folder.name not in entries:
            raise Refusal("frozen.unknown", folder=folder, ledger=ledger.path)
    return {period: _verified(warehouse, entry) for period, entry in entries.items()}


def pending(warehouse: Path, period: str) -> Path:
    """An empty folder in which a half-year is put together."""
    folder = warehouse / FOLDER / f".{period}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def seal(folder: Path, manifest: dict[str, Any]) -> str:
    """Adds the manifest with the hash of every file, makes all of them read-only, and gives the manifest's hash."""
    manifest["files"] = {file.name: digest(file) for file in sorted(folder.iterdir())}
    (folder / MANIFEST).write_text(canonical(manifest), encoding="utf-8")
    for file in sorted(folder.iterdir()):
        file.chmod(0o444)
        sync(file)
    sync(folder)
    return digest(folder / MANIFEST)


def place(warehouse: Path, period: str) -> Path:
    """The folder of a half-year that the ledger calls frozen; finishes a freeze that died before its last step."""
    waiting, folder = warehouse / FOLDER / f".{period}", warehouse / FOLDER / period
    if not folder.exists() and waiting.exists():
        waiting.rename(folder)
        sync(folder.parent)
    return folder


def digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _verified(warehouse: Path, entry: Entry) -> Frozen:
    folder = place(warehouse, entry.period)
    _refuse_changed(folder / MANIFEST, entry.data["manifest_sha256"])
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for name, known in manifest["files"].items():
        _refuse_changed(folder / name, known)
    return Frozen(entry.period, folder, manifest)


def _refuse_changed(file: Path, known: str) -> None:
    if not file.exists():
        raise Refusal("frozen.gone", file=file)
    if digest(file) != known:
        raise Refusal("frozen.changed", file=file)
