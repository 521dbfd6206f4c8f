"""What is read: a list of 50 among a million visits, and all answers as a file, beside Central.

Part of ``./waystation bench submissions --reads``, which has both products running with the same
submissions. The million visits are copies of one that the product recorded, written by the
database itself.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from benchmarks import servers  # noqa: E402

VISITS = """
import json, sys, django
django.setup()
from datetime import date
from django.db import connection
from django.test import Client
from waystation.foundation.access import actions as access, exports
from waystation.foundation.access.models import Office, User
from waystation.foundation.access.rules import EXPORT_ALONE
from waystation.foundation.shared.errors import Refusal
from waystation.registry.collection.models import Submission
from waystation.registry.people import actions as people
from waystation.services.centres import actions
from waystation.services.centres.models import Visit
many = int(sys.argv[1])
user = User.objects.get(email="arta@example.org")
office = Office.objects.get(key="bench")
access.give_role(None, user, office, "counsellor", date(2020, 1, 1))
user = User.objects.get(id=user.id)
person = people.record_person(user, office, given="Name", family="Bench", somebody_else=True)
one = actions.record_visit(
    user, office.id, mode="walk_in", visitor_type="returnee", reason="work_home", minutes=20,
    person_id=person.id, advice="Where to ask for a certificate.",
)
names = [field.column for field in Visit._meta.concrete_fields]
lite = connection.vendor == "sqlite"
made = {
    "id": "lower(hex(randomblob(16)))" if lite else "gen_random_uuid()",
    "day": "date('2016-01-01', '+' || (n %% 3900) || ' days')" if lite
           else "date '2016-01-01' + n %% 3900",
}
chosen = ", ".join(made.get(name, f'"{name}"') for name in names)
numbers = (
    f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {many})"
    if lite else f"WITH numbers(n) AS (SELECT generate_series(1, {many}))"
)
columns = ", ".join(f'"{name}"' for name in names)
with connection.cursor() as cursor:
    cursor.execute(
        f'INSERT INTO centres_visit ({columns}) {numbers} SELECT {chosen} '
        f'FROM numbers, centres_visit WHERE centres_visit.id = %s',
        [one.id if not lite else one.id.hex],
    )
    cursor.execute("ANALYZE centres_visit" if lite else "VACUUM ANALYZE centres_visit")
reader = User.objects.get(email="drita@example.org")
# A file about so many persons leaves once for each time that a second person agrees.
second = access.open_account(None, user.organisation, "milan@example.org", "Milan", None)
access.give_role(None, second, office, "programme_manager", date(2020, 1, 1))
rows = Submission.objects.filter(form__key=sys.argv[2])
for turn in range(int(sys.argv[3]) if rows.count() > EXPORT_ALONE else 0):
    try:
        exports.record_export(
            reader, "collection.answers", rows=rows.count(), purpose=str(turn),
            office_id=office.id, selection=f"form={sys.argv[2]} repeat= turn={turn}",
        )
    except Refusal:
        pass
for one in exports.requests_visible_to(second).filter(approved_at=None):
    exports.approve_export(second, one.id)
client = Client()
client.force_login(reader)
print(json.dumps({
    "token": access.issue_token(user, "reads", ["visit.read"], 1),
    "cookie": client.cookies["sessionid"].value,
    "visits": Visit.objects.count(),
}))
"""


def timed(port: int, request: bytes, times: int) -> tuple[float, float, int]:
    """Return the median and the 99th of a hundred in milliseconds, and the size of the answer."""
    client, took, size = servers.Client(port), [], 0
    for turn in range(times + 3):
        began = time.perf_counter()
        status, size, _ = client.ask(request)
        if status != 200:
            raise SystemExit(f"{request[:200]!r}: {status}")
        if turn >= 3:
            took.append((time.perf_counter() - began) * 1000)
    client.socket.close()
    return statistics.median(took), sorted(took)[int(len(took) * 0.99)], size


def whole(port: int, request: bytes) -> tuple[float, int]:
    """Return the seconds of one long answer, and its bytes."""
    client = servers.Client(port)
    began = time.perf_counter()
    status, size, _ = client.ask(request)
    seconds = time.perf_counter() - began
    client.socket.close()
    if status != 200:
        raise SystemExit(f"{request[:200]!r}: {status}")
    return seconds, size


def measure(
    products: list[Any],
    questions: int,
    visits: int,
    rounds: int,
    used_by: Callable[[Any], dict[str, float]],
) -> None:
    """Print how long the list and the file take with each product, in turns."""
    ways: dict[str, tuple[Any, bytes, bytes, str]] = {}
    for one in products:
        if isinstance(one, servers.Waystation):
            made = one.python(VISITS, str(visits), f"bench{questions}", str(rounds))
            form = one.made["ids"][f"bench{questions}"]
            token = {"Authorization": f"Bearer {made['token']}"}
            cookie = {"Cookie": f"sessionid={made['cookie']}; language=en"}
            listed = servers.get(one.port, "/api/v1/centres/visits?limit=50", **token)
            file = servers.get(
                one.port, f"/forms/{form}/answers.csv?turn=TURN&purpose=TURN", **cookie
            )
            ways[one.name] = one, listed, file, f"{made['visits']:,} visits"
        else:
            base = f"/v1/projects/{one.project}/forms/bench{questions}/submissions"
            head = one.headers()
            listed = servers.get(one.port, f"{base}?limit=50", **head)
            file = servers.get(one.port, f"{base}.csv", **head)
            ways[one.name] = one, listed, file, "the submissions of the form"
    lists: dict[str, list[tuple[float, float, int]]] = {name: [] for name in ways}
    files: dict[str, list[tuple[float, int]]] = {name: [] for name in ways}
    used: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
    names = list(ways)
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            one, listed, file, _ = ways[name]
            lists[name].append(timed(one.port, listed, 100))
            before = used_by(one)
            files[name].append(whole(one.port, file.replace(b"TURN", b"%d" % turn)))
            after = used_by(one)
            used[name].append({part: after[part] - before[part] for part in after})
    for name, (product, _, _, what) in ways.items():
        median = statistics.median(one[0] for one in lists[name])
        worst = statistics.median(one[1] for one in lists[name])
        seconds, rows = statistics.median(one[0] for one in files[name]), product.of_form[questions]
        spent = ", ".join(
            f"{part} {1000 * statistics.median(one[part] for one in used[name]) / rows:.3f} ms"
            for part in used[name][0]
        )
        print(
            f"  {name:<26} list of 50 of {what}: p50 {median:6.1f} ms, p99 {worst:6.1f} ms; "
            f"CSV of {questions} questions: {seconds:6.2f} s, {rows:,} rows, "
            f"{files[name][-1][1] / 1e6:.1f} MB, processor time of a row: {spent}",
            flush=True,
        )
