"""The keys of a feed in sources.toml that say when it is too old, and what to do when a pull looks odd."""

import re
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, field_validator

SPAN = re.compile(r"(\d+)([smhd])")
SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


class Limits(BaseModel):
    """Ages of a feed: beyond `warn` pages say so, beyond `stop` no result that uses the feed is final.

    Written as "12h" or "7d", and "" for no limit; kept as seconds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    warn: int | None = None
    stop: int | None = None

    @field_validator("warn", "stop", mode="before")
    @classmethod
    def _as_seconds(cls, given: Any) -> Any:
        if given is None or given == "":
            return None
        found = SPAN.fullmatch(given) if isinstance(given, str) else None
        if not found:
            raise ValueError('write an age such as "12h" or "7d", or "" for no limit')
        return int(found[1]) * SECONDS[found[2]]


LOADED = Limits.model_validate({"warn": "3d", "stop": "14d"})
NEWEST = Limits.model_validate({"warn": "7d", "stop": "30d"})
NO_LIMIT = Limits()
FLOWING = ("tickets", "ticket_events")


class FreshKeys(BaseModel):
    """`newest` limits the age of the newest row at as-of, `loaded` that of the last load when a page is read."""

    newest: Limits | None = None
    loaded: Limits | None = None
    suspicious: Literal["warn", "stop"] = "warn"

    def newest_limits(self, feed: str) -> Limits:
        """Tickets and their events come every day; the silence of any other feed says nothing unless settings do."""
        return self.newest or (NEWEST if feed in FLOWING else NO_LIMIT)

    def loaded_limits(self) -> Limits:
        return self.loaded or LOADED
