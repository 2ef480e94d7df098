"""The life of a half-year on the command line: python -m warehouse.assessment.period COMMAND --period 2026H1 --by E1.

Every option may also stand in the environment under its name in capitals, as make hands it over: REASON=, POINTS=.
"""

import argparse
import io
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from warehouse.assessment.period.commands import READING, WRITING, Given, Sentence, run
from warehouse.assessment.period.present import company_language
from warehouse.assessment.period.texts import Refusal, chosen, said
from warehouse.errors import UserError
from warehouse.store import private

OPTIONS = {
    "period": "the half-year, such as 2026H1",
    "by": "who acts: an employee's id, or an account with @ before its name",
    "department": "the department that it is about",
    "employee": "the person that it is about, instead of a department",
    "points": "adjust: points to add, such as 2 or -1.5",
    "code": "veto, exclude: which one of the policy's",
    "id": "approve, revoke, decide: the entry that it is about; approve without it signs the result",
    "reason": "why, in a sentence",
    "evidence": "a file on this machine, or an address together with its sha256",
    "sha256": "of the evidence, 64 hex digits",
    "indicator": "appeal: the indicator that it is about; fault: the one that was withheld",
    "verdict": "decide: upheld, dismissed (appeal), rejected (request); flag: confirmed, dismissed, watched",
    "adjustment": "decide: the adjustment that follows from an appeal",
    "flag": "flag: its id, as the page of fairness shows it",
}


def main(arguments: list[str] | None = None, now: datetime | None = None) -> int:
    """The exit status: 0 when it was done, 1 when it was refused or a replay differs. `now` is the clock in UTC."""
    options = _options(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    language = chosen(options.lang, "en")
    try:
        language = chosen(options.lang, company_language(options.warehouse))
        texts = {name: getattr(options, name).strip() for name in OPTIONS}
        given = Given(warehouse=options.warehouse, now=now or datetime.now(UTC), **texts)
        with private(options.warehouse):
            return max([_print(sentence, language) for sentence in run(options.command, given)], default=0)
    except UserError as error:
        print(error.said(language) if isinstance(error, Refusal) else error, file=sys.stderr)
        return 1


def _print(sentence: Sentence, language: str) -> int:
    values = {
        name: value.said(language) if isinstance(value, Refusal) else value for name, value in sentence.values.items()
    }
    print(said(sentence.key, language, **values), file=sys.stderr if sentence.is_bad else sys.stdout)
    return int(sentence.is_bad)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m warehouse.assessment.period", description=__doc__)
    parser.add_argument("command", choices=[*WRITING, *READING])
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse-data"), help="the folder of the builds")
    parser.add_argument("--lang", default=os.environ.get("LANG", ""), help="zh or en; else the company's language")
    for name, text in OPTIONS.items():
        parser.add_argument(f"--{name}", default=os.environ.get(name.upper(), ""), help=text)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
