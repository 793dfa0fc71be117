#!/bin/sh
# Creates .venv from the hashed lock file. Called by make when .venv is missing or older than the lock.
set -eu
lock=requirements-dev.txt
stamp=.venv/stamp

say() { printf '%s\n' "$*" >&2; }
fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

python=
for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null && fits "$candidate"; then python=$candidate; break; fi
done
[ -n "$python" ] || { say "The hub needs Python 3.11 or newer; install it (Debian: apt-get install python3) and run make again."; exit 1; }

has_ensurepip() { "$python" -c 'import ensurepip, venv' 2>/dev/null; }

# Debian splits ensurepip off into python3-venv. An ordinary user cannot install it, but may unpack
# Debian's own signed pip wheel into a temporary folder.
debian_pip_wheel() {
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
    mkdir -p "$scratch/lists/partial" "$scratch/cache/archives/partial"
    set -- -qq -o Dir::State::Lists="$scratch/lists" -o Dir::Cache="$scratch/cache" -o APT::Sandbox::User=
    apt-get "$@" update >/dev/null 2>&1 || return 1
    (cd "$scratch" && apt-get "$@" download python3-pip-whl >/dev/null 2>&1) || return 1
    dpkg-deb -x "$scratch"/python3-pip-whl_*.deb "$scratch/wheel" || return 1
    pip_wheel=$(ls "$scratch"/wheel/usr/share/python-wheels/pip-*.whl)
}

# What .venv was made from. A checkout that only touched the lock file's date rebuilds nothing.
recipe="$(cksum <"$lock") $("$python" -c 'import sys; print(sys.version_info[:2])') $(pwd)"
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$recipe" ]; then
    touch "$stamp"
    exit 0
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
rm -rf .venv
if ! has_ensurepip && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing Debian's python3-venv"
    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install python3-venv; } >/dev/null 2>&1 || true
fi
if has_ensurepip; then
    "$python" -m venv .venv
    pip=".venv/bin/python -m pip"
elif "$python" -c 'import venv, pip' 2>/dev/null; then
    "$python" -m venv --without-pip .venv
    pip="$python -m pip --python .venv/bin/python"
elif debian_pip_wheel; then
    "$python" -m venv --without-pip .venv
    pip=".venv/bin/python $pip_wheel/pip"
else
    say "This Python cannot make virtual environments; install python3-venv (Debian: sudo apt-get install python3-venv) and run make again."
    exit 1
fi

say "Installing $lock into .venv (about a minute)"
# The lock is complete, so nothing is resolved: pip would look at releases newer than the lock's for a dependency
# that somebody asks for with extras, and refuse them for having no hash here.
$pip --disable-pip-version-check --quiet install --no-deps --require-hashes --requirement "$lock" 2>"$scratch/errors" || {
    cat "$scratch/errors" >&2
    say "The packages in $lock could not be installed; the lines above say why."
    exit 1
}
printf '%s\n' "$recipe" >"$stamp"
