"""Every record has a digest in the audit log, so that a change outside Waystation is reported."""

import pytest
from django.core import mail
from django.db import transaction

from tests.foundation.audit.tampering import sql
from waystation.foundation.access import proving
from waystation.foundation.audit import actions as audit
from waystation.foundation.audit import verifying
from waystation.foundation.audit.models import Entry
from waystation.foundation.audit.prepared import in_sql
from waystation.foundation.shared.keys import new_key
from waystation.registry.people.models import Person
from waystation.services.centres import actions
from waystation.services.centres.models import Attendee, Session, Visit


@pytest.fixture
def proved(mission):
    """Return the sentences about everything that is not as the log knows it."""
    return lambda: verifying.verify_organisation(mission.organisation.id).sentences


def test_what_the_program_writes_is_as_the_log_knows_it(mission, arta, visitors, record, proved):
    visit = record(person_id=visitors.besim.id, advice="Ask at the municipality")
    actions.edit_visit(arta, visit.id, {"minutes": 20}, {"minutes": 35})

    verdict = verifying.verify_organisation(mission.organisation.id)

    assert verdict.sentences == []
    assert verdict.records >= 3 + 2 + 1  # roles, visitors, the visit


@pytest.mark.parametrize(
    "change",
    ["minutes = 21", "reason = 'study'", "topics = '[\"study\"]'", "ended_at = started_at",
     "informed = NOT informed", "person_id = NULL", "created_at = '2026-01-01 00:00:00+00:00'"],
)  # fmt: skip
def test_a_visit_changed_by_sql_is_named(visitors, record, proved, change):
    visit = record(person_id=visitors.besim.id)
    record(person_id=visitors.elif_.id)

    sql(f"UPDATE centres_visit SET {change} WHERE id = %s", in_sql(visit.id))

    number = Entry.objects.get(verb="visit.record", subject_id=visit.id).number
    said = f"centres.Visit {visit.id} was changed outside Waystation (after entry {number})."
    assert said in proved()


def test_forty_changed_and_ten_deleted_by_sql_are_all_found(mission, record, proved):
    visits = [record() for _ in range(60)]
    keys = [in_sql(visit.id) for visit in visits]

    for key in keys[:40]:
        sql("UPDATE centres_visit SET minutes = 1 WHERE id = %s", key)
    for key in keys[40:50]:
        sql("DELETE FROM centres_visit WHERE id = %s", key)

    found = verifying.verify_organisation(mission.organisation.id).differences
    assert [one.what for one in found].count("changed") == 40
    assert [one.what for one in found].count("removed") == 10
    assert {one.key for one in found} == {visit.id for visit in visits[:50]}
    assert "… and 30 more of centres.Visit." in proved()


def test_a_visit_added_by_sql_is_named(record, proved):
    visit = record()
    columns = ", ".join(f'"{field.column}"' for field in Visit._meta.fields if field.column != "id")
    key = new_key()

    sql(
        f"INSERT INTO centres_visit (id, {columns}) SELECT %s, {columns} FROM centres_visit "
        "WHERE id = %s",
        in_sql(key), in_sql(visit.id),
    )  # fmt: skip

    assert proved() == [
        f"centres.Visit {key} was added outside Waystation: the log has no entry for it."
    ]


def test_an_old_state_of_a_row_put_back_is_named(arta, record, proved):
    visit = record(minutes=20)
    before = visit.changed_at
    actions.edit_visit(arta, visit.id, {"minutes": 20}, {"minutes": 35})

    sql("UPDATE centres_visit SET minutes = 20, version = 1 WHERE id = %s", in_sql(visit.id))

    assert Visit.objects.get(id=visit.id).changed_at == before
    assert any("was changed outside" in one for one in proved())


def test_a_role_given_by_sql_is_named(mission, milan, proved):
    sql("UPDATE access_membership SET role = 'administrator' WHERE user_id = %s", in_sql(milan.id))

    (said,) = proved()
    assert said.startswith("access.Membership ")


