"""Every place where a file comes in, found by looking: hostile files get an answer, never a fault.

The pages are asked which of them have a field for a file, those behind the links of guests too,
and the API which of its operations take one; each must have a row in UPLOADS. ``tools/fuzz.py``
sends each of them thousands of damaged files (WAYSTATION_FUZZ), the tests a few.
"""

from __future__ import annotations

import gzip
import os
import re
import time
from dataclasses import dataclass
from dataclasses import field as of
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import waystation
from tests.matrix.addresses import ADDRESSES, EVERYONE
from tests.matrix.hostile_files import GOOD, HEAVY, HOSTILE, MOST_FOR_OTHERS
from tests.matrix.test_every_address import OURS, ask
from tests.matrix.test_every_method import operations, resolved, takes
from tests.matrix.test_guest_links import KINDS, OPEN
from tests.registry.collection.test_fuzz_uploads import damaged, damaged_inside
from waystation.foundation.access.rules import ROLES
from waystation.foundation.shared import limits

pytestmark = pytest.mark.sqlite_only

CASES = int(os.environ.get("WAYSTATION_FUZZ", "3"))
MOST = 256 * limits.MEGABYTE
LONGEST = 10.0  # seconds of processor time
TAKEN = {200, 201, 302, 400, 409, 413, 422}


@dataclass(frozen=True)
class Upload:
    """The name of the field, what else is sent, and one good file of each kind by its ending.

    A name that ends in "-" is the beginning of the first such name on the page; the value "seen" is
    the one that the page holds.
    """

    field: str = "file"
    more: dict[str, Any] = of(default_factory=dict)
    kinds: tuple[str, ...] = ("csv",)
    raw: bool = False  # the body is the file


PAPERS = ("pdf", "jpg", "png")
UPLOADS = {
    "collection:upload": Upload(more={"office": "office"}, kinds=("xlsx", "xml")),
    "collection:cleaning-load": Upload(kinds=("csv", "xlsx")),
    "collection:attach": Upload(kinds=("csv", "xml", "facts.json")),
    "knowledge:check": Upload(kinds=("docx", "txt")),
    "knowledge:check facts": Upload("facts", {"text": "12 % in 2024"}, ("facts.csv", "facts.json")),
    "imports:new": Upload(more={"office": "office", "sheet": "visits"}, kinds=("csv", "xlsx")),
    "knowledge:load_series": Upload(
        more={"vintage": "2025-01-01"}, kinds=("series.csv", "geo.csv", "series.csv.gz")
    ),
    "meetings:paper_new": Upload(
        more={"title": "A paper", "access_class": "network", "names_nobody": "on"},
        kinds=(*PAPERS, "docx", "odt", "xlsx", "txt"),
    ),
    "policies:milestone_reach": Upload(
        more={"reached_on": "2024-01-01", "title": "Seen"}, kinds=(*PAPERS, "docx", "xlsx")
    ),
    "policies:standard_new": Upload(
        more={"office": "office", "name": "A standard", "edition": "1", "source": "x"}
    ),
    "programmes:iati_import": Upload(more={"write": "on"}, kinds=("xml", "xlsx", "zip")),
    "recruitment:receipt_new": Upload(kinds=PAPERS),
    "recruitment:self_assessment": Upload("file-", kinds=PAPERS),
    "pathways:load_lists": Upload(),
    "reference:framework": Upload(),
    "reference:packs": Upload(kinds=("geo.csv", "zip", "facts.json")),
    "reports:add_image": Upload(kinds=("jpg", "png")),
    "reports:letterhead": Upload("logo", kinds=("jpg", "png")),
    "referrals:file_new": Upload(kinds=PAPERS),
    "results:partner": Upload(
        "file-", {"value-": "12", "source-": "A list", "version": "seen"}, (*PAPERS, "docx", "xlsx")
    ),
    "skills:cv": Upload(kinds=("pdf", "docx", "odt", "xml", "txt")),
    "skills:own_cv": Upload(kinds=("pdf", "docx", "odt", "xml", "txt")),
    "api:upload_form": Upload(more={"office_id": "office"}, kinds=("xlsx", "xml")),
    "api:upload_sheet": Upload(
        more={"office_id": "office", "sheet": "visits"}, kinds=("csv", "xlsx")
    ),
    "api:load_cleaning_log": Upload(kinds=("csv", "xlsx")),
    "api:read_skills_cv": Upload(kinds=("pdf", "docx", "odt", "xml", "txt")),
    "api:check_iati": Upload(kinds=("xml", "xlsx", "zip"), raw=True),
    "api:import_iati": Upload(kinds=("xml", "xlsx", "zip"), raw=True),
}
SENT_ELSEWHERE = {"reports:write": "reports:add_image"}
"""A page whose script sends the file to another address."""


def address_of(name):
    return name.split(" ")[0]


def guest(content):
    """Return a device on which the links of all guests are open."""
    device = Client()
    for name, secret, _mark in KINDS.values():
        device.post(reverse(name, args=[content[secret]]), OPEN)
    return device


def test_every_field_for_a_file_and_every_operation_that_takes_one_is_attacked(mission, content):
    staff, nobody = Client(), guest(content)
    staff.force_login(content.colleague(sorted(ROLES)))
    found = set()

    for name in OURS:
        if name.startswith("api:"):
            bodies = [
                one.get("requestBody", {}).get("content", {}) for one in operations(name).values()
            ]
            if any("json" not in kind for one in bodies for kind in one):
                found.add(name)
        elif takes(name, "GET"):
            for browser in [staff] + [nobody] * (ADDRESSES[name].needs == EVERYONE):
                answer = ask(browser, name, content)
                if not answer.streaming and b'type="file"' in answer.content:
                    found.add(SENT_ELSEWHERE.get(name, name))

    found |= {name for name, one in UPLOADS.items() if one.raw}
    assert {route(name) for name in found} == {route(address_of(name)) for name in UPLOADS}
    # Files, those of ``raw``; and JSON of devices and of the editor, which json_in reads.
    assert reads_its_body() == {"programmes/api.py", "offline/views.py", "views/writing.py"}


