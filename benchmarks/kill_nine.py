"""A server killed in the middle of writing, fifty times: what it acknowledged is there, once.

    python -m benchmarks.kill_nine --rounds 50 --writes 205
    DATABASE_URL=postgresql://… python -m benchmarks.kill_nine

Each round starts a real server, sends it submissions of a form from eight threads, and kills its
processes with SIGKILL while requests are under way. Then every submission that was ever answered
with 201 must be in the database, and once; the newest are sent again and must change nothing. At
the end ``./waystation verify`` proves audit log and records. Recovery is the time from the kill to
the next acknowledged write. Appends a section to benchmarks/results/kill_nine.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlparse, urlunparse

from tests.registry.collection.conftest import filled, workbook
from tests.registry.collection.test_kill_nine import PREPARE, Server, kept, run

RESULTS = Path(__file__).parent / "results" / "kill_nine.md"
THREADS = 8
AGAIN = 10  # of each round's submissions are sent once more


def surroundings(state: Path) -> dict[str, str]:
    """Return the environment of a database of its own."""
    env = {**os.environ, "WAYSTATION_STATE": str(state), "PYTHONWARNINGS": "ignore"}
    env["DJANGO_SETTINGS_MODULE"] = "waystation.site.config.settings"
    if url := env.get("DATABASE_URL"):
        import psycopg

        name = f"kill_nine_{uuid.uuid4().hex[:10]}"
        parts = urlparse(url)
        admin = urlunparse(parts._replace(path="/postgres"))
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        env["DATABASE_URL"] = urlunparse(parts._replace(path=f"/{name}"))
    return env


class Burst:
    """Eight threads that send until the server is gone; what was acknowledged is listed."""

    def __init__(self, server: Server, token: str, mark: str, wanted: int) -> None:
        self.server, self.token, self.mark, self.wanted = server, token, mark, wanted
        self.acknowledged: list[str] = []
        self.first = threading.Event()
        self.first_at = 0.0
        self.enough = threading.Event()
        self.wrong: list[Any] = []
        self.threads = [threading.Thread(target=self._send, args=(n,)) for n in range(THREADS)]

    def _send(self, worker: int) -> None:
        number = 0
        while True:
            number += 1
            key = f"uuid:{self.mark}-{worker}-{number}"
            status = self.server.post(self.token, filled(key))
            if status is None:
                return  # the server is gone
            if status != 201:
                self.wrong.append(status)
                self.enough.set()
                return
            self.acknowledged.append(key)
            if not self.first.is_set():
                self.first_at = time.monotonic()
                self.first.set()
            if len(self.acknowledged) >= self.wanted:
                self.enough.set()

    def until_killed(self) -> float:
        """Send, kill the server in the middle of it, and return when it was killed."""
        for thread in self.threads:
            thread.start()
        if not self.enough.wait(600):
            raise SystemExit("The server did not answer often enough in ten minutes.")
        time.sleep(random.uniform(0, 0.05))  # anywhere within a request
        killed = time.monotonic()
        self.server.kill()
        for thread in self.threads:
            thread.join()
        if self.wrong:
            raise SystemExit(f"A submission was answered with {self.wrong[0]}.")
        return killed


def main() -> None:
    """Run the rounds and write down what was found."""
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=50)
    options.add_argument("--writes", type=int, default=205, help="acknowledged in each round")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        state.mkdir()
        env = surroundings(state)
        form = Path(folder) / "household.xlsx"
        form.write_bytes(workbook())
        [token] = run(env, PREPARE, str(form))
        measure(env, token, chosen.rounds, chosen.writes)


def measure(env: dict[str, str], token: str, rounds: int, writes: int) -> None:
    everything: list[str] = []
    recovery: list[float] = []
    killed = 0.0
    begun = time.monotonic()
    for number in range(rounds):
        server = Server(env)
        server.wait(token)
        for key in everything[-AGAIN:]:
            if (status := server.post(token, filled(key))) != 201:
                raise SystemExit(f"A submission sent again was answered with {status}.")
        burst = Burst(server, token, uuid.uuid4().hex[:8], writes)
        fell = burst.until_killed()
        if killed:
            recovery.append(burst.first_at - killed)
        killed = fell
        everything += burst.acknowledged
        found = Counter(kept(env))
        lost = [key for key in everything if key not in found]
        twice = [key for key, times in found.items() if times > 1]
        print(
            f"round {number + 1}: {len(everything)} acknowledged, {len(found)} in the database, "
            f"{len(lost)} lost, {len(twice)} twice, {time.monotonic() - begun:.0f} s",
            flush=True,
        )
        if lost or twice:
            raise SystemExit(f"Lost: {lost[:5]}, twice: {twice[:5]}")
    proof = subprocess.run(
        [sys.executable, "-m", "waystation.site.config.cli", "verify"],
        env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    print(proof.stdout, proof.stderr)
    recovery.sort()
    median = recovery[len(recovery) // 2] if recovery else 0.0
    database = "PostgreSQL" if env.get("DATABASE_URL") else "SQLite"
    text = (
        f"\n## {database}, {datetime.now(UTC):%Y-%m-%d}\n\n"
        f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}.\n\n"
        f"{rounds} kills, {len(everything):,} acknowledged writes: **0 lost, 0 twice**. From the "
        f"kill to the next acknowledged write: median {median:.1f} s, longest "
        f"{recovery[-1] if recovery else 0.0:.1f} s, with {os.getloadavg()[0]:.0f} other processes "
        "wanting the processors; nearly all of it is the start of Python.\n"
        f"`verify` afterwards: {'whole' if proof.returncode == 0 else 'BROKEN'}.\n"
    )
    with RESULTS.open("a") as file:
        file.write(text)


if __name__ == "__main__":
    main()
