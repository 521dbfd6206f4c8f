"""The launcher makes the environment with the Python it was called with, and with uv."""

import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture
def launcher(monkeypatch, tmp_path):
    """The launcher as a module, with a home of its own; it writes commands down, and runs none."""
    loader = SourceFileLoader("waystation_launcher", str(ROOT / "waystation"))
    module = module_from_spec(spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    monkeypatch.delenv("WAYSTATION_VENV", raising=False)
    monkeypatch.setattr(module, "HOME", tmp_path)
    module.commands = []

    def noted(*command, **_more):
        module.commands.append([str(part) for part in command])
        python = tmp_path / "venv" / "bin" / "python"
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()

    def called(command, **_more):
        noted(*command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(module, "run", noted)
    monkeypatch.setattr(module.subprocess, "run", called)
    return module


def test_uv_of_the_machine_makes_it_with_the_python_that_was_called(launcher, monkeypatch):
    monkeypatch.setattr(launcher.shutil, "which", lambda _name: "/usr/bin/uv")

    python = launcher.environment("requirements.lock")

    make, install = launcher.commands
    assert make[:2] == ["/usr/bin/uv", "venv"]
    assert make[make.index("--python") + 1] == sys.executable
    assert install[:3] == ["/usr/bin/uv", "pip", "install"]
    assert "--require-hashes" in install
    assert install[install.index("--python") + 1] == str(python)


def test_another_python_makes_it_where_one_is_named(launcher, monkeypatch):
    monkeypatch.setattr(launcher.shutil, "which", lambda _name: "/usr/bin/uv")
    monkeypatch.setattr(launcher, "PYTHON", "/usr/bin/python3.12")

    launcher.environment("requirements.lock")

    make, _install = launcher.commands
    assert make[make.index("--python") + 1] == "/usr/bin/python3.12"


def test_uv_is_fetched_through_pip_where_the_machine_has_none(launcher, monkeypatch):
    monkeypatch.setattr(launcher.shutil, "which", lambda _name: None)

    python = launcher.environment("requirements.lock")

    make, fetch, install = launcher.commands
    assert make[:3] == [sys.executable, "-m", "venv"]
    assert fetch[:4] == [str(python), "-m", "pip", "install"]
    assert "--require-hashes" in fetch
    assert fetch[-1].endswith("requirements-uv.lock")
    assert install[0] == str(python.parent / "uv")


def test_an_environment_that_was_made_from_the_same_lock_stays(launcher, monkeypatch):
    monkeypatch.setattr(launcher.shutil, "which", lambda _name: "/usr/bin/uv")
    launcher.environment("requirements.lock")
    launcher.commands.clear()

    launcher.environment("requirements.lock")

    assert launcher.commands == []


def test_a_python_that_cannot_make_environments_is_told_what_to_install(
    launcher, monkeypatch, capsys
):
    monkeypatch.setattr(launcher.shutil, "which", lambda _name: None)
    refused = subprocess.CompletedProcess([], 1)
    monkeypatch.setattr(launcher.subprocess, "run", lambda *_args, **_more: refused)

    with pytest.raises(SystemExit):
        launcher.environment("requirements.lock")

    assert f"apt-get install python3.{sys.version_info.minor}-venv" in capsys.readouterr().err
