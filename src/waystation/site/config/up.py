"""`./waystation up`: make the database ready, then serve."""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import socket
import subprocess
import sys
from pathlib import Path

from waystation.foundation.shared import disk

from . import env

APPLICATION = "waystation.site.config.asgi:application"


def parser() -> argparse.ArgumentParser:
    """Return the options of `up`."""
    options = argparse.ArgumentParser(prog="./waystation up")
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=8000, help="0 takes a free one")
    options.add_argument("--state", help="folder of database, files and keys")
    options.add_argument("--workers", type=int, default=int(env.text("WORKERS", "1")))
    options.add_argument(
        "--no-demonstration", action="store_true", help="an empty house, for real work"
    )
    options.add_argument("--prepare", action="store_true", help="make ready, do not serve")
    return options


def fingerprint() -> str:
    """Return a hash of everything that `prepare` builds from."""
    digest = hashlib.sha256()
    source = env.ROOT / "src" / "waystation"
    parts = [
        *source.rglob("migrations/*.py"),
        *source.rglob("lists/*.csv"),
        *source.rglob("shipped/*.json"),
        *source.rglob("*.po"),
    ]
    for path in sorted(parts):
        digest.update(str(path.relative_to(source)).encode())
        digest.update(path.read_bytes())
    digest.update(os.environ.get("DATABASE_URL", "").encode())
    return digest.hexdigest()


def prepare(*, demonstration: bool) -> bool:
    """Bring the database and what is built from the sources up to date.

    Returns whether the database was new. Safe to repeat, and quick when nothing changed.
    """
    state = env.state_folder()
    env.protect(state)
    disk.keep_reserve(state, float(env.text("DISK_RESERVE_PER_CENT", "5")))
    mark = state / "prepared-from"
    wanted = fingerprint()
    if mark.exists() and mark.read_text() == wanted:
        return False
    new = not mark.exists()
    if new and demonstration:
        (state / "demonstration").touch()
    import django

    django.setup()
    from django.core.management import call_command

    print("Preparing the database …", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    for step in ("messages --compile", "load_reference", "indicators load"):
        name, *flags = step.split()
        if _known(name):
            call_command(name, *flags, verbosity=0)
    # A start that was interrupted goes on here: the sign-ins are written when all is loaded.
    if (state / "demonstration").exists() and not (state / "demonstration-sign-ins.txt").exists():
        print(
            "Loading the demonstration office (fictional people, once, about two minutes) …",
            flush=True,
        )
        call_command("demonstration", verbosity=0)
    mark.write_text(wanted)
    return new


def _known(command: str) -> bool:
    from django.core.management import get_commands

    return command in get_commands()


def free_port(host: str) -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def occupied(host: str, port: int) -> bool:
    """Return whether somebody listens there already."""
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0


def sign_ins(state: Path) -> str:
    """Return the demonstration sign-ins, if this house has them."""
    note = state / "demonstration-sign-ins.txt"
    return note.read_text() if note.exists() else ""


def where(host: str, port: int) -> str:
    """Return the sentence that says where the house is. Passkeys need a name, not a number."""
    lines = [f"\nWaystation is at http://{host}:{port}/  (stop it with Ctrl-C)"]
    if host == "127.0.0.1":
        lines.append(f"Use http://localhost:{port}/  (browsers keep passkeys for names only)")
    return "\n".join(lines)


def server(host: str, port: int, workers: int, application: str = APPLICATION) -> list[str]:
    """Return the command that serves: granian, with limits for who sends half a request."""
    connections, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    options = {
        "interface": "asginl",
        "host": host,
        "port": port,
        "workers": workers,
        "respawn-interval": 0.2,
        "http": 1,
        "http1-header-read-timeout": 10_000,  # milliseconds
        "backlog": 1024,
        "backpressure": max(512, connections // 2),
        "log-level": "warning",
    }
    return [
        sys.executable,
        "-m",
        "granian",
        *(part for name, value in options.items() for part in (f"--{name}", str(value))),
        "--respawn-failed-workers",
        "--no-ws",
        application,
    ]


def allow_open_files() -> None:
    """Raise the limit of open files: each request on its way takes one or two."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def main(arguments: list[str]) -> int:
    """Prepare, say where, and become the server."""
    chosen = parser().parse_args(arguments)
    os.umask(0o077)  # what the server writes is for its own user only
    if chosen.state:
        os.environ["WAYSTATION_STATE"] = str(Path(chosen.state).resolve())
    prepare(demonstration=not chosen.no_demonstration)
    if chosen.prepare:
        return 0
    port = chosen.port or free_port(chosen.host)
    if occupied(chosen.host, port):
        print(f"Port {port} is in use. Try ./waystation up --port {port + 1}", file=sys.stderr)
        return 1
    print(where(chosen.host, port), flush=True)
    print(sign_ins(env.state_folder()), flush=True)
    # The worker of the background tasks: it stops when the server that we become has stopped.
    subprocess.Popen([sys.executable, "-m", "waystation.site.config.keep_working"])
    allow_open_files()
    command = server(chosen.host, port, chosen.workers)
    os.execv(command[0], command)
