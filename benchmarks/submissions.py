"""Submissions of phones, beside ODK Central: one machine, one run, eight clients over HTTP.

    ./waystation bench central --folder FOLDER          (once: installs Central there)
    ./waystation bench submissions --central FOLDER --questions 10,250 --rounds 3

The same generator sends both products the same answers to the same form: an XLSForm of our own,
converted by pyxform, with rules on its questions. Products take turns, each round in another
order; the middle of the rounds counts. Both have a process for each core. Beside the rates stands
the processor time that one submission cost the server and PostgreSQL, which a busy machine
changes less. At the end every acknowledged submission must be there, once, and the audit log
whole. With --reads, a list and a file are read too (benchmarks/reads.py). Without --central only
ours is measured.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
import uuid
from pathlib import Path
from urllib.parse import parse_qsl, urlparse

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from benchmarks import reads, servers  # noqa: E402
from benchmarks.central import Central  # noqa: E402
from benchmarks.servers import Burst, Waystation, a_durable_postgres, burst, database  # noqa: E402
from tests.registry.collection.conftest import workbook  # noqa: E402

SEED = """
import json, sys, django
django.setup()
from datetime import date
from pathlib import Path
from waystation.foundation.access import actions as access
from waystation.registry.collection import actions
mission = access.open_organisation("bench", "Benchmark")
office = access.open_office(mission, "bench", "Benchmark office", date(2020, 1, 1))
user = access.open_account(None, mission, "drita@example.org", "Drita", None)
access.give_role(None, user, office, "analyst", date(2020, 1, 1))
sender = access.open_account(None, mission, "arta@example.org", "Arta", None)
access.give_role(None, sender, office, "tracking_enumerator", date(2020, 1, 1))
forms, ids = {}, {}
for path in map(Path, sys.argv[1:]):
    version = actions.upload_form(user, office.id, path.name, path.read_bytes())
    actions.publish_version(user, version.id)
    forms[path.stem], ids[path.stem] = bytes(version.xml).decode(), str(version.form_id)