def route(name):
    return resolved(name).route


def reads_its_body():
    """Return the sources that read a request's body themselves, which no description tells."""
    sources = Path(waystation.__file__).parent.rglob("*.py")
    found = [one for one in sources if "request.body" in one.read_text()]
    return {f"{one.parent.name}/{one.name}" for one in found}


FILE_OF_THE_SERVER, SCRIPT = b"root:x:0:0", b"<script>alert("


def is_harmful(answer):
    """Return whether a file of the server is in the answer, or a script that would run.

    JSON may repeat what was sent: no browser runs it (nosniff).
    """
    if answer.streaming:
        return False
    runs = not answer["Content-Type"].startswith("application/json")
    return FILE_OF_THE_SERVER in answer.content or (runs and SCRIPT in answer.content)


def sent_to(upload):
    """Yield what is sent to an upload: the words for it, the file, its ending."""
    for what, (make, kinds) in HOSTILE.items():
        endings = [kind for kind in upload.kinds if kind in kinds]
        if endings or not what.startswith(HEAVY):
            hostile = make()
            if endings or len(hostile) < MOST_FOR_OTHERS:
                yield what, hostile, (endings or upload.kinds)[0]


class Sender:
    """Sends files to every upload as somebody who holds every role, and undoes what they did."""

    def __init__(self, content):
        self.content = content
        self.staff, self.nobody = Client(), guest(content)
        self.staff.force_login(content.colleague(sorted(ROLES)))
        self.peak, attempt = 0, limits.attempt

        def watched(*arguments, **more):
            ended = attempt(*arguments, **more)
            self.peak = max(self.peak, ended.peak)
            return ended

        self.attempt = watched

    def send(self, name, file_name, sent):
        upload, address = UPLOADS[name], ADDRESSES[address_of(name)]
        filled = {key: self.content[what] for key, what in address.made_of.items()}
        where = reverse(address_of(name), kwargs=filled)
        browser = self.nobody if address.needs == EVERYONE else self.staff
        with transaction.atomic():
            if upload.raw:
                answer = browser.post(where, sent, content_type="application/octet-stream")
            else:
                file = SimpleUploadedFile(file_name, sent)
                answer = browser.post(where, self.filled(upload, browser, where, file))
            transaction.set_rollback(True)
        return answer

    def filled(self, upload, browser, where, file):
        fields = {**upload.more, upload.field: file}
        page = ""
        if any(key.endswith("-") or value == "seen" for key, value in fields.items()):
            page = browser.get(where).content.decode()
        found = {}
        for key, value in fields.items():
            name = re.search(rf'name="({key}\w+)"', page)[1] if key.endswith("-") else key
            if value == "office":
                value = str(self.content.mission.prishtine.id)
            elif value == "seen":
                value = re.search(rf'name="{name}"\s+value="([^"]*)"', page)[1]
            found[name] = value
        return found


@pytest.fixture
def sender(content, monkeypatch):
    found = Sender(content)
    monkeypatch.setattr(limits, "attempt", found.attempt)
    return found


def memory(what):
    """Return how much this process holds (RSS), or held at most since it forgot the most (HWM)."""
    found = re.search(rf"Vm{what}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) * 1024


def forget_most():
    Path("/proc/self/clear_refs").write_text("5")
    return memory("RSS")


@pytest.mark.parametrize("name", UPLOADS)
def test_no_hostile_file_ends_in_a_fault_or_costs_the_server_much(name, sender):
    wrong = []

    for what, hostile, ending in sent_to(UPLOADS[name]):
        before, began = forget_most(), time.process_time()
        answer = sender.send(name, f"a.{ending}", hostile)
        if is_harmful(answer):
            wrong.append(f"{what} as {ending}: a file of the server or a script is in the answer")
        used, grown = time.process_time() - began, memory("HWM") - before
        if answer.status_code not in TAKEN or used > 3 or max(grown, sender.peak) > MOST:
            wrong.append(
                f"{what} as {ending}: {answer.status_code}, {used:.1f} s and {grown >> 20} MB "
                f"of the server, {sender.peak >> 20} MB beside it"
            )
        sender.peak = 0

    assert wrong == [], "\n".join(wrong)


few = settings(
    max_examples=CASES,
    database=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


@st.composite
def spoilt(draw, kind):
    good = GOOD[kind]
    if good[:2] == b"PK" and draw(st.booleans()):
        return draw(damaged_inside(good))
    if kind.endswith(".gz") and draw(st.booleans()):
        return gzip.compress(draw(damaged(gzip.decompress(good))))
    return draw(damaged(good))


@pytest.mark.parametrize("name", UPLOADS)
def test_no_damaged_file_ends_in_a_fault(name, sender):
    @few
    @given(data=st.data(), kind=st.sampled_from(UPLOADS[name].kinds))
    def one(data, kind):
        sent = data.draw(spoilt(kind))
        began = time.process_time()

        answer = sender.send(name, f"a.{kind}", sent)

        assert answer.status_code in TAKEN, answer.status_code
        assert time.process_time() - began < LONGEST
        assert sender.peak <= MOST

    one()
