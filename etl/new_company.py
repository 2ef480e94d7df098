"""Writes a commented company folder to start from: `make new-company NAME=acme FROM=jira`."""

import argparse
import re
import shutil
import sys
from pathlib import Path

from etl.pseudonym import FILE as KEY_FILE
from etl.secrets import VARIABLE
from warehouse.contract import FEEDS
from warehouse.errors import UserError
from warehouse.toml_file import nearest

TEMPLATES = Path(__file__).parent / "templates"
BESIDE = Path(__file__).parent.parent.parent
CSV = "csv"
STARTS = ("tickets", "service_levels")


def starts() -> list[str]:
    """What a folder can be made from: a template for a source system, or plain files."""
    return [CSV, *sorted(path.name for path in TEMPLATES.iterdir() if path.is_dir() and path.name != CSV)]


def new_company(name: str, start: str, folder: Path | None = None) -> Path:
    """The new folder, beside the project unless `folder` says where; UserError when it is there already."""
    if not re.fullmatch(r"[\w.-]+", name):
        raise UserError(f'NAME="{name}" is no name of a folder; use letters, digits, - and _.')
    if start not in starts():
        near = nearest(start, starts())
        raise UserError(f'there is no template "{start}"; there are {", ".join(starts())} (did you mean {near}?).')
    folder = folder or BESIDE / name
    if folder.exists():
        raise UserError(f"{folder} is there already; nothing was written. Give another NAME or FOLDER.")
    try:
        shutil.copytree(TEMPLATES / start, folder)
        (folder / ".gitignore").write_text(f"{KEY_FILE}\nfeeds/\n", encoding="utf-8")
        settings = folder / "company.toml"
        settings.write_text(settings.read_text(encoding="utf-8").replace('"NAME"', f'"{name}"', 1), encoding="utf-8")
        if start == CSV:
            _write_headers(folder)
    except OSError as error:
        raise UserError(f"{folder} cannot be written: {error.strerror}.") from error
    return folder


def _write_headers(folder: Path) -> None:
    """Every feed's columns: those to start with in feeds/, the others in headers/, which nobody reads."""
    for feed in FEEDS.values():
        place = folder / ("feeds" if feed.name in STARTS else "headers")
        place.mkdir(exist_ok=True)
        (place / f"{feed.name}.csv").write_text(",".join(feed.column_names) + "\n", encoding="utf-8")


def variables_of(folder: Path) -> list[str]:
    """The names that sources.toml takes from the environment, in its order."""
    sources = folder / "sources.toml"
    lines = sources.read_text(encoding="utf-8").splitlines() if sources.exists() else []
    used = (name for line in lines if not line.lstrip().startswith("#") for name in VARIABLE.findall(line))
    return list(dict.fromkeys(used))


def next_steps(folder: Path) -> str:
    """What to do with a new folder, as commands."""
    variables = variables_of(folder)
    fill = (
        f"export {' '.join(f'{name}=…' for name in variables)}"
        if variables
        else f"fill {folder / 'feeds'} (columns: docs/contract.md), copy other feeds there from {folder / 'headers'}"
    )
    return "\n".join(
        [
            f"{folder} is written. Next:",
            f"  1. read and mend {folder / 'sources.toml'}; surveys: docs/surveys.md",
            f"  2. {fill}",
            f'  3. make check-company COMPANY="{folder}"'
            + ("        # CONNECT=1 asks the source, too" if variables else ""),
            f'  4. make etl COMPANY="{folder}" WAREHOUSE="{folder}-data"',
            f'  5. make dashboard WAREHOUSE="{folder}-data"',
        ]
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m etl.new_company", description=__doc__)
    parser.add_argument("--name", required=True, help="the company's name, and its folder's")
    parser.add_argument("--from", dest="start", required=True, help=", ".join(starts()))
    parser.add_argument("--folder", type=Path, help="where to write it, if not beside the project")
    options = parser.parse_args(arguments)
    try:
        print(next_steps(new_company(options.name, options.start, options.folder)))
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
