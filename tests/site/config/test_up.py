"""The launcher's `up` prepares once, and its second start skips what is done."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def up(state, *flags):
    environment = {
        **os.environ,
        "WAYSTATION_STATE": str(state),
        "DATABASE_URL": "",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    command = [sys.executable, "-m", "waystation.site.config.cli", "up", "--prepare", *flags]
    return subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_the_second_start_has_nothing_to_prepare(tmp_path):
    first = up(tmp_path, "--no-demonstration")
    second = up(tmp_path, "--no-demonstration")

    assert first.returncode == 0, first.stderr
    assert "Preparing the database" in first.stdout
    assert second.stdout == ""
    assert (tmp_path / "waystation.sqlite3").exists()


def test_keys_are_readable_by_their_owner_only(tmp_path):
    up(tmp_path, "--no-demonstration")

    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()}

    assert modes == {0o600}
