"""Files of a submission: missing ones are shown and asked for, none is lost by a correction."""

from __future__ import annotations

import unicodedata

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.registry.collection.conftest import filled
from tests.registry.collection.test_correct_on_the_phone import correction
from tests.registry.collection.test_lists import rows_in, text
from waystation.foundation.access import actions as access
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.models import Delivery
from waystation.registry.collection import queries
from waystation.registry.collection.models import Attachment, Submission

pytestmark = pytest.mark.django_db

WITH_PHOTO = "<name>Zana</name><age>34</age><photo>mission.jpg</photo>"


@pytest.fixture
def post(client, survey):
    """Send a submission with files under exactly these names."""

    def posted(content, **files):
        parts = {"xml_submission_file": SimpleUploadedFile("s.xml", content, "text/xml")}
        for name, body in files.items():
            parts[name] = SimpleUploadedFile(name, body, "image/jpeg")
        return client.post(f"{survey.at}/submission", parts)

    return posted


@pytest.fixture
def ask(client, analyst):
    secret = access.issue_token(
        analyst, "test", ["form.read", "submission.read", "submission.resolve"], 1
    )

    def asked(method, path):
        headers = {"authorization": f"Bearer {secret}"}
        return client.generic(method, f"/api/v1/collection{path}", headers=headers)

    return asked


def test_a_photo_that_has_not_arrived_is_missing_on_the_page_in_lists_and_in_the_api(
    client, survey, post, ask, analyst, blerim, milan
):
    post(filled("uuid:1", body=WITH_PHOTO))
    one = Submission.objects.get()
    form = survey.form.id

    told = ask("GET", f"/submissions/{one.id}").json()
    table = ask("GET", f"/forms/{form}/answers").json()
    client.force_login(blerim)
    page = text(client.get(reverse("collection:submission", args=[one.id])))
    listed = text(client.get(reverse("collection:submissions", args=[form]) + "?missing=1"))
    answers = text(client.get(reverse("collection:answers", args=[form])))
    (row,) = rows_in(client.get(reverse("collection:export", args=[form, "csv"])))
    client.force_login(milan)

    assert told["missing_files"] == ["mission.jpg"]
    assert table["rows"][0]["missing_files"] == ["mission.jpg"]
    assert "has not arrived" in page
    assert "Missing: mission.jpg" in listed
    assert "mission.jpg (has not arrived)" in answers
    assert row["_missing_files"] == "mission.jpg"
    assert client.get(reverse("collection:submission", args=[one.id])).status_code == 404


def test_a_photo_that_follows_later_is_missing_no_more(client, survey, post, ask, analyst):
    content = filled("uuid:1", body=WITH_PHOTO)
    post(content)

    post(content, **{"mission.jpg": b"picture"})

    one = Submission.objects.get()
    assert one.missing_files == []
    client.force_login(analyst)
    place = reverse("collection:submissions", args=[survey.form.id])
    assert str(one.id) not in text(client.get(place + "?missing=1"))


def test_missing_files_are_asked_for_by_who_may_and_the_sender_gets_a_letter(
    client, survey, post, ask, analyst, blerim, milan, arta, django_capture_on_commit_callbacks
):
    post(filled("uuid:1", body=WITH_PHOTO))
    one = Submission.objects.get()
    place = reverse("collection:ask-for-files", args=[one.id])
    for user, expected in ((blerim, 403), (milan, 404)):
        client.force_login(user)
        assert client.post(place).status_code == expected
    client.force_login(analyst)

    client.post(place)
    client.post(place)  # a double click

    letter = Delivery.objects.get(kind="files")
    assert letter.recipient_id == arta.id
    messaging.send_waiting(analyst, survey.form.office_id)
    (message,) = mail.outbox
    assert arta.email in message.to[0]
    assert "mission.jpg" in message.body
    assert "Household" in message.subject
    assert "Zana" not in message.body
    page = text(client.get(reverse("collection:submission", args=[one.id])))
    assert "Asked on" in page


def test_a_letter_does_not_leave_when_the_file_has_arrived_meanwhile(
    client, survey, post, ask, analyst
):
    content = filled("uuid:1", body=WITH_PHOTO)
    post(content)
    one = Submission.objects.get()
    asked = ask("POST", f"/submissions/{one.id}/ask-for-files")
    post(content, **{"mission.jpg": b"picture"})

    again = ask("POST", f"/submissions/{one.id}/ask-for-files")

    assert asked.status_code == 200
    assert (again.status_code, again.json()["code"]) == (422, "no_file_missing")


