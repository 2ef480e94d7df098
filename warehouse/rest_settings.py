"""The keys of a feed in sources.toml that is pulled over REST, spelled as dlt's REST source spells them."""

import re
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from warehouse.toml_file import nearest

VARIABLE = re.compile(r"\$\{\w+\}")
SECRET_KEYS = ("token", "api_key", "password", "client_secret", "access_token")
SECRET_NAME = re.compile(r"authorization|cookie|api.?key|token|secret|password|passwd|pwd", re.IGNORECASE)
WITH_PASSWORD = re.compile(r"://[^/@\s]*:[^/@\s]+@")
NEEDED = {
    "bearer": ("token",),
    "api_key": ("api_key",),
    "http_basic": ("username", "password"),
    "oauth2_client_credentials": ("access_token_url", "client_id", "client_secret"),
}
STOPS = ("total_path", "stop_after_empty_page", "has_more_path")
OFFSETS = ("limit", "offset", "offset_param", "offset_body_path", "limit_param", "limit_body_path", "maximum_offset")
PAGINATORS = {
    "single_page": (),
    "auto": (),
    "json_link": ("next_url_path",),
    "header_link": ("links_next_key",),
    "header_cursor": ("cursor_key", "cursor_param"),
    "cursor": ("cursor_path", "cursor_param", "cursor_body_path", "stop_after_empty_page", "has_more_path"),
    "offset": (*OFFSETS, *STOPS),
    "page_number": ("base_page", "page", "page_param", "page_body_path", "maximum_page", *STOPS),
    "last_value": ("field", "page_param", "empty_pages"),
}


def _refuse_literal(name: str, value: Any) -> None:
    """A secret is named, never written down."""
    if isinstance(value, str) and value and not VARIABLE.search(value):
        raise ValueError(f"{name} must come from the environment: write ${{NAME}} and export NAME")


def _without_secrets(given: dict[str, Any]) -> dict[str, Any]:
    for name, value in given.items():
        if SECRET_NAME.search(name):
            _refuse_literal(name, value)
    return given


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class RestAuth(_Strict):
    """How requests are signed; which of the keys are needed depends on `type`."""

    type: Literal["bearer", "api_key", "http_basic", "oauth2_client_credentials"] = "bearer"
    token: str | None = None
    name: str | None = None
    api_key: str | None = None
    location: Literal["header", "query", "param"] | None = None
    username: str | None = None
    password: str | None = None
    access_token_url: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    access_token_request_data: dict[str, str] | None = None
    default_token_expiration: int | None = None

    @model_validator(mode="after")
    def _complete(self) -> "RestAuth":
        for key in SECRET_KEYS:
            _refuse_literal(key, getattr(self, key, None))
        _without_secrets(self.access_token_request_data or {})
        for key in NEEDED[self.type]:
            if not getattr(self, key):
                raise ValueError(f'type = "{self.type}" needs {key}')
        return self


def _by_type(given: Any) -> Any:
    return {"type": given} if isinstance(given, str) else given


class RestPaginator(BaseModel):
    """How the next page is asked for: one of dlt's types, or `last_value`, which is ours."""

    model_config = ConfigDict(extra="allow", frozen=True)
    type: str

    @model_validator(mode="after")
    def _known(self) -> "RestPaginator":
        if self.type not in PAGINATORS:
            known = ", ".join(PAGINATORS)
            raise ValueError(f'no paginator is called "{self.type}"; there are {known}')
        for key in self.model_extra or {}:
            if key not in PAGINATORS[self.type]:
                keys = PAGINATORS[self.type]
                near = f'; the nearest known one is "{nearest(key, keys)}"' if keys else ""
                raise ValueError(f'paginator "{self.type}" has no key {key}{near}')
        if self.type == "last_value" and "field" not in (self.model_extra or {}):
            raise ValueError(
                'paginator "last_value" needs field, the column whose highest value leads to the next page'
            )
        if self.type == "offset" and "limit" not in (self.model_extra or {}):
            raise ValueError('paginator "offset" needs limit, the rows of a page')
        return self


Paginator = Annotated[RestPaginator | None, BeforeValidator(_by_type)]


class RestClient(_Strict):
    """What all requests of a feed share."""

    base_url: str
    headers: dict[str, str] = {}
    auth: RestAuth | None = None
    paginator: Paginator = None

    @model_validator(mode="after")  # not a validator of the field: its message would repeat the password
    def _plain_url(self) -> "RestClient":
        if WITH_PASSWORD.search(self.base_url):
            raise ValueError("a user and password do not belong into base_url; give auth")
        if not re.match(r"https?://|\$\{", self.base_url):
            raise ValueError("base_url begins with https:// or http://")
        return self

    @field_validator("headers")
    @classmethod
    def _no_secrets(cls, given: dict[str, str]) -> dict[str, str]:
        return _without_secrets(given)


class ResponseAction(_Strict):
    """An answer that counts as an empty page, such as 404 for what was deleted meanwhile."""

    status_code: int
    content: str | None = None
    action: Literal["ignore"] = "ignore"


