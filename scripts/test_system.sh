#!/usr/bin/env bash
# Makes sure that Debian's programs and libraries are there which the checks and tests use.
# As root it installs what is missing; otherwise it says what to install and fails.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin

missing=()

program() { # program PACKAGE COMMAND...: the package is missing unless every command is there
    local package=$1 name
    shift
    for name in "$@"; do
        command -v "$name" >/dev/null || { missing+=("$package") && return; }
    done
}

library() { # library PACKAGE SONAME
    [[ $libraries == *"$2 "* ]] || missing+=("$1")
}

find_missing() {
    missing=()
    libraries=$(ldconfig -p)
    program chromium /usr/bin/chromium
    program default-jre-headless java
    program gettext msgfmt xgettext msgmerge msgen
    program poppler-utils pdftotext pdftoppm
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
    library libpango-1.0-0 libpango-1.0.so.0
    library libpangoft2-1.0-0 libpangoft2-1.0.so.0
}

find_missing
[[ ${#missing[@]} -eq 0 ]] && exit 0

command=(apt-get install --yes --no-install-recommends "${missing[@]}")
if [[ $(id -u) -ne 0 ]] || ! command -v apt-get >/dev/null; then
    echo "The tests need packages that are not installed. As root on Debian:" >&2
    echo "    apt-get update && ${command[*]}" >&2
    exit 1
fi

echo "Installing Debian packages for the tests: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { apt-get update && "${command[@]}"; } >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    exit 1
fi
find_missing
if [[ ${#missing[@]} -ne 0 ]]; then
    echo "Installed, but still not found: ${missing[*]}" >&2
    exit 1
fi
