"""The rules of the house that a machine can hold."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

ROOMS = ("dashboard", "etl", "expectations", "tests", "tools", "warehouse")
TOP_FOLDERS = {".ci", ".streamlit", "company", "docs", "requirements", *ROOMS}
MAY_IMPORT = {
    "warehouse": set(),
    "etl": {"warehouse"},
    "expectations": {"warehouse"},
    "dashboard": {"warehouse"},
    "tools": {"warehouse"},
}
ONLY_IN = {"streamlit": "dashboard", "plotly": "dashboard", "dlt": "etl", "great_expectations": "expectations"}
PIPELINE = Path("etl/__main__.py")
LONGEST_MODULE = 300
TEXT_ENDINGS = {".cfg", ".csv", ".json", ".md", ".po", ".py", ".sh", ".sql", ".toml", ".txt", ".yaml", ".yml", ""}
OF_A_MACHINE = re.compile(
    r"(?<![\w.])/(work|root|home|Users|opt/pypi)/\w|pypi\.org|pythonhosted\.org|npmjs\.org|deb\.debian"
)
LEFT_OVER = re.compile(r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError")
FIRST_LINE = re.compile(r"-- One row per .+\.$")


def _committed() -> list[Path]:
    """The files that git has or would take, relative to the root."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return sorted(Path(name) for name in names if name and (ROOT / name).is_file())


FILES = _committed()
TEXTS = [path for path in FILES if path.suffix in TEXT_ENDINGS]
MODULES = [path for path in FILES if path.suffix == ".py"]
MODELS = [path for path in FILES if path.suffix == ".sql" and path.is_relative_to("warehouse/models")]


def _lines_with(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:80]}"
        for path in paths
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def _imports(path: Path) -> set[str]:
    """The top names of everything a module imports, wherever in the module it does."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(path.parts[0] if node.level else node.module or "")
    return {name.split(".")[0] for name in names}


def _forbidden(path: Path, imported: set[str]) -> list[str]:
    """What a module imports although its room may not; tests may import everything."""
    room = path.parts[0]
    if room not in MAY_IMPORT:
        return []
    rooms = imported & set(ROOMS) - {room} - MAY_IMPORT[room]
    if path == PIPELINE:
        rooms -= {"expectations"}
    return sorted(rooms | {name for name in imported if ONLY_IN.get(name, room) != room})


def test_a_room_imports_only_what_it_may() -> None:
    broken = {str(path): names for path in MODULES if (names := _forbidden(path, _imports(path)))}
    assert broken == {}


@pytest.mark.parametrize(
    ("module", "imported", "refused"),
    [
        ("warehouse/store.py", {"etl", "duckdb"}, ["etl"]),
        ("etl/shape.py", {"expectations", "warehouse"}, ["expectations"]),
        ("etl/__main__.py", {"expectations", "warehouse"}, []),
        ("dashboard/app.py", {"streamlit", "warehouse"}, []),
        ("warehouse/reads.py", {"streamlit"}, ["streamlit"]),
        ("etl/ledger.py", {"tests"}, ["tests"]),
    ],
)
def test_the_import_rule_refuses_the_right_names(module: str, imported: set[str], refused: list[str]) -> None:
    assert _forbidden(Path(module), imported) == refused


def test_the_dashboard_writes_no_sql() -> None:
    sql = re.compile(r"\bSELECT\b|\.execute\(|\.sql\(")
    assert _lines_with(sql, [path for path in MODULES if path.parts[0] == "dashboard"]) == []


def test_every_model_says_first_what_one_row_is() -> None:
    assert MODELS
    first_lines = {str(path): (ROOT / path).read_text(encoding="utf-8").split("\n", 1)[0] for path in MODELS}
    assert {path: line for path, line in first_lines.items() if not FIRST_LINE.match(line)} == {}


def test_no_module_is_longer_than_a_person_reads() -> None:
    lengths = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in [*MODULES, *MODELS]}
    assert {path for path, length in lengths.items() if length > LONGEST_MODULE} == set()


def test_no_file_names_a_machine_or_a_registry() -> None:
    assert _lines_with(OF_A_MACHINE, TEXTS) == []


def test_nothing_is_left_for_later() -> None:
    me = Path(__file__).relative_to(ROOT)
    assert _lines_with(LEFT_OVER, [path for path in TEXTS if path != me]) == []


def test_every_folder_at_the_top_has_its_place() -> None:
    assert {path.parts[0] for path in FILES if len(path.parts) > 1} - TOP_FOLDERS == set()


def test_the_makefile_stays_a_list_of_commands() -> None:
    assert len((ROOT / "Makefile").read_text(encoding="utf-8").splitlines()) <= 100
