"""The sentence for whatever ends a REST pull: what, which address (without its query), and what to do."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import urlsplit

from requests import HTTPError, Response
from requests.exceptions import ChunkedEncodingError, ConnectionError, RequestException, SSLError, Timeout

from etl.pull.records import NotAList
from etl.pull.rest_client import ATTEMPTS, TRIED_AGAIN, MalformedPage
from etl.secrets import scrub

LATER = "try again later; the pages pulled so far stay for the next run"
LONGEST_ANSWER = 200


def problem_of(error: BaseException, base_url: str, variables: list[str]) -> str | None:
    """What the error means in words; None for a fault of ours."""
    for cause in _chain(error):
        if problem := _problem(cause, base_url, variables):
            return scrub(problem)
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it, the innermost first: dlt wraps what its resources raise."""
    chain, cause = [error], error.__cause__ or error.__context__
    while cause is not None and cause not in chain:
        chain.append(cause)
        cause = cause.__cause__ or cause.__context__
    named = (HTTPError, MalformedPage, NotAList, SSLError, Timeout, ChunkedEncodingError, ConnectionError)
    yield from sorted(chain, key=lambda one: not isinstance(one, named))


def _problem(error: BaseException, base_url: str, variables: list[str]) -> str | None:
    if isinstance(error, MalformedPage):
        return f"{address(error.url)} {error}; it was asked {ATTEMPTS} times; check path and paginator, or {LATER}"
    if isinstance(error, HTTPError) and error.response is not None:
        return _refusal(error.response, variables)
    if isinstance(error, NotAList):
        return f"records {error}; mend the path"
    if isinstance(error, RequestException):
        sent = getattr(error, "request", None)
        return f"{address(getattr(sent, 'url', None) or base_url)} {_unreachable(error)}"
    if isinstance(error, ValueError | TypeError) and "dlt" in type(error).__module__ + _raised_in(error):
        text = re.split(r",? got ", " ".join(str(error).split()))[0]
        return f"the settings of the source do not fit together: {text.rstrip('.')}"
    return None


def _raised_in(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return str(trace.tb_frame.f_globals.get("__name__", "")) if trace else ""


def _refusal(response: Response, variables: list[str]) -> str:
    status = response.status_code
    said = f"{address(response.url)} answers {status} ({response.reason})"
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        names = " and ".join(variables) if variables else "auth, which is not given"
        return f"{said}; check {names}, and what this user may read"
    if status in TRIED_AGAIN:
        return f"{said} again and again, {ATTEMPTS} times; {LATER}"
    text = " ".join(response.text[: 4 * LONGEST_ANSWER].split())[:LONGEST_ANSWER]
    return f"{said}{f': {text}' if text else ''}; check base_url, path and params"


def _unreachable(error: RequestException) -> str:
    if isinstance(error, SSLError):
        return "has a certificate that this machine does not trust; install the company's root certificate"
    if isinstance(error, Timeout):
        return f"does not answer in time, {ATTEMPTS} times; {LATER}"
    if isinstance(error, ChunkedEncodingError) or "aborted" in str(error):
        return f"breaks the connection off, {ATTEMPTS} times; {LATER}"
    if isinstance(error, ConnectionError):
        return f"cannot be reached, tried {ATTEMPTS} times; check base_url and the network, or {LATER}"
    return f"cannot be asked ({type(error).__name__}); check base_url"


def address(url: str) -> str:
    """Scheme, host and path: a query may hold secrets and names of people."""
    if "://" not in url:
        return url.partition("?")[0]  # the setting, `${NAME}` and all
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"
