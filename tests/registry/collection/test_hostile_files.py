"""Hostile files at every place where a file comes in: a sentence, soon, and the server lives on."""

import io
import resource
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests import attacks
from tests.registry.collection.conftest import SURVEY, filled, workbook
from waystation.registry.collection import actions, queries
from waystation.registry.collection.models import Attachment, CleaningLog, FormFile, FormVersion

pytestmark = pytest.mark.django_db

BOOKS = {
    "one cell in the last column of the last row": (attacks.far_cell, "XFD1048576"),
    "the same without the place of its row": (attacks.far_cell_without_row, "XFD1048576"),
    "3,000 rows of 700 columns": (attacks.wide, "more than 2,000,000 cells"),
}


@pytest.fixture
def designer(client, analyst):
    client.force_login(analyst)
    return client


def peak():
    """Return the most memory that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def sent(client, address, name, content, **more):
    began, held = time.monotonic(), peak()
    answer = client.post(address, {"file": SimpleUploadedFile(name, content), **more})
    return answer, time.monotonic() - began, peak() - held


@pytest.mark.parametrize("which", BOOKS)
def test_a_workbook_with_far_apart_cells_is_refused_as_a_form(
    which, designer, mission, survey, settings
):
    settings.LONG_FORM_BYTES = 20 * 1024 * 1024  # else the larger is converted in the background
    make, words = BOOKS[which]

    answer, seconds, megabytes = sent(
        designer, reverse("collection:upload"), "f.xlsx", make(), office=str(mission.prishtine.id)
    )

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert (seconds < 30, megabytes < 256) == (True, True), (seconds, megabytes)
    assert FormVersion.objects.count() == 1


@pytest.mark.parametrize("which", BOOKS)
def test_a_workbook_with_far_apart_cells_is_refused_as_a_cleaning_log(which, designer, survey):
    make, words = BOOKS[which]

    answer, seconds, megabytes = sent(
        designer, reverse("collection:cleaning-load", args=[survey.form.id]), "log.xlsx", make()
    )

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert (seconds < 30, megabytes < 256) == (True, True), (seconds, megabytes)
    assert not CleaningLog.objects.exists()


def test_a_log_of_nothing_but_commas_is_refused(designer, survey):
    answer, seconds, megabytes = sent(
        designer,
        reverse("collection:cleaning-load", args=[survey.form.id]),
        "log.csv",
        attacks.commas(),
    )

    assert answer.status_code == 422
    assert (seconds < 30, megabytes < 256) == (True, True), (seconds, megabytes)


def test_a_list_with_half_a_surrogate_is_refused(designer, mission, analyst):
    rows = [*SURVEY, ["select_one_from_file points.geojson", "point", "Point", *[""] * 6]]
    draft = actions.upload_form(analyst, mission.prishtine.id, "f.xlsx", workbook(rows))
    half = b'{"features": [{"properties": {"name": "\\ud800"}}]}'

    answer, _, _ = sent(
        designer, reverse("collection:attach", args=[draft.id]), "points.geojson", half
    )

    assert answer.status_code in {302, 422}
    assert not FormFile.objects.exists()


def test_a_photograph_leaves_without_its_place_and_is_kept_as_it_came(
    client, survey, send, analyst, milan, reader_elsewhere
):
    taken = attacks.photograph()
    send(filled(extra="<photo>a.jpg</photo>"), a_jpg=taken)
    file = Attachment.objects.get()
    address = reverse("collection:attachment", args=[file.submission_id, "a.jpg"])

    answers = {}
    for user in (analyst, milan, reader_elsewhere):
        client.force_login(user)
        answers[user.email] = client.get(address)

    got = answers[analyst.email].content
    assert b"Exif" in taken
    assert b"secret" in taken
    for secret in (b"Exif", b"Prishtin", b"secret"):
        assert secret not in got
    assert Image.open(io.BytesIO(got)).size == (30, 40)  # upright
    assert answers[milan.email].status_code in {403, 404}
    assert answers[reader_elsewhere.email].status_code == 404
    assert queries.attachment(analyst, file.submission, "a.jpg")[1] == taken


def test_a_picture_of_too_many_pixels_is_not_opened(client, survey, send, analyst):
    send(filled(extra="<photo>a.jpg</photo>"), a_jpg=attacks.png(40_000, 40_000))
    file = Attachment.objects.get()
    client.force_login(analyst)

    answer = client.get(reverse("collection:attachment", args=[file.submission_id, "a.jpg"]))

    assert answer.status_code == 422
    assert "20 million pixels" in answer.content.decode()
