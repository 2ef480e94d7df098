"""REST sources: pages of rows from dlt's REST source, as `[<feed>.client]` and `[[<feed>.resources]]` describe it."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from etl.pull.landing import Origin, Pages
from etl.pull.records import Kind, Row, kept, rows_of, table_of
from etl.secrets import VARIABLE, fill
from etl.sources import Source
from warehouse.errors import UserError
from warehouse.rest_settings import RestClient, RestPaginator, RestResource
from warehouse.source_settings import SourceSettings

PAGE_ROWS = 500
FIRST_TIME, FIRST_NUMBER = "1970-01-01T00:00:00+00:00", "0"
SINCE, LAST = ("{since}", "{incremental.start_value}"), "{last}"
BRACES = re.compile(r"\{(?!resources\.)|(?<!\{)\}(?<!\})")


def rest_pages(source: Source) -> Pages:
    """Gives the pages of a feed from a cursor on: tables of text, one of no rows where the source has none.

    UserError names feed, address and what to do when the source cannot be read, after all attempts.
    """

    def pages(since: str | None) -> Iterator[pa.Table]:
        os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
        os.environ.setdefault("RUNTIME__LOG_LEVEL", "ERROR")
        wanted, count = _wanted(source), 0
        for rows in _batches(source, since):
            count += len(rows)
            yield table_of(rows, wanted, _optional(source))
        if not count:
            yield table_of([], wanted, (*wanted, *source.feed.column_names))

    return pages


def rest_origin(source: Source) -> Origin:
    """The feed's address; its pages are ordered where the cursor leads from one to the next, or settings say so."""
    settings, client = source.settings, _client(source)
    leads = [client.paginator, *(resource.endpoint.paginator for resource in settings.resources)]
    is_led = len(settings.resources) == 1 and any(
        one and one.type == "last_value" and (one.model_extra or {})["field"] == settings.cursor for one in leads
    )
    return Origin(rest_pages(source), _filled(source, client.base_url, "client"), settings.ordered or is_led)


def _wanted(source: Source) -> tuple[str, ...]:
    """Every source column that settings name."""
    settings = source.settings
    mapped = [name for column in settings.columns.values() for name in column.names]
    return tuple(name for name in (*mapped, *settings.order, settings.cursor, *settings.keep) if name)


def _optional(source: Source) -> tuple[str, ...]:
    """The mapped columns that a page may lack: APIs leave out what is empty. A required one must be there."""
    required = {
        name: column.names
        for name, column in source.settings.columns.items()
        if name in source.feed.column_names and source.feed.column(name).is_required and len(column.names) == 1
    }
    must = {name for names in required.values() for name in names}
    return tuple(name for name in _wanted(source) if name not in must)


def _batches(source: Source, since: str | None) -> Iterator[list[Row]]:
    """The kept rows in lists of about PAGE_ROWS; what came before a failure is given out before it is raised."""
    batch: list[Row] = []
    try:
        for row in kept(_rows(source, since), source.settings.keep):
            batch.append(row)
            if len(batch) >= PAGE_ROWS:
                yield batch
                batch = []
    except UserError:
        raise
    except Exception as error:  # noqa: BLE001 - dlt wraps everything; what has no sentence is raised as it is
        if batch:
            yield batch
        raise _sentence(source, error) or error from None
    if batch:
        yield batch


def _client(source: Source) -> RestClient:
    if source.settings.client is None:
        raise source.error(None, 'kind = "rest" needs client, with its base_url', "client")
    return source.settings.client


def _sentence(source: Source, error: Exception) -> UserError | None:
    from etl.pull.rest_faults import problem_of

    client = _client(source)
    names = VARIABLE.findall(client.auth.model_dump_json() if client.auth else "")
    names += [name for value in client.headers.values() for name in VARIABLE.findall(value)]
    problem = problem_of(error, client.base_url, [f"${{{name}}}" for name in dict.fromkeys(names)])
    return source.error(None, problem, "resources") if problem else None


def _rows(source: Source, since: str | None) -> Iterator[Row]:
    """What every resource gives to which no other one refers."""
    from dlt.sources.rest_api import rest_api_resources

    found = {one.name: one for one in rest_api_resources(_config(source, since))}  # type: ignore[arg-type]
    for resource, kinds in _kinds(source.settings):
        yield from rows_of(found[resource.name], kinds, source.settings.keyed)


def _kinds(settings: SourceSettings) -> list[tuple[RestResource, list[Kind]]]:
    """The resources that give the feed's rows, and the kinds of row of each."""
    referred = "".join(resource.model_dump_json() for resource in settings.resources)
    giving = [one for one in settings.resources if f"{{resources.{one.name}." not in referred]
    pairs = [(resource, path) for resource in giving for path in resource.records or ("",)]
    is_numbered = len(pairs) > 1 or any(path or resource.record_id for resource, path in pairs)
    kinds = [
        (resource, Kind(index, path or resource.name, path, resource.record_id or "id", is_numbered))
        for index, (resource, path) in enumerate(pairs)
    ]
    return [(resource, [kind for owner, kind in kinds if owner is resource]) for resource in giving]


