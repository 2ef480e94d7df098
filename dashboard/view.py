"""Who looks at what: one build, one scope and one choice of filters for a whole rerun."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import polars as pl
import streamlit as st

from dashboard import access, words
from dashboard.access import Identity, Viewer
from warehouse import reads, store, viewers
from warehouse.access_settings import Access
from warehouse.assessment.what_if import Base, read_base
from warehouse.reads import Scope
from warehouse.runs import FailedRun, failed_since
from warehouse.store import Published

CACHE_KEYS: dict[str | type, Any] = {
    Published: lambda build: str(build.path),
    Scope: hash,
    Identity: hash,
    Access: lambda access: access.mark,
}


@dataclass(frozen=True)
class View:
    """What a page is given: `context` is the one row of reads/build.sql, `pages` what the viewer may open.

    `page` is the name of the page that is shown, `uses` are the filters that it has.
    """

    build: Published
    scope: Scope
    viewer: Viewer
    pages: frozenset[str]
    context: Mapping[str, Any] = field(default_factory=dict)
    filters: Mapping[str, Any] = field(default_factory=dict)
    page: str = ""
    uses: tuple[str, ...] = ()

    @property
    def timezone(self) -> str:
        return str(self.context["timezone"])

    @property
    def mark(self) -> str:
        """Names build and filters: a widget whose key ends with it forgets its selection when they change."""
        chosen = sorted((name, value) for name, value in self.filters.items() if name != "now")
        return hashlib.sha256(repr((self.build.build_id, chosen)).encode()).hexdigest()[:8]

    def narrowed(self, **filters: object) -> "View":
        """The same view with these filters instead of its own."""
        return replace(self, filters={**self.filters, **filters})

    def read(self, name: str, **more: object) -> pl.DataFrame:
        """The rows of one read under this view's filters; `more` adds to them or replaces them."""
        given = {**self.filters, **more}
        used = tuple(sorted((key, given[key]) for key in reads.parameters(name) & given.keys()))
        return _frame(self.build, self.scope, name, used)


def published() -> Published | None:
    """The build to show, asked anew in every rerun: a new one is taken up without a restart."""
    return store.published(_warehouse())


def failed_run(build: Published) -> FailedRun | None:
    """The run after this build that published nothing, if the last one did not."""
    return failed_since(_warehouse(), build.build_id)


def _warehouse() -> Path:
    return Path(os.environ.get("NEIKAN_WAREHOUSE", "warehouse-data"))


def viewer(build: Published, identity: Identity) -> Viewer:
    """What somebody may see in a build today, by access.toml as it is now."""
    return _viewer(build, identity, access.settings(), datetime.now(_zone(build)).date())


@lru_cache(maxsize=2)
def _zone(build: Published) -> ZoneInfo:
    return viewers.zone(_connection(str(build.path)))


@st.cache_data(max_entries=500, show_spinner=False, hash_funcs=CACHE_KEYS)
def _viewer(build: Published, identity: Identity, settings: Access, today: date) -> Viewer:
    return access.viewer(_connection(str(build.path)), identity, settings, today)


@st.cache_data(max_entries=2, show_spinner=False, hash_funcs=CACHE_KEYS)
def heads(build: Published) -> dict[str, str]:
    """Everybody who heads a department, with its name, for the picker of dev mode."""
    return viewers.heads(_connection(str(build.path)))


def open_view(build: Published, viewer: Viewer, scope: Scope, pages: frozenset[str]) -> View:
    """The view of one page before a filter is chosen."""
    filters = {"build_id": build.build_id, "built_at": build.built_at, "now": reads.age_instant(datetime.now(UTC))}
    view = View(build, scope, viewer, pages, filters=filters)
    return replace(view, context=view.read("build").row(0, named=True))


def keep(view: View) -> None:
    st.session_state["view"] = view


def current() -> View:
    """The view that app.py made, for the pages; a rerun of the whole app when the viewer is no longer who it was."""
    words.speak(words.language())  # a fragment runs without app.py
    view = st.session_state["view"]
    assert isinstance(view, View)
    if not is_current(view, access.identity()):
        st.rerun(scope="app")
    return view


def is_current(view: View, identity: Identity | None) -> bool:
    """Whether somebody still may see what a view was made for; false as soon as a session ends or a role changes."""
    return identity is not None and viewer(view.build, identity) == view.viewer


@st.cache_resource(max_entries=2, show_spinner=False, on_release=duckdb.DuckDBPyConnection.close)
def _connection(path: str) -> duckdb.DuckDBPyConnection:
    return store.connect(Path(path))


def what_if_base(view: View) -> Base:
    """What the results of the chosen half-year were made of, kept per build. UserError when it cannot be asked."""
    return _base(view.build, str(view.filters["period"]))


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs=CACHE_KEYS)
def _base(build: Published, period: str) -> Base:
    return read_base(_warehouse(), period, build)


@lru_cache(maxsize=4000)
def _frame(build: Published, scope: Scope, name: str, used: tuple[tuple[str, Any], ...]) -> pl.DataFrame:
    """The same frame for every session that may see it, so nobody changes it in place."""
    return reads.read(scope, _connection(str(build.path)), name, **dict(used))
