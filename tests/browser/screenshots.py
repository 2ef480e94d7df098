"""Pictures of the pages for the README: python -m tests.browser.screenshots [WAREHOUSE] [--all FOLDER].

With --all every page is taken in both languages, on phone and desktop, light and dark, to look at before a release.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import Image

from tests.browser.server import ROOT, dashboard
from tests.browser.visitor import PATHS, Size, chromium, visitor

Scheme = Literal["light", "dark"]
COLOURS = 160


class Picture(NamedTuple):
    name: str
    language: str
    size: Size
    scheme: Scheme = "light"

    @property
    def file(self) -> str:
        return "-".join([self.name, self.language, self.size, *(["dark"] if self.scheme == "dark" else [])]) + ".png"


def readme() -> list[Picture]:
    """Every page on a desktop in both languages; on a phone the two that executives open; one in the dark."""
    pictures = [Picture(name, language, "desktop") for name in PATHS for language in ("en", "zh")]
    phones = [Picture(name, language, "phone") for name in ("overview", "ranking") for language in ("en", "zh")]
    return [*pictures, *phones, Picture("service_map", "en", "desktop", "dark")]


def every() -> Iterator[Picture]:
    sizes: tuple[Size, ...] = ("desktop", "phone")
    schemes: tuple[Scheme, ...] = ("light", "dark")
    for name in PATHS:
        for language in ("en", "zh"):
            for size in sizes:
                for scheme in schemes:
                    yield Picture(name, language, size, scheme)


def take(warehouse: Path, folder: Path, pictures: list[Picture]) -> None:
    """Writes one PNG a picture, with few colours so that the repository stays small."""
    folder.mkdir(parents=True, exist_ok=True)
    log = Path(tempfile.mkstemp(suffix=".log")[1])
    with dashboard(warehouse, log) as address, chromium() as browser:
        for picture in pictures:
            with visitor(browser, address, picture.language, picture.size, picture.scheme) as guest:
                guest.open(picture.name)
                guest.picture(folder / picture.file)
            with Image.open(folder / picture.file) as image:
                image.convert("RGB").quantize(COLOURS).save(folder / picture.file, optimize=True)
            print(folder / picture.file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("warehouse", nargs="?", type=Path, default=Path("warehouse-data"))
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    given = parser.parse_args()
    if given.all:
        take(given.warehouse, given.all, list(every()))
    else:
        take(given.warehouse, ROOT / "docs/screenshots", readme())


if __name__ == "__main__":
    main()
