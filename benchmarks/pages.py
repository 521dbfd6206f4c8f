"""Processor time of the pages that people open, in two trees of the product in turns.

    python -m benchmarks.pages --before TREE:STATE --after TREE:STATE

TREE is a checkout, STATE its own demonstration (``./waystation up --prepare --state STATE`` in that
tree). A process for each tree asks Django for its pages, signed in as one of the demonstration's
people: ``--times`` requests in a row, ``--rounds`` times, the trees in turns, the lowest mean
counts. What is compared is processor time, since the clock also measures who else is at work. A
page answers with 200, or the run ends.

Pages have grown since. ``--alike`` leaves out what ``ADDED`` names, so that both trees show the
same: then the ratio tells what the same page costs, and the difference what was added.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import importlib.util
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

Change = Callable[[Any], Any]
DEMONSTRATION = "{}@demo.waystation.example"
PAGES = (
    ("today", "arta", "/centres/today/"),
    ("visits", "arta", "/centres/visits/"),
    ("a visit", "arta", "/centres/visits/ UUID/"),
    ("form of a visit", "arta", "/centres/visits/new/"),
    ("centres", "blerim", "/centres/"),
    ("people", "arta", "/people/"),
    ("people search", "arta", "/people/?q=ar"),
    ("a person", "arta", "/people/ UUID/"),
    ("dashboard", "blerim", "/results/"),
    ("indicators", "anita", "/results/indicators/"),
    ("an indicator", "anita", "/results/indicators/people_served/"),
    ("reports", "anita", "/results/reports/"),
    ("a report", "anita", "/results/reports/ UUID/"),
    ("forms", "anita", "/forms/"),
    ("a form", "anita", "/forms/ UUID/"),
    ("submissions", "anita", "/forms/ UUID/ answers/"),
    ("a submission", "anita", "/forms/ UUID/ answers/ /forms/submissions/UUID/"),
    ("rounds", "anita", "/studies/"),
    ("organisations", "sanja", "/organisations/"),
    ("an organisation", "sanja", "/organisations/?q=International /organisations/UUID/"),
    ("users", "drita", "/account/users/"),
    ("audit log", "dafina", "/account/audit/"),
    ("reference lists", "arta", "/reference/"),
    ("knowledge", "sanja", "/knowledge/"),
    ("desk", "sanja", "/network/desk/"),
    ("my Network", "nora", "/network/mine/"),
    ("members", "sanja", "/network/members/"),
    ("seats", "sanja", "/network/seats/"),
    ("meetings", "sanja", "/network/meetings/"),
    ("a meeting", "sanja", "/network/meetings/ UUID/"),
    ("papers", "sanja", "/network/papers/"),
    ("decisions", "sanja", "/network/decisions/"),
    ("actions", "sanja", "/network/actions/"),
    ("plans", "sanja", "/network/plans/"),
    ("a plan", "sanja", "/network/plans/ UUID/"),
    ("commitments", "sanja", "/network/commitments/"),
    ("recommendations", "sanja", "/network/advice/"),
    ("a recommendation", "sanja", "/network/advice/ UUID/"),
    ("statements", "sanja", "/network/statements/"),
    ("UNKT reports", "sanja", "/network/reports/"),
    ("a UNKT report", "sanja", "/network/reports/ UUID/"),
    ("Terms of Reference", "sanja", "/network/terms/"),
    ("registers", "sanja", "/network/registers/"),
    ("public home", "", "/help/"),
)
"""Name, who opens it, and its address; each further word is a link to follow, UUID for a key."""


def gives(value: Any) -> Change:
    """Return the change of a function into one that returns ``value``."""
    return lambda old: lambda *args, **kwargs: value


def only(*names: str) -> Change:
    """Return the change of a list's columns into those with these names."""
    return lambda columns: tuple(one for one in columns if one.name in names)


def of_apps(*labels: str) -> Change:
    """Return the change of contributions into those of these apps."""

    def change(old: Any) -> Any:
        def functions(name: str) -> dict[str, Any]:
            found: dict[str, Any] = old.functions(name)
            return {label: one for label, one in found.items() if label in labels}

        return SimpleNamespace(functions=functions)

    return change


