#!/usr/bin/env bash
# Every check that needs no test run, one line each; stops at the first that fails and shows what it said.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH=$PWD/.venv/bin:$PATH
export DEVELOPMENT=1 DEMO=0 DATABASE_URL=sqlite://:memory: # no check touches or needs the entered data

output=$(mktemp)
trap 'rm -f "$output"' EXIT

step() {
    local name=$1 start=$SECONDS
    shift
    if "$@" >"$output" 2>&1 </dev/null; then
        printf '%-14s ok    %2s s\n' "$name" $((SECONDS - start))
    else
        printf '%-14s FAILED: %s\n' "$name" "$*"
        cat "$output"
        exit 1
    fi
}

templates() {
    find templates -name '*.html' -print0 | xargs -0r djade --target-version 5.2 --check
}

step format ruff format --check .
step lint ruff check .
step templates templates
step django python manage.py check --fail-level WARNING
step migrations python manage.py makemigrations --check --dry-run
step translations python scripts/check_translations.py
step types mypy
