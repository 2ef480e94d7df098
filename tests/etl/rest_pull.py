"""A REST source against a server on loopback, without waiting between attempts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etl.pull import rest_client
from etl.pull.rest import rest_pages
from etl.sources import Source
from tests.etl.replay import Answer, Asked, Server, serving
from warehouse.contract import FEEDS
from warehouse.source_settings import load_sources
from warehouse.toml_file import read_toml

SOURCES = """[tickets]
kind = "rest"
[tickets.client]
base_url = "${DESK_URL}"
auth = { type = "api_key", name = "X-Key", api_key = "${DESK_KEY}", location = "header" }
[[tickets.resources]]
name = "tickets"
[tickets.resources.endpoint]
path = "tickets"
data_selector = "items"
paginator = { type = "page_number", total_path = "", base_page = 1 }
"""
KEY = "s3cret-of-the-desk"


def page(*ids: int) -> Answer:
    """An answer in the shape that SOURCES expects."""
    return Answer({"items": [{"id": number} for number in ids]})


class RestPull:
    """Pulls a feed of some sources.toml; DESK_URL and DESK_KEY are in the environment."""

    def __init__(self, folder: Path, environment: pytest.MonkeyPatch) -> None:
        self._folder, self._environment = folder, environment
        environment.setattr(rest_client, "BACKOFF_S", 0.0)
        environment.setenv("DESK_KEY", KEY)
        environment.setenv("DESK_URL", "http://127.0.0.1:9")

    def serve(self, server: Server) -> None:
        """From now on DESK_URL is this server."""
        self._environment.setenv("DESK_URL", server.url)

    def source(self, text: str = SOURCES, feed: str = "tickets") -> Source:
        path = self._folder / "sources.toml"
        path.write_text(text, encoding="utf-8")
        return Source(FEEDS[feed], load_sources(path, read_toml(path))[feed], (), path, {})

    def __call__(
        self,
        answer: Callable[[Asked], Answer],
        sources: str = SOURCES,
        since: str | None = None,
        feed: str = "tickets",
    ) -> tuple[list[dict[str, Any]], Server]:
        """The rows when the server answers like this, and the server with what it was asked."""
        with serving(answer) as server:
            self.serve(server)
            pages = rest_pages(self.source(sources, feed))
            return [row for one in pages(since) for row in one.to_pylist()], server
