"""What the centres show on a person's page, and what is read for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.services.centres.conftest import NOW
from tests.services.centres.test_call_backs import agree, told  # noqa: F401  a fixture
from waystation.registry.people import queries as people
from waystation.registry.privacy import actions as privacy
from waystation.services.centres import actions, queries
from waystation.services.centres.models import CallBack, Plan, Visit

TODAY = NOW.date()


def calls_shown(user, person):
    return [one.record for one in queries.timeline_of(user, person.id) if one.icon == "phone"]


def test_only_the_kinds_of_records_that_exist_are_read(client, arta, record, visitors):
    record(person_id=visitors.besim.id)
    client.force_login(arta)
    address = reverse("people:person", args=[visitors.besim.id])
    client.get(address)

    with CaptureQueriesContext(connection) as asked:
        page = client.get(address).content.decode()

    read = [one["sql"] for one in asked if (one["sql"] or "").startswith('SELECT "centres_')]
    assert people.models_about(visitors.besim.id) >= {Visit}
    assert Plan not in people.models_about(visitors.besim.id)
    assert len(read) == 1
    assert '"centres_visit"' in read[0]
    assert "Work abroad" in page


def test_milan_and_blerim_see_what_their_rights_allow(arta, milan, blerim, record, visitors):
    visit = record(person_id=visitors.besim.id)

    seen = {
        name: [one.record for one in queries.timeline_of(user, visitors.besim.id)]
        for name, user in (("arta", arta), ("milan", milan), ("blerim", blerim))
    }

    assert seen == {"arta": [visit.id], "milan": [], "blerim": [visit.id]}


def test_a_call_about_a_changed_rule_needs_a_consent_at_that_moment(
    arta, told, publish_second, time_machine  # noqa: F811
):  # fmt: skip
    publish_second()
    agreed = CallBack.objects.get(person_id=told[0].id)
    refused = CallBack.objects.get(person_id=told[3].id)
    consent = agree(arta, told[4], expires_on=TODAY + timedelta(days=2))
    limited = CallBack.objects.get(person_id=told[4].id)
    before = [calls_shown(arta, told[number]) for number in (0, 3, 4)]

    time_machine.move_to(NOW + timedelta(days=3), tick=False)
    expired = calls_shown(arta, told[4])
    privacy.withdraw_consent(arta, agree(arta, told[4]).id)

    assert before == [[agreed.id], [], [limited.id]]
    assert (expired, calls_shown(arta, told[4])) == ([], [])
    assert refused.state == limited.state == "open"
    assert consent.id


def test_an_agreed_call_needs_no_consent_and_a_withdrawn_visit_leaves_none(
    mission, arta, record, visitors
):
    call = actions.record_call_back(
        arta, mission.prishtine.id, person_id=visitors.besim.id, due_on=TODAY
    )
    visit = record(
        person_id=visitors.besim.id, next_step="call_back", call_back_on=TODAY + timedelta(days=1)
    )
    both = calls_shown(arta, visitors.besim)

    actions.change_visit_state(arta, visit.id, "withdraw", reason_given="Wrong person")

    assert len(both) == 2
    assert calls_shown(arta, visitors.besim) == [call.id]


@pytest.mark.sqlite_only
def test_a_persons_records_are_found_by_the_person_not_in_the_list_of_the_office(
    arta, record, visitors
):
    record(person_id=visitors.besim.id)
    seen = []

    def keep(execute, sql, params, many, context):
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        queries.timeline_of(arta, visitors.besim.id)

    with connection.cursor() as cursor:
        plans = [
            row[3]
            for sql, params in seen
            for row in cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()
        ]
    assert any("(person_id=?" in plan for plan in plans)
    assert not [plan for plan in plans if "(organisation_id=? AND office_id=?" in plan]
