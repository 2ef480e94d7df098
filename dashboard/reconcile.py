"""Prints how far the published verdicts agree with the source system's own, and every ticket on which they do not.

`python -m dashboard.reconcile [--warehouse warehouse-data] [--language zh|en]`
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st
from streamlit.logger import set_log_level

from dashboard import words
from dashboard.agreement import receipt, sentence
from dashboard.words import t
from warehouse import reads, store
from warehouse.errors import UserError
from warehouse.store import Published


def main(arguments: list[str] | None = None) -> int:
    """The exit status: 0 when something was published, whether or not the verdicts agree."""
    options = _options(arguments)
    set_log_level("error")  # streamlit warns at every word that it is not the one who runs this
    try:
        build = store.published(options.warehouse)
        if build is None:
            raise UserError(f"Nothing is published in {options.warehouse}; run `make etl` first.")
        for line in report(build, options.language):
            print(line)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def report(build: Published, language: str | None = None) -> Iterator[str]:
    """The lines to print, in the company's language unless another is named. UserError when the build has no ticket."""
    with store.connect(build.path) as connection:
        scope = reads.everyone(connection)
        if not scope.department_ids:
            raise UserError(f"Build {build.build_id} has no department, so there is no ticket to compare.")
        asked = {"build_id": build.build_id, "built_at": build.built_at, "now": datetime.now(UTC)}
        company = reads.read(scope, connection, "build", **asked).row(0, named=True)
        total = reads.read(scope, connection, "agreement_total").row(0, named=True)
        classes = reads.read(scope, connection, "agreement")
        differences = reads.read(scope, connection, "disagreement")
    st.session_state["language"] = language or ("zh" if company["language"].startswith("zh") else "en")
    zone = company["timezone"]
    as_of = t("receipt.as_of", at=f"{words.moment(build.as_of, zone)} {zone}")
    named = [company["company_name"], as_of, t("receipt.build", build=build.build_id)]
    yield " · ".join(part for part in named if part)
    yield sentence(total)
    for row in classes.rows(named=True):
        yield f"{words.count(row['ticket_count']):>12}  " + t(f"agreement.{row['class']}")
    for row in differences.rows(named=True):
        yield receipt(row, zone)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m dashboard.reconcile", description=__doc__)
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse-data"), help="the folder of the builds")
    parser.add_argument("--language", choices=list(words.LOCALES), help="default: the company's")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
