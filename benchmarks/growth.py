"""A form as large as they get: 1,321 rows, 200 questions with choices filtered from 5,000 places.

    ./waystation bench growth [--rows 1321] [--filtered 200] [--places 5000]

Converts and publishes it, sends it filled in, and asks for its page; each is timed in a process
that knows nothing of the form yet, and again. With DATABASE_URL set, on PostgreSQL.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from benchmarks.servers import Waystation  # noqa: E402
from tests.registry.collection.conftest import workbook  # noqa: E402

UPLOAD = """
import json, sys, time, django
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
began = time.perf_counter()
path = Path(sys.argv[1])
version = actions.upload_form(user, office.id, path.name, path.read_bytes())
took = time.perf_counter() - began
actions.publish_version(user, version.id)
token = actions.add_app_user(user, office.id, sender.id, "Tablet")[1]
print(json.dumps({"upload": took, "token": token, "form": str(version.form_id),
                  "user": str(user.id)}))
"""
ASK = """
import json, sys, time, uuid, django
django.setup()
from pathlib import Path
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from waystation.foundation.access.models import User
made = json.loads(sys.argv[1])
filled = Path(sys.argv[2]).read_bytes()
def send():
    content = filled.replace(b"%s", str(uuid.uuid4()).encode())
    file = SimpleUploadedFile("s.xml", content, "text/xml")
    phone = Client(headers={"host": "localhost"})
    return phone.post(f"/forms/key/{made['token']}/submission", {"xml_submission_file": file})
client = Client(headers={"host": "localhost"})
client.force_login(User.objects.get(id=made["user"]))
def page():
    return client.get(f"/forms/{made['form']}/")
client.get("/forms/")  # the process is warm, but knows nothing of the form
found = {}
for name, ask in ((("page", page), ("submission", send)) if sys.argv[3] == "page"
                  else (("submission", send), ("page", page))):
    times = []
    for _ in range(4):
        began, used = time.perf_counter(), time.process_time()
        answer = ask()
        times.append([time.perf_counter() - began, time.process_time() - used])
        assert answer.status_code in {200, 201}, (name, answer.status_code, answer.content[:500])
    found[name] = times
    found[f"{name} says"] = answer.content.decode()[-200:] if name == "submission" else ""
print(json.dumps(found))
"""


def rows_of(rows: int, filtered: int) -> list[list[str]]:
    """Return a form: first the region, then questions by tens, some filtered by the region."""
    every = max(1, rows // filtered)
    made = [["type", "name", "label", "relevant", "constraint", "choice_filter"]]
    made.append(["select_one region", "region", "Region", "", "", ""])
    for number in range(rows - 1):
        name, label = f"q{number}", f"Question {number}"
        if number % every == 0 and number // every < filtered:
            made.append(["select_one place", name, label, "", "", "region=${region}"])
        elif number % 3 == 1:
            made.append(["integer", name, label, "", ". >= 0 and . <= 120", ""])
        else:
            relevant = "${region} = 'r1'" if number % 3 == 2 else ""
            made.append(["text", name, label, relevant, "", ""])
    return made


def choices_of(places: int, regions: int = 50) -> list[list[str]]:
    made = [["list_name", "name", "label", "region"]]
    made += [["region", f"r{one}", f"Region {one}", ""] for one in range(regions)]
    made += [["place", f"p{one}", f"Place {one}", f"r{one % regions}"] for one in range(places)]
    return made


def answers(rows: list[list[str]]) -> bytes:
    values = {"select_one region": "r1", "select_one place": "p51", "integer": "34", "text": "a"}
    parts = "".join(f"<{row[1]}>{values[row[0]]}</{row[1]}>" for row in rows[1:])
    whole = f'<data id="growth" version="1">{parts}'
    return (whole + "<meta><instanceID>uuid:%s</instanceID></meta></data>").encode()


def main() -> None:
    options = argparse.ArgumentParser(prog="./waystation bench growth")
    options.add_argument("--rows", type=int, default=1321)
    options.add_argument("--filtered", type=int, default=200)
    options.add_argument("--places", type=int, default=5000)
    chosen = options.parse_args()
    rows = rows_of(chosen.rows, chosen.filtered)
    about = (("form_id", "growth"), ("form_title", "Growth"), ("version", "1"))
    with tempfile.TemporaryDirectory(prefix="waystation-bench-") as name:
        folder = Path(name)
        book, filled = folder / "growth.xlsx", folder / "filled.xml"
        book.write_bytes(workbook(rows, choices_of(chosen.places), about))
        filled.write_bytes(answers(rows))
        (folder / "state").mkdir()
        ours = Waystation(folder / "state", os.environ.get("DATABASE_URL", ""))
        made = ours.python(UPLOAD, str(book))
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        print(
            f"{chosen.rows} rows, {chosen.filtered} filtered questions, {chosen.places} places, "
            f"{book.stat().st_size // 1024} kB: read and checked in {made['upload']:.1f} s"
        )
        for first in ("submission", "page"):
            found = ours.python(ASK, json.dumps(made), str(filled), first)
            cold, *warm = found[first]
            best = min(warm)
            print(
                f"{first}: the first in a process {cold[0]:.2f} s ({cold[1]:.2f} s of processor "
                f"time), then {best[0]:.3f} s ({best[1]:.3f})"
            )
            if first == "submission":
                print(f"  {found['submission says']}")


if __name__ == "__main__":
    main()
