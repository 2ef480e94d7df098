"""What all tests share: the folder beside the project, and what to do on a machine without Java."""

import os
from pathlib import Path

import pytest

from tests.machine import OLDEST_JAVA, find_java

ROOT = Path(__file__).parent.parent
PAGES = tuple(sorted(file.stem for file in (ROOT / "dashboard/app_pages").glob("*.py")))
IN_CI = bool(os.environ.get("CI"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `shared` beside the project; without it the test is skipped, and fails in CI."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        complain = pytest.fail if IN_CI else pytest.skip
        complain(f"needs the folder {folder.name} beside the project")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves Spark tests out where Java is missing, but never in CI."""
    if IN_CI or find_java():
        return
    for item in items:
        if item.get_closest_marker("spark"):
            item.add_marker(pytest.mark.skip(reason=f"needs Java {OLDEST_JAVA} or newer"))