class DltIncremental(_Strict):
    """dlt's own spelling of the cursor; `cursor` and `{since}` say the same."""

    cursor_path: str
    initial_value: str | int | None = None
    start_param: str | None = None


class RestEndpoint(_Strict):
    """One request and how its pages are read."""

    path: str = ""
    method: Literal["GET", "POST"] = "GET"
    params: dict[str, Any] = {}
    json_body: dict[str, Any] | None = Field(default=None, alias="json")
    headers: dict[str, str] = {}
    paginator: Paginator = None
    data_selector: str | None = None
    response_actions: tuple[ResponseAction, ...] = ()
    incremental: DltIncremental | None = None

    @field_validator("params", "headers")
    @classmethod
    def _no_secrets(cls, given: dict[str, Any]) -> dict[str, Any]:
        return _without_secrets(given)


def _as_list(given: Any) -> Any:
    return (given,) if isinstance(given, str) else given


class RestResource(_Strict):
    """One kind of request; the rows of those that no other one refers to are the feed's rows."""

    name: str
    endpoint: Annotated[
        RestEndpoint, BeforeValidator(lambda given: {"path": given} if isinstance(given, str) else given)
    ]
    include_from_parent: tuple[str, ...] = ()
    record_id: str | None = None
    records: Annotated[tuple[str, ...], BeforeValidator(_as_list)] = ()

    @field_validator("records")
    @classmethod
    def _records_end_in_a_list(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        for path in given:
            if not re.fullmatch(r"[^\[\].]+(\.[^\[\].]+)*\[\](\.[^\[\].]+(\.[^\[\].]+)*\[\])*", path):
                raise ValueError(f'"{path}" must lead to lists, such as "changelog.histories[].items[]"')
        return given


class RestKeys(BaseModel):
    """The keys of a feed's table that only `kind = "rest"` has."""

    client: RestClient | None = None
    client_of: str | None = None
    resources: tuple[RestResource, ...] = ()
    keyed: dict[str, str] = {}
    keep: dict[str, Annotated[tuple[str, ...], BeforeValidator(_as_list)]] = {}
    ordered: bool = False
    cursor_format: str | None = None
    cursor_timezone: str = "UTC"
    cursor_start: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _cursor_as_dlt_spells_it(cls, given: Any) -> Any:
        """`incremental` of the last endpoint as cursor, cursor_start and a parameter."""
        resources = given.get("resources") if isinstance(given, dict) else None
        last = resources[-1] if isinstance(resources, list) and resources else None
        endpoint = last.get("endpoint") if isinstance(last, dict) else None
        told = endpoint.get("incremental") if isinstance(endpoint, dict) else None
        if not (resources and last and endpoint and isinstance(told, dict) and "cursor_path" in told):
            return given
        param = {told["start_param"]: "{since}"} if "start_param" in told else {}
        params = {**endpoint.get("params", {}), **param}
        start = {"cursor_start": told["initial_value"]} if "initial_value" in told else {}
        changed = {**last, "endpoint": {**endpoint, "params": params}}
        return {"cursor": told["cursor_path"], **start, **given, "resources": [*resources[:-1], changed]}

    @field_validator("cursor_start", mode="before")
    @classmethod
    def _start_as_text(cls, given: Any) -> Any:
        return given if given is None or isinstance(given, str) else str(given)

    @field_validator("cursor_timezone")
    @classmethod
    def _cursor_zone_exists(cls, name: str) -> str:
        if name not in (zones := available_timezones()):
            raise ValueError(f'no time zone is called "{name}"; the nearest known one is "{nearest(name, zones)}"')
        return name


def rest_problems(feed: str, source: Any, others: dict[str, Any]) -> dict[str, str]:
    """What does not fit together in the rest keys of one feed: key → problem; `others` are all feeds of the file."""
    given = {key for key in RestKeys.model_fields if key in source.model_fields_set}
    if source.kind != "rest":
        return dict.fromkeys(sorted(given), 'is for kind = "rest" only')
    problems: dict[str, str] = {}
    if bool(source.client) == bool(source.client_of):
        problems["client"] = "give either client, with its base_url, or client_of, the feed that has the same one"
    elif source.client_of and (source.client_of == feed or _client_of(others.get(source.client_of)) is None):
        problems["client_of"] = f"feed {source.client_of} has no client of its own"
    if not source.resources:
        problems["resources"] = f"at least one [[{feed}.resources]] is needed, with a name and an endpoint"
    if source.cursor and not _asks_since(source):
        problems["cursor"] = "a cursor needs {since} in path, params or json of a resource, where the API takes it"
    return problems


def _asks_since(source: Any) -> bool:
    paginators = [resource.endpoint.paginator for resource in source.resources]
    paginators += [source.client.paginator] if source.client else []
    if any((one.model_extra or {}).get("field") == source.cursor for one in paginators if one):
        return True
    written = "".join(resource.model_dump_json() for resource in source.resources)
    return "{since}" in written or "{incremental.start_value}" in written


def _client_of(other: Any) -> Any:
    return other.get("client") if isinstance(other, dict) else getattr(other, "client", None)
