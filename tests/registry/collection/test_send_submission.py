"""What a phone gets back, and what is kept."""

import zlib

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from lxml import etree

from tests.registry.collection.conftest import filled, workbook
from waystation.foundation.access import queries as access
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import NotAllowed, NotSeen
from waystation.registry.collection import actions, queries
from waystation.registry.collection.models import Attachment, RawXml, Submission

pytestmark = pytest.mark.django_db


def sentence(response):
    return etree.fromstring(response.content)[0].text


def test_a_phone_finds_the_form_downloads_it_and_sends_it(client, survey, send, mission):
    listed = client.get(f"{survey.at}/formList")
    entry = {child.tag.rsplit("}")[-1]: child.text for child in etree.fromstring(listed.content)[0]}
    form = client.get(entry["downloadUrl"])

    head = client.head(f"{survey.at}/submission")
    answer = send(filled())

    assert listed["X-OpenRosa-Version"] == "1.0"
    assert (entry["formID"], entry["version"]) == ("household", "1")
    assert entry["hash"] == f"md5:{survey.version.digest}"
    assert b"<h:html" in form.content
    assert (head.status_code, answer.status_code) == (204, 201)
    assert head["Location"].endswith("/submission")
    kept = Submission.objects.get()
    assert (kept.state, kept.problems, kept.office_id) == ("kept", [], mission.prishtine.id)
    assert Entry.objects.get(verb="submission.receive").channel == "phone"


def test_the_same_bytes_twice_are_one_record_and_201_twice(survey, send):
    first, second = send(filled()), send(filled())

    assert (first.status_code, second.status_code) == (201, 201)
    assert Submission.objects.count() == RawXml.objects.count() == 1
    assert Entry.objects.filter(verb="submission.receive").count() == 1


def test_other_bytes_under_the_same_instance_id_are_refused(survey, send):
    send(filled())

    answer = send(filled(extra="<!-- one more -->"))

    assert answer.status_code == 409
    assert "different submission" in sentence(answer)
    assert Submission.objects.count() == 1


def test_files_may_follow_in_several_posts(survey, send):
    one = filled(extra="<photo>a.jpg</photo>")
    send(one, a_jpg=b"first picture")
    again = send(one, a_jpg=b"first picture", b_jpg=b"second picture")
    other = send(one, a_jpg=b"another picture")

    assert (again.status_code, other.status_code) == (201, 409)
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["a.jpg", "b.jpg"]
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (filled(version="7"), 404, "never published"),
        (filled(form="nobody"), 404, "has no form"),
        (b"<household id='household' version='1'><meta/></household>", 422, "no instance id"),
        (b"<household id='household'", 422, "line 1"),
        (b"no xml at all", 422, "not readable XML"),
        (b"<a><meta><instanceID>x</instanceID></meta></a>", 422, "which form"),
        (filled().replace(b'version="1"', b'version="1" encrypted="yes"'), 422, "encrypted"),
        (
            b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
            + filled(body="<name>&b;</name>"),
            422,
            "entities",
        ),
        (b"<a>" * 5000 + b"</a>" * 5000, 422, "too deeply"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(survey, send, content, status, words):
    answer = send(content)

    assert answer.status_code == status
    assert words in sentence(answer)
    assert answer["X-OpenRosa-Version"] == "1.0"
    assert not Submission.objects.exists()


def test_a_closed_form_takes_nothing_new_but_knows_what_it_has(survey, send, analyst):
    send(filled("uuid:1"))
    actions.change_form_state(analyst, survey.form.id, "close")

    again, fresh = send(filled("uuid:1")), send(filled("uuid:2"))

    assert (again.status_code, fresh.status_code) == (201, 422)
    assert "closed" in sentence(fresh)


def test_a_stopped_phone_is_told_to_ask_for_a_new_code(client, survey, send, analyst):
    actions.revoke_app_user(analyst, survey.phone.id)

    answer = send(filled())

    assert answer.status_code == 404
    assert "new QR code" in sentence(answer)
    assert client.get(f"{survey.at}/formList").status_code == 404


def test_the_token_is_kept_as_a_hash_only(survey):
    with connection.cursor() as cursor:
        cursor.execute("SELECT token_hash FROM collection_appuser")
        stored = str(cursor.fetchall())

    assert survey.token not in stored


def test_answers_and_pictures_are_sealed_at_rest(survey, send):
    send(filled(), a_jpg=b"the face of Zana")

    with connection.cursor() as cursor:
        for table in ("submission", "rawxml", "attachment"):
            cursor.execute(f"SELECT * FROM collection_{table}")
            cells = [bytes(c) for row in cursor.fetchall() for c in row
                     if isinstance(c, bytes | memoryview)]  # fmt: skip
            assert cells
            for cell in cells:
                assert b"Zana" not in cell
                with pytest.raises(zlib.error):
                    zlib.decompress(cell)


def test_the_raw_xml_comes_back_byte_for_byte(survey, send, analyst):
    content = filled(extra="\n  <!-- kept too -->\n")
    send(content)

    opened = queries.open_submission(analyst, Submission.objects.get().id)

    assert queries.raw_xml(analyst, opened) == content
    assert Entry.objects.filter(verb="submission.read", user_id=analyst.id).count() == 1


def test_the_database_itself_refuses_to_change_raw_xml_and_to_keep_one_twice(survey, send):
    send(filled())

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE collection_rawxml SET sealed = sealed")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE collection_submission SET state = 'refused', sentence = ''")


