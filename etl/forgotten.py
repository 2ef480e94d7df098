"""People who are to be forgotten: the list of a company, and the one way to take them out of tables.

forgotten.jsonl in the company folder holds keyed pseudonyms (etl/pseudonym.py), no ids and no names. Each run takes
whom it names out of the shaped feeds, so nothing that is built from them knows these people; their rows stay under the
stand-in, and no number of a department moves.
"""

import json
import os
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.pseudonym import pseudonym, pseudonym_key
from etl.sql import ident, literal, words
from warehouse.errors import UserError

FILE = "forgotten.jsonl"
GONE = "[forgotten]"
PERSON_ID = re.compile(r"(^|_)(employee|requester|respondent|assignee|actor|evaluator|rater)_id$|^released_by$")
LEFT_AS_IS = re.compile(r"_ids?$|(?<!employee)_name$|^(field|source|source_file|reasons|broken|state|status)$")
FEW_DIGITS = re.compile(r"\d{1,4}|.")
SPOKE = ("requester_id", "respondent_id", "evaluator_id", "rater_id")
OWN_WORDS = ("comment", "subject")
OF_AN_EMPLOYEE = ("employee_name", "email", "position")
SHORTEST_WORD = 2


@dataclass(frozen=True)
class People:
    """Who is taken out: what stands for each id, the names and mail addresses that texts may hold, all pseudonyms."""

    stand_ins: dict[str, str]
    words: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()

    @property
    def pattern(self) -> str | None:
        """Matches every name, address and id in a text; an id of a few digits is taken for no word."""
        told = [word for word in self.words if len(word) >= SHORTEST_WORD]
        told += [one for one in self.stand_ins if not FEW_DIGITS.fullmatch(one)]
        ordered = sorted(set(told), key=lambda word: (-len(word), word))
        return "(?i)" + "|".join(map(_alone, ordered)) if ordered else None


def _alone(word: str) -> str:
    """Letters and digits of English stand between blanks or signs; Chinese has none."""
    first, last = (r"\b" if re.match(r"[A-Za-z0-9_]", sign) else "" for sign in (word[0], word[-1]))
    return first + re.escape(word) + last


@dataclass(frozen=True)
class Line:
    """One line of the list: when, by whom, and the pseudonyms of the person's id and addresses, the id's first."""

    at: str
    by: str
    marks: tuple[str, ...]


def read_list(company: Path) -> list[Line]:
    """The people to be forgotten; UserError when a line cannot be read, for nobody may come back by mishap."""
    path, lines = company / FILE, list[Line]()
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines() if path.exists() else (), start=1):
        try:
            line = json.loads(text)
            lines.append(Line(line["at"], line["by"], tuple(line["marks"])))
        except (ValueError, KeyError, TypeError) as error:
            raise UserError(f"{path} line {number} is none that `make forget` wrote; mend it or restore it.") from error
    return lines


def add_to_list(company: Path, line: Line) -> None:
    """Adds a person; on the disk when this returns."""
    with os.fdopen(
        os.open(company / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8"
    ) as file:
        file.write(json.dumps(line.__dict__) + "\n")
        file.flush()
        os.fsync(file.fileno())


def listed(connection: duckdb.DuckDBPyConnection, company: Path, schema: str) -> People | None:
    """Whom the list names among the people of a schema with feeds; None where the list is empty."""
    lines = read_list(company)
    if not lines:
        return None
    key = pseudonym_key(company)
    stands = {mark: line.marks[0] for line in lines for mark in line.marks}
    found = {one: stands[mark] for one in _ids(connection, schema) if (mark := pseudonym(key, one)) in stands}
    return People(found, names_of(connection, f"{schema}.employees", found), frozenset(stands))


def names_of(connection: duckdb.DuckDBPyConnection, employees: str, ids: Collection[str]) -> frozenset[str]:
    """Names and mail addresses of these employees in every row of a table, where there is such a table."""
    schema, table = employees.split(".")
    if not ids or table not in columns(connection, schema):
        return frozenset()
    rows = connection.execute(
        f"SELECT unnest([employee_name, email]) AS word FROM {employees} WHERE employee_id IN {words(sorted(ids))}"
    ).fetchall()
    return frozenset(word.strip() for (word,) in rows if word and word.strip())


def _ids(connection: duckdb.DuckDBPyConnection, schema: str) -> set[str]:
    selects = [
        f"SELECT DISTINCT {ident(column)} AS id FROM {schema}.{ident(table)}"
        for table, known in columns(connection, schema).items()
        for column in known
        if PERSON_ID.search(column)
    ]
    return {one for (one,) in connection.execute(" UNION ".join(selects)).fetchall() if one} if selects else set()


def columns(connection: duckdb.DuckDBPyConnection, schema: str) -> dict[str, dict[str, str]]:
    """By table of a schema its columns with their types."""
    found: dict[str, dict[str, str]] = {}
    rows = connection.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() JOIN duckdb_tables() AS made"
        " USING (database_name, schema_name, table_name) WHERE schema_name = $1 AND database_name = current_database()",
        [schema],
    ).fetchall()
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    return found