def _config(source: Source, since: str | None) -> dict[str, Any]:
    from etl.pull.rest_client import session

    client, shared = _client(source), session()
    given = _filled(source, client.model_dump(exclude_none=True), "client")
    if auth := given.get("auth"):
        given["auth"] = _auth(auth, shared)
    if client.paginator:
        given["paginator"] = _paginator(source, client.paginator, since)
    resources = [_resource(source, resource, since) for resource in source.settings.resources]
    return {"client": given | {"session": shared}, "resources": resources}


def _auth(auth: dict[str, Any], shared: Any) -> Any:
    from etl.pull.rest_client import ClientCredentials

    if auth["type"] != "oauth2_client_credentials":
        return auth
    return ClientCredentials(**{key: value for key, value in auth.items() if key != "type"}, session=shared)


def _resource(source: Source, resource: RestResource, since: str | None) -> dict[str, Any]:
    from etl.pull.rest_client import page_check

    endpoint = resource.endpoint
    dumped = endpoint.model_dump(exclude_none=True, by_alias=True, exclude={"incremental", "response_actions"})
    told = {key: value for key, value in _filled(source, dumped, "resources").items() if value not in ({}, "")}
    moment = cursor_text(source.settings, since)
    for key in ("params", "json", "headers"):
        if key in told:
            told[key] = _with_since(told[key], moment, is_json=key == "json")
    if "path" in told:
        told["path"] = _replaced(told["path"], moment)
    if endpoint.paginator:
        told["paginator"] = _paginator(source, endpoint.paginator, since)
    ignored = [action.model_dump(exclude_none=True) for action in endpoint.response_actions]
    told["response_actions"] = [*ignored, page_check(endpoint.data_selector)]
    parent = {"include_from_parent": list(resource.include_from_parent)} if resource.include_from_parent else {}
    return {"name": resource.name, "endpoint": told, **parent}


def _paginator(source: Source, paginator: RestPaginator, since: str | None) -> Any:
    """A fresh one of dlt's, or ours; `{last}` starts just before `since` when the cursor is what leads the pages."""
    from etl.pull.rest_client import LastValue

    keys = dict(paginator.model_extra or {})
    if paginator.type == "last_value":
        leads = since is not None and source.settings.cursor == keys["field"] and since.isdigit()
        return LastValue(**keys, start=str(max(int(since or 0) - 1, 0)) if leads else FIRST_NUMBER)
    return {"type": paginator.type, **{key: value if value != "" else None for key, value in keys.items()}}


def cursor_text(settings: SourceSettings, since: str | None) -> str:
    """A cursor as this API wants to read it: cursor_format ("epoch", "epoch_ms" or as of strftime), cursor_timezone."""
    text = since or settings.cursor_start or FIRST_TIME
    if not settings.cursor_format:
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text  # a number
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(settings.timezone) if settings.timezone else UTC)
    if settings.cursor_format in ("epoch", "epoch_ms"):
        seconds = int(moment.timestamp())
        return str(seconds * 1000 if settings.cursor_format == "epoch_ms" else seconds)
    return moment.astimezone(ZoneInfo(settings.cursor_timezone)).strftime(settings.cursor_format)


def _replaced(text: str, moment: str) -> str:
    for mark in SINCE:
        text = text.replace(mark, moment)
    return text


def _with_since(given: Any, moment: str, is_json: bool) -> Any:
    """`{since}` and `{last}` filled in; other braces doubled for dlt, which takes them for its own."""
    from etl.pull.rest_client import LAST as LAST_MARK

    if isinstance(given, dict):
        return {key: _with_since(value, moment, is_json) for key, value in given.items()}
    if isinstance(given, list | tuple):
        return [_with_since(value, moment, is_json) for value in given]
    if not isinstance(given, str):
        return given
    if is_json and given in SINCE and moment.isdigit():
        return int(moment)
    parts = re.split(r"(\{resources\.[^{}]+\})", _replaced(given, moment).replace(LAST, LAST_MARK))
    return "".join(
        part if index % 2 else part.replace("{", "{{").replace("}", "}}") for index, part in enumerate(parts)
    )


def _filled(source: Source, given: Any, key: str) -> Any:
    """The same with the environment's values for `${NAME}`."""
    if isinstance(given, dict):
        return {name: _filled(source, value, key) for name, value in given.items()}
    if isinstance(given, list | tuple):
        return [_filled(source, value, key) for value in given]
    if not isinstance(given, str):
        return given
    where = source.error(None, "", key).args[0].rpartition("(")[2].rstrip(").")
    return fill(given, f"feed {source.feed.name}: {key}", where)
