"""The company folder as validated objects."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from warehouse.calendar_file import Calendar, load_calendars
from warehouse.errors import UserError
from warehouse.source_settings import SourceSettings, known_zone, load_sources
from warehouse.toml_file import read_toml, validated


class CompanyFile(BaseModel):
    """What company.toml says."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = ""
    language: str = "zh-CN"
    timezone: str = "Asia/Shanghai"
    currency: str = "CNY"
    half_years: dict[str, str] = {"H1": "01-01", "H2": "07-01"}
    keep_builds: int = Field(default=5, ge=1)
    as_of: datetime | None = None

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        return known_zone(name)

    @field_validator("half_years")
    @classmethod
    def _first_days(cls, given: dict[str, str]) -> dict[str, str]:
        for name, first_day in given.items():
            if not re.fullmatch(r"\d\d-\d\d", first_day) or not _is_day(f"2001-{first_day}"):
                raise ValueError(f'{name} must name its first day as MM-DD, such as "07-01"')
        if not given:
            raise ValueError("at least one period of the year is needed")
        return given

    @field_validator("as_of", mode="before")
    @classmethod
    def _as_of_is_an_instant(cls, given: Any) -> Any:
        return None if given is None else instant(given)


class Company(CompanyFile):
    """Everything that a company's settings files say, apart from assessment and access."""

    folder: Path
    calendars: dict[str, Calendar] = {}
    sources: dict[str, SourceSettings] = {}


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def instant(given: str | datetime) -> datetime:
    """An ISO 8601 instant in UTC, cut to whole seconds; ValueError without an offset."""
    try:
        moment = given if isinstance(given, datetime) else datetime.fromisoformat(given)
    except (TypeError, ValueError) as error:
        raise ValueError('an instant is needed, such as "2026-06-30T16:00:00Z"') from error
    if moment.tzinfo is None:
        raise ValueError('the instant must carry an offset, such as "2026-06-30T16:00:00Z"')
    return moment.astimezone(UTC).replace(microsecond=0)


def load_company(folder: Path) -> Company:
    """The settings of a company folder; UserError names file, line, and the nearest known key."""
    path = folder / "company.toml"
    if not folder.is_dir():
        raise UserError(f"There is no company folder {folder}; give one with COMPANY=.")
    if not path.exists():
        raise UserError(f"{path} is missing; a company folder needs one, with at least a name.")
    company = validated(CompanyFile, read_toml(path), path)
    sources = folder / "sources.toml"
    return Company(
        **dict(company),
        folder=folder,
        calendars=load_calendars(folder),
        sources=load_sources(sources, read_toml(sources)) if sources.exists() else {},
    )
