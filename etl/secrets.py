"""Secrets: the one place that puts a value for `${NAME}`, and that keeps such values out of everything shown or kept.

`fill` gives a setting with its values and remembers them; `scrub` puts `${NAME}` back wherever a remembered value
stands, also URL-encoded, inside base64 (`user:password` of a header) or escaped as in JSON. Whoever prints or writes
text that may come from a source calls `scrub`; the run's log, its results and both output streams do so by themselves.
A secret that is made on the way (an access token, say) is made known with `remember`.
"""

import base64
import json
import os
import re
from typing import Any, TextIO, cast
from urllib.parse import quote, quote_plus, unquote, urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.errors import UserError

VARIABLE = re.compile(r"\$\{(\w+)\}")
SHORTEST_ANYWHERE = 6
PART_OF_VALUE = re.compile(r"(?:password|pwd|passwd|token|secret|key|sig)=([^;&\s]+)", re.IGNORECASE)
IN_BASE64 = "[A-Za-z0-9+/_=-]*"

_patterns: dict[str, tuple[str, re.Pattern[str]]] = {}


def fill(text: str, what: str, where: str, is_secret: bool = True) -> str:
    """The text with the environment's value for each `${NAME}`, remembered for `scrub`.

    `what` begins the sentence when a name is not set (as "feed tickets: the url"), `where` ends it.
    With `is_secret = False` (paths, host names) values shorter than 6 characters are not remembered.
    """

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if not os.environ.get(name):
            raise UserError(f"{what} needs ${{{name}}}, which is not set; export it ({where}).")
        if is_secret or len(os.environ[name]) >= SHORTEST_ANYWHERE:
            remember(name, os.environ[name])
        return os.environ[name]

    return VARIABLE.sub(value, text)


def remember(name: str, value: str) -> None:
    """Makes a secret known: from now on `scrub` puts `${name}` for it, and for the password of a URL in it."""
    for secret in {value, value.strip(), *_parts(value)} - {""}:
        for written, pattern in _forms(secret).items():
            _patterns.setdefault(written, (f"${{{name}}}", re.compile(pattern)))


def scrub(text: str) -> str:
    """The text with `${NAME}` for every secret that was filled in or remembered."""
    for _, (name, pattern) in sorted(_patterns.items(), key=lambda one: -len(one[0])):
        text = pattern.sub(name.replace("\\", r"\\"), text)
    return text


def scrubbed(value: Any) -> Any:
    """The same for every text inside lists, tuples and dictionaries; other values stay."""
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, dict):
        return {scrubbed(key): scrubbed(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(scrubbed(one) for one in value)
    return value


def scrubbed_page(page: pa.Table) -> pa.Table:
    """The same for a page of text columns: a source may repeat what it was sent."""
    for place, column in enumerate(page.columns):
        if any(pc.any(pc.match_substring(column, written)).as_py() for written in _patterns):
            cells = pa.array([one and scrub(one) for one in column.to_pylist()], pa.string())
            page = page.set_column(place, page.field(place).name, cells)
    return page


def scrubbing(stream: TextIO) -> TextIO:
    """The stream with every text scrubbed on its way, whoever writes it: a library, its log, a traceback."""
    return cast(TextIO, _Scrubbing(stream))


class _Scrubbing:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(scrub(text))
        return len(text)

    def writelines(self, lines: Any) -> None:
        self.write("".join(lines))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _parts(value: str) -> set[str]:
    """The secrets inside a URL or a connection string, for messages that repeat those alone."""
    parts = set(PART_OF_VALUE.findall(value))
    if "://" in value:
        try:
            password = urlsplit(value).password
        except ValueError:
            password = None
        parts |= {password or ""}
    return parts | {unquote(part) for part in parts}


def _forms(secret: str) -> dict[str, str]:
    """All ways in which a secret is written, each with its pattern; a short one counts only where it stands alone."""
    escaped = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1]}
    written = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), *escaped}
    if len(secret) < SHORTEST_ANYWHERE:
        return {one: rf"(?<!\w){re.escape(one)}(?!\w)" for one in written}
    encoded = {one: IN_BASE64 + re.escape(one) + IN_BASE64 for one in _in_base64(secret)}
    return encoded | {one: re.escape(one) for one in written}


def _in_base64(secret: str) -> set[str]:
    """What every base64 text has in it that encodes the secret, whatever stands before and after it there."""
    found, size = set(), len(secret.encode())
    for before in range(3):
        code = base64.b64encode(b"\0" * before + secret.encode())
        # 6 bits a sign: leave out the signs that also hold bits of what stands around the secret
        found.add(code[-(-before * 8 // 6) : (before + size) * 8 // 6].decode())
    return found | {one.replace("+", "-").replace("/", "_") for one in found}
