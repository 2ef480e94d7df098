"""Reads a TOML settings file, and knows in which line a key stands."""

import difflib
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from warehouse.errors import UserError

_KEY = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_TABLE_LINE = re.compile(rf"\s*\[\s*({_DOTTED})\s*\]")
_ARRAY_LINE = re.compile(rf"\s*\[\[\s*({_DOTTED})\s*\]\]")
_KEY_LINE = re.compile(rf"\s*({_DOTTED})\s*=")

SECRET_KEY = re.compile(r"url$|key$|token|secret|password|auth", re.IGNORECASE)

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

    A file that is called after its first day is named with its folder, such as `calendars/2026-10-01.toml line 3`.
    An element of an array of tables is named by its place, such as ("indicators", "0", "weight").
    """
    line = _line(path, tuple(keys))
    name = f"{path.parent.name}/{path.name}" if path.stem[:1].isdigit() else path.name
    return f"{name} line {line}" if line else name


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
            here = table = _inside(_split(header[1]), counts)
        elif key := _KEY_LINE.match(text):
            here = table + _split(key[1])
        else:
            continue
        shared = min(len(here), len(keys))
        if shared > depth and here[:shared] == keys[:shared]:
            found, depth = number, shared
    return found


def _inside(table: tuple[str, ...], counts: Counter[tuple[str, ...]]) -> tuple[str, ...]:
    """`[feed.resources.endpoint]` belongs to the last [[feed.resources]] above it: ("feed", "resources", "0", …)."""
    for length in range(1, len(table)):
        if counts[table[:length]]:
            return (*table[:length], str(counts[table[:length]] - 1), *table[length:])
    return table


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
    settings, problems = checked(model, data, path, table)
    if settings is None:
        raise UserError(problems[0])
    return settings


def checked(
    model: type[Model], data: dict[str, Any], path: Path, table: tuple[str, ...] = ()
) -> tuple[Model | None, list[str]]:
    """The same without an end at the first mistake: the object, or all that is wrong, unknown keys first."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        problems = sorted(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
        return None, [_sentence(model, one, path, table) for one in problems]


def _sentence(model: type[BaseModel], problem: Any, path: Path, table: tuple[str, ...]) -> str:
    keys = table + tuple(str(part) for part in problem["loc"])
    where, name = place(path, keys), ".".join(keys)
    if problem["type"] == "extra_forbidden":
        known = nearest(keys[-1], _fields_at(model, problem["loc"][:-1]))
        return f'{where}: nobody knows the key {name}; the nearest known one is "{known}".'
    is_shown = not isinstance(problem["input"], dict) and not SECRET_KEY.search(keys[-1] if keys else "")
    given = f" (it is {problem['input']!r})" if is_shown else ""
    return f"{where}: {name}: {problem['msg'].removeprefix('Value error, ').rstrip('.')}{given}."


def _fields_at(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """The known keys of the model that stands at a place inside another one."""
    for part in location:
        field = model.model_fields.get(str(part))
        model = next(_models_in(getattr(field, "annotation", None)), model)
    return [field.alias or name for name, field in model.model_fields.items()]


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation names, also inside `X | None` and `tuple[X, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
