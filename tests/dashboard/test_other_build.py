"""What a page shows of a build that another version of the program made."""

from pathlib import Path

from tests.dashboard import small_warehouse
from tests.dashboard.conftest import Open
from warehouse import store


def test_a_page_on_a_build_of_another_version_says_what_to_do(tmp_path: Path, open_page: Open) -> None:
    small_warehouse.publish(tmp_path)
    build = store.published(tmp_path)
    assert build
    with store.connect(build.path, read_only=False) as connection:
        connection.execute("DROP TABLE marts.department_score")
    shown = open_page(tmp_path, "ranking")
    assert not shown.exception
    assert "built by another version of the program" in shown.code[0].value
