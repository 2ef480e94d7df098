"""Items of a REST answer as flat rows of text: objects become dotted columns, lists become JSON text."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from etl.pull.part import distinct_names

Row = dict[str, str | None]

RECORD = "_record"
RECORD_NUMBER = "_record_number"
PLACES, KINDS, LARGEST_ID = 1_000, 8, 2**50

Trail = tuple[tuple[int | None, int], ...]


class NotAList(ValueError):
    """A step of a `records` path that leads to something else; the text completes the sentence `<path> …`."""


@dataclass(frozen=True)
class Kind:
    """One kind of row of a feed: `index` tells it from the others, `path` leads to its lists inside an item, if any."""

    index: int
    name: str
    path: str = ""
    id: str = "id"
    is_numbered: bool = True


def rows_of(items: Iterable[Any], kinds: Sequence[Kind], keyed: dict[str, str]) -> Iterator[Row]:
    """A row per item, or per element of the lists to which a kind's path leads, each with all fields around it.

    Where there are several kinds or a path, `_record` names the kind, and `_record_number` is a number that is the same
    in every pull, or null: made of the id of the innermost element that has one, of the place below it, and of the
    kind. Ids that are no numbers give numbers in no order.
    """
    for item in items:
        told = by_name(item, keyed)
        for kind in kinds:
            steps = kind.path.removesuffix("[]").split("[].") if kind.path else []
            whole = ((_id(told, kind.id), 1),)
            found = _elements(told, steps, kind.id, whole) if steps else [(told, whole)]
            for element, trail in found:
                told_of = {RECORD: kind.name, RECORD_NUMBER: _number(trail, kind.index)} if kind.is_numbered else {}
                yield flat(element) | told_of


def by_name(item: Any, keyed: dict[str, str]) -> Any:
    """The item with lists such as [{"name": "Category", …}] as objects: {"Category": {…}}; of two, the first wins."""
    for path, key in keyed.items():
        elements = _at(item, path)
        if isinstance(elements, list):
            named = {str(one[key]): one for one in reversed(elements) if isinstance(one, dict) and key in one}
            item = _with(item, path.split("."), named)
    return item


def _elements(item: Any, steps: list[str], key: str, trail: Trail) -> Iterator[tuple[Any, Trail]]:
    """Copies of the item, each with one element in place of the list at every step; and (id, place) of each."""
    step, rest = steps[0], steps[1:]
    elements = _at(item, step)
    if elements is not None and not isinstance(elements, list):
        raise NotAList(f'leads to something that is no list at "{step}"')
    for place, element in enumerate(elements or [], start=1):
        here = (*trail, (_id(element, key), place))
        for found, whole in _elements(element, rest, key, here) if rest else [(element, here)]:
            yield _with(item, step.split("."), found), whole


def _id(element: Any, key: str) -> int | None:
    """The element's id as a number below 2^50; one that is no number, or too large, as the start of its hash."""
    given = element.get(key) if isinstance(element, dict) else None
    if given is None or isinstance(given, dict | list):
        return None
    text = str(given)
    if text.isascii() and text.isdigit() and int(text) < LARGEST_ID:
        return int(text)
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=7).digest()) % LARGEST_ID


def _number(trail: Trail, index: int) -> str | None:
    """Histories and comments, say, are numbered each for itself: `index` keeps them apart."""
    below = 0
    for element_id, place in reversed(trail):
        if element_id is not None:
            number = (element_id * PLACES + below) * KINDS + index
            return str(number) if below < PLACES and index < KINDS else None
        below = place
    return None


def _at(item: Any, path: str) -> Any:
    for key in path.split("."):
        item = item.get(key) if isinstance(item, dict) else None
    return item


def _with(item: Any, keys: list[str], element: Any) -> dict[str, Any]:
    """The item with another value at a path; what does not lie on the path is shared, not copied."""
    return {**item, keys[0]: element if len(keys) == 1 else _with(item[keys[0]], keys[1:], element)}


def flat(item: Any, prefix: str = "") -> Row:
    """`{"fields": {"status": {"name": "Open"}}}` as `{"fields.status.name": "Open"}`."""
    if not isinstance(item, dict):
        return {prefix or "value": _text(item)}
    row: Row = {}
    for key, value in item.items():
        name = f"{prefix}.{key}" if prefix else str(key)
        if isinstance(value, dict):
            row |= flat(value, name)
        else:
            row[name] = _text(value)
    return row


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if text.isascii() else text.encode("utf-8", "replace").decode()  # half a surrogate pair is no text


def kept(rows: Iterable[Row], keep: dict[str, tuple[str, ...]]) -> Iterator[Row]:
    """The rows whose columns hold one of the words given for them: "" is nothing at all, "*" anything else."""
    for row in rows:
        if all(_is_kept(row.get(column) or "", words) for column, words in keep.items()):
            yield row


def _is_kept(text: str, words: tuple[str, ...]) -> bool:
    return text in words or (bool(text) and "*" in words)


def table_of(rows: list[Row], wanted: Iterable[str], also: Iterable[str]) -> pa.Table:
    """The rows as columns of text, null where a row lacks one; `also` names columns that are there in any case.

    DuckDB knows no case in names: of `Type` and `type` the one that is `wanted` keeps its name, else the first in
    alphabetical order, and the other becomes `type (2)`.
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    known = {name.casefold() for name in names}
    names += [name for name in dict.fromkeys(also) if name.casefold() not in known]
    used = set(wanted)
    titles = dict(
        zip(ranked := sorted(names, key=lambda name: (name not in used, name)), distinct_names(ranked), strict=True)
    )
    return pa.table({titles[name]: pa.array([row.get(name) for row in rows], pa.string()) for name in names})
