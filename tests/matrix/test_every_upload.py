"""Every place where a file comes in, found by looking: hostile files get an answer, never a fault.

The pages are asked which of them have a field for a file, and the API which of its operations take
one; each must have a row in UPLOADS. ``tools/fuzz.py`` sends each of them thousands of damaged
files (WAYSTATION_FUZZ), the tests a few.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import time
import zipfile
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
from tests import attacks
from tests.matrix.addresses import ADDRESSES, EVERYONE
from tests.matrix.test_every_address import OURS, ask
from tests.matrix.test_every_method import operations, resolved, takes
from tests.registry.collection.conftest import workbook
from tests.registry.collection.test_fuzz_uploads import damaged, damaged_inside, parts_of, zipped
from waystation.foundation.access.rules import ROLES
from waystation.foundation.shared import limits

pytestmark = pytest.mark.sqlite_only

CASES = int(os.environ.get("WAYSTATION_FUZZ", "3"))
MOST = 256 * limits.MEGABYTE
LONGEST = 10.0  # seconds of processor time
TAKEN = {200, 201, 302, 400, 409, 413, 422}


@dataclass(frozen=True)
class Upload:
    """The name of the field, what else is sent, and one good file of each kind by its ending."""

    field: str = "file"
    more: dict[str, Any] = of(default_factory=dict)
    kinds: tuple[str, ...] = ("csv",)
    raw: bool = False  # the body is the file


WORD = zipped(
    {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": b'<w:document xmlns:w="http://schemas.openxmlformats.org/'
        b'wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>In 2024 there were 12 %.</w:t></w:r>'
        b"</w:p></w:body></w:document>",
    }
)
ODT = zipped({"content.xml": b"<o:d xmlns:o='urn:o'><o:p>Welder, 2019 to 2024</o:p></o:d>"})
IATI = (
    b'<iati-activities version="2.03"><iati-activity><iati-identifier>XM-1</iati-identifier>'
    b'<title><narrative>Help</narrative></title><activity-date type="1" iso-date="2024-01-01"/>'
    b'<budget><value currency="EUR" value-date="2024-01-01">5</value></budget>'
    b"</iati-activity></iati-activities>"
)
GOOD = {
    "csv": b"code,title,text\n1,First,Words\n2,Second,More\n",
    "series.csv": b"series,geo,year,value,source,vintage\nstock,XKX,2024,12.5,Us,2024-05-01\n",
    "geo.csv": b"geo,var,t,v\nXKX,remin,2021,100.5\nXKX,gdp,2021,900\n",
    "facts.csv": b"subject,value,year\nMigrants,12,2024\n",
    "facts.json": b'[{"subject": "Migrants", "value": 12, "year": 2024}]',
    "series.csv.gz": gzip.compress(b"series,geo,year,value,source\nstock,XKX,2024,12,Us\n"),
    "txt": b"In 2024 there were 12 percent more.",
    "docx": WORD,
    "odt": ODT,
    "xml": IATI,
    "xlsx": workbook(),
    "zip": zipped({"a.xlsx": workbook(), "b.xlsx": workbook()}),
    "pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]"
    b"/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    "jpg": attacks.photograph(),
    "png": attacks.png(60, 40),
}
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
    "skills:cv": Upload(kinds=("pdf", "docx", "odt", "xml", "txt")),
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


def test_every_field_for_a_file_and_every_operation_that_takes_one_is_attacked(mission, content):
    staff, nobody = Client(), Client()
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


def bomb(part):
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package,
        package.open(part, "w", force_zip64=True) as member,
    ):
        for _ in range(150):
            member.write(b" " * limits.MEGABYTE)
    return file.getvalue()


def replaced(package, *parts, by):
    """Return a package with these parts replaced."""
    return zipped({**parts_of(package), **dict.fromkeys(parts, by)})


def nested(depth):
    """Return an archive of archives: ten in each, so many levels deep."""
    inner = zipped({"a.csv": b"0" * limits.MEGABYTE})
    for _ in range(depth):
        inner = zipped({f"{one}.zip": inner for one in range(10)})
    return inner


SHEET = "xl/worksheets/sheet1.xml"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"
PASSWD = b"root:x:0:0"
BOOKS, TEXTS = ("xlsx", "zip"), ("csv", "series.csv", "geo.csv", "facts.csv")
JSON, PICTURES = ("facts.json",), ("jpg", "png")
ARCHIVES = ("zip", "xlsx", "docx", "odt")
# What is sent, and to which kinds of file it belongs; where an upload takes none of them it is
# sent under the first name that it takes.
HOSTILE = {
    "nothing": (lambda: b" ", TEXTS),
    "a NUL in each cell": (lambda: b"code,title,text\n\x00,\x00,\x00\n", TEXTS),
    "a cell of a megabyte": (lambda: b"code,title\n" + b"x" * limits.MEGABYTE + b",y\n", TEXTS),
    "a quote that never ends": (lambda: b'code,title\n"' + b"a,b\n" * 100_000, TEXTS),
    "nothing but commas": (lambda: attacks.commas(4), TEXTS),
    "no UTF-8": (lambda: b"\xff\xfe\x00code", TEXTS),
    "a value beyond measure": (lambda: series("2024", "1e999999"), ("series.csv",)),
    "a year beyond measure": (lambda: series("1e999999", "1"), ("series.csv",)),
    "money beyond measure": (
        lambda: b"geo,var,t,v\nXKX,remin,2021,1e99999\nXKX,gdp,2021,1e-99999\n",
        ("geo.csv",),
    ),
    "half a gzip": (lambda: GOOD["series.csv.gz"][:30], ("series.csv.gz",)),
    "a gzip bomb": (lambda: gzip.compress(b"a" * 100 * limits.MEGABYTE, 1), ("series.csv.gz",)),
    "deep JSON": (lambda: b"[" * 60_000, JSON),
    "deep objects": (lambda: b'{"a":' * 60_000, JSON),
    "half a surrogate": (lambda: b'[{"subject": "\\ud800", "value": 1, "year": 2024}]', JSON),
    "a million digits": (lambda: b'[{"subject": "a", "value": ' + b"9" * 10**6 + b"}]", JSON),
    "deep XML": (lambda: b"<a>" * 20_000 + b"</a>" * 20_000, ("xml",)),
    "entities": (lambda: ENTITIES, ("xml",)),
    "150 MB behind a Word file": (lambda: bomb("word/document.xml"), ("docx",)),
    "150 MB behind an OpenDocument text": (lambda: bomb("content.xml"), ("odt",)),
    "150 MB behind a workbook": (lambda: bomb("xl/workbook.xml"), BOOKS),
    "far apart cells": (attacks.far_cell, BOOKS),
    "2,100 × 1,000 cells": (lambda: attacks.wide(2_100, 1_000), BOOKS),
    "a picture of 1,600 million pixels": (lambda: attacks.png(40_000, 40_000), PICTURES),
    "a picture of 49 million pixels": (lambda: attacks.png(7_000, 7_000), PICTURES),
}
HOSTILE |= {
    "a thousand million laughs": (lambda: attacks.laughs("iati-activities"), ("xml",)),
    "laughs in a Word file": (
        lambda: replaced(WORD, "word/document.xml", by=attacks.laughs("w:document")),
        ("docx",),
    ),
    "laughs in an OpenDocument text": (
        lambda: replaced(ODT, "content.xml", by=attacks.laughs("o:d")),
        ("odt",),
    ),
    "laughs in a workbook": (
        lambda: replaced(GOOD["xlsx"], "xl/workbook.xml", by=attacks.laughs("workbook")),
        BOOKS,
    ),
    "laughs in a sheet": (
        lambda: replaced(GOOD["xlsx"], SHEET, by=attacks.laughs("worksheet")),
        BOOKS,
    ),
    "20,000 members": (lambda: zipped({f"{n}.xml": b"" for n in range(20_000)}), ARCHIVES),
    "archives in archives": (lambda: nested(3), ARCHIVES),
    "a path out of the folder": (lambda: zipped({"../../../tmp/evil.csv": b"a,b\n"}), ARCHIVES),
    "a drawing with a script": (lambda: SVG, (*PICTURES, "pdf")),
    "a page that begins as a picture": (lambda: b"GIF89a/*<script>*/=alert(1)", PICTURES),
    "an archive that begins as a PDF": (lambda: b"%PDF-1.4\n" + GOOD["zip"], ("pdf",)),
    "a PDF that begins as a picture": (
        lambda: GOOD["jpg"][:20] + GOOD["pdf"],
        ("pdf", *PICTURES),
    ),
}
HEAVY = ("a picture of", "2,100", "150 MB")  # sent to those that take such files, nowhere else
MOST_FOR_OTHERS = 20_000  # bytes of what is sent under the name of another kind
ENTITIES = (
    b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d SYSTEM "file:///etc/passwd">]>'
    b"<iati-activities version='2.03'>&b;&d;</iati-activities>"
)


def series(year, value):
    return f"series,geo,year,value,source\ns,XKX,{year},{value},Us\n".encode()


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
        self.staff, self.nobody = Client(), Client()
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
        more = {
            key: str(self.content.mission.prishtine.id) if value == "office" else value
            for key, value in upload.more.items()
        }
        with transaction.atomic():
            if upload.raw:
                answer = browser.post(where, sent, content_type="application/octet-stream")
            else:
                file = SimpleUploadedFile(file_name, sent)
                answer = browser.post(where, {self.field(upload, browser, where): file, **more})
            transaction.set_rollback(True)
        return answer

    def field(self, upload, browser, where):
        if not upload.field.endswith("-"):
            return upload.field
        page = browser.get(where).content.decode()
        return re.search(rf'name="({upload.field}\w+)"', page)[1]


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
        if not answer.streaming and PASSWD in answer.content:
            wrong.append(f"{what} as {ending}: a file of the server is in the answer")
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
