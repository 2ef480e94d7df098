"""Forgets a person: `python -m etl.forget E0001 --by hr --company company --warehouse warehouse-data`.

Takes the person out of the published build, drops all other builds, cleans what lies beside them, and puts a keyed
pseudonym on the company's list, by which every later run takes the person out on entry. Prints what was done, what the
sources still hold, and what stays because the law asks for it.
"""

import argparse
import getpass
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from etl.alone import lock
from etl.forgotten import GONE, PERSON_ID, Line, People, add_to_list, columns, forget, names_of, read_list
from etl.pseudonym import pseudonym, pseudonym_key
from etl.sql import ident, literal, words
from warehouse.assessment.period.ledger import read_ledger, replaced
from warehouse.contract import FEEDS
from warehouse.errors import UserError
from warehouse.settings import load_company
from warehouse.store import Published, connect, private, published, replace_published

STAYING = {"audit": {"ledger_entry"}, "marts": {"fairness_decision"}}
NO_PEOPLE = {"settings", "staging", "information_schema", "pg_catalog"}  # the company's own words, and views
LOG_KEPT = timedelta(days=184)  # Cybersecurity Law: network logs for six months at least


def forget_person(employee_id: str, by: str, company: Path, warehouse: Path) -> list[str]:
    """Does it, and gives the sentences of what was done and what stays. UserError when nobody has the id."""
    load_company(company)
    build = published(warehouse)
    if build is None:
        raise UserError(f"Nothing is published in {warehouse}, so it knows nobody; take the person out of the sources.")
    key = pseudonym_key(company)
    known = {mark for line in read_list(company) if pseudonym(key, employee_id) in line.marks for mark in line.marks}
    people, held = _find(warehouse, build, employee_id, key, known)
    marks = tuple(pseudonym(key, one) for one in people.stand_ins)  # the id's first, which stands in
    if not held and not known:
        raise UserError(
            f'No feed of {warehouse} knows an employee "{employee_id}"; give EMPLOYEE= as the feeds have it.'
        )
    if not known.issuperset(marks):
        add_to_list(company, Line(datetime.now(UTC).isoformat(timespec="seconds"), by, marks))
    files = [path for path in _texts(warehouse) if _clean(path, people)]
    shutil.rmtree(warehouse / "landing", ignore_errors=True)
    changed = _rebuilt(warehouse, build, people)
    return [
        *_done(changed, files, marks[0]),
        *_sources(company, held, people),
        *_stays(warehouse, employee_id, marks[0]),
    ]


def _find(
    warehouse: Path, build: Published, employee_id: str, key: bytes, known: set[str]
) -> tuple[People, dict[str, int]]:
    """The person in every build that is kept, and how many rows by feed the last one has; `known` are pseudonyms."""
    ids, told = {employee_id}, set[str]()
    for path in sorted((warehouse / "builds").glob("neikan-*.duckdb")):
        with connect(path) as connection:
            told |= names_of(connection, "feed.employees", ids)
    mark = pseudonym(key, employee_id)
    mails = sorted(word for word in told if "@" in word)
    ids_and_mails = (employee_id, *mails)
    marks = frozenset({*known, *(pseudonym(key, one) for one in ids_and_mails)})
    people = People(dict.fromkeys(ids_and_mails, mark), frozenset(told), marks)
    with connect(build.path) as connection:
        held = dict(_held(connection, [*people.stand_ins, *people.marks]))
    return people, held


def _held(connection: duckdb.DuckDBPyConnection, known: list[str]) -> Iterator[tuple[str, int]]:
    for table, names in columns(connection, "feed").items():
        person = [f"{ident(name)} IN {words(known)}" for name in names if PERSON_ID.search(name)]
        if person:
            row = connection.execute(f"SELECT count(*) FROM feed.{ident(table)} WHERE {' OR '.join(person)}").fetchone()
            if row and row[0]:
                yield table, int(row[0])


def _rebuilt(warehouse: Path, build: Published, people: People) -> int:
    """Writes the build anew without the person, so that no old page of the file keeps a name; how many rows changed."""
    work = warehouse / "work" / "forget"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        copy, new = Path(shutil.copyfile(build.path, work / "old.duckdb")), work / "build.duckdb"
        with connect(copy, read_only=False) as connection:
            here = "SELECT schema_name FROM duckdb_schemas() WHERE database_name = current_database() AND NOT internal"
            changed = 0
            for (schema,) in connection.execute(here).fetchall():
                frozen = _frozen(warehouse) if schema == "marts" else ()
                if schema not in NO_PEOPLE:
                    changed += sum(forget(connection, schema, people, STAYING.get(schema, ()), frozen).values())
            connection.execute(f"ATTACH {literal(str(new))} AS anew; COPY FROM DATABASE old TO anew; DETACH anew")
        replace_published(new, warehouse)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return changed


