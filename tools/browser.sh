#!/bin/sh
# Prints the path of a Chromium for the browser tests, and installs one first when there is none.
set -eu

find_chromium() {
    for path in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
        if [ -n "$path" ] && [ -x "$path" ]; then echo "$path"; return 0; fi
    done
    .venv/bin/python - <<'PYTHON'
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    path = Path(playwright.chromium.executable_path)
if not path.exists():
    sys.exit(1)
print(path)
PYTHON
}

if find_chromium; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Debian's chromium for the browser tests" >&2
    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1 || true
else
    echo "Fetching Playwright's Chromium for the browser tests" >&2
    .venv/bin/playwright install chromium >&2 || true
fi
find_chromium || {
    echo "The browser tests need Chromium: install it (Debian: sudo apt-get install chromium), or set CHROMIUM to its path, and run make test again." >&2
    exit 1
}