HISTORY = "waystation.foundation.pages.details.DetailPage.get_history"
COUNT = "waystation.foundation.pages.lists.row_range"
NETWORK = ("network", "meetings", "workplans", "advice", "statements", "unkt_reports")
ADDED: dict[str, dict[str, Change]] = {
    "today": {  # who waits, who is expected, whom to call back
        "waystation.services.centres.queries.in_line_today": gives([]),
        "waystation.registry.appointments.queries.expected_today": gives([]),
        "waystation.services.centres.queries.first_due": gives(([], 0)),
    },
    "a visit": {  # its history, and the fact sheets that were explained
        HISTORY: gives([]),
        "waystation.services.centres.queries.cited_by": gives([]),
    },
    "form of a visit": {  # a tick and a link for each fact sheet that may be explained
        "waystation.registry.factsheets.queries.valid_editions": gives([]),
    },
    "people search": {  # filters, saved views and the order on small screens
        "waystation.registry.people.views.lists.People.filters": lambda old: (),
        "waystation.registry.people.views.lists.People.saved_views": gives([]),
        "waystation.registry.people.views.lists.People.sorts": gives([]),
    },
    "centres": {  # what was handed over, and the network by country
        "waystation.services.centres.views.centres.Centres.columns": only(
            "name", "place", "host_kind", "hours", "languages", "handover_status"
        ),
        "waystation.services.centres.views.centres.Centres.prepare": lambda old: (
            lambda _, rows: rows
        ),
        "waystation.services.centres.queries.network_of": gives([]),
    },
    "forms": {  # files that are missing, and forms that are being built
        "waystation.registry.collection.queries.files_missing": gives({}),
        "waystation.registry.collection.queries.built_forms_visible_to": gives([]),
    },
    "organisations": {  # the demonstration has 51 instead of nine
        "waystation.registry.organisations.views.Entities.page_size": lambda old: 9,
        COUNT: gives({"row_range": "", "next_row": ""}),
    },
    "an organisation": {  # its history, and what other areas know of it
        HISTORY: gives([]),
        "waystation.registry.organisations.views.contributions": of_apps(),
    },
    "reports": {  # prepared reports, and offices with a letterhead
        "waystation.governance.reports.views.editions.contributions": lambda old: SimpleNamespace(
            mapping_of=lambda name: {}
        ),
        "waystation.foundation.access.queries.office_choices": gives([]),
    },
    "audit log": {"waystation.foundation.access.views.log.row_range": gives({})},
    "desk": {"waystation.foundation.workflow.outstanding.contributions": of_apps(*NETWORK)},
}
"""What pages show that they did not before: dotted names, and how ``--alike`` changes them."""


