"""`./waystation up`: make the database ready, then serve."""

from __future__ import annotations

import argparse
import hashlib
import os
import socket
import subprocess
import sys
from pathlib import Path

from . import env


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


def threads(cores: int) -> int:
    """Return how many requests are answered at once: what granian recommends, 16 at most."""
    return min(16, 2 * cores + 1)


def main(arguments: list[str]) -> int:
    """Prepare, say where, and become the server."""
    chosen = parser().parse_args(arguments)
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
    subprocess.Popen([sys.executable, "-m", "waystation.site.config.cli", "work", "--with-parent"])
    os.execv(
        sys.executable,
        [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            chosen.host,
            "--port",
            str(port),
            "--workers",
            str(chosen.workers),
            "--blocking-threads",
            env.text("THREADS", str(threads(os.cpu_count() or 1))),
            "--backlog",
            "1024",
            "--no-ws",
            "--log-level",
            "warning",
            "waystation.site.config.wsgi:application",
        ],
    )
