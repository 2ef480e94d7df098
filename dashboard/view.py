"""Who looks at what: one build, one scope and one choice of filters for a whole rerun."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import streamlit as st

from warehouse import reads, store
from warehouse.reads import Scope
from warehouse.store import Published

CACHE_KEYS: dict[str | type, Any] = {Published: lambda build: str(build.path), Scope: hash}


@dataclass(frozen=True)
class View:
    """What a page is given. `context` is the one row of reads/build.sql."""

    build: Published
    scope: Scope
    context: Mapping[str, Any] = field(default_factory=dict)
    filters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def timezone(self) -> str:
        return str(self.context["timezone"])

    @property
    def mark(self) -> str:
        """Names build and filters: a widget whose key ends with it forgets its selection when they change."""
        return hashlib.sha256(repr((self.build.build_id, sorted(self.filters.items()))).encode()).hexdigest()[:8]

    def read(self, name: str, **more: object) -> pl.DataFrame:
        """The rows of one read under this view's filters; `more` adds to them or replaces them."""
        given = {**self.filters, **more}
        used = tuple(sorted((key, given[key]) for key in reads.parameters(name) & given.keys()))
        return _frame(self.build, self.scope, name, used)


def published() -> Published | None:
    """The build to show, asked anew in every rerun: a new one is taken up without a restart."""
    return store.published(Path(os.environ.get("NEIKAN_WAREHOUSE", "warehouse-data")))


@st.cache_data(max_entries=16, show_spinner=False, hash_funcs=CACHE_KEYS)
def scope(build: Published) -> Scope:
    """What the viewer may see: on this machine only, so all departments of the warehouse."""
    return reads.everyone(_connection(str(build.path)))


def open_view(build: Published, scope: Scope) -> View:
    """The view before a filter is chosen."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    filters = {"build_id": build.build_id, "built_at": build.built_at, "now": today}
    view = View(build, scope, filters=filters)
    return View(build, scope, view.read("build").row(0, named=True), filters)


def keep(view: View) -> None:
    st.session_state["view"] = view


def current() -> View:
    """The view that app.py made in this rerun, for the pages."""
    view = st.session_state["view"]
    assert isinstance(view, View)
    return view


@st.cache_resource(max_entries=2, show_spinner=False, on_release=duckdb.DuckDBPyConnection.close)
def _connection(path: str) -> duckdb.DuckDBPyConnection:
    return store.connect(Path(path))


@st.cache_data(max_entries=4000, show_spinner=False, hash_funcs=CACHE_KEYS)
def _frame(build: Published, scope: Scope, name: str, used: tuple[tuple[str, Any], ...]) -> pl.DataFrame:
    return reads.read(scope, _connection(str(build.path)), name, **dict(used))
