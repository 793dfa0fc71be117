"""Asks this container's own web process whether it is ready: exit code 0 or 1, for health checks."""

import os
import sys
from http.client import HTTPConnection, HTTPException


def main() -> int:
    # Django answers only to names it knows.
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
    line = HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=4)
    try:
        line.request("GET", "/health/ready", headers={"Host": host})
        return 0 if line.getresponse().status == 200 else 1
    except (OSError, HTTPException):
        return 1


if __name__ == "__main__":
    sys.exit(main())
