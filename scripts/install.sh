#!/usr/bin/env bash
# Makes .venv when it is missing or broken and installs one lock file in it, only when that lock changed.
# Usage: scripts/install.sh requirements.lock | requirements-dev.lock
set -euo pipefail
cd "$(dirname "$0")/.."

lock=$1
python=${PYTHON:-python3}
stamp=.venv/$lock.installed # a copy of the lock as it was installed

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

make_venv() {
    command -v "$python" >/dev/null || fail "Python is missing. On Debian: apt-get install python3 python3-venv"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "Python 3.11 or newer is needed; $python is $("$python" -V 2>&1). Name another one: make PYTHON=python3.11 run"
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "Python cannot make a virtual environment: the package python3-venv is missing." \
            "On Debian: apt-get install python3-venv"
    echo "Making the virtual environment .venv ..."
    "$python" -m venv --clear .venv
}

.venv/bin/python -c 'import pip' 2>/dev/null || make_venv
if ! cmp -s "$lock" "$stamp"; then
    echo "Installing $lock (about a minute the first time) ..."
    .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check --require-hashes -r "$lock"
    cp "$lock" "$stamp"
fi
