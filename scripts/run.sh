#!/usr/bin/env bash
# The portal on one development machine: set-up, then task worker, mail and web server until Ctrl-C.
# Keeps everything in var/, also the mail that would be sent (var/mail). With demonstration data unless DEMO=0; PORT and BIND choose where it listens.
set -euo pipefail
cd "$(dirname "$0")/.."

export PORT=${PORT:-8000} DEVELOPMENT=${DEVELOPMENT-1} DEMO=${DEMO-1}
export DJANGO_SETTINGS_MODULE=brainport_portal.settings SITE_ADDRESS=${SITE_ADDRESS:-http://localhost:$PORT}
bind=${BIND:-127.0.0.1}
python=.venv/bin/python
grace=10 # seconds a running request or report gets to finish after Ctrl-C

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

check_port() {
    [[ $PORT =~ ^[0-9]{1,5}$ ]] || fail "PORT must be a number, not '$PORT'."
    "$python" - "$bind" "$PORT" <<'PYTHON' || fail "Port $PORT cannot be used. Stop the program that uses it, or choose another port: make run PORT=8001"
import socket, sys

with socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET) as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((sys.argv[1], int(sys.argv[2])))
        probe.listen()
    except (OSError, OverflowError) as problem:
        sys.exit(f"{sys.argv[1]}:{sys.argv[2]}: {problem}")
PYTHON
}

check_pango() {
    "$python" -c 'import ctypes; ctypes.CDLL("libpango-1.0.so.0"), ctypes.CDLL("libpangoft2-1.0.so.0")' 2>/dev/null ||
        echo "The Pango libraries are missing: PDF reports cannot be made. On Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0" >&2
}

load_secret_key() {
    if [[ ! -s var/secret_key ]]; then
        (umask 077 && "$python" -c 'import secrets; print(secrets.token_urlsafe(50))' >var/secret_key)
    fi
    SECRET_KEY=${SECRET_KEY:-$(<var/secret_key)}
    export SECRET_KEY
}

# Each child leads its own process group, so that Ctrl-C reaches only this script, which then ends them in order.
# Should this script itself be killed, the kernel ends them.
start() {
    setsid setpriv --pdeathsig TERM "$@" &
    children+=("$!")
}

alive() {
    kill -0 "$@" 2>/dev/null
}

stop() {
    trap - EXIT
    trap 'grace=0' INT TERM HUP # a second Ctrl-C does not wait
    local child
    for child in "${children[@]}"; do kill -TERM "$child" 2>/dev/null || true; done
    local deadline=$((SECONDS + grace))
    for child in "${children[@]}"; do
        while alive "$child" && ((grace > 0 && SECONDS < deadline)); do sleep 0.1; done
        kill -KILL -- "-$child" 2>/dev/null || true # the whole group: nothing stays behind
    done
    wait 2>/dev/null || true
}

answers() (
    local host=$bind line
    [[ $host == 0.0.0.0 || $host == :: ]] && host=127.0.0.1
    exec 3<>"/dev/tcp/$host/$PORT" || exit 1
    printf 'GET /health/ HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
    read -rt 10 line <&3 && [[ $line == HTTP/* ]]
) 2>/dev/null

check_port
check_pango
mkdir -p var/static # whitenoise warns about a missing one
load_secret_key
"$python" manage.py setup_portal

children=()
trap stop EXIT
trap 'echo; echo "Stopping ..."; exit 0' INT
trap 'exit 143' TERM HUP
start "$python" manage.py db_worker --no-reload --verbosity 1
# Where production has a timer. Each step of the loop ends with the loop.
start bash -c 'while :; do
    setpriv --pdeathsig TERM "$0" manage.py send_mail || true
    setpriv --pdeathsig TERM sleep 300
done' "$python"
start "$python" -m gunicorn brainport_portal.wsgi --bind "$bind:$PORT" --worker-class gthread --workers 2 --threads 4 \
    --no-control-socket --graceful-timeout "$grace" --log-level warning

until answers; do
    alive "${children[@]}" || break
    sleep 0.2
done
if alive "${children[@]}"; then
    printf '\nThe portal is ready: http://localhost:%s/   (Ctrl-C stops it)\n\n' "$PORT"
fi
wait -n "${children[@]}" || true
fail "The task worker or the web server ended by itself; stopped the others too."
