"""The mission under its daily work: visits posted per second, the first page, a person's page.

    ./waystation bench office [--visits 400] [--clients 8]

Starts the real server on a folder of its own, with an office and people, and asks it over HTTP.
Beside it, in the same run: the bare database's own rate of inserting one row in one commit.
With DATABASE_URL set, the same on PostgreSQL.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
import uuid
from http.cookiejar import CookieJar
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SEED = """
import json, sys, django
django.setup()
from datetime import date
from waystation.foundation.access import actions as access
from waystation.registry.people import actions as people
organisation = access.open_organisation("bench", "Benchmark")
office = access.open_office(organisation, "bench", "Benchmark office", date(2020, 1, 1))
user = access.open_account(None, organisation, "bench@example.org", "Bench", "PASSWORD")
access.give_role(None, user, office, "counsellor", date(2020, 1, 1))
keys = [
    str(
        people.record_person(
            user, office, given=f"Name{n}", family="Bench", somebody_else=True
        ).id
    )
    for n in range(20)
]
scopes = ["visit.record", "visit.read", "person.read", "indicator.read"]
print(json.dumps({"token": access.issue_token(user, "bench", scopes, 1), "people": keys}))
"""


PASSWORD = "bench-password-1"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def bare_rate(url: str, folder: Path, rows: int = 300) -> float:
    """Return inserts per second of one small row in one commit, on the engine alone."""
    if url:
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP TABLE IF EXISTS bare")
            connection.execute("CREATE TABLE bare (id uuid PRIMARY KEY, content text)")
            started = time.perf_counter()
            for _ in range(rows):
                connection.execute("INSERT INTO bare VALUES (%s, %s)", (uuid.uuid4(), "x" * 300))
            took = time.perf_counter() - started
            connection.execute("DROP TABLE bare")
        return rows / took
    import pysqlite3 as sqlite

    connection = sqlite.connect(str(folder / "bare.sqlite3"), isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE bare (id text PRIMARY KEY, content text)")
    started = time.perf_counter()
    for _ in range(rows):
        connection.execute("INSERT INTO bare VALUES (?, ?)", (uuid.uuid4().hex, "x" * 300))
    return rows / (time.perf_counter() - started)


def peak(pid: int) -> float:
    """Return the peak memory of a process in MB, as the kernel counted it."""
    status = Path(f"/proc/{pid}/status").read_text()
    (line,) = (row for row in status.splitlines() if row.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--visits", type=int, default=400)
    options.add_argument("--clients", type=int, default=8)
    chosen = options.parse_args()
    url = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="waystation-bench-") as state:
        environment = {
            **os.environ,
            "WAYSTATION_STATE": state,
            "WAYSTATION_SECOND_FACTOR": "0",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": "waystation.site.config.settings",
        }
        cli = [sys.executable, "-m", "waystation.site.config.cli"]
        subprocess.run(
            [*cli, "up", "--prepare", "--no-demonstration"],
            env=environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        seeded = subprocess.run(
            [sys.executable, "-c", SEED.replace("PASSWORD", PASSWORD)],
            env=environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        made = json.loads(seeded.stdout.splitlines()[-1])
        port = free_port()
        server = subprocess.Popen(
            [*cli, "up", "--no-demonstration", "--port", str(port)],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(port)
            print(
                f"{'PostgreSQL' if url else 'SQLite'}, {os.cpu_count()} cores, "
                f"load {os.getloadavg()[0]:.1f}"
            )
            _post_visits(port, made, chosen.visits, chosen.clients, bare_rate(url, Path(state)))
            for name, path in (
                ("one visit list of 50", "/api/v1/centres/visits?limit=50"),
                ("the four counts of a year", "/api/v1/centres/counts?period=2026"),
                ("a person's file, read and logged", f"/api/v1/people/{made['people'][0]}"),
            ):
                _read(port, made["token"], name, path)
            _pages(port, made["people"][0])
            pid = server.pid
            workers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            print(f"peak memory of the server: {max(peak(int(p)) for p in [pid, *workers]):.0f} MB")
        finally:
            server.terminate()
            server.wait()


def _wait(port: int) -> None:
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/api/v1/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            threading.Event().wait(0.2)


def _post_visits(port: int, made: dict, visits: int, clients: int, bare: float) -> None:
    took: list[float] = []
    refused: list[int] = []

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for turn in range(visits // clients):
            body = json.dumps(
                {
                    "mode": "walk_in",
                    "visitor_type": "returnee",
                    "reason": "work_home",
                    "minutes": 20,
                    "person_id": made["people"][(number + turn) % 20],
                }
            )
            headers = {
                "Authorization": f"Bearer {made['token']}",
                "Content-Type": "application/json",
                "Idempotency-Key": str(uuid.uuid4()),
            }
            started = time.perf_counter()
            connection.request("POST", "/api/v1/centres/visits", body, headers)
            answer = connection.getresponse()
            answer.read()
            took.append(time.perf_counter() - started)
            if answer.status != 201:
                refused.append(answer.status)

    threads = [threading.Thread(target=client, args=(n,)) for n in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(took) / (time.perf_counter() - started)
    took.sort()
    middle, slow = statistics.median(took) * 1000, took[int(len(took) * 0.99) - 1] * 1000
    print(f"visits posted by {clients} clients: {rate:.0f}/s, median {middle:.0f} ms,")
    print(f"  p99 {slow:.0f} ms, refused {len(refused)}")
    print(f"the bare engine, one insert in one commit: {bare:.0f}/s")
    print(f"  ours is {100 * rate / bare:.1f} % of it")


def _pages(port: int, person: str) -> None:
    """Sign in as a person would, and open pages with the session's cookie."""
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    mission = f"http://127.0.0.1:{port}"
    browser.open(f"{mission}/accounts/login/").read()
    token = next(one.value for one in jar if one.name.endswith("csrftoken"))
    form = {"login": "bench@example.org", "password": PASSWORD, "csrfmiddlewaretoken": token}
    sent = urllib.parse.urlencode(form).encode()
    started = time.perf_counter()
    first = browser.open(urllib.request.Request(f"{mission}/accounts/login/", sent))
    whole = len(first.read())
    took = (time.perf_counter() - started) * 1000
    if "/login" in first.url:
        raise SystemExit("the sign-in was refused")
    print(f"sign-in and the first page after it: {took:.0f} ms, {whole / 1000:.0f} kB")
    for name, path in (
        ("today's page again", "/"),
        ("a person's page, read and logged", f"/people/{person}/"),
        ("search page: one name", "/people/?q=name3"),
        ("the dashboard", "/results/"),
    ):
        times = []
        for _ in range(40):
            started = time.perf_counter()
            browser.open(f"{mission}{path}").read()
            times.append((time.perf_counter() - started) * 1000)
        times.sort()
        print(f"{name}: median {statistics.median(times):.1f} ms, p95 {times[38]:.1f} ms")


def _read(port: int, token: str, name: str, path: str, times: int = 60) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    took = []
    for _ in range(times):
        started = time.perf_counter()
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        answer.read()
        took.append(time.perf_counter() - started)
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
    took.sort()
    middle, slow = statistics.median(took) * 1000, took[int(times * 0.95)] * 1000
    print(f"{name}: median {middle:.1f} ms, p95 {slow:.1f} ms")


if __name__ == "__main__":
    main()
