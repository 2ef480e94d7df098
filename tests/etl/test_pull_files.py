"""Every kind of file becomes the same rows."""

import gzip
import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from etl.pull.files import FilePull, Pulled
from etl.pull.rows import write_rows
from tests.etl.small_company import load, write_company
from warehouse.errors import UserError
from warehouse.source_settings import SourceSettings
from warehouse.store import connect

TITLES = ["service_id", "service_name", "provider_department_id"]
ROWS = [["S1", "响应", "D1"], ["S2", 'a "quoted", name\nin two lines', "D2"]]


def _csv(delimiter: str = ",", newline: str = "\n") -> str:
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in [TITLES, *ROWS]]
    return "".join(delimiter.join(row) + newline for row in quoted)


def _xlsx() -> bytes:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet("Services")
        for number, row in enumerate([TITLES, ROWS[0], [], ROWS[1]]):
            sheet.write_row(number, 0, row)
    return book.getvalue()


def _jsonl() -> str:
    import json

    return "\n\n".join(json.dumps(dict(zip(TITLES, row, strict=True)), ensure_ascii=False) for row in ROWS) + "\n"


def _zip(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


FILES: dict[str, Callable[[], str | bytes]] = {
    "comma.csv": _csv,
    "semicolon.csv": lambda: _csv(";"),
    "pipe.txt": lambda: _csv("|"),
    "tab.tsv": lambda: _csv("\t"),
    "windows.csv": lambda: _csv(newline="\r\n"),
    "mixed_line_ends.csv": lambda: _csv().replace("S1", "S1", 1).replace('"D1"\n', '"D1"\r\n'),
    "byte_order_mark.csv": lambda: _csv().encode("utf-8-sig"),
    "gb18030.csv": lambda: _csv().encode("gb18030"),
    "utf16.csv": lambda: _csv("\t").encode("utf-16"),
    "packed.csv.gz": lambda: gzip.compress(_csv().encode()),
    "packed.zip": lambda: _zip(**{"inside/services.csv": _csv().encode("gb18030"), "__MACOSX/._services.csv": b"x"}),
    "lines.jsonl": _jsonl,
    "book.xlsx": _xlsx,
}


@pytest.mark.parametrize("name", FILES)
def test_every_kind_of_file_gives_the_same_rows(tmp_path: Path, name: str) -> None:
    content = FILES[name]()
    company = write_company(tmp_path / "company", f'[services]\npath = "feeds/{name}"\n', files={name: content})
    loaded = load(company, tmp_path / "work")
    assert loaded.rows("SELECT service_id, service_name, provider_department_id FROM feed.services ORDER BY 1") == [
        tuple(row) for row in ROWS
    ]
    assert loaded.counts["services"].source_count == 2


def _pull(tmp_path: Path, path: Path) -> tuple[duckdb.DuckDBPyConnection, Pulled]:
    connection = connect(tmp_path / "staging.duckdb", read_only=False)
    connection.execute("CREATE SCHEMA raw")
    return connection, FilePull(connection, tmp_path / "work").pull("feed", [path], SourceSettings())


def test_parquet_is_read_where_it_lies_and_whole_doubles_are_ids(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    duckdb.execute(f"COPY (SELECT 17::DOUBLE AS id, TIMESTAMP '2026-01-01 08:00' AS at, true AS ok) TO '{path}'")
    connection, pulled = _pull(tmp_path, path)
    assert connection.execute("FROM raw.feed").fetchall() == [("a.parquet", 1, 1, "17", "2026-01-01 08:00:00", "true")]
    assert pulled.iso == {"at"}
    assert connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE NOT contains(table_name, 'malformed')"
    ).fetchone() == (0,)


def test_a_glob_reads_all_files_and_numbers_rows_within_each(tmp_path: Path) -> None:
    company = write_company(
        tmp_path / "company",
        '[services]\npath = "feeds/part-*.csv"\n',
        files={
            "part-1.csv": ",".join(TITLES) + "\nS1,one,D1\nS2,two\n",
            "part-2.csv": ",".join(reversed(TITLES)) + "\n,x,S3\n",
        },
    )
    settings = company / "sources.toml"
    settings.write_text(settings.read_text() + "max_bad_share = 1\n")
    loaded = load(company, tmp_path / "work")
    assert loaded.rows("SELECT source, row_number, reasons FROM quarantine.services") == [
        ("part-1.csv", 2, ["malformed_row"]),
        ("part-2.csv", 1, ["missing_required"]),
    ]
    assert loaded.counts["services"].source_count == 3


def test_a_default_place_prefers_parquet_and_finds_packed_files(tmp_path: Path) -> None:
    company = write_company(tmp_path / "company", services=",".join(TITLES) + "\nS1,csv,D1\n")
    parquet = company / "feeds" / "services.parquet"
    duckdb.execute(
        f"COPY (SELECT 'S1' AS service_id, 'parquet' AS service_name, 'D1' AS provider_department_id) TO '{parquet}'"
    )
    assert load(company, tmp_path / "one").column("SELECT service_name FROM feed.services") == ["parquet"]
    parquet.unlink()
    plain = company / "feeds" / "services.csv"
    with plain.open("rb") as source, gzip.open(company / "feeds" / "services.csv.gz", "wb") as packed:
        shutil.copyfileobj(source, packed)
    plain.unlink()
    assert load(company, tmp_path / "two").column("SELECT service_name FROM feed.services") == ["csv"]


def test_a_variable_of_the_environment_may_lead_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    company = write_company(tmp_path / "company", '[services]\npath = "${ELSEWHERE}/s.csv"\n')
    monkeypatch.delenv("ELSEWHERE", raising=False)
    with pytest.raises(UserError, match=r"services: the path needs \$\{ELSEWHERE\}.*sources.toml line 2"):
        load(company, tmp_path / "work")
    (tmp_path / "s.csv").write_text(",".join(TITLES) + "\nS1,one,D1\n")
    monkeypatch.setenv("ELSEWHERE", str(tmp_path))
    assert load(company, tmp_path / "work").column("SELECT service_id FROM feed.services") == ["S1"]


def test_two_columns_of_one_name_stay_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,A,,a\n1,2,3,4\n")
    assert _pull(tmp_path, path)[1].columns == ("a", "A (2)", "column 3", "a (3)")


def test_an_open_quote_costs_its_own_line_only(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"open\n2,x\n3,"two\nlines"\n4,y\n')
    connection, pulled = _pull(tmp_path, path)
    assert connection.execute('SELECT "#row", a, b FROM raw.feed').fetchall() == [
        (2, "2", "x"),
        (3, "3", "two\nlines"),
        (4, "4", "y"),
    ]
    assert connection.execute('FROM raw."feed malformed"').fetchall() == [("a.csv", 1, 1, '1,"open')]
    assert pulled.row_count == 4


def test_bytes_that_are_no_text_cost_their_own_line_only(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("编号,b\n1,响应\n2,".encode() + b"\xff\xfe\n3,y\n")
    connection, _ = _pull(tmp_path, path)
    assert connection.execute('SELECT "#row" FROM raw.feed').fetchall() == [(1,), (3,)]


def test_a_line_that_is_no_object_costs_itself_only(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1, "b": {"c": [2]}}\nnope\n[3]\n{"b": null, "d/e~": 1.50}\n')
    connection, _ = _pull(tmp_path, path)
    assert connection.execute('SELECT "#row", a, b, "d/e~" FROM raw.feed').fetchall() == [
        (1, "1", '{"c":[2]}', None),
        (4, None, None, "1.5"),
    ]
    assert connection.execute('SELECT line FROM raw."feed malformed"').fetchall() == [("nope",), ("[3]",)]


def test_a_file_of_two_feeds_is_unpacked_once(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a\n1\n"))
    connection = connect(tmp_path / "staging.duckdb", read_only=False)
    connection.execute("CREATE SCHEMA raw")
    files = FilePull(connection, tmp_path / "work")
    files.pull("one", [path], SourceSettings())
    path.unlink()
    files.pull("two", [path], SourceSettings())
    assert connection.execute("SELECT a FROM raw.two").fetchall() == [("1",)]


def test_row_by_row_reading_agrees_with_duckdb_on_a_sound_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(_csv())
    rows = write_rows(path, tmp_path, ",", "\n", 3)
    assert rows.row_count == 2
    slow = duckdb.execute(
        f"SELECT c1, c2, c3 FROM read_csv('{rows.sound}', header = false, names = ['n','c1','c2','c3'])"
    )
    assert slow.fetchall() == [tuple(row) for row in ROWS]
    assert rows.malformed.read_text() == ""


UNREADABLE = {
    "empty.csv": (b"", "is empty"),
    "blank.csv": (b"\n\n", "is empty"),
    "latin.csv": (b"\xe4\xff,b\n1,2\n", "neither UTF-8 nor GB18030"),
    "cut.csv.gz": (gzip.compress(b"a,b\n" * 9999)[:40], "cannot be unpacked"),
    "no.zip": (b"no", "cannot be unpacked"),
    "nothing.zip": (_zip(), "holds no file"),
    "no.xlsx": (b"no", "cannot be read as an Excel file"),
    "no.parquet": (b"no", "cannot be read as Parquet"),
    "no.jsonl": (b"no\n", "holds no JSON object"),
    "no.pdf": (b"no", "is of a kind that nobody reads"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_file_is_named_with_the_reason(tmp_path: Path, name: str) -> None:
    content, reason = UNREADABLE[name]
    company = write_company(tmp_path / "company", f'[services]\npath = "feeds/{name}"\n', files={name: content})
    with pytest.raises(UserError, match=f"feed services: .*{name} .*{reason}"):
        load(company, tmp_path / "work")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_other_line_ends_inside_quotes_are_part_of_the_value(tmp_path: Path, line_end: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(line_end.join(["a,b", '1,"x\ry\nz"', "2,w", ""]).encode())
    connection, _ = _pull(tmp_path, path)
    assert connection.execute("SELECT a, b FROM raw.feed").fetchall() == [("1", "x\ry\nz"), ("2", "w")]


def test_another_line_end_outside_quotes_is_a_malformed_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n1,x\ry\n2,w\n")
    connection, _ = _pull(tmp_path, path)
    assert connection.execute("SELECT a FROM raw.feed").fetchall() == [("2",)]
    assert connection.execute('SELECT "#row", line FROM raw."feed malformed"').fetchall() == [(1, "1,x\ry")]
