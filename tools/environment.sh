#!/bin/sh
# Makes or mends .venv from the locks: `environment.sh run` for the program, `environment.sh dev` for its tests too.
# A copy of each lock that .venv holds lies in it; a .venv whose making was interrupted is thrown away.
set -eu
cd "$(dirname "$0")/.."
want=$1
python=${PYTHON:-python3}

refuse() {
    echo "$*" >&2
    exit 1
}

holds() {
    [ -x .venv/bin/python ] && [ ! -e .venv/unfinished ] && cmp -s "requirements/$1.txt" ".venv/$1.txt"
}

how_to_get_python() {
    if [ "$(uname)" = Darwin ]; then
        echo "brew install python@3.13, then make ... PYTHON=python3.13"
    else
        echo "sudo apt-get update && sudo apt-get install -y python3 python3-venv"
    fi
}

holds uv && holds "$want" && exit 0
[ ! -e .venv/dev.txt ] || want=dev
if [ -e .venv/unfinished ] && kill -0 "$(cat .venv/unfinished)" 2>/dev/null; then
    refuse "Another command (process $(cat .venv/unfinished)) is making .venv. Wait for it, then run this again."
fi

if [ -e .venv/unfinished ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
        refuse "$python is missing or older than 3.11. Run: $(how_to_get_python)"
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        refuse "$("$python" --version) lacks its venv and pip modules. Run: $(how_to_get_python)"
    rm -rf .venv
    mkdir .venv
    echo $$ >.venv/unfinished
    echo "Making .venv with $("$python" --version)"
    "$python" -m venv .venv
fi

echo $$ >.venv/unfinished
echo "Installing what requirements/$want.txt lists (a first time takes some minutes)"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
.venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes --compile-bytecode "requirements/$want.txt"
for lock in uv run "$want"; do cp "requirements/$lock.txt" .venv/; done
rm .venv/unfinished
