"""Files that no program wrote, at every place where a file comes in: an answer, never a fault.

A few cases here; ``tools/fuzz.py`` runs the same with thousands (WAYSTATION_FUZZ).
"""

from __future__ import annotations

import io
import os
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import attacks
from tests.registry.collection.conftest import SURVEY, filled, workbook
from waystation.analysis.xforms.sheet import read_upload
from waystation.foundation.shared import limits
from waystation.registry.collection import actions

CASES = int(os.environ.get("WAYSTATION_FUZZ", "8"))
LONGEST = 30.0 if CASES < 100 else 10.0  # seconds; many tests share a machine, a fuzz does not
MOST = 256 * limits.MEGABYTE
few = settings(
    max_examples=CASES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow,
                           HealthCheck.data_too_large],
)  # fmt: skip
pytestmark = pytest.mark.django_db

BOOK = workbook()
XFORM = read_upload("household.xlsx", BOOK).xml
LOG = (
    b"uuid,question,change_type,old_value,new_value,feedback\nuuid:1,age,change_response,34,35,x\n"
)


def zipped(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


@st.composite
def damaged(draw, content):
    """Return a file with a few bytes changed, cut, doubled or put in."""
    found = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(found) - 1)))
        how = draw(st.sampled_from(["set", "cut", "insert", "double", "end"]))
        if how == "set" and found:
            found[at] = draw(st.integers(0, 255))
        elif how == "cut":
            del found[at : at + draw(st.integers(1, 400))]
        elif how == "insert":
            found[at:at] = draw(st.binary(max_size=40))
        elif how == "double":
            found[at:at] = found[at : at + draw(st.integers(1, 4000))]
        else:
            del found[at:]
    return bytes(found)


@st.composite
def damaged_inside(draw, content):
    """Return a zip file with one of its parts damaged, gone or twice as large."""
    parts = parts_of(content)
    name = draw(st.sampled_from(sorted(parts)))
    parts[name] = draw(damaged(parts[name]))
    if draw(st.booleans()):
        parts[draw(st.text("abc./", min_size=1, max_size=12))] = draw(st.binary(max_size=200))
    return zipped(parts)


CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
    st.sampled_from(["${age}", "${", "text", "select_one x", "begin_repeat", "=1+1", "yes", "*",
                     "regex(., '(a+)+$')", "//*", "jr:choice-name(.,.)", "pulldata('a','b','c',.)",
                     ". > " * 30, "a" * 3000]),
)  # fmt: skip
BOOKS = st.one_of(
    damaged(BOOK),
    damaged_inside(BOOK),
    st.lists(st.lists(CELLS, max_size=9), min_size=1, max_size=6).map(
        lambda rows: workbook([SURVEY[0], *rows])
    ),
)
PICTURES = st.one_of(damaged(attacks.photograph()), damaged(attacks.png(60, 40)))


class Watch:
    """Notes what the processes with limits used."""

    def __init__(self, patch):
        self.peak, self.seconds, attempt = 0, 0.0, limits.attempt

        def noted(*arguments, **more):
            began = time.monotonic()
            ended = attempt(*arguments, **more)
            self.peak = max(self.peak, ended.peak)
            self.seconds = max(self.seconds, time.monotonic() - began)
            return ended

        patch.setattr(limits, "attempt", noted)


@pytest.fixture
def watch(monkeypatch):
    found = Watch(monkeypatch)
    yield found
    assert found.peak <= MOST
    assert found.seconds <= LONGEST


@pytest.fixture
def post(client, analyst, watch):
    client.force_login(analyst)

    def send(address, name, content, **more):
        answer = client.post(address, {"file": SimpleUploadedFile(name, content), **more})
        assert answer.status_code in {200, 201, 302, 400, 413, 422}, answer.status_code

    return send


@few
@given(content=st.one_of(BOOKS, damaged(XFORM)), name=st.sampled_from(["f.xlsx", "f.xml", "f.xls"]))
def test_any_file_as_a_form(content, name, post, mission):
    post(reverse("collection:upload"), name, content, office=str(mission.prishtine.id))


@few
@given(content=st.one_of(damaged(LOG), BOOKS), name=st.sampled_from(["log.csv", "log.xlsx"]))
def test_any_file_as_a_cleaning_log(content, name, post, survey):
    post(reverse("collection:cleaning-load", args=[survey.form.id]), name, content)


LISTS = {
    "points.csv": b"name,label,region\nmerdare,Merdare,north\n",
    "points.xml": b"<root><item><name>merdare</name><label>Merdare</label></item></root>",
    "points.geojson": b'{"features": [{"id": 1, "properties": {"name": "a", "title": "\\u0041"}}]}',
}


@few
@given(data=st.data(), name=st.sampled_from(sorted(LISTS)))
def test_any_file_as_a_list_of_a_form(data, name, post, mission, analyst):
    rows = [*SURVEY, [f"select_one_from_file {name}", "point", "Point", *[""] * 6]]
    draft = actions.upload_form(analyst, mission.prishtine.id, "f.xlsx", workbook(rows))
    content = data.draw(damaged(LISTS[name]))

    post(reverse("collection:attach", args=[draft.id]), name, content)


@few
@given(xml=damaged(filled(extra="<photo>a.jpg</photo>")), picture=PICTURES)
def test_any_submission_and_picture_from_a_phone(xml, picture, client, survey, watch, analyst):
    parts = {
        "xml_submission_file": SimpleUploadedFile("s.xml", xml, "text/xml"),
        "a.jpg": SimpleUploadedFile("a.jpg", picture, "image/jpeg"),
    }

    answer = client.post(f"{survey.at}/submission", parts)

    assert answer.status_code in {201, 400, 403, 404, 409, 422}
    client.force_login(analyst)
    for submission in survey.form.submissions.all():
        for file in submission.attachments.all():
            address = reverse("collection:attachment", args=[submission.id, file.name])
            assert client.get(address).status_code in {200, 422}


@few
@given(
    content=st.one_of(
        damaged(b"geo,var,t,v\nXKX,remin,2021,100.5\n"),
        damaged(b'{"type": "FeatureCollection", "features": []}'),
        damaged_inside(zipped({"a.csv": b"geo,var,t,v\nXKX,remin,2021,100.5\n"})),
        st.integers(1, 40_000).map(lambda deep: b"[" * deep),
    ),
    name=st.sampled_from(["a.csv", "a.json", "a.geojson", "a.zip"]),
)
def test_any_file_as_a_pack(content, name, client, mission, watch):
    from waystation.foundation.access.models import User

    besa = User.objects.filter(email="besa@example.org").first()
    client.force_login(besa or mission.hire("Besa Krasniqi", mission.prishtine, "administrator"))

    answer = client.post(reverse("reference:packs"), {"file": SimpleUploadedFile(name, content)})

    assert answer.status_code in {200, 302, 422}
