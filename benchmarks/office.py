"""The mission under its daily work: visits posted per second, the first page, a person's page.

    ./waystation bench office [--visits 400] [--clients 8] [--rounds 3] [--mixed 120] [--postgres]

Starts the real server on a folder of its own, with offices and people, and asks it over HTTP.
Before each round of visits, in the same run: the bare database's own rate of inserting one row in
one commit; the middle of the rounds counts. ``--mixed`` lets 50 counsellors work for so many
seconds: each opens today's page, looks for a person, opens the person's page and records a visit,
with two to six seconds between. ``--postgres`` starts one that waits for the disk at each commit;
with DATABASE_URL set, it is that one.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
import uuid
from http.cookiejar import CookieJar
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from benchmarks import servers  # noqa: E402

SEED = """
import json, sys, django
django.setup()
from datetime import date
from django.test import Client
from waystation.foundation.access import actions as access
from waystation.registry.people import actions as people
organisation = access.open_organisation("bench", "Benchmark")
scopes = ["visit.record", "visit.read", "person.read", "indicator.read"]
found = []
for number in range(int(sys.argv[1]) if len(sys.argv) > 1 else 1):
    if number % 10 == 0:
        key = f"bench{number or ''}"
        office = access.open_office(organisation, key, f"Office {number}", date(2020, 1, 1))
        keys = []
    email = f"bench{number or ''}@example.org"
    user = access.open_account(None, organisation, email, f"Bench {number}", "PASSWORD")
    access.give_role(None, user, office, "counsellor", date(2020, 1, 1))
    while len(keys) < 20:
        person = people.record_person(
            user, office, given=f"Name{len(keys)}", family="Bench", somebody_else=True
        )
        keys.append(str(person.id))
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    found.append({
        "token": access.issue_token(user, "bench", scopes, 1),
        "cookie": client.cookies["sessionid"].value,
        "people": keys,
        "first": client.get("/").headers["Location"],
    })
