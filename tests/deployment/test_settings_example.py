import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
READ = re.compile(r'\benv\.\w+\(\s*"([A-Z_]+)"')
LISTED = re.compile(r"^(?:# )?([A-Z][A-Z_]+)=(.*)$", re.MULTILINE)
COMPOSE_ONLY = {"HUB_DOMAIN", "POSTGRES_PASSWORD", "VALKEY_PASSWORD"}


def test_the_example_lists_exactly_the_settings_there_are() -> None:
    read = set(READ.findall((ROOT / "hub/settings.py").read_text("utf-8")))
    listed = {
        name for name, _ in LISTED.findall((ROOT / ".env.example").read_text("utf-8"))
    }

    assert listed - COMPOSE_ONLY == read


def test_the_example_gives_no_secret_away() -> None:
    values = dict(LISTED.findall((ROOT / ".env.example").read_text("utf-8")))

    for name in (
        "SECRET_KEY",
        "SEALING_KEYS",
        "HASH_KEYS",
        "POSTGRES_PASSWORD",
        "VALKEY_PASSWORD",
        "METRICS_TOKEN",
    ):
        assert values[name] == ""
