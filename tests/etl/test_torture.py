"""kill -9 at any moment leaves what is published whole, and the next run makes the same rows. `make torture`: more."""

import os
from collections.abc import Iterator

import pytest

from tests.etl.replay import serving
from tests.etl.torture import Torture
from tests.etl.torture_company import answer

COUNT = int(os.environ.get("NEIKAN_TORTURE", "4"))


@pytest.fixture(scope="module")
def torture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Torture]:
    with serving(answer) as server:
        yield Torture(tmp_path_factory.mktemp("torture"), server.url)


def test_after_a_kill_the_next_run_makes_the_same_rows(torture: Torture) -> None:
    found = {str(moment): torture.kill(moment) for moment in torture.moments(COUNT, seed=4)}
    assert {moment: faults for moment, faults in found.items() if faults} == {}