phone, token = actions.add_app_user(user, office.id, sender.id, "Tablet")
access.give_role(None, user, office, "programme_manager", date(2020, 1, 1))
print(json.dumps({"token": token, "forms": forms, "ids": ids}))
"""
COUNT = """
import json, sys, django
django.setup()
from waystation.registry.collection.models import RawXml, Submission
print(json.dumps({"submissions": Submission.objects.count(), "raw": RawXml.objects.count()}))
"""
KINDS = ("text", "integer", "select_one yes_no", "select_one region", "date")
VALUES = {
    "text": "Bahnhofstraße 12, Prishtinë",
    "integer": "34",
    "select_one yes_no": "yes",
    "select_one region": "south",
    "date": "2026-11-29",
}
RULES = {"integer": ". >= 0 and . <= 120", "text": "string-length(.) < 200"}


def rows_of(questions: int) -> list[list[str]]:
    """Return an XLSForm: five kinds of questions in turn, with rules and skips, in groups."""
    rows = [["type", "name", "label", "required", "relevant", "constraint", "constraint_message"]]
    for number in range(questions):
        if number % 10 == 0:
            rows.append(["begin_group", f"g{number // 10}", f"Part {number // 10 + 1}"])
        kind = KINDS[number % 5]
        asked = f"${{q{number - 2}}} = 'yes'" if number % 5 == 4 else ""
        rule = RULES.get(kind, "")
        required = "yes" if number % 5 == 1 else ""
        words = "Check this answer" if rule else ""
        rows.append([kind, f"q{number}", f"Question {number + 1}", required, asked, rule, words])
        if number % 10 == 9 or number == questions - 1:
            rows.append(["end_group", "", ""])
    return [row + [""] * (7 - len(row)) for row in rows]


CHOICES = [
    ["list_name", "name", "label"],
    ["yes_no", "yes", "Yes"],
    ["yes_no", "no", "No"],
    ["region", "north", "North"],
    ["region", "south", "South"],
]


def xlsform(questions: int) -> bytes:
    about = (("form_id", f"bench{questions}"), ("form_title", "Benchmark"), ("version", "1"))
    return workbook(rows_of(questions), CHOICES, about)


def answers(questions: int) -> bytes:
    """Return a filled-in form; its instance id is the last thing to be put in."""
    parts = [f'<data id="bench{questions}" version="1">']
    for number in range(questions):
        if number % 10 == 0:
            parts.append(f"<g{number // 10}>")
        parts.append(f"<q{number}>{VALUES[KINDS[number % 5]]}</q{number}>")
        if number % 10 == 9 or number == questions - 1:
            parts.append(f"</g{number // 10}>")
    return "".join([*parts, "<meta><instanceID>uuid:%s</instanceID></meta></data>"]).encode()


def requests_of(port: int, path: str, questions: int, count: int) -> list[bytes]:
    """Return submissions as ODK Collect sends them, each with an instance id of its own."""
    pattern = answers(questions)
    border = uuid.uuid4().hex
    head = (
        f"--{border}\r\nContent-Disposition: form-data; "
        'name="xml_submission_file"; filename="submission.xml"\r\n'
        "Content-Type: text/xml\r\n\r\n"
    ).encode()
    kind = f"multipart/form-data; boundary={border}"
    return [
        servers.post(
            port,
            path,
            head
            + pattern.replace(b"%s", str(uuid.uuid4()).encode())
            + f"\r\n--{border}--\r\n".encode(),
            kind,
            X_OpenRosa_Version="1.0",
        )
        for _ in range(count)
    ]


class Ours(Waystation):
    """Our server, its forms and its phone."""

    def __init__(self, state: Path, address: str, forms: dict[int, Path]) -> None:
        super().__init__(state, address)
        self.made = self.python(SEED, *map(str, forms.values()))
        self.of_form: dict[int, int] = {}
        self.paths = dict.fromkeys(forms, f"/forms/key/{self.made['token']}/submission")
        self.start()

    def rest(self) -> None:
        """Ours does nothing more after it has answered."""


class Theirs(Central):
    """Central with the same forms."""

    def __init__(self, folder: Path, address: str, forms: dict[int, bytes], workers: int) -> None:
        super().__init__(folder, address, servers.free_port(), workers)
        self.of_form: dict[int, int] = {}
        self.paths = {n: self.open_form(xml, f"bench{n}") for n, xml in forms.items()}
        parts = urlparse(address)
        self.database = parts._replace(path="/central").geturl()

    def rest(self) -> None:
        """Wait until its workers have done what submissions left them to do."""
        import psycopg

        with psycopg.connect(self.database, autocommit=True) as connection:
            until = time.monotonic() + 60
            while time.monotonic() < until:
                row = connection.execute(
                    "SELECT count(*) FROM audits WHERE processed IS NULL AND failures < 5 "
                    "AND action = 'submission.create'"
                ).fetchone()
                if row == (0,):
                    return
                time.sleep(0.5)


def used_by(product: Waystation | Central, data: Path) -> dict[str, float]:
    return {
        "server": servers.seconds_of(product.process.pid),
        "PostgreSQL": servers.postgres_seconds(data),
    }


def line(name: str, runs: list[Burst]) -> str:
    def middle(values: list[float]) -> float:
        return statistics.median(values)

    wrong = sum((run.statuses for run in runs), start=type(runs[0].statuses)())
    refused = {status: count for status, count in wrong.items() if status != 201}
    return (
        f"{name:<26} {middle([run.rate for run in runs]):6.1f}/s  "
        f"p50 {middle([run.median for run in runs]):5.0f} ms  "
        f"p99 {middle([run.share(0.99) for run in runs]):5.0f} ms  processor time: "
        f"server {middle([run.used['server'] for run in runs]):5.2f} ms, "
        f"PostgreSQL {middle([run.used['PostgreSQL'] for run in runs]):5.2f} ms  "
        f"runs {', '.join(f'{run.rate:.0f}' for run in runs)}"
        + (f"  refused {refused}" if refused else "")
    )


def main() -> None:
    options = argparse.ArgumentParser(prog="./waystation bench submissions")
    options.add_argument("--central", type=Path, help="the folder where Central is installed")
    options.add_argument("--questions", default="10,250")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--count", type=int, default=800, help="submissions in each round")
    options.add_argument("--clients", type=int, default=8)
    options.add_argument("--reads", type=int, default=0, help="submissions in the file: 9000")
    options.add_argument("--visits", type=int, default=1_000_000, help="visits behind the list")
    options.add_argument("--databases", default="sqlite,postgresql")
    options.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    chosen = options.parse_args()
    sizes = [int(part) for part in chosen.questions.split(",")]
    databases = chosen.databases.split(",")
    with tempfile.TemporaryDirectory(prefix="waystation-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        forms = {}
        for size in sizes:
            forms[size] = folder / f"bench{size}.xlsx"
            forms[size].write_bytes(xlsform(size))
        with a_durable_postgres(folder / "pg") as address:
            run(chosen, folder, address, forms, databases)


def fill(
    products: list[Ours | Theirs], size: int, wanted: int, clients: int, stored: dict[str, int]
) -> None:
    """Send submissions until each product has acknowledged this many of the form."""
    for one in products:
        while (missing := wanted - one.of_form[size]) > 0:
            requests = requests_of(one.port, one.paths[size], size, min(1000, missing))
            acknowledged = burst(one.port, requests, clients).statuses[201]
            if not acknowledged:
                raise SystemExit(f"{one.name} takes no submission any more.")
            stored[one.name] += acknowledged
            one.of_form[size] += acknowledged
        one.rest()


def run(
    chosen: argparse.Namespace,
    folder: Path,
    address: str,
    forms: dict[int, Path],
    databases: list[str],
) -> None:
    products: list[Ours | Theirs] = []
    data = Path(dict(parse_qsl(urlparse(address).query)).get("host", folder))
    try:
        for kind in databases:
            state = folder / kind
            state.mkdir()
            url = database(address, "waystation_bench") if kind == "postgresql" else ""
            ours = Ours(state, url, forms)
            ours.name = f"Waystation, {'PostgreSQL' if url else 'SQLite'}"
            products.append(ours)
        if chosen.central:
            converted = {n: ours.made["forms"][f"bench{n}"].encode() for n in forms}
            theirs = Theirs(chosen.central.resolve(), address, converted, chosen.workers)
            products.append(theirs)
        print(
            f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {chosen.clients} clients, "
            f"{chosen.count} submissions a round, {chosen.rounds} rounds"
        )
        stored = dict.fromkeys((one.name for one in products), 0)
        for size in forms:
            runs: dict[str, list[Burst]] = {one.name: [] for one in products}
            for turn in range(chosen.rounds + 1):
                order = products[turn % len(products) :] + products[: turn % len(products)]
                for one in order:
                    count = chosen.count if turn else 80  # the first round only warms up
                    asked = requests_of(one.port, one.paths[size], size, count)
                    found = burst(one.port, asked, chosen.clients, lambda o=one: used_by(o, data))
                    one.rest()
                    stored[one.name] += found.statuses[201]
                    one.of_form[size] = one.of_form.get(size, 0) + found.statuses[201]
                    if turn:
                        runs[one.name].append(found)
            print(f"\n{size} questions, {len(requests_of(1, '', size, 1)[0]):,} bytes each")
            for one in products:
                print("  " + line(one.name, runs[one.name]), flush=True)
        if chosen.reads:
            fill(products, max(forms), chosen.reads, chosen.clients, stored)
            print(f"\n{chosen.reads:,} submissions of {max(forms)} questions are read")
            reads.measure(
                products, max(forms), chosen.visits, chosen.rounds, lambda one: used_by(one, data)
            )
        for one in products:
            if isinstance(one, Ours):
                found = one.python(COUNT)
                told = f"{stored[one.name]} acknowledged, {found}"
                print(f"\n{one.name}: {told}; {one.verify()}", flush=True)
                if found["submissions"] != stored[one.name]:
                    raise SystemExit("Not every acknowledged submission is there once.")
    finally:
        for one in products:
            one.stop()


if __name__ == "__main__":
    main()
