"""Refuses what has outgrown its place: see the budgets in docs or the house style."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ("hub", "chat", "whatsapp_bridge", "feedback", "demo", "tools", "tests")
MODULE_LINES, FUNCTION_LINES, PAGE_LINES = 350, 40, 120
# ModuleStaticFilesStorage rewrites an import to its hashed name only where it ends with a semicolon.
BARE_IMPORT = re.compile(
    r"""^\s*(?:import|export)\b[^;]*["'][^"';]+["']\s*$""", re.MULTILINE
)


def modules() -> Iterator[Path]:
    for package in PYTHON:
        yield from (
            path
            for path in (ROOT / package).rglob("*.py")
            if "migrations" not in path.parts
        )


def pages() -> Iterator[Path]:
    yield from (ROOT / "templates").rglob("*.html")
    yield from (
        path for path in (ROOT / "static").rglob("*.js") if "vendor" not in path.parts
    )


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def long_functions(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (node.end_lineno or node.lineno) - node.lineno + 1
            if size > FUNCTION_LINES:
                place = f"{path.relative_to(ROOT)}:{node.lineno}"
                yield f"{place}: {node.name} has {size} lines, at most {FUNCTION_LINES}"


def too_long(path: Path, limit: int) -> Iterator[str]:
    if lines(path) > limit:
        yield f"{path.relative_to(ROOT)}: {lines(path)} lines, at most {limit}: split it by noun"


def bare_imports(path: Path) -> Iterator[str]:
    if path.suffix == ".js" and (bare := BARE_IMPORT.search(path.read_text("utf-8"))):
        yield f"{path.relative_to(ROOT)}: import without a semicolon: {bare.group().strip()}"


def faults() -> Iterator[str]:
    for path in modules():
        yield from too_long(path, MODULE_LINES)
        yield from long_functions(path)
    for path in pages():
        yield from too_long(path, PAGE_LINES)
        yield from bare_imports(path)


if __name__ == "__main__":
    found = list(faults())
    print("\n".join(found))
    sys.exit(1 if found else 0)
