"""Connections to the databases that sources name: drivers, sessions in UTC that only read, and errors in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from etl.pull.landing import WAITS_S, Interrupted
from etl.secrets import VARIABLE, fill, scrub
from etl.sources import Source
from warehouse.errors import UserError
from warehouse.sql_settings import EXAMPLE, driver, unknown_driver
from warehouse.toml_file import place

TITLES = {"postgresql": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB", "mssql": "SQL Server", "sqlite": "SQLite"}
PATIENCE = {
    "psycopg": {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 6},
    "pymysql": {"connect_timeout": 10, "read_timeout": 1800},
    "pymssql": {"login_timeout": 10},
}
# as the server writes them: a value that Python cannot hold, such as infinity, is one bad row and not the end
AS_TEXT = ["numeric", "date", "time", "timetz", "timestamp", "timestamptz", "interval"]
AS_TEXT += ["uuid", "json", "jsonb", "bytea", "inet", "cidr"]
PASSING_STATES = ("08", "40", "53", "57")
CANCELLED = "57014"
PASSING_NUMBERS = {1040, 1053, 1158, 1159, 1160, 1161, 1205, 1213, 1927, 2002, 2003, 2006, 2013, 2014, 2055}
REFUSALS = ("authentication failed", "does not exist", "no pg_hba.conf", "no password", "login failed", "cannot open")
LONGEST_REASON = 200


def url_of(source: Source) -> URL:
    """The feed's url with the environment's values and a driver that is shipped; UserError without any part of it."""
    text, what = source.settings.url or "", f"feed {source.feed.name}: the url"
    where = place(source.settings_file, (source.feed.name, "url"))
    if text.startswith("${"):
        text = fill(text, what, where)
    else:
        address, sign, parameters = text.partition("?")
        user, at, host = address.rpartition("@")
        user = VARIABLE.sub(lambda name: quote(fill(name[0], what, where), safe=""), user)
        text = user + at + fill(host, what, where, is_secret=False) + sign + fill(parameters, what, where)
    name = driver(text)
    if name is None:
        raise source.error(None, f"url: {unknown_driver(text)}", "url")
    try:
        url = make_url(text).set(drivername=name)
    except (ArgumentError, ValueError):
        raise source.error(None, f"the url cannot be read; write it as {EXAMPLE}", "url") from None
    return _existing(source, url) if name == "sqlite" else url


def _existing(source: Source, url: URL) -> URL:
    """SQLite would make a file that is not there."""
    path = source.settings_file.parent / (url.database or "")
    if not path.is_file():
        raise source.error(None, f"there is no SQLite file {path}; put it there, or mend the url", "url")
    return url.set(database=str(path))


def identity(url: URL) -> str:
    """Which database it is, whoever reads it."""
    return f"{url.get_backend_name()}://{url.host or ''}:{url.port or ''}/{url.database or ''}"


@contextmanager
def session(source: Source, url: URL) -> Iterator[Connection]:
    """A transaction that only reads; what the driver says becomes Interrupted where it may pass, else UserError."""
    engine = _engine(url)
    try:
        with engine.connect() as plain:
            connection = plain.execution_options(postgresql_readonly=True)
            if engine.name in ("postgresql", "mysql", "mariadb"):
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            if engine.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
                connection.exec_driver_sql("SET LOCAL DateStyle TO 'ISO, YMD'")
            yield connection
    except DBAPIError as error:
        raise _in_words(source, url, error) from None
    finally:
        engine.dispose()


def _engine(url: URL) -> Engine:
    name = url.get_driver_name()
    given: dict[str, Any] = {key: value for key, value in PATIENCE.get(name, {}).items() if key not in url.query}
    if name == "pymysql":
        given["conv"] = _whole_numbers_only()
    engine = create_engine(url, poolclass=NullPool, connect_args=given, hide_parameters=True)
    event.listen(engine, "connect", {"psycopg": _texts, "pymysql": _utc, "pysqlite": _only_read}.get(name, _nothing))
    return engine


def _whole_numbers_only() -> dict[Any, Any]:
    """Every type but whole numbers as the text that the server sends."""
    types, encoders = import_module("pymysql.constants.FIELD_TYPE"), import_module("pymysql.converters").encoders
    whole = ("TINY", "SHORT", "LONG", "LONGLONG", "INT24", "YEAR")
    return {**encoders, **{getattr(types, name): int for name in whole}}


def _texts(connection: Any, _: Any) -> None:
    from psycopg.types.string import TextLoader

    for name in AS_TEXT:
        connection.adapters.register_loader(name, TextLoader)


def _utc(connection: Any, _: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET time_zone = '+00:00'")
        cursor.execute("SET SESSION TRANSACTION READ ONLY")


def _only_read(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA query_only = ON")


def _nothing(_: Any, __: Any) -> None:
    """SQL Server has neither a session zone nor a transaction that only reads."""


def _in_words(source: Source, url: URL, error: DBAPIError) -> UserError | Interrupted:
    backend, reason = url.get_backend_name(), _reason(error.orig)
    where = f"{TITLES[backend]} at {url.host}" + (f":{url.port}" if url.port else "") if url.host else TITLES[backend]
    if _may_pass(backend, error.orig, reason):
        again = f"tried {len(WAITS_S) + 1} times; try again later, the pages pulled so far stay for the next run"
        return Interrupted(source.error(None, f"{where} does not answer or broke off: {reason}; {again}", "url"))
    if type(error.orig).__name__ == "OperationalError" and any(words in reason.lower() for words in REFUSALS):
        return source.error(None, f"{where} refuses: {reason}; check url, and what this user may read", "url")
    key = "query" if source.settings.query else "table"
    return source.error(None, f"{where} cannot read the {key}: {reason}; mend it, or what this user may read", key)


def _reason(error: Any) -> str:
    """The first line of what the driver says, without secrets."""
    said = error.args[-1] if getattr(error, "args", None) else error
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    line = next((line for line in text.splitlines() if line.strip()), type(error).__name__)
    return scrub(" ".join(line.split()))[:LONGEST_REASON].rstrip(".;: ")


def _may_pass(backend: str, error: Any, reason: str) -> bool:
    """Whether the same may succeed in a moment: the server is away, restarting, full, or broke off."""
    if backend in ("mysql", "mariadb"):
        return bool(error.args) and error.args[0] in PASSING_NUMBERS
    if type(error).__name__ == "OperationalError" and backend == "sqlite":
        return "locked" in reason
    state = getattr(error, "sqlstate", None)
    if state:
        return state[:2] in PASSING_STATES and state != CANCELLED
    lost = any(kind.__name__ in ("OperationalError", "InterfaceError") for kind in type(error).__mro__)
    return lost and not any(words in reason.lower() for words in REFUSALS)
