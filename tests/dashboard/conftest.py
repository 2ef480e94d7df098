"""Small warehouses, and the dashboard's script run without a browser."""

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path

import duckdb
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import words
from tests.conftest import ROOT
from tests.dashboard import small_warehouse
from warehouse import store

Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def _nobody_has_spoken_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command chooses the language of its process, which is that of all tests."""
    monkeypatch.setattr(words, "_spoken", ContextVar("spoken", default=None))


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with rows."""
    folder = tmp_path_factory.mktemp("full")
    small_warehouse.publish(folder)
    return folder


@pytest.fixture(scope="session")
def build(full: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published build of that warehouse, as the dashboard opens it."""
    published = store.published(full)
    assert published
    with store.connect(published.path) as connection:
        yield connection


@pytest.fixture(scope="session")
def hollow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse whose tables are all there, and all empty."""
    folder = tmp_path_factory.mktemp("hollow")
    small_warehouse.publish(folder, has_rows=False)
    return folder


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Open:
    """Runs a page in a language on a warehouse; `query` are parameters of its address."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("streamlit.config._config_options", None)
    st.get_option("server.address")

    def run(warehouse: Path, page: str = "overview", language: str = "en", **query: str) -> AppTest:
        monkeypatch.setenv("NEIKAN_WAREHOUSE", str(warehouse))
        script = AppTest.from_file(str(ROOT / "dashboard/app.py"), default_timeout=30)
        script.query_params["lang"] = language
        for name, value in query.items():
            script.query_params[name] = value
        script.run()
        if page != "overview":
            script.switch_page(f"app_pages/{page}.py").run()
        return script

    return run
