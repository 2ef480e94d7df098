"""The keys of a feed in sources.toml that is pulled from a database, and those of incremental pulls."""

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, field_validator, model_validator

DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
    "mssql": "mssql+pymssql",
    "sqlite": "sqlite",
}
SHIPPED = tuple(dict.fromkeys(DRIVERS.values()))
FROM_ENVIRONMENT = re.compile(r"(\$\{\w+\})+")
SECRET_PARAMETER = re.compile(r"[?&](?=[^=&]*(?:pass|pwd|secret|token))[^=&]*=([^&]*)", re.IGNORECASE)
DURATION = re.compile(r"\d+[smhd]")
EXAMPLE = '"postgresql://etl:${DB_PASSWORD}@db.example:5432/desk"'


def _as_words(given: Any) -> Any:
    listed = given if isinstance(given, list | tuple) else [given]
    return tuple(str(word).lower() if isinstance(word, bool) else str(word).strip() for word in listed)


class Deleted(BaseModel):
    """How the source tells that a row is gone: a word in a column, or a query that lists the keys that are there."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    column: str | None = None
    words: Annotated[tuple[str, ...], BeforeValidator(_as_words)] = ()
    keys: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Deleted":
        if bool(self.column) != bool(self.words) or bool(self.column) == bool(self.keys):
            raise ValueError('write { column = "status", words = ["deleted"] } or { keys = "select id from tickets" }')
        return self


class SqlKeys(BaseModel):
    """The keys of a feed's table that say which rows of a database it has, and how to pull only what is new."""

    url: str | None = None
    query: str | None = None
    table: str | None = None
    cursor: str | None = None
    lookback: int | str | None = None
    deleted: Deleted | None = None

    @model_validator(mode="before")  # not a validator of the field: its message would repeat the url
    @classmethod
    def _url_is_text(cls, given: Any) -> Any:
        if isinstance(given, dict) and not isinstance(given.get("url", ""), str):
            raise ValueError(f"url must be one text, such as {EXAMPLE}")
        return given

    @field_validator("lookback", mode="before")
    @classmethod
    def _a_span(cls, given: Any) -> Any:
        is_count = isinstance(given, int) and not isinstance(given, bool) and given >= 0
        if given is None or is_count or (isinstance(given, str) and DURATION.fullmatch(given)):
            return given
        raise ValueError('write it as "15m", "2h" or "3d", or as a count where the cursor is a number')


def driver(url: str) -> str | None:
    """The shipped driver that a URL names, also by a short scheme; None when it names none of them."""
    scheme = url.partition("://")[0]
    return DRIVERS.get(scheme, scheme if scheme in SHIPPED else None)


def unknown_driver(url: str) -> str:
    """The problem of a URL that no driver reads, without anything of it but its scheme."""
    scheme = url.partition("://")[0] if "://" in url else ""
    named = f'no driver is called "{scheme}"' if re.fullmatch(r"[\w+.-]+", scheme) else "it names no driver"
    return f"{named}; there are {', '.join(SHIPPED)}"


def sql_problems(feed: str, source: Any) -> dict[str, str]:
    """What does not fit together in the keys of one feed: key → problem."""
    given, problems = source.model_fields_set, dict[str, str]()
    if source.kind != "sql":
        problems = {key: 'is for kind = "sql" only' for key in ("url", "query", "table") if key in given}
    elif source.url is None:
        problems["url"] = f'kind = "sql" needs url, such as {EXAMPLE}'
    else:
        problems = _url_problems(source.url)
        if bool(source.query) == bool(source.table):
            problems["query" if source.query else "table"] = "give either table or query, not both and not none"
    return problems | _cursor_problems(feed, source)


def _url_problems(url: str) -> dict[str, str]:
    if url.startswith("${"):
        return {}  # known when the environment is
    if driver(url) is None:
        return {"url": unknown_driver(url)}
    password = url.partition("?")[0].rpartition("@")[0].partition("://")[2].partition(":")[2]
    in_parameters = SECRET_PARAMETER.findall(url)
    if any(one and not FROM_ENVIRONMENT.fullmatch(one) for one in (password, *in_parameters)):
        return {"url": "a password must come from the environment: write ${NAME} and export NAME"}
    return {}


def _cursor_problems(feed: str, source: Any) -> dict[str, str]:
    problems = {}
    if source.lookback is not None and not source.cursor:
        problems["lookback"] = "is for an incremental pull; give its cursor"
    if source.cursor and source.kind != "file":
        if source.shape == "snapshots" or source.pick:
            shape = 'shape = "snapshots"' if source.shape else 'pick = "last"'
            problems["cursor"] = f"{shape} needs the whole history in each pull; leave out cursor"
        if source.load == "append":
            problems["load"] = f'{feed} with a cursor adds rows by itself; leave out load = "append"'
    if source.deleted and source.deleted.keys and not (source.kind == "sql" and source.cursor):
        problems["deleted"] = 'keys is for kind = "sql" with a cursor; a whole pull notices by itself what is gone'
    if source.deleted and source.deleted.keys and feed == "survey_invitations":
        problems["deleted"] = "keys cannot name respondents, who are pseudonyms here; give column and words"
    return problems
