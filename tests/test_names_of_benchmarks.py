"""Benchmarks and tools import names of the product that exist: nothing else runs them."""

from __future__ import annotations

import ast
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = {"waystation", "tests", "benchmarks", "tools"}
FILES = sorted([*(ROOT / "benchmarks").rglob("*.py"), *(ROOT / "tools").rglob("*.py")])


def imports_of(path):
    """Yield (line, module, name) of what a file imports from the project, wherever it does."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.ImportFrom) or not node.module or node.level:
            continue
        if node.module.partition(".")[0] in OURS:
            yield from ((node.lineno, node.module, one.name) for one in node.names)


def exists(module, name):
    return hasattr(import_module(module), name) or find_spec(f"{module}.{name}") is not None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_name_that_it_imports_from_the_project_exists(path):
    missing = [one for one in imports_of(path) if not exists(*one[1:])]

    assert missing == []