class Pages:
    """The pages of one tree, in a process of its own."""

    def __init__(self) -> None:
        import django

        django.setup()
        from django.conf import settings

        settings.ALLOWED_HOSTS = ["*"]
        if importlib.util.find_spec("waystation.site.config.worker_start"):  # like a worker
            importlib.import_module("waystation.site.config.worker_start").prepare_worker()
        self.clients: dict[str, Any] = {}
        self.addresses: dict[str, str] = {}

    def client(self, who: str) -> Any:
        """Return a client that is signed in as this person."""
        from django.contrib.auth import get_user_model
        from django.test import Client

        if who not in self.clients:
            self.clients[who] = Client()
            if who:
                user = get_user_model().objects.get(email=DEMONSTRATION.format(who))
                self.clients[who].force_login(user)
        return self.clients[who]

    def address(self, name: str, who: str, path: str) -> str:
        """Return the address of a page, from links on the way to it."""
        if name not in self.addresses:
            address, *links = path.split()
            for link in links:
                html = self.client(who).get(address).content.decode()
                wanted = link if link.startswith("/") else address + link
                pattern = re.escape(wanted).replace("UUID", "[0-9a-f-]{36}")
                found = re.search(f'href="({pattern})"', html)
                if found is None:
                    raise SystemExit(f"{name}: no link {wanted} on {address}")
                address = found[1]
            self.addresses[name] = address
        return self.addresses[name]

    def look(self, name: str, who: str, path: str) -> dict[str, Any]:
        """Return statements and bytes of a page, after it was opened twice."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        address = self.address(name, who, path)
        self.client(who).get(address)
        with CaptureQueriesContext(connection) as asked:
            answer = self.client(who).get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{name}: {address} answered {answer.status_code}.")
        return {"statements": len(asked), "bytes": len(answer.content)}

    def spent(self, name: str, who: str, path: str, times: int) -> float:
        """Return the milliseconds of processor time of one request."""
        client, address = self.client(who), self.address(name, who, path)
        gc.collect()
        started = time.process_time()
        for _ in range(times):
            client.get(address)
        return 1000 * (time.process_time() - started) / times


@contextmanager
def without(changes: dict[str, Change]) -> Iterator[None]:
    """Change these dotted names for as long as a page is measured."""
    undo = []
    for dotted, change in changes.items():
        parts = dotted.split(".")
        place: Any = None
        for length in range(len(parts) - 1, 0, -1):
            try:
                place = importlib.import_module(".".join(parts[:length]))
            except ModuleNotFoundError:
                continue
            break
        for part in parts[length:-1]:
            place = getattr(place, part)
        old = getattr(place, parts[-1])
        setattr(place, parts[-1], change(old))
        undo.append((place, parts[-1], old))
    try:
        yield
    finally:
        for place, name, old in undo:
            setattr(place, name, old)


def serve(alike: bool) -> None:
    """Answer requests of the measuring process, one JSON object a line."""
    out = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    pages = Pages()
    for line in sys.stdin:
        request = json.loads(line)
        name, who, path = request["page"]
        pages.address(name, who, path)
        with without(ADDED.get(name, {}) if alike else {}):
            found: Any
            if times := request.get("times"):
                found = pages.spent(name, who, path, times)
            else:
                found = pages.look(name, who, path)
        out.write(json.dumps(found) + "\n")


START = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("pages_of_trees", sys.argv[1])
pages = importlib.util.module_from_spec(spec)
spec.loader.exec_module(pages)
pages.serve(bool(sys.argv[2]))
"""
"""The same file serves both trees, as an imported module: with the same calls, the form of a visit
took 16 ms in a process whose ``__main__`` is this file, and 12 in one that imports it."""


class Tree:
    """A process that serves the pages of one tree."""

    def __init__(self, place: str, *, alike: bool) -> None:
        tree, _, state = place.partition(":")
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, str(Path(__file__).resolve()), "alike" * alike],
            cwd=tree,
            env=os.environ
            | {
                "PYTHONPATH": f"{tree}/src:{tree}",
                "WAYSTATION_STATE": state,
                "WAYSTATION_DEMONSTRATION": "1",
                "DJANGO_SETTINGS_MODULE": "waystation.site.config.settings",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def ask(self, **request: Any) -> Any:
        """Return the answer of the process to one request."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{request['page'][0]}: the process of this tree has ended.")
        return json.loads(line)


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.pages")
    options.add_argument("--before", help="TREE:STATE")
    options.add_argument("--after", help="TREE:STATE")
    options.add_argument("--times", type=int, default=12)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--only", default="", help="names of pages, by commas")
    options.add_argument("--alike", action="store_true", help="leave out what was added")
    chosen = options.parse_args()
    if not (chosen.before and chosen.after):
        options.error("--before and --after are needed")
    trees = [Tree(chosen.before, alike=False), Tree(chosen.after, alike=chosen.alike)]
    only = [part.strip() for part in chosen.only.split(",") if part.strip()]
    print(f"load {os.getloadavg()[0]:.1f}; processor time, ms, the lowest of {chosen.rounds} means")
    print("| page | before | statements, kB | after | statements, kB | ratio |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    ratios = []
    for page in PAGES:
        if only and page[0] not in only:
            continue
        seen = [tree.ask(page=page) for tree in trees]
        runs: list[list[float]] = [[], []]
        for _ in range(chosen.rounds):
            for tree, run in zip(trees, runs, strict=True):
                run.append(tree.ask(page=page, times=chosen.times))
        best = [min(run) for run in runs]
        ratios.append(best[1] / best[0])
        cells = [
            f"{ms:.1f} | {one['statements']}, {one['bytes'] // 1024}"
            for ms, one in zip(best, seen, strict=True)
        ]
        print(f"| {page[0]} | {cells[0]} | {cells[1]} | {ratios[-1]:.2f} |", flush=True)
    within = sum(ratio <= 1.10 for ratio in ratios)
    print(f"\nmiddle {statistics.median(ratios):.2f}; {within} of {len(ratios)} within 1.10")


if __name__ == "__main__":
    main()
