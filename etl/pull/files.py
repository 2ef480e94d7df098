"""File feeds: finds the files, unpacks them, and brings their rows into schema raw as they came."""

import glob
import gzip
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.faults import disk_is_full
from etl.pull.part import Part, Unreadable
from etl.pull.tables import read_excel, read_parquet
from etl.pull.text import as_utf8, below, read_csv, read_jsonl
from etl.secrets import fill, scrub
from etl.sql import ident, literal
from warehouse.errors import UserError
from warehouse.source_settings import SourceSettings
from warehouse.toml_file import place

TEXT = (".csv", ".tsv", ".txt")
EXCEL = (".xls", ".xlsx", ".xlsm")
JSON_LINES = (".jsonl", ".ndjson")
KINDS = (".parquet", *TEXT, *JSON_LINES, *EXCEL)
PACKED = (".gz", ".zip")


@dataclass(frozen=True)
class Pulled:
    """A feed's rows in view raw.<feed>: "#source", "#row" (of its file), "#position" (of the feed), source columns.

    Rows that cannot be parted into columns are in table raw."<feed> malformed"; they count as rows.
    """

    columns: tuple[str, ...]
    iso: frozenset[str]
    names: tuple[str, ...]
    row_count: int
    is_sheet: bool = False


def find_files(folder: Path, feed: str, settings: SourceSettings | None) -> list[Path]:
    """The files of a feed; none when the company does not have it. UserError when settings name what is not there."""
    if settings is None or settings.path is None:
        for suffix in (*KINDS, *(kind + packed for kind in KINDS for packed in PACKED)):
            if (path := folder / "feeds" / f"{feed}{suffix}").is_file():
                return [path]
        if settings is None:
            return []
    where = place(folder / "sources.toml", (feed, "path"))
    path = folder / fill(settings.path or f"feeds/{feed}.csv", f"feed {feed}: the path", where, is_secret=False)
    if path.is_file():
        return [path]
    pattern = str(path.relative_to(folder) if path.is_relative_to(folder) else path)
    names = glob.glob(pattern, root_dir=folder, recursive=True)  # noqa: PTH207 - Path.glob refuses absolute patterns
    found = sorted(folder / name for name in names if (folder / name).is_file())
    if not found:
        raise UserError(f"feed {feed}: there is no file {path}; put it there, or mend its path ({where}).")
    return found


class FilePull:
    """Reads file feeds into one staging database; a file that feeds two feeds is read once."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, work: Path) -> None:
        self._connection = connection
        self._work = work
        self._read: dict[tuple[Path, str | None, int | None, str | None], list[tuple[str, Part]]] = {}

    def pull(self, feed: str, files: Iterable[Path], settings: SourceSettings) -> Pulled:
        """Makes raw.<feed> of the files; UserError names the file that cannot be read, and why."""
        parts: list[tuple[str, Part]] = []
        for path in files:
            try:
                parts += self._parts(path, settings)
            except Unreadable as error:
                raise UserError(f"feed {feed}: {path} {error}.") from error
            except OSError as error:
                if disk_is_full(error):
                    raise
                raise UserError(f"feed {feed}: {path} cannot be read: {error.strerror}.") from error
        return _join(self._connection, feed, parts)

    def _parts(self, path: Path, settings: SourceSettings) -> list[tuple[str, Part]]:
        read_as = (path, settings.sheet, settings.header_row, settings.encoding)
        if read_as not in self._read:
            file = f"file {len(self._read)}"
            place = self._work / file
            place.mkdir(parents=True)
            self._read[read_as] = [
                (scrub(f"{name}/{sheet}" if sheet else name), part)
                for member, (name, unpacked) in enumerate(_unpacked(path, place))
                for sheet, part in _read(self._connection, f"{file} {member}", unpacked, settings, place)
            ]
        return self._read[read_as]


def _unpacked(path: Path, work: Path) -> Iterator[tuple[str, Path]]:
    """The plain files inside, each with the name by which people know it."""
    try:
        if path.suffix.lower() == ".zip":
            yield from _members(path, work)
        elif path.suffix.lower() == ".gz":
            target = work / path.stem
            with gzip.open(path) as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
            yield path.name, target
        else:
            yield path.name, path
    except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error, NotImplementedError) as error:
        raise Unreadable(f"cannot be unpacked: {str(error) or 'it is cut off'}") from error
    except RuntimeError as error:
        if "password" not in str(error):
            raise
        raise Unreadable("is encrypted; unpack it first") from error


def _members(path: Path, work: Path) -> Iterator[tuple[str, Path]]:
    with zipfile.ZipFile(path) as archive:
        hidden = re.compile(r"(^|/)(\.|__MACOSX/)")
        members = [
            member for member in archive.infolist() if not member.is_dir() and not hidden.search(member.filename)
        ]
        if not members:
            raise Unreadable("holds no file")
        for number, member in enumerate(sorted(members, key=lambda member: member.filename)):
            target = work / f"{path.stem}-{number}{Path(member.filename).suffix}"
            with archive.open(member) as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
            yield f"{path.name}/{member.filename}", target


def _read(
    connection: duckdb.DuckDBPyConnection, file: str, path: Path, settings: SourceSettings, work: Path
) -> list[tuple[str, Part]]:
    """The parts of one plain file, each with the name of its sheet when there are several."""

    def name(purpose: str) -> str:
        return f"raw.{ident(f'{file} {purpose}')}"

    kind = path.suffix.lower()
    if kind == ".parquet":
        return [("", read_parquet(connection, path, name))]
    if kind in EXCEL:
        return read_excel(connection, path, settings.sheet, settings.header_row, name)
    if kind in TEXT + JSON_LINES:
        read = read_jsonl if kind in JSON_LINES else read_csv
        text = as_utf8(path, work, settings.encoding)
        text = below(text, work, settings.header_row - 1) if settings.header_row else text
        return [("", read(connection, text, work, name))]
    raise Unreadable(f"is of a kind that nobody reads ({kind or 'no suffix'}); there are {', '.join(KINDS + PACKED)}")


def _join(connection: duckdb.DuckDBPyConnection, feed: str, parts: list[tuple[str, Part]]) -> Pulled:
    """The parts under each other as view raw.<feed>, with null where a part lacks a column of another."""
    columns = tuple(dict.fromkeys(column for _, part in parts for column in part.columns))
    selects, malformed, start = [], [], 0
    for name, part in parts:
        values = [ident(column) if column in part.columns else f"NULL AS {ident(column)}" for column in columns]
        selects.append(f"SELECT {_place(name, start, part.row)}, {', '.join(values)} FROM {part.relation}")
        if part.malformed:
            row = ident("#row")
            malformed.append(f"SELECT {_place(name, start, row)}, line FROM {part.malformed}")
        start += part.row_count
    none = f"SELECT {_place('', 0, '0::BIGINT')}, '' AS line WHERE false"
    connection.execute(f"CREATE VIEW raw.{ident(feed)} AS {' UNION ALL '.join(selects)}")
    refused = ident(f"{feed} malformed")
    connection.execute(f"CREATE TABLE raw.{refused} AS {' UNION ALL '.join(malformed) or none}")
    iso = frozenset[str]().union(*(part.iso for _, part in parts))
    return Pulled(columns, iso, tuple(name for name, _ in parts), start, all(part.is_sheet for _, part in parts))


def _place(name: str, start: int, row: str) -> str:
    """The columns that say where a row comes from; `start` counts the rows of the files before."""
    return f'{literal(name)} AS "#source", {row} AS "#row", {start} + {row} AS "#position"'
