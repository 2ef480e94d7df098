#!/bin/sh
# Writes requirements/{run,dev,uv}.txt from pyproject.toml, for every platform and Python from 3.11 on.
set -eu
cd "$(dirname "$0")/.."

compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links pyproject.toml "$@" >/dev/null
}

compile "$@" --output-file requirements/run.txt
compile "$@" --extra dev --constraints requirements/run.txt --output-file requirements/dev.txt
awk '/^[a-z]/ { is_uv = /^uv==/ } is_uv' requirements/run.txt >requirements/uv.txt
