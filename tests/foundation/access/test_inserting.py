"""A new record's planned statement writes what Django's own would have written."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models.functions import Now

from waystation.foundation.access.inserting import PlannedInsert, as_stored, insert, save_all
from waystation.foundation.access.models import Office
from waystation.foundation.audit import actions as audit
from waystation.foundation.audit import verifying
from waystation.foundation.audit.content import digests_of
from waystation.foundation.audit.models import Entry
from waystation.foundation.messaging.models import Delivery
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.governance.results.models import Target
from waystation.registry.collection.models import Attachment, RawXml, Submission

pytestmark = pytest.mark.django_db


def statements(work):
    """Do something; return the statements that it sent."""
    sent = []

    def note(execute, text, *rest):
        sent.append(str(text))
        return execute(text, *rest)

    with connection.execute_wrapper(note):
        work()
    return sent


def a_submission(survey, user, number):
    return Submission.begin(
        user,
        survey.form.office_id,
        form=survey.form,
        form_version=survey.version,
        instance_id=f"uuid:{number}",
        digest="d" * 64,
        sealed=b"\x00\xff sealed",
        problems=[{"kind": "required", "question": "emri “ë”"}],
        files_asked_at=now() - timedelta(days=1),
        supersedes=None,
    )


@pytest.fixture
def survey(mission, arta):
    from tests.registry.collection.conftest import workbook
    from waystation.registry.collection import actions

    drita = mission.hire("Drita Krasniqi", mission.prishtine, "analyst")
    version = actions.upload_form(drita, mission.prishtine.id, "household.xlsx", workbook())
    version = actions.publish_version(drita, version.id)

    class Survey:
        form = version.form

    Survey.version = version
    return Survey


def stored(record):
    """What a database gives back, all but the key and the times of making."""
    row = type(record).objects.filter(pk=record.pk).values().get()
    return {
        name: bytes(value) if isinstance(value, memoryview) else value
        for name, value in row.items()
        if name not in {"id", "instance_id", "created_at", "changed_at", "files_asked_at"}
    }


def test_the_row_equals_the_one_that_django_writes(survey, arta):
    ours, theirs = a_submission(survey, arta, 1), a_submission(survey, arta, 2)

    ours.save(force_insert=True)
    models.Model.save(theirs, force_insert=True)

    assert stored(ours) == stored(theirs)
    again = Submission.objects.get(pk=ours.pk)
    assert again.files_asked_at == ours.files_asked_at
    assert again.created_at == ours.created_at


def test_the_insert_names_every_column_and_needs_one_query(survey, arta):
    record = a_submission(survey, arta, 1)

    sent = statements(lambda: record.save(force_insert=True))

    (text,) = sent
    assert text.startswith('INSERT INTO "collection_submission"')
    assert text.count("%s") == len(Submission._meta.concrete_fields)


def test_the_audit_log_covers_it_like_any_other_write(survey, arta):
    record = a_submission(survey, arta, 1)

    with transaction.atomic():
        record.save(force_insert=True)

    found = digests_of(Submission, arta.organisation_id, [record.id])
    assert list(found) == [record.id]
    assert not record._state.adding


def test_a_duplicate_key_aborts_the_transaction_as_in_django(survey, arta):
    first = a_submission(survey, arta, 1)
    first.save(force_insert=True)

    with transaction.atomic():
        with pytest.raises(IntegrityError):
            a_submission(survey, arta, 1).save(force_insert=True)
        broken = connection.needs_rollback

    assert broken
    assert Submission.objects.count() == 1


def test_a_database_expression_falls_back_to_djangos_save(survey, arta):
    record = a_submission(survey, arta, 1)
    record.files_asked_at = Now()

    assert insert(record) is False
    record.save(force_insert=True)

    record.refresh_from_db()
    assert record.files_asked_at is not None


def test_a_model_without_its_own_insert_statement_is_saved_too(survey, arta):
    record = a_submission(survey, arta, 1)
    record.save(force_insert=True)

    RawXml.objects.create(submission=record, sealed=b"raw")
    Attachment.objects.create(
        submission=record, name="a.jpg", content_type="image/jpeg", size=3, digest="x",
        sealed=b"abc", received_at=now(),
    )  # fmt: skip

    assert bytes(record.raw.sealed) == b"raw"
    assert record.attachments.get().size == 3


def test_dates_and_nulls_are_written_unchanged(mission, arta):
    letter = Delivery.begin(
        arta, mission.prishtine.id, kind="files", subject_kind="x.Y", subject_id=new_key(),
        batch_id=new_key(), recipient_kind="access.User", recipient_id=arta.id,
        sent_on=today_in(),
    )  # fmt: skip

    letter.save(force_insert=True)

    again = Delivery.objects.get(pk=letter.pk)
    assert again.sent_on == today_in()
    assert again.office == Office.objects.get(id=mission.prishtine.id)


def test_every_record_model_has_an_insert_statement():
    from waystation.foundation.access.inserting import _statement

    ours = [one for one in apps.get_models() if issubclass(one, PlannedInsert)]

    assert len(ours) > 200
    assert [one for one in ours if _statement(one) is None] == []


@pytest.mark.sqlite_only
def test_a_row_that_sqlite_would_store_differently_is_not_assumed_but_read_back():
    fields = Target._meta.concrete_fields
    stored = [one.get_db_prep_save(one.get_default(), connection) for one in fields]
    value = [one.name for one in fields].index("value")

    def row(number):
        return as_stored(Target, [*stored[:value], number, *stored[value + 1 :]])

    assert row(2.5)[value] == 2.5
    assert row(math.nan) is None
    assert row("2.5") is None


def test_rows_that_belong_together_are_inserted_with_one_statement(survey, arta):
    record = a_submission(survey, arta, 1)
    raw = RawXml(submission=record, sealed=b"raw")

    with transaction.atomic():
        sent = statements(lambda: save_all(record, raw))
        found = {**digests_of(Submission, arta.organisation_id, [record.id])}

    assert len(sent) == (1 if connection.vendor == "postgresql" else 2)
    assert stored(record)["sealed"] == b"\x00\xff sealed"
    assert bytes(RawXml.objects.get(submission=record).sealed) == b"raw"
    assert list(found) == [record.id]


def test_of_rows_that_belong_together_none_is_there_if_one_is_refused(survey, arta):
    a_submission(survey, arta, 1).save(force_insert=True)
    again = a_submission(survey, arta, 1)

    with pytest.raises(IntegrityError), transaction.atomic():
        save_all(again, RawXml(submission=again, sealed=b"raw"))

    assert not RawXml.objects.filter(submission_id=again.id).exists()


def test_the_log_has_the_digest_of_each_row_that_was_inserted_with_others(survey, arta):
    record = a_submission(survey, arta, 1)

    with transaction.atomic():
        save_all(record, RawXml(submission=record, sealed=b"\x00raw"))
        audit.log(arta, "test.write", "collection.Submission", record.id)

    written = Entry.objects.latest("number").records
    digest = digests_of(RawXml, arta.organisation_id, [record.id])[record.id]
    assert f"collection.RawXml {record.id.hex} {digest}" in written
    assert verifying.verify_organisation(arta.organisation_id).differences == []