def _frozen(warehouse: Path) -> list[str]:
    return sorted({entry.period for entry in read_ledger(warehouse).entries if entry.data.get("to") == "frozen"})


def _texts(warehouse: Path) -> Iterator[Path]:
    """What runs have written beside the builds, and lines of the audit log that no law asks for any more."""
    for folder in ("runs", "checks", "released"):
        yield from (path for path in sorted((warehouse / folder).glob("*.json*")))
    oldest = f"access-{datetime.now(UTC) - LOG_KEPT:%Y-%m}.jsonl"
    yield from (path for path in sorted((warehouse / "audit").glob("access-*.jsonl")) if path.name < oldest)


def _clean(path: Path, people: People) -> bool:
    """Whether the file named the person; then it is written anew, line by line, without."""
    text = path.read_text(encoding="utf-8", errors="replace")
    new = text
    for one, mark in people.stand_ins.items():
        new = new.replace(json.dumps(one, ensure_ascii=False), json.dumps(mark))
    if people.pattern:
        new = re.sub(people.pattern, GONE, new, flags=re.ASCII)
    if new != text:
        replaced(path, new)
    return new != text


def _done(changed: int, files: list[Path], stand_in: str) -> Iterator[str]:
    yield f"Done: {changed:,} rows of the published build are without the person, who is {stand_in} there."
    yield "Done: every other build was dropped, and landing/ was emptied."
    if files:
        yield f"Done: {', '.join(f'{path.parent.name}/{path.name}' for path in files)} were written anew."
    yield "From now on every run takes the person out on entry (forgotten.jsonl in the company folder; keep it)."


def _sources(company: Path, held: dict[str, int], people: People) -> Iterator[str]:
    feeds = ", ".join(f"{feed} ({held[feed]:,} rows)" for feed in FEEDS if feed in held)
    if feeds:
        yield f"Yours to do: take the person out of the sources of {feeds}."
    pattern = people.pattern
    for path in sorted(company.rglob("*.toml")):
        if pattern and re.search(pattern, path.read_text(encoding="utf-8", errors="replace"), flags=re.ASCII):
            yield f"Yours to do: {path} names the person; take the line out."
    yield "Yours to do: backups, exported files and logs of the web server that are older than this."


def _stays(warehouse: Path, employee_id: str, stand_in: str) -> Iterator[str]:
    entries = read_ledger(warehouse).entries
    lines = [entry.seq for entry in entries if employee_id in (entry.by, *_values(entry.data))]
    if lines:
        yield (
            f"Stays: {len(lines)} lines of ledger.jsonl (first {lines[0]}) and their copies in the build, ids without"
            " names: proof of who decided what, needed to answer claims (PIPL art. 13 no. 3, art. 47)."
        )
    if frozen := _frozen(warehouse):
        yield (
            f"Stays: frozen/ of {', '.join(frozen)} and the person's own results and bonus lines of these half-years,"
            " by id, as wage and accounting records have to be kept (PIPL art. 47)."
        )
    if any((warehouse / "audit").glob("access-*.jsonl")):
        yield "Stays: the audit log of the last six months, as network logs have to be kept (Cybersecurity Law)."
    yield (
        f"Stays: rows under {stand_in}, so that no number of a department moves. It is a keyed pseudonym: whoever has"
        " pseudonym.key can try an id out."
    )


def _values(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        data = list(data.values())
    for one in data if isinstance(data, list | tuple) else ():
        yield from _values(one) if isinstance(one, dict | list | tuple) else (str(one),)


def main(arguments: list[str] | None = None) -> int:
    """The exit status: 0 when it was done."""
    options = _options(arguments)
    try:
        if not options.employee:
            raise UserError("Whom? Give EMPLOYEE= the id that the feeds have.")
        with private(options.warehouse), lock(options.warehouse):
            for sentence in forget_person(options.employee, options.by, options.company, options.warehouse):
                print(sentence)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{options.warehouse} cannot be written: {error.strerror}; run it again.", file=sys.stderr)
        return 1
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m etl.forget", description=__doc__)
    parser.add_argument("employee", help="the person's id, as the feeds have it")
    parser.add_argument(
        "--by", default=os.environ.get("BY", "").strip() or getpass.getuser(), help="who does it, for the list"
    )
    parser.add_argument("--company", type=Path, default=Path("company"), help="the company folder")
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse-data"), help="the folder of the builds")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
