"""The parts of a submission as phones send them, and as a broken line leaves them."""

from __future__ import annotations

import pytest

from tests.registry.collection.conftest import filled
from waystation.registry.collection import queries
from waystation.registry.collection.models import Submission

pytestmark = pytest.mark.django_db

BOUNDARY = "7d1c-4f0a"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
NAMED = "<name>Zana</name><age>34</age><photo>këmbësorë.jpg</photo>"
PHOTO = b"\xff\xd8\r\n--7d1c\r\n\x00\xff\xd9"


def part(name, body, filename=None, kind="text/xml"):
    """Return one part with the headers that ODK Collect writes."""
    named = f'; filename="{filename}"' if filename else ""
    head = (
        f'Content-Disposition: form-data; name="{name}"{named}\r\n'
        f"Content-Type: {kind}\r\nContent-Transfer-Encoding: binary\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return f"--{BOUNDARY}\r\n".encode() + head.encode() + body + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()
XML = part("xml_submission_file", filled(body=NAMED), "household.xml")


@pytest.fixture
def post(client, survey):
    def posted(body, kind=MULTIPART):
        return client.generic("POST", f"{survey.at}/submission", body, kind)

    return posted


def test_a_submission_and_its_photo_arrive_byte_for_byte_as_collect_sends_them(post, analyst):
    answer = post(XML + part("këmbësorë.jpg", PHOTO, "këmbësorë.jpg", "image/jpeg") + END)

    assert answer.status_code == 201, answer.content
    kept = queries.attachment(analyst, Submission.objects.get(), "këmbësorë.jpg")
    assert kept == ("image/jpeg", PHOTO)


@pytest.mark.parametrize(
    "body",
    [
        XML[:-40],
        XML,
        b"no parts at all",
        XML.replace(b"Content-Disposition: form-data", b"Content-Disposition: attachment") + END,
        XML.replace(f"Content-Length: {len(filled(body=NAMED))}".encode(), b"Content-Length: 7")
        + END,
        XML + b"".join(part(f"{n}.jpg", b"", f"{n}.jpg") for n in range(600)) + END,
    ],
    ids=["cut", "no end", "no parts", "attachment", "false length", "600 parts"],
)
def test_parts_that_cannot_be_read_are_refused_in_a_sentence_and_nothing_is_stored(post, body):
    answer = post(body)

    assert answer.status_code == 400
    assert "The parts of this submission cannot be read. Send the form again." in answer.text
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/xml", filled()),
        ("application/x-www-form-urlencoded", b"xml_submission_file=x"),
        (MULTIPART, part("another", filled(), "household.xml") + END),
        ("", b"x"),
        (MULTIPART, b""),
    ],
)
def test_without_the_part_that_holds_the_answers_nothing_is_stored(post, kind, body):
    answer = post(body, kind)

    assert answer.status_code == 400
    assert "The part xml_submission_file is missing." in answer.text
    assert not Submission.objects.exists()


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary="])
def test_a_submission_that_does_not_say_where_its_parts_end_is_refused(post, kind):
    answer = post(XML + END, kind)

    assert answer.status_code == 400
    assert not Submission.objects.exists()
