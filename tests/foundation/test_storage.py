"""Files as production serves them: made small, named after their content, and still finding each other."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.[^"']+)["']""")
OURS = [
    path.relative_to(settings.BASE_DIR / "static").as_posix()
    for path in (settings.BASE_DIR / "static").rglob("*.*")
    if "vendor" not in path.parts and path.suffix in {".css", ".js"}
]


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    command = [
        sys.executable,
        "manage.py",
        "collectstatic",
        "--noinput",
        "--verbosity",
        "0",
    ]
    production = os.environ | {"HASHED_STATIC": "1", "STATIC_ROOT": str(folder)}
    subprocess.run(command, cwd=settings.BASE_DIR, env=production, check=True)
    return folder


def hashed(folder: Path, name: str) -> Path:
    path = folder / name
    (found,) = path.parent.glob(f"{path.stem}.{'[0-9a-f]' * 12}{path.suffix}")
    return found


@pytest.mark.parametrize("name", OURS)
def test_our_own_files_are_served_small(collected: Path, name: str) -> None:
    source = (settings.BASE_DIR / "static" / name).read_text("utf-8")

    served = hashed(collected, name).read_text("utf-8")

    assert len(served) < len(source)
    assert not re.search(r"^\s*(//|/\*)", served, re.MULTILINE)


@pytest.mark.parametrize("name", [name for name in OURS if name.endswith(".js")])
def test_a_module_asks_for_others_by_the_names_they_have(
    collected: Path, name: str
) -> None:
    source = (settings.BASE_DIR / "static" / name).read_text("utf-8")
    served = hashed(collected, name)

    asked = IMPORT.findall(served.read_text("utf-8"))

    assert len(asked) == len(IMPORT.findall(source))
    for other in asked:
        assert re.search(r"\.[0-9a-f]{12}\.js$", other)
        assert (served.parent / other).is_file()


def test_what_others_wrote_is_served_as_they_published_it(collected: Path) -> None:
    (htmx,) = (settings.BASE_DIR / "static" / "vendor").glob("htmx-*.min.js")

    assert hashed(collected, f"vendor/{htmx.name}").read_bytes() == htmx.read_bytes()
