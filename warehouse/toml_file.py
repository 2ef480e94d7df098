"""Reads a TOML settings file, and knows in which line a key stands."""

import difflib
import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from warehouse.errors import UserError

_KEY = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_TABLE_LINE = re.compile(rf"\s*\[\s*({_DOTTED})\s*\]")
_ARRAY_LINE = re.compile(rf"\s*\[\[\s*({_DOTTED})\s*\]\]")
_KEY_LINE = re.compile(rf"\s*({_DOTTED})\s*=")

Model = TypeVar("Model", bound=BaseModel)


def read_toml(path: Path) -> dict[str, Any]:
    """The file's tables; UserError with file and line when it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path}: {error}; mend the line, it is not TOML.") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8.") from error
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from error


def place(path: Path, keys: Iterable[str]) -> str:
    """Where a key stands, such as `sources.toml line 12`: its own line, or that of the table around it.

    An element of an array of tables is named by its place, such as ("indicators", "0", "weight").
    """
    line = _line(path, tuple(keys))
    return f"{path.name} line {line}" if line else path.name


def _line(path: Path, keys: tuple[str, ...]) -> int | None:
    table: tuple[str, ...] = ()
    counts: Counter[tuple[str, ...]] = Counter()
    found, depth = None, 0
    if not path.exists():
        return None
    for number, text in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if element := _ARRAY_LINE.match(text):
            name = _split(element[1])
            here = table = (*name, str(counts[name]))
            counts[name] += 1
        elif header := _TABLE_LINE.match(text):
            here = table = _split(header[1])
        elif key := _KEY_LINE.match(text):
            here = table + _split(key[1])
        else:
            continue
        shared = min(len(here), len(keys))
        if shared > depth and here[:shared] == keys[:shared]:
            found, depth = number, shared
    return found


def _split(dotted: str) -> tuple[str, ...]:
    """`a."b c"` as ("a", "b c")."""
    keys, inner = [], tomllib.loads(f"{dotted} = 0")
    while isinstance(inner, dict):
        key, inner = next(iter(inner.items()))
        keys.append(key)
    return tuple(keys)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that looks most like this one."""
    candidates = list(known)
    folded = {candidate.lower(): candidate for candidate in candidates}
    close = difflib.get_close_matches(word.lower(), folded, n=1, cutoff=0.0)
    return folded[close[0]] if close else ", ".join(candidates)


def validated(model: type[Model], data: dict[str, Any], path: Path, table: tuple[str, ...] = ()) -> Model:
    """The settings of one table as an object; UserError with line, key and, for an unknown one, the nearest known."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = error.errors()
        first = next((one for one in problems if one["type"] == "extra_forbidden"), problems[0])
        keys = table + tuple(str(part) for part in first["loc"])
        where, name = place(path, keys), ".".join(keys)
        if first["type"] == "extra_forbidden":
            known = nearest(keys[-1], _fields_at(model, first["loc"][:-1]))
            raise UserError(f'{where}: nobody knows the key {name}; the nearest known one is "{known}".') from error
        problem = first["msg"].removeprefix("Value error, ").rstrip(".")
        given = "" if isinstance(first["input"], dict) else f" (it is {first['input']!r})"
        raise UserError(f"{where}: {name}: {problem}{given}.") from error


def _fields_at(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """The known keys of the model that stands at a place inside another one."""
    for part in location:
        field = model.model_fields.get(str(part))
        inner = getattr(field, "annotation", None)
        model = inner if isinstance(inner, type) and issubclass(inner, BaseModel) else model
    return [field.alias or name for name, field in model.model_fields.items()]
