"""`./waystation up`: start the server, and prepare the database in the background if needed.

If the installation is new or updated, a second process prepares it while the server shows the
progress (preparing.py), and then runs the background tasks. Every step can be repeated: an
interrupted start resumes with the next step.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from waystation.foundation.shared import cores, disk

from . import env, keep_working, preparing

APPLICATION = "waystation.site.config.rsgi:application"
LOCALE = env.ROOT / "src" / "waystation" / "site" / "ui" / "locale"


def parser() -> argparse.ArgumentParser:
    """Return the argument parser of `up`."""
    options = argparse.ArgumentParser(prog="./waystation up")
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=8000, help="0 takes a free one")
    options.add_argument("--state", help="folder of database, files and keys")
    options.add_argument(
        "--workers",
        type=int,
        default=int(env.text("WORKERS", "0")) or len(cores.ALLOWED),
        help="processes that serve; as many as there are cores",
    )
    options.add_argument(
        "--no-demonstration", action="store_true", help="an empty office, for real work"
    )
    options.add_argument("--prepare", action="store_true", help="make ready, do not serve")
    options.add_argument("--in-background", action="store_true", help=argparse.SUPPRESS)
    return options


def fingerprint() -> str:
    """Return a hash of the sources that `prepare` builds from."""
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


def is_prepared() -> bool:
    """Return whether the state folder was prepared from exactly these sources.

    Compiled translations are stored next to the sources, so a new checkout has none yet.
    """
    mark = env.state_folder() / "prepared-from"
    compiled = all(path.with_suffix(".mo").exists() for path in LOCALE.glob("*/*/django.po"))
    return compiled and mark.exists() and mark.read_text() == fingerprint()


def choose(demonstration: bool) -> None:
    """Mark a new installation as a demonstration, for the settings to read."""
    state = env.state_folder()
    env.protect(state)
    disk.keep_reserve(state, float(env.text("DISK_RESERVE_PER_CENT", "5")))
    if demonstration and not (state / "prepared-from").exists():
        (state / "demonstration").touch()


def compile_messages() -> None:
    """Compile the translations before Django looks for them: it caches that they are missing."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("messages", compile=True, verbosity=0)


def create_tables() -> None:
    """Create the tables, or migrate them.

    An empty database gets its tables directly from the models, and the migrations are faked:
    running them takes longer than everything else (decision 0080). A marker records that the faking
    is still to do if this process is interrupted.
    """
    from django.core.management import call_command
    from django.db import connection

    mark = env.state_folder() / "tables-created"
    if not connection.introspection.table_names():
        command = [sys.executable, "-m", "waystation.site.config.cli", "migrate", "--run-syncdb"]
        subprocess.run(
            [*command, "--no-input", "--verbosity", "0"],
            env={**os.environ, "WAYSTATION_TABLES_AT_ONCE": "1"},
            check=True,
        )
        mark.touch()
    if mark.exists():
        call_command("migrate", fake=True, interactive=False, verbosity=0)
        mark.unlink()
    call_command("migrate", interactive=False, verbosity=0)


def prepare(tell: Callable[..., None] = lambda *_args: None) -> None:
    """Update the database and everything built from the sources.

    Safe to repeat, and quick if nothing changed.
    """
    state = env.state_folder()
    if is_prepared():
        return
    print("Preparing the database …", flush=True)
    compile_messages()
    from django.core.management import call_command

    tell("database")
    create_tables()
    tell("reference")
    call_command("load_reference", verbosity=0)
    call_command("indicators", "load", verbosity=0)
    # An interrupted start resumes here: the sign-ins are written once everything is loaded.
    if (state / "demonstration").exists() and not (state / "demonstration-sign-ins.txt").exists():
        print("Loading the demonstration office (fictional people, once) …", flush=True)
        from . import demonstration

        demonstration.load(tell)
    (state / "prepared-from").write_text(fingerprint())


def prepare_and_work() -> int:
    """Prepare the installation, then run its background tasks while the parent server runs."""
    server = os.getppid()
    inherited = env.text("PREPARING_LOCK")  # otherwise another start is preparing: wait for it
    lock = int(inherited) if inherited else preparing.lock(wait=True)
    try:
        prepare(preparing.tell)
    except BaseException as problem:
        preparing.tell(preparing.progress()["step"], problem=f"{type(problem).__name__}: {problem}")
        raise
    preparing.tell(preparing.READY)
    if lock is not None:
        os.close(lock)
    print(f"Waystation is ready.\n{sign_ins(env.state_folder())}", flush=True)
    if os.getppid() == server:
        keep_working.main()
    return 0


def in_background() -> None:
    """Start the process of ``prepare_and_work``; it holds the lock from the start."""
    lock = preparing.lock()
    environment = dict(os.environ)
    if lock is not None:
        preparing.tell("database")
        environment["WAYSTATION_PREPARING_LOCK"] = str(lock)
    subprocess.Popen(
        [sys.executable, "-m", "waystation.site.config.cli", "up", "--in-background"],
        env=environment,
        pass_fds=[] if lock is None else [lock],
    )


def free_port(host: str) -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def is_port_taken(host: str, port: int) -> bool:
    """Return whether another process listens on the port."""
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0


def sign_ins(state: Path) -> str:
    """Return the demonstration sign-ins, if there are any."""
    note = state / "demonstration-sign-ins.txt"
    return note.read_text() if note.exists() else ""


def where(host: str, port: int) -> str:
    """Return the sentence with the server's URL. Passkeys need a host name, not an IP address."""
    lines = [f"\nWaystation is at http://{host}:{port}/  (stop it with Ctrl-C)"]
    if host == "127.0.0.1":
        lines.append(f"Use http://localhost:{port}/  (browsers keep passkeys for names only)")
    return "\n".join(lines)


def server(host: str, port: int, workers: int, application: str = APPLICATION) -> list[str]:
    """Return the server's command line: granian, with limits for incomplete requests."""
    connections, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    options = {
        "interface": "rsgi",
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
    """Raise the limit of open files: each request in progress takes one or two."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def main(arguments: list[str]) -> int:
    """Prepare, print the URL, and become the server."""
    chosen = parser().parse_args(arguments)
    os.umask(0o077)  # files that the server writes are readable by its own user only
    if chosen.state:
        os.environ["WAYSTATION_STATE"] = str(Path(chosen.state).resolve())
    if chosen.in_background:
        return prepare_and_work()
    choose(demonstration=not chosen.no_demonstration)
    if chosen.prepare:
        prepare()
        return 0
    port = chosen.port or free_port(chosen.host)
    if is_port_taken(chosen.host, port):
        print(f"Port {port} is in use. Try ./waystation up --port {port + 1}", file=sys.stderr)
        return 1
    os.environ["WAYSTATION_PORT"] = str(port)  # links of e-mail name it (LOCAL_ADDRESS)
    if is_prepared():
        # The worker of the background tasks stops when the server, which this process becomes,
        # stops.
        subprocess.Popen([sys.executable, "-m", "waystation.site.config.keep_working"])
        print(where(chosen.host, port), sign_ins(env.state_folder()), sep="\n", flush=True)
    else:
        compile_messages()
        in_background()
        os.environ["WAYSTATION_PREPARING"] = "1"
        print(where(chosen.host, port), "The page shows the progress.", sep="\n", flush=True)
    allow_open_files()
    os.environ["WAYSTATION_WORKERS"] = str(chosen.workers)  # each takes a core (rsgi.py)
    command = server(chosen.host, port, chosen.workers)
    os.execv(command[0], command)