def test_a_correction_that_does_not_send_the_photo_again_keeps_it(
    client, survey, post, ask, analyst
):
    post(filled("uuid:1", body=WITH_PHOTO), **{"mission.jpg": b"picture"})

    post(correction("uuid:1", body=WITH_PHOTO.replace("34", "35")))
    post(correction("uuid:2", "uuid:3", body=WITH_PHOTO.replace("34", "36")))

    last = Submission.objects.get(instance_id="uuid:3")
    assert last.missing_files == []
    assert queries.attachment(analyst, last, "mission.jpg")[1] == b"picture"
    client.force_login(analyst)
    page = text(client.get(reverse("collection:submission", args=[last.id])))
    assert "from the first submission" in page
    assert Attachment.objects.filter(submission__instance_id="uuid:1").count() == 1


def test_a_correction_without_the_photo_in_its_answers_does_not_keep_it(post):
    post(filled("uuid:1", body=WITH_PHOTO), **{"mission.jpg": b"picture"})

    post(correction("uuid:1", body="<name>Zana</name><age>34</age>"))

    assert not Attachment.objects.filter(submission__instance_id="uuid:2").exists()


def test_a_new_photo_of_the_same_name_takes_the_place_of_the_one_carried_on(post, analyst):
    post(filled("uuid:1", body=WITH_PHOTO), **{"mission.jpg": b"old"})
    second = correction("uuid:1", body=WITH_PHOTO)
    post(second)

    answer = post(second, **{"mission.jpg": b"new"})

    first, last = (Submission.objects.get(instance_id=f"uuid:{n}") for n in (1, 2))
    assert answer.status_code == 201
    assert queries.attachment(analyst, last, "mission.jpg")[1] == b"new"
    assert queries.attachment(analyst, first, "mission.jpg")[1] == b"old"


def test_a_photo_of_the_first_that_arrives_after_the_correction_reaches_both(post, analyst):
    first = filled("uuid:1", body=WITH_PHOTO)
    post(first)
    post(correction("uuid:1", body=WITH_PHOTO))

    post(first, **{"mission.jpg": b"late"})

    last = Submission.objects.get(instance_id="uuid:2")
    assert last.missing_files == []
    assert queries.attachment(analyst, last, "mission.jpg")[1] == b"late"


@pytest.mark.parametrize("name", ["Shtëpia e Çelës.jpg", "Кућа Љиље.jpg", "منزل.jpg", "🏠 1.jpg"])
def test_a_downloaded_file_keeps_the_letters_of_its_name(client, survey, post, analyst, name):
    from urllib.parse import quote

    post(filled("uuid:1", body=WITH_PHOTO.replace("mission.jpg", name)), **{name: b"picture"})
    one = Submission.objects.get()
    client.force_login(analyst)

    answer = client.get(reverse("collection:attachment", args=[one.id, name]))

    assert one.missing_files == []
    assert answer.status_code == 200
    assert quote(name, safe="") in answer["Content-Disposition"]


def test_a_name_with_composed_or_separate_marks_is_the_same_file(survey, post):
    name = "Shtëpi.jpg"
    body = WITH_PHOTO.replace("mission.jpg", unicodedata.normalize("NFC", name))

    post(filled("uuid:1", body=body), **{unicodedata.normalize("NFD", name): b"picture"})

    one = Submission.objects.get()
    assert (one.missing_files, one.attachments.count()) == ([], 1)


def test_two_long_names_that_begin_alike_are_two_files(survey, post):
    names = ["a" * 200 + end for end in ("1.jpg", "2.jpg")]

    post(filled("uuid:1"), **{name: name[-5:].encode() for name in names})

    kept = list(Submission.objects.get().attachments.values_list("name", flat=True))
    assert len(set(kept)) == 2
    assert all(name.endswith(".jpg") and len(name) <= 150 for name in kept)


def test_the_answers_of_a_form_with_a_cyrillic_id_are_saved_under_its_name(
    client, publish, analyst
):
    from urllib.parse import quote

    form = publish("анкета", [["type", "name", "label"], ["text", "a", "A"]]).form
    client.force_login(analyst)

    answer = client.get(reverse("collection:export", args=[form.id, "csv"]))

    assert quote("анкета.csv") in answer["Content-Disposition"]
