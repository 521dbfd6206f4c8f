"""Phones, forms and versions are remembered between submissions; any change counts at once."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.registry.collection.conftest import filled
from waystation.foundation.audit.queries import in_sql
from waystation.registry.collection import actions
from waystation.registry.collection.models import Attachment, Form, FormVersion, Submission

pytestmark = pytest.mark.django_db


def sql(text, *values):
    """Change the database past every model, as another process does."""
    with connection.cursor() as cursor:
        cursor.execute(text, values)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ("UPDATE collection_appuser SET revoked_at = created_at", 404),
        ("UPDATE collection_appuser SET expires_at = created_at", 404),
        ("UPDATE access_user SET is_active = false", 404),
        ("DELETE FROM access_membership", 404),
        ("UPDATE collection_form SET state = 'closed'", 422),
        ("UPDATE collection_form SET key = 'another'", 404),
        ("UPDATE collection_formversion SET name = '9'", 404),
    ],
)
def test_what_another_process_changes_counts_at_the_next_submission(survey, send, change, status):
    assert send(filled("uuid:before")).status_code == 201

    sql(change)

    assert send(filled("uuid:after")).status_code == status
    assert Submission.objects.count() == 1


def test_a_form_of_another_office_is_unknown_to_the_phone(survey, send, mission):
    assert send(filled("uuid:before")).status_code == 201

    sql("UPDATE collection_form SET office_id = %s", in_sql(mission.peje.id))

    assert send(filled("uuid:after")).status_code == 404


def test_a_version_that_is_published_now_is_known_at_the_next_submission(survey, send, analyst):
    unknown = send(filled("uuid:1", version="2"))

    sql("UPDATE collection_formversion SET name = '2'")

    known = send(filled("uuid:1", version="2"))
    assert (unknown.status_code, known.status_code) == (404, 201)


def test_a_second_submission_reads_no_phone_form_or_version(survey, send):
    send(filled("uuid:first"))
    statements = []

    def note(execute, text, *rest):
        statements.append(str(text))
        return execute(text, *rest)

    with connection.execute_wrapper(note):
        answer = send(filled("uuid:second"))

    tables = ("collection_appuser", "collection_form", "access_user", "access_membership")
    reads = [
        one for one in statements if one.startswith("SELECT") and any(t in one for t in tables)
    ]
    assert answer.status_code == 201
    assert reads == []
    assert len([one for one in statements if "access_changestamp" in one]) == 1


def test_a_closed_form_still_knows_what_it_has_received(survey, send, analyst):
    send(filled("uuid:1"))
    sql("UPDATE collection_form SET state = 'closed'")

    again, new = send(filled("uuid:1")), send(filled("uuid:2"))

    assert (again.status_code, new.status_code) == (201, 422)
    assert Form.objects.get().state == "closed"
    assert Submission.objects.count() == 1


def test_a_submission_whose_file_is_refused_leaves_nothing_behind(
    survey, analyst, arta, monkeypatch
):
    monkeypatch.setattr(actions.files, "MOST_ATTACHMENTS", 60)
    many = {f"{n}.jpg": actions.files.ReceivedFile(b"x%d" % n) for n in range(61)}

    with pytest.raises(Exception, match="at most 60 files"):
        actions.receive_submission(arta, filled("uuid:1"), many)

    assert FormVersion.objects.count() == 1
    assert not Submission.objects.exists()
    assert not Attachment.objects.exists()
