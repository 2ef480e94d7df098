"""What the tests need of the machine besides Python: found, or installed, or the command to run is printed."""

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.browser.chromium import find_chinese_font, find_chromium

OLDEST_JAVA = 17


def find_java() -> str | None:
    """The java that Spark will start, when it is new enough."""
    home = os.environ.get("JAVA_HOME")
    program = shutil.which(str(Path(home) / "bin" / "java") if home else "java")
    if program is None:
        return None
    said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    return program if version and int(version[1]) >= OLDEST_JAVA else None


def find_postgresql() -> str | None:
    """The initdb of the newest PostgreSQL, also where Debian keeps it."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return str(debian[-1]) if debian else shutil.which("initdb")


def find_mariadb() -> str | None:
    """The server program; its helpers stand on the path."""
    return shutil.which("mariadbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def find_nginx() -> str | None:
    """The server program, also where Debian keeps it for root alone."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


RT_SERVER = Path("/usr/share/request-tracker5/libexec/rt-server")


def find_request_tracker() -> str | None:
    """Its program, when the server for it and PostgreSQL are there too."""
    return str(RT_SERVER) if RT_SERVER.exists() and shutil.which("starman") and find_postgresql() else None


@dataclass(frozen=True)
class Need:
    """One thing the tests need; `brew` is the Homebrew command that brings it to macOS.

    `debconf` answers in advance what a package would ask while it is installed.
    """

    title: str
    find: Callable[[], str | None]
    debian: tuple[str, ...]
    brew: str
    debconf: str = ""


NEEDS = {
    "chromium": Need("Chromium", find_chromium, ("chromium",), "brew install --cask chromium"),
    "fonts": Need("Chinese fonts", find_chinese_font, ("fontconfig", "fonts-noto-cjk"), ""),
    "postgresql": Need("PostgreSQL", find_postgresql, ("postgresql",), "brew install postgresql"),
    "mariadb": Need("MariaDB", find_mariadb, ("mariadb-server",), "brew install mariadb"),
    "request-tracker": Need(
        "Request Tracker 5",
        find_request_tracker,
        ("request-tracker5", "rt5-standalone", "rt5-db-postgresql", "postgresql", "starman"),
        "",
        "request-tracker5 request-tracker5/dbconfig-install boolean false",
    ),
    "nginx": Need("nginx", find_nginx, ("nginx-light", "openssl"), "brew install nginx"),
    "java": Need(f"Java {OLDEST_JAVA}", find_java, ("default-jre-headless",), "brew install --cask temurin"),
}


def command_for(need: Need) -> str:
    """The command that a person runs to get it."""
    if sys.platform == "darwin":
        return need.brew or "nothing: there is no package for macOS"
    answers = f"echo '{need.debconf}' | sudo debconf-set-selections && " if need.debconf else ""
    return f"{answers}sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(need.debian)}"


def can_install() -> bool:
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def install(need: Need) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if need.debconf:
        subprocess.run(["debconf-set-selections"], input=need.debconf, text=True, check=True)
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *need.debian]):
        subprocess.run(["apt-get", "-qq", *arguments], check=True, env=quiet, stdin=subprocess.DEVNULL)


def provide(need: Need, may_lack: bool) -> bool:
    """True when it is there in the end, or may be missing; says what was found or done."""
    found = need.find()
    if found:
        print(f"{need.title}: {found}")
        return True
    if may_lack:
        print(f"{need.title}: not found, tests that need it are left out. To have them: {command_for(need)}")
        return True
    if can_install():
        print(f"{need.title}: not found, installing {' '.join(need.debian)}", flush=True)
        install(need)
        found = need.find()
    print(f"{need.title}: {found or f'not found. Run: {command_for(need)}'}", flush=True)
    return found is not None


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.machine", description=__doc__)
    parser.add_argument("needs", nargs="+", choices=NEEDS)
    parser.add_argument("--may-lack", nargs="+", default=[], choices=NEEDS, help="missing is no fault, except in CI")
    arguments = parser.parse_args()
    lackable = [] if os.environ.get("CI") else arguments.may_lack
    answers = [provide(NEEDS[name], name in lackable) for name in arguments.needs]
    return 0 if all(answers) else 1


if __name__ == "__main__":
    sys.exit(main())
