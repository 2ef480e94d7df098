"""The HTTP side of REST pulls, on dlt's client: time-outs, attempts, pages that are none, and paging by a value."""

import copy
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from dlt.common import jsonpath
from dlt.common.configuration import configspec
from dlt.sources.helpers.requests.retry import DEFAULT_RETRY_EXCEPTIONS, Client
from dlt.sources.helpers.rest_client.auth import OAuth2ClientCredentials
from dlt.sources.helpers.rest_client.paginators import BasePaginator
from requests import Request, Response, Session

from etl.secrets import remember

TIMEOUT_S = (10, 120)
ATTEMPTS = 6
BACKOFF_S = 1.0
LONGEST_WAIT_S = 120.0
TRIED_AGAIN = (429, 500, 502, 503, 504)
LAST = "\x02last\x03"


class MalformedPage(Exception):
    """An answer that is no page of this feed; the text completes the sentence `<url> …`."""

    def __init__(self, problem: str, url: str) -> None:
        super().__init__(problem)
        self.url = url


def session() -> Session:
    """Waits 1, 2, 4, 8, 16 s between six attempts, or as long as Retry-After says, two minutes at most."""
    return Client(
        request_timeout=TIMEOUT_S,
        raise_for_status=False,
        status_codes=TRIED_AGAIN,
        exceptions=(*DEFAULT_RETRY_EXCEPTIONS, MalformedPage),
        request_max_attempts=ATTEMPTS,
        request_backoff_factor=BACKOFF_S,
        request_max_retry_delay=LONGEST_WAIT_S,
    ).session


def page_check(selector: str | None) -> Callable[[Response], None]:
    """A hook that refuses what is no JSON, lacks the rows, or is the page before once more; it is then asked again."""
    last: dict[str, Any] = {"request": None, "content": None}

    def check(response: Response) -> None:
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            return
        url, content = response.url, response.content
        try:
            found = jsonpath.find_values(selector, json.loads(content)) if selector else [json.loads(content)]
        except (ValueError, RecursionError):
            start = " ".join(content[:60].decode("utf-8", "replace").split())
            raise MalformedPage(f'answers with something that is no whole JSON (it begins "{start}")', url) from None
        if not found and selector and "[" not in selector:
            raise MalformedPage(f'answers without "{selector}", where data_selector looks for the rows', url)
        request = (response.request.method, url, response.request.body)
        if any(found) and content == last["content"] and request[1].split("?")[0] == last["request"][1].split("?")[0]:
            raise MalformedPage("gives the same page again when asked for the next one; mend the paginator", url)
        last.update(request=request, content=content)

    return check


class LastValue(BasePaginator):
    """Asks again with the highest value seen where `{last}` stands, until a page is empty.

    For APIs that neither count nor link pages. Where rows may be dropped after paging, so that an empty page is not
    the end, `empty_pages` pages in a row must be empty; they are asked for by `page_param`.
    """

    def __init__(self, field: str, start: str = "0", page_param: str = "page", empty_pages: int = 1) -> None:
        super().__init__()
        self._path, self._page_param, self._empty_pages = field.split("."), page_param, empty_pages
        self._last, self._page = start, 1
        self._params: Any = None
        self._json: Any = None

    def init_request(self, request: Request) -> None:
        self._params, self._json = copy.deepcopy(request.params or {}), copy.deepcopy(request.json)
        self.update_request(request)

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        if not data:
            self._page += 1
            self._has_next_page = self._page <= self._empty_pages
            return
        highest = max((self._value(item, response.url) for item in data), key=_order)
        if _order(highest) <= _order(self._last):
            raise MalformedPage(f'gives no higher "{".".join(self._path)}" than {self._last}', response.url)
        self._last, self._page = highest, 1

    def _value(self, item: Any, url: str) -> str:
        for key in self._path:
            item = item.get(key) if isinstance(item, dict) else None
        if item is None:
            raise MalformedPage(f'gives a row without "{".".join(self._path)}", by which the pages follow', url)
        return str(item)

    def update_request(self, request: Request) -> None:
        params: dict[str, Any] = placed(self._params, LAST, self._last)
        request.json = placed(self._json, LAST, self._last)
        request.params = params | ({self._page_param: self._page} if self._page > 1 else {})


def _order(value: str) -> tuple[int, str]:
    """Numbers by their size, other texts by their signs."""
    return (int(value), "") if value.isascii() and value.isdigit() else (-1, value)


def placed(given: Any, mark: str, value: str) -> Any:
    """The same with `value` for `mark` in every text, however deep."""
    if isinstance(given, str):
        return given.replace(mark, value)
    if isinstance(given, dict):
        return {key: placed(one, mark, value) for key, one in given.items()}
    return [placed(one, mark, value) for one in given] if isinstance(given, list | tuple) else given


@configspec
class ClientCredentials(OAuth2ClientCredentials):
    """dlt's, with an access token that is kept out of messages."""

    def parse_access_token(self, response_json: Any) -> str:
        token = super().parse_access_token(response_json)
        remember("access_token", token)
        return token
