"""Where a Chromium and Chinese letters are on this machine."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_PROGRAMS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find_chromium() -> str | None:
    """The program to start: what NEIKAN_CHROMIUM names, else the first that the machine has."""
    if named := os.environ.get("NEIKAN_CHROMIUM"):
        return named
    found = (shutil.which(command) for command in (*COMMANDS, *MAC_PROGRAMS))
    return next((program for program in found if program), None)


def find_chinese_font() -> str | None:
    """The name of a font with Chinese letters; macOS always has PingFang."""
    if sys.platform == "darwin":
        return "PingFang SC"
    if not shutil.which("fc-list"):
        return None
    listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False)
    families = sorted(listed.stdout.split("\n"))
    return next((family for family in families if family), None)


def require_chromium() -> Path:
    """The program to start; a test calls this, so that a machine without one fails with what to do."""
    program = find_chromium()
    if program is None:
        raise FileNotFoundError("No Chromium on this machine. Run: make test (it finds or installs one)")
    return Path(program)
