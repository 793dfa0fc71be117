from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_package_has_a_hash_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    packages = [
        block for block in text.split("\n") if block and not block.startswith((" ", "#"))
    ]

    assert "://" not in text
    assert not [line for line in packages if line.startswith("-")]
    assert all(line.endswith("\\") for line in packages)


def test_development_runs_what_production_runs() -> None:
    def pins(name: str) -> set[str]:
        return {
            line.split(" ")[0]
            for line in (ROOT / name).read_text("utf-8").splitlines()
            if "==" in line
        }

    assert pins("requirements.txt") <= pins("requirements-dev.txt")