print(json.dumps({**found[0], "counsellors": found}))
"""


PASSWORD = "bench-password-1"


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
    connection.execute("DROP TABLE IF EXISTS bare")  # of the round before
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
    options = argparse.ArgumentParser(prog="./waystation bench office")
    options.add_argument("--visits", type=int, default=400)
    options.add_argument("--clients", type=int, default=8)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--mixed", type=int, default=0, help="seconds of 50 counsellors' work")
    options.add_argument("--postgres", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="waystation-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        if not chosen.postgres and not os.environ.get("DATABASE_URL"):
            _measure(chosen, folder, "")
            return
        with servers.a_durable_postgres(folder / "pg") as address:
            _measure(chosen, folder, servers.database(address, "waystation_bench"))


def _measure(chosen: argparse.Namespace, folder: Path, url: str) -> None:
    (folder / "state").mkdir()
    ours = servers.Waystation(folder / "state", url)
    counsellors = 50 if chosen.mixed else 1
    made = ours.python(SEED.replace("PASSWORD", PASSWORD), str(counsellors))
    ours.start()
    try:
        print(
            f"{'PostgreSQL' if url else 'SQLite'}, {os.cpu_count()} cores, "
            f"load {os.getloadavg()[0]:.1f}"
        )
        _post_visits(ours, made, chosen, url, folder)
        for name, path in (
            ("one visit list of 50", "/api/v1/centres/visits?limit=50"),
            ("the four counts of a year", "/api/v1/centres/counts?period=2026"),
            ("a person's file, read and logged", f"/api/v1/people/{made['people'][0]}"),
        ):
            _read(ours.port, made["token"], name, path)
        _pages(ours.port, made["people"][0])
        if chosen.mixed:
            _mixed(ours, made["counsellors"], chosen.mixed)
        pid = ours.process.pid
        workers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        print(f"peak memory of the server: {max(peak(int(p)) for p in [pid, *workers]):.0f} MB")
    finally:
        ours.stop()


def _visit(port: int, token: str, person: str) -> bytes:
    content = {"mode": "walk_in", "visitor_type": "returnee", "reason": "work_home"}
    body = json.dumps({**content, "minutes": 20, "person_id": person}).encode()
    more = {"Authorization": f"Bearer {token}", "Idempotency_Key": str(uuid.uuid4())}
    return servers.post(port, "/api/v1/centres/visits", body, "application/json", **more)


def _post_visits(
    ours: servers.Waystation, made: dict, chosen: argparse.Namespace, url: str, folder: Path
) -> None:
    def asked(many: int) -> list[bytes]:
        keys = made["people"]
        return [_visit(ours.port, made["token"], keys[turn % 20]) for turn in range(many)]

    def used() -> dict[str, float]:
        return {"server": servers.seconds_of(ours.process.pid)}

    servers.burst(ours.port, asked(80), chosen.clients)  # the first requests of each process
    bare, runs = [], []
    for _ in range(chosen.rounds):
        bare.append(bare_rate(url, folder))
        runs.append(servers.burst(ours.port, asked(chosen.visits), chosen.clients, used))
    rate = statistics.median(run.rate for run in runs)
    engine = statistics.median(bare)
    refused = sum(count for run in runs for code, count in run.statuses.items() if code != 201)
    print(
        f"visits posted by {chosen.clients} clients: {rate:.0f}/s, "
        f"median {statistics.median(run.median for run in runs):.0f} ms,\n"
        f"  p99 {statistics.median(run.share(0.99) for run in runs):.0f} ms, "
        f"{statistics.median(run.used['server'] for run in runs):.2f} ms of the server's processor "
        f"time each, refused {refused}\n"
        f"the bare engine, one insert in one commit: {engine:.0f}/s\n"
        f"  ours is {100 * rate / engine:.1f} % of it "
        f"({', '.join(f'{r.rate:.0f} of {b:.0f}' for r, b in zip(runs, bare, strict=True))})"
    )


def _mixed(ours: servers.Waystation, counsellors: list[dict], seconds: int) -> None:
    """Let counsellors work side by side, and print how long they waited for each thing."""
    took: dict[str, list[float]] = {}
    wrong: list[tuple[str, int]] = []
    guard = threading.Lock()
    used = servers.seconds_of(ours.process.pid)
    until = time.monotonic() + seconds

    def work(number: int, one: dict) -> None:
        draw = random.Random(number)
        port, cookie = ours.port, {"Cookie": f"sessionid={one['cookie']}; language=en"}
        pause = threading.Event()
        pause.wait(draw.uniform(0, 4))
        while time.monotonic() < until:
            person = draw.choice(one["people"])
            for name, request in (
                ("today's page", servers.get(port, one["first"], **cookie)),
                ("a search", servers.get(port, f"/people/?q=name{draw.randrange(20)}", **cookie)),
                ("a person's page", servers.get(port, f"/people/{person}/", **cookie)),
                ("a visit posted", _visit(port, one["token"], person)),
            ):
                client = servers.Client(port)
                began = time.perf_counter()
                status, _, _ = client.ask(request)
                spent = time.perf_counter() - began
                client.socket.close()
                with guard:
                    took.setdefault(name, []).append(spent * 1000)
                    if status not in {200, 201}:
                        wrong.append((name, status))
                pause.wait(draw.uniform(2, 6))

    threads = [
        threading.Thread(target=work, args=(number, one)) for number, one in enumerate(counsellors)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = sorted(one for some in took.values() for one in some)
    print(
        f"{len(counsellors)} counsellors for {seconds} s: {len(every)} requests, "
        f"p95 {every[int(len(every) * 0.95)]:.0f} ms, errors {len(wrong)} {wrong[:3]}, "
        f"{servers.seconds_of(ours.process.pid) - used:.0f} s of the server's processor time"
    )
    for name, some in took.items():
        some.sort()
        print(
            f"  {name}: {len(some)}, median {statistics.median(some):.0f} ms, "
            f"p95 {some[int(len(some) * 0.95)]:.0f} ms"
        )


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
