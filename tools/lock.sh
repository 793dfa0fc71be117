#!/bin/sh
# Compiles the hashed lock files. No index address and no find-links of this machine may leak into them.
set -eu
unset PIP_FIND_LINKS UV_FIND_LINKS PIP_EXTRA_INDEX_URL UV_EXTRA_INDEX_URL || true
command -v uv >/dev/null || { echo "make lock needs uv (pip install uv)." >&2; exit 1; }
compile() {
    uv --no-config pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-sources \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate "$@"
}
compile requirements.in -o requirements.txt
compile --constraint requirements.txt requirements-dev.in -o requirements-dev.txt
if grep -nE '://|--(index|find-links)' requirements.txt requirements-dev.txt; then
    echo "An address leaked into the lock files." >&2
    exit 1
fi