def forget(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    people: People,
    but: Iterable[str] = (),
    frozen: Iterable[str] = (),
) -> dict[str, int]:
    """Changes every row of a schema's tables that knows one of the people; gives back how many by table.

    Tables `but` stay, and so do results of people in the half-years, and years of half-years, that are `frozen`.
    """
    changed = {}
    for table, known in columns(connection, schema).items():
        new = {column: made for column, kind in known.items() if (made := _without(column, kind, known, people))}
        if table in but or not new:
            continue
        sets = ", ".join(f"{ident(column)} = {made}" for column, made in new.items())
        where = " OR ".join(f"{ident(column)} IS DISTINCT FROM {made}" for column, made in new.items())
        only = " AND ".join([f"({where})", *_not_frozen(known, frozen)])
        done = connection.execute(f"UPDATE {schema}.{ident(table)} SET {sets} WHERE {only}").fetchone()
        if done and done[0]:
            changed[table] = int(done[0])
    return changed


def _not_frozen(known: dict[str, str], frozen: Iterable[str]) -> list[str]:
    """What keeps results of people that were frozen as they are; `frozen` is empty where nothing stays."""
    periods = sorted(frozen)
    if not periods or "employee_id" not in known:
        return []
    years = ", ".join(sorted({period[:4] for period in periods if period[:4].isdecimal()})) or "NULL"
    kept = {"period_id": words(periods), "year": f"({years})"}
    return [f"{column} NOT IN {values}" for column, values in kept.items() if column in known]


def _without(column: str, kind: str, known: dict[str, str], people: People) -> str | None:
    """The expression that takes a column's place; None where it can know nobody."""
    name, ids = ident(column), words(sorted({*people.stand_ins, *people.marks}))
    if kind == "VARCHAR" and PERSON_ID.search(column):
        return _stand_in(name, people)
    if column in ("old_value", "new_value") and "field" in known:
        return f"CASE WHEN field = 'assignee_id' THEN {_stand_in(name, people)} ELSE {name} END"
    if column in OF_AN_EMPLOYEE and "employee_id" in known:
        return f"CASE WHEN employee_id NOT IN {ids} THEN {name} END"
    if LEFT_AS_IS.search(column) or kind not in ("VARCHAR", "VARCHAR[]", "JSON"):
        return None
    if kind == "VARCHAR[]":
        return f"list_transform({name}, lambda one: {_unsaid('one', people)})"
    if kind == "JSON":
        return unsaid_json(name, people)
    spoke = [f"{ident(one)} IN {ids}" for one in SPOKE if one in known and column in OWN_WORDS]
    said = _unsaid(name, people)
    return f"CASE WHEN {' OR '.join(spoke)} THEN NULL ELSE {said} END" if spoke else said


def _stand_in(name: str, people: People) -> str:
    cases = " ".join(f"WHEN {literal(one)} THEN {literal(mark)}" for one, mark in sorted(people.stand_ins.items()))
    return f"CASE {name} {cases} ELSE {name} END"


def _unsaid(text: str, people: People) -> str:
    return f"regexp_replace({text}, {literal(people.pattern)}, {literal(GONE)}, 'g')" if people.pattern else text


def unsaid_json(content: str, people: People) -> str:
    """The expression for a refused row as it came, without these people."""
    text = f"({content})::VARCHAR"
    for one, mark in sorted(people.stand_ins.items()):
        if FEW_DIGITS.fullmatch(one):
            text = f"replace({text}, {literal(json.dumps(one))}, {literal(json.dumps(mark))})"
    return f"{_unsaid(text, people)}::JSON"
