"""Respondents of surveys become keyed pseudonyms before anything is made of their rows.

A pseudonym is `p-` and the first 20 hexadecimal digits of HMAC-SHA256(key, id as it stands in the source, trimmed).
The same id has the same pseudonym in every feed and in every run with the key, so raters can be counted; without the
key nobody can tell or try out who it is. The key is NEIKAN_PSEUDONYM_KEY, else the file pseudonym.key in the company
folder, which is made when it is first needed; no build, log or message holds it.
"""

import hashlib
import hmac
import os
import re
import secrets
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa

from etl.pull.files import Pulled
from etl.pull.part import count
from etl.secrets import remember
from etl.sources import Source, columns_of
from etl.sql import ident, literal, trimmed
from etl.texts import META
from warehouse.errors import UserError

VEILED = {"survey_responses": "respondent_id", "survey_invitations": "respondent_id"}
VARIABLE, FILE = "NEIKAN_PSEUDONYM_KEY", "pseudonym.key"
SHORTEST_KEY = 16
PSEUDONYM = re.compile(r"p-[0-9a-f]{20}")
WITHHELD = "withheld, for it may name a respondent; the file has it"


def pseudonym(key: bytes, word: str) -> str:
    """What stands for a respondent; a pseudonym stands for itself, so that refused rows can be read again."""
    if PSEUDONYM.fullmatch(word):
        return word
    return "p-" + hmac.new(key, word.encode(), hashlib.sha256).hexdigest()[:20]


def pseudonym_key(folder: Path) -> bytes:
    """The key of a company, made when there is none; UserError when it is too short or cannot be kept."""
    given, where = os.environ.get(VARIABLE, "").strip(), f"the environment's {VARIABLE}"
    if not given:
        path = folder / FILE
        where = str(path)
        try:
            if not path.exists():
                _make(path)
            given = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no text"
            what = f"{path}, the key of the respondents' pseudonyms, cannot be kept"
            raise UserError(f"{what}: {reason}; mend that, or export {VARIABLE}.") from error
    if len(given) < SHORTEST_KEY:
        raise UserError(f"The key of the respondents' pseudonyms in {where} is too short; it needs 16 signs or more.")
    remember(VARIABLE, given)
    return given.encode()


def _make(path: Path) -> None:
    """Only a whole key gets the name, and the first of two that are made at once."""
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            _name(new, path)
    finally:
        new.unlink(missing_ok=True)


def _name(new: Path, path: Path) -> None:
    try:
        path.hardlink_to(new)  # unlike a rename it never takes the place of another key
    except FileExistsError:
        raise
    except OSError:  # a disk that knows no links
        new.rename(path)


def veiled(connection: duckdb.DuckDBPyConnection, source: Source, pulled: Pulled) -> Pulled:
    """Leaves in raw.<feed> only the columns that are used, with pseudonyms for respondents; other feeds stay.

    So neither quarantine nor a message can hold who answered, from which address, or what nobody mapped.
    """
    feed = source.feed.name
    if feed not in VEILED:
        return pulled
    columns = columns_of(source, pulled)
    respondent = columns.get(VEILED[feed])
    names = respondent.names if respondent else ()
    used = [name for column in columns.values() for name in column.names]
    used = list(dict.fromkeys([*used, *source.settings.order, *source.settings.sheet_columns]))
    cells = [
        f"pseudonym_{names.index(name)}.stands AS {ident(name)}" if name in names else f"came.{ident(name)}"
        for name in used
    ]
    joins = [
        f" LEFT JOIN pseudonym AS pseudonym_{place} ON {trimmed(f'came.{ident(name)}')} = pseudonym_{place}.word"
        for place, name in enumerate(names)
    ]
    places = [(f"raw.{ident(feed)}", name) for name in names]
    listed = f"raw.{ident(f'{feed} keys')}"  # of all rows that are there, when the source gives such a list
    if has_list := VEILED[feed] in source.feed.key and _exists(connection, f"{feed} keys"):
        places.append((listed, VEILED[feed]))
    _write_pseudonyms(connection, source, places)
    if has_list:
        word = ident(VEILED[feed])
        connection.execute(
            f"UPDATE {listed} SET {word} = stands FROM pseudonym WHERE {trimmed(f'{listed}.{word}')} = word"
        )
    kept, came = f"raw.{ident(f'{feed} kept')}", f"raw.{ident(feed)}"
    connection.execute(f"CREATE TABLE {kept} AS SELECT {', '.join([META, *cells])} FROM {came} AS came{''.join(joins)}")
    connection.execute(f"DROP VIEW {came}; CREATE VIEW {came} AS FROM {kept}; DROP TABLE IF EXISTS pseudonym")
    connection.execute(f"UPDATE raw.{ident(f'{feed} malformed')} SET line = {literal(WITHHELD)}")
    return replace(pulled, columns=tuple(used), iso=pulled.iso.intersection(used))


def _exists(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    return bool(
        count(connection, f"(FROM duckdb_tables() WHERE schema_name = 'raw' AND table_name = {literal(table)})")
    )


def _write_pseudonyms(connection: duckdb.DuckDBPyConnection, source: Source, places: list[tuple[str, str]]) -> None:
    """Fills table pseudonym (word, stands) for all words of these columns of tables; what means nothing stays."""
    if not places:
        return
    settings, key = source.settings, pseudonym_key(source.settings_file.parent)
    given = " UNION ALL ".join(f"SELECT {trimmed(ident(name))} AS word FROM {table}" for table, name in places)
    found = [
        word for (word,) in connection.execute(f"SELECT DISTINCT word FROM ({given}) WHERE word IS NOT NULL").fetchall()
    ]
    nothing = {"", *(word.strip() for word in settings.null_values)}
    known = settings.values.get("respondent_id", {})
    stands = [
        word if word in nothing else pseudonym(key, to) if (to := known.get(word, word)) else None for word in found
    ]
    connection.register(
        "written", pa.table({"word": pa.array(found, pa.string()), "stands": pa.array(stands, pa.string())})
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE pseudonym AS FROM written")
    connection.unregister("written")
