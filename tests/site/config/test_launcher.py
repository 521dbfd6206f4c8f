"""The launcher makes the environment with the quickest Python of its version on the machine."""

import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def launcher():
    loader = SourceFileLoader("waystation_launcher", str(ROOT / "waystation"))
    module = module_from_spec(spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


@pytest.fixture
def another(tmp_path):
    """Put another Python of the same version into a folder, as quick as is said, or broken."""

    def put(seconds):
        folder = tmp_path / f"takes {seconds}"
        folder.mkdir()
        python = folder / f"python3.{sys.version_info.minor}"
        says = "exit 1" if seconds is None else f'echo "$0"; echo {seconds}'
        python.write_text(f"#!/bin/sh\n{says}\n")
        python.chmod(0o755)
        return str(python)

    return put


def choose(launcher, *pythons, needed="import venv"):
    return launcher.quickest([str(Path(python).parent) for python in pythons], needed)


def test_one_that_is_quicker_is_taken(launcher, another):
    quick, slow = another(0.000_001), another(99)

    assert choose(launcher, quick, slow) == quick


@pytest.mark.parametrize("seconds", [99, None])
def test_one_that_is_slower_or_does_not_run_is_not(launcher, another, seconds):
    other = another(seconds)

    assert choose(launcher, other) == sys.executable


def test_one_that_has_what_this_one_lacks_is_taken_however_slow(launcher, another):
    other = another(99)

    assert choose(launcher, other, needed="import no_such_module") == other


def test_without_another_it_is_the_one_that_was_called(launcher, tmp_path):
    assert launcher.quickest(["", str(tmp_path)], "import venv") == sys.executable