def test_nothing_is_kept_when_the_trail_cannot_be_written(survey, send, monkeypatch):
    from waystation.foundation.audit import actions as audit

    def broken(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(audit, "log", broken)
    with pytest.raises(DatabaseError):
        send(filled())

    assert not Submission.objects.exists()


def test_milan_may_not_send_to_a_form_of_another_office(survey, milan):
    with pytest.raises(NotSeen):
        actions.receive_submission(milan, filled())

    assert not Submission.objects.exists()


def test_blerim_may_look_but_not_send(survey, send, blerim, arta):
    with pytest.raises(NotAllowed):
        actions.receive_submission(blerim, filled())
    send(filled())

    seen = queries.submissions_visible_to(blerim, survey.form)

    assert len(seen) == 1
    assert (
        list(queries.submissions_visible_to(arta, survey.form)) == []
    )  # she sends, but reads nothing


def test_a_reader_of_another_office_sees_nothing(survey, send, reader_elsewhere):
    send(filled())
    key = Submission.objects.get().id

    assert list(queries.forms_visible_to(reader_elsewhere)) == []
    assert list(queries.submissions_visible_to(reader_elsewhere, survey.form)) == []
    with pytest.raises(NotSeen):
        queries.form_visible_to(reader_elsewhere, survey.form.id)
    with pytest.raises(NotSeen):
        queries.open_submission(reader_elsewhere, key)


def test_a_list_of_submissions_asks_the_database_the_same_few_times(
    survey, send, analyst, django_assert_max_num_queries
):
    for number in range(5):
        send(filled(f"uuid:{number}"))
    access.reach_of(analyst)

    with django_assert_max_num_queries(3):
        assert len(queries.submissions_visible_to(analyst, survey.form)) == 5
    with django_assert_max_num_queries(3):
        assert len(list(queries.rows_of(analyst, survey.form))) == 5


def test_an_older_published_version_is_still_accepted(survey, send, analyst, mission, client):
    newer = workbook(settings=(("form_id", "household"), ("form_title", "H"), ("version", "2")))
    draft = actions.upload_form(analyst, mission.prishtine.id, "h.xlsx", newer)
    unpublished = send(filled("uuid:a", version="2"))
    actions.publish_version(analyst, draft.id)

    old, new = send(filled("uuid:b", version="1")), send(filled("uuid:c", version="2"))

    assert [r.status_code for r in (unpublished, old, new)] == [404, 201, 201]
    assert b"<version>2</version>" in client.get(f"{survey.at}/formList").content
