"""Packs of all departments with a head: python -m dashboard.packs --period 2026H1 [--out packs] [--warehouse W].

Each is made of what its head may see, and written as a PDF and an Excel file into <out>/<department>.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from streamlit.logger import set_log_level

from dashboard import words
from dashboard.packs.document import Pack, asked, pack
from dashboard.words import t
from warehouse import reads, store, viewers
from warehouse.assessment.period.present import company_language
from warehouse.assessment.period.texts import Refusal, chosen
from warehouse.errors import UserError
from warehouse.reads import Scope
from warehouse.store import Published


def packs(build: Published, period: str) -> Iterator[tuple[str, Pack]]:
    """Department and pack, one after the other. UserError when the warehouse has no such half-year."""
    with store.connect(build.path) as connection:
        now = reads.age_instant(datetime.now(UTC))
        given = {"period": period, "now": now, "build_id": build.build_id, "built_at": build.built_at}
        everyone = reads.everyone(connection)
        periods = reads.read(everyone, connection, "period", **given)["period_id"].to_list()
        if period not in periods:
            raise UserError(t("pack.which", periods=", ".join(periods)))
        company = reads.read(everyone, connection, "build", **given).row(0, named=True)
        for department, head in viewers.departments_with_a_head(connection):
            scope = Scope(viewers.headed(connection, head), viewers.reports(connection, head))
            facts = [
                (t("file.company"), company["company_name"]),
                (t("file.as_of"), words.instant(company["as_of"], company["timezone"])),
                (t("file.build"), build.build_id),
                (t("file.who"), head),
                (t("file.made_at"), words.instant(now, company["timezone"])),
            ]
            found = _pack(connection, scope, {**given, **asked(department)}, facts, company["timezone"])
            if found:
                yield department, found


def _pack(
    connection: duckdb.DuckDBPyConnection,
    scope: Scope,
    given: dict[str, object],
    facts: list[tuple[str, str]],
    zone: str,
) -> Pack | None:
    return pack(lambda name: reads.read(scope, connection, name, **given), facts, zone, str(given["build_id"]))


def write(folder: Path, department: str, period: str, made: Pack) -> list[Path]:
    """Both files, each there whole or not at all. UserError when they cannot be written."""
    folder = folder / re.sub(r"[^\w.-]+", "_", department)
    stem = f"pack-{period}-{words.language()}"
    files = {folder / f"{stem}.pdf": made.pdf(words.language()), folder / f"{stem}.xlsx": made.excel()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in files.items():
            part = file.with_name(f".{file.name}.part")
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())
            part.replace(file)
    except OSError as error:
        raise UserError(t("pack.not_written", folder=folder, reason=error.strerror)) from error
    return list(files)


def main(arguments: list[str] | None = None) -> int:
    """The exit status: 0 when every pack is written."""
    parser = argparse.ArgumentParser(prog="dashboard.packs", description=__doc__)
    parser.add_argument("--period", default="", help="the half-year, such as 2026H1")
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse-data"))
    parser.add_argument("--out", type=Path, default=Path("packs"))
    parser.add_argument("--lang", default="", help="zh or en; else the company's language")
    given = parser.parse_args(arguments)
    set_log_level("error")  # streamlit warns at every word that it is not the one who runs this
    words.speak(chosen(given.lang, "en"))
    try:
        words.speak(chosen(given.lang, company_language(given.warehouse)))
        build = store.published(given.warehouse)
        if build is None:
            raise UserError(t("receipt.no_build", folder=given.warehouse))
        for department, made in packs(build, given.period):
            for file in write(given.out, department, given.period, made):
                print(file)
    except UserError as error:
        print(error.said(words.language()) if isinstance(error, Refusal) else error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
