"""`make check`: every gate at once, two at a time, silent unless one of them has something to say."""

import base64
import os
import secrets
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
ROOMS = ("hub", "chat", "whatsapp_bridge", "feedback", "demo")


@dataclass
class Gate:
    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)


@dataclass
class Verdict:
    passed: bool
    output: str
    seconds: float


def tool(name: str, *words: str) -> list[str]:
    return [str(BIN / name), *words]


def manage(*words: str) -> list[str]:
    return [
        sys.executable,
        "manage.py",
        *words,
    ]


def key() -> str:
    return f"check:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def production(scratch: str) -> dict[str, str]:
    """What a real installation sets, with values made up for this run. Nothing here is reached."""
    return {
        "HUB_DEMO": "0",
        "HUB_VAR": scratch,
        "DATABASE_URL": "postgres://hub:hub@127.0.0.1:1/hub",
        "DATABASE_POOL": "0",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "SEALING_KEYS": key(),
        "HASH_KEYS": key(),
        "ALLOWED_HOSTS": "hub.example.org",
        "CSRF_TRUSTED_ORIGINS": "https://hub.example.org",
        "RECORD_SYSTEM_ADAPTER": "http",
        "RECORD_SYSTEM_URL": "https://records.example.org/",
        "RECORD_SYSTEM_TOKEN": secrets.token_urlsafe(32),
        "RECORD_SYSTEM_ACK_SECRET": secrets.token_urlsafe(32),
        "EMAIL_URL": "smtp+tls://hub:hub@127.0.0.1:1",
        "METRICS_TOKEN": secrets.token_urlsafe(32),
    }


def gates(scratch: str) -> list[Gate]:
    real = production(scratch)
    templates = sorted(str(path) for path in (ROOT / "templates").rglob("*.html"))
    return [
        Gate(
            "types (mypy)",
            tool("mypy", "--show-traceback", *ROOMS, "tools"),
            {"HUB_VAR": scratch},
        ),
        Gate("style (ruff check)", tool("ruff", "check", ".")),
        Gate("format (ruff format)", tool("ruff", "format", "--check", ".")),
        Gate(
            "templates (djade)",
            tool("djade", "--target-version", "5.2", "--check", *templates),
        ),
        Gate("pages", [sys.executable, "tools/pages.py"], real),
        Gate("scripts (oxlint)", tool("oxlint", "--deny-warnings", "static")),
        Gate("imports (import-linter)", tool("lint-imports")),
        Gate("budgets", [sys.executable, "tools/budgets.py"]),
        Gate("translations", [sys.executable, "tools/translations.py", "check"]),
        Gate("migrations", manage("makemigrations", "--check", "--dry-run"), real),
        Gate("deployment", manage("check", "--deploy", "--fail-level", "WARNING"), real),
        Gate(
            "static files",
            manage(
                "collectstatic", "--noinput", "--verbosity", "0", "--ignore", "django_htmx"
            ),
            real | {"HASHED_STATIC": "1"},
        ),
    ]


def run(gate: Gate) -> Verdict:
    started = time.monotonic()
    done = subprocess.run(
        gate.command,
        cwd=ROOT,
        env=os.environ | gate.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return Verdict(
        done.returncode == 0,
        done.stdout.decode(errors="replace"),
        time.monotonic() - started,
    )


def main() -> int:
    failed: list[str] = []
    with (
        tempfile.TemporaryDirectory(prefix="hub-check-") as scratch,
        ThreadPoolExecutor(2) as pool,
    ):
        waiting: list[tuple[Gate, Future[Verdict]]] = [
            (gate, pool.submit(run, gate)) for gate in gates(scratch)
        ]
        for gate, future in waiting[1:] + waiting[:1]:
            verdict = future.result()
            print(
                f"{'ok    ' if verdict.passed else 'FAILED'} {gate.name} ({verdict.seconds:.1f} s)",
                flush=True,
            )
            if not verdict.passed:
                failed.append(gate.name)
                print(verdict.output, flush=True)
    print(f"Failed: {', '.join(failed)}." if failed else "Everything holds.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