def test_rows_written_in_bulk_are_in_the_log(mission, arta, visitors, proved):
    session = actions.record_session(
        arta, mission.prishtine.id, title="Work abroad", day=visitors.besim.last_contact_on,
        topics=["study"], minutes=60, person_ids=[visitors.besim.id],
        counts={"female": {"": 12}, "male": {"": 3}},
    )  # fmt: skip

    assert proved() == []
    assert Attendee.objects.filter(session=session).exists()


def test_rows_changed_by_a_query_are_in_the_log(mission, arta, record, proved):
    record()
    with transaction.atomic():
        Visit.objects.update(minutes=5)
        audit.log(arta, "test.many", "centres.Visit", None)

    assert proved() == []
    assert Entry.objects.get(verb="test.many").records.count("centres.Visit") == 1


def test_a_row_deleted_by_the_program_is_in_the_log(mission, arta, record, proved):
    record()
    with transaction.atomic():
        Visit.objects.all().delete()
        audit.log(arta, "test.delete", "centres.Visit", None)

    assert proved() == []
    assert Entry.objects.get(verb="test.delete").records.endswith(" -")


def test_what_was_rolled_back_is_not_in_the_log(mission, arta, record, proved):
    visit = record()
    stamp = {"created_at": visit.created_at, "changed_at": visit.created_at, "day": visit.day}
    with transaction.atomic():
        Visit.objects.filter(id=visit.id).delete()
        Session.objects.create(
            organisation=mission.organisation,
            office=mission.prishtine,
            title="Never",
            minutes=1,
            **stamp,
        )
        transaction.set_rollback(True)

    with transaction.atomic():
        audit.log(arta, "test.later", "test", None)

    assert "Session" not in Entry.objects.get(verb="test.later").records
    assert proved() == []


def test_what_is_written_after_the_last_entry_gets_one_of_its_own(
    mission, arta, record, proved, django_capture_on_commit_callbacks
):
    visit = record()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        audit.log(arta, "test.first", "centres.Visit", visit.id)
        visit.minutes = 44
        visit.save()

    last = Entry.objects.filter(organisation_id=mission.organisation.id).order_by("number").last()
    assert last.verb == "record.write"
    assert last.records.startswith(f"centres.Visit {visit.id.hex} ")
    assert proved() == []


def test_a_merge_and_an_erasure_leave_nothing_unknown(mission, arta, visitors, record, proved):
    from waystation.registry.people import actions as people
    from waystation.registry.privacy import actions as privacy

    record(person_id=visitors.besim.id, advice="Something")
    people.merge_people(arta, visitors.elif_.id, visitors.besim.id)
    vera = mission.hire("Vera Officer", mission.prishtine, "data_protection_officer")
    privacy.erase_person(vera, visitors.elif_.id, reason="asked")

    assert proved() == []


def test_what_the_office_decides_on_is_taken_into_the_log_with_the_reason(mission, record, proved):
    visit = record()
    sql("UPDATE centres_visit SET minutes = 9 WHERE id = %s", in_sql(visit.id))

    taken = verifying.attest(mission.organisation.id, "Repaired on 21 September, decided by Vera")

    assert taken == 1
    assert proved() == []
    assert "decided by Vera" in Entry.objects.get(verb="record.attest").detail["reason"]


def test_people_are_covered_as_well(visitors, proved):
    sql("UPDATE people_person SET sex = 'female' WHERE id = %s", in_sql(visitors.besim.id))

    assert Person.objects.get(id=visitors.besim.id).sex == "female"
    (said,) = proved()
    assert said.startswith(f"people.Person {visitors.besim.id} was changed outside Waystation")


def test_each_morning_everything_is_checked_and_a_difference_is_told_by_e_mail(
    mission, record, settings, tmp_path
):
    settings.STATE, settings.HEAD_TARGETS = tmp_path, {"email": ["dpo@example.org"]}
    visit = record()
    proving.verify_daily()
    calm = len(mail.outbox)

    sql("UPDATE centres_visit SET minutes = 9 WHERE id = %s", in_sql(visit.id))
    proving.verify_daily()

    [letter] = mail.outbox
    assert calm == 0
    assert f"centres.Visit {visit.id} was changed outside Waystation" in letter.body
    assert [
        one.detail["broken"] > 0
        for one in Entry.objects.filter(verb="verify.run").order_by("number")
    ] == [
        False,
        True,
    ]
