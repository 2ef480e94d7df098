"""docs/personal-data.md, made from warehouse/personal.py."""

from itertools import groupby
from pathlib import Path

from warehouse.personal import PERSONAL, Personal

PAGE = Path(__file__).parent.parent / "docs" / "personal-data.md"
START = """# Personal data in the warehouse

Made by `make docs` from warehouse/personal.py. A test fails when a column looks personal and is not here.

Every build takes its feeds from their sources: what a source no longer has is in no table of a new build, and gone
when the last `keep_builds` builds are. A build that starts from the last one may hold removed rows in its file where no
query finds them, until every ticket is computed again (`make etl` with an empty WAREHOUSE does). Feeds that are added
to (`load = "append"`, or a `cursor`) keep a row until the source says that it is gone, or it is pulled whole once.
Pages of a pull over SQL or REST lie in landing/ as they came, respondents of surveys too, until a build is published.
Logs hold counts, names of feeds and sentences about settings; the sentence for a feed that fails as a whole shows one
cell as a sample. Notifications hold neither cells nor persons.
The audit log, audit/access-YYYY-MM.jsonl beside the builds, holds the ids of those who signed in, were refused, saw
personal data or took a file, for good; auditors see it ([access.md](access.md)).
Secrets (`${NAME}`) are in none of these.

## Forgetting a person
`make forget EMPLOYEE= [BY=] [COMPANY=] [WAREHOUSE=]` prints what it did, what is yours to do, and what stays.

- Removed: names, mail address, position; subjects of the person's own requests and what the person wrote; names,
  address and id in every other text, in refused rows, logs of runs, results of checks and rows mended by hand; all
  older builds; landing/; the person in lines of the audit log older than six months.
- Replaced: the id by a keyed pseudonym, in every table, so that no number of a department moves. Half-years that are
  not frozen pay under it.
- From now on: forgotten.jsonl in the company folder names the pseudonym, and every run takes the person out on entry,
  from feeds that still have the person and from refused rows. A row mended by hand that named the person has to be
  mended again.
- Yours to do: the sources; lines of access.toml and other settings; backups, exported files, logs of the web server.
- Stays, by law: ledger.jsonl and frozen half-years with results and bonus lines of people (ids, no names), as proof of
  decisions and of wages, which labour and accounting law have kept for years and which answers claims; the audit log of
  the last six months, as the Cybersecurity Law has network logs kept. PIPL art. 47 asks for deletion when the purpose
  is fulfilled, the time of keeping is over or consent is withdrawn; where a law sets a longer time, nothing but storing
  and protecting is allowed until then.

Ids of up to four digits are replaced where a person's id stands, and not looked for in texts. Who has pseudonym.key can
try out whose pseudonym it is. Whether a ground for keeping holds in your case is for your lawyer to say.

## The list
| what | where | why | who sees it | how long |
|---|---|---|---|---|
"""


def page() -> str:
    return START + "".join(_row(one) for one in PERSONAL)


def _row(one: Personal) -> str:
    return f"| {one.what} | {_places(one.columns)} | {one.why} | {one.seen_by} | {one.kept} |\n"


def _places(columns: tuple[str, ...]) -> str:
    parted = sorted(column.rsplit(".", 1) for column in columns)
    tables = groupby(parted, key=lambda place: place[0])
    return "; ".join(f"{table}: {', '.join(name for _, name in names)}" for table, names in tables)


def write() -> None:
    PAGE.write_text(page(), encoding="utf-8")
