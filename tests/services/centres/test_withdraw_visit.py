"""A visit recorded by mistake is withdrawn with a reason: it stays, and counts nowhere."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from tests.services.centres.test_waiting import ANSWERS
from waystation.foundation.audit.models import Entry
from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.periods import month, today_in
from waystation.services.centres import actions, facts, queries
from waystation.services.centres.models import Visit

pytestmark = pytest.mark.django_db
WHY = {"reason_given": "Recorded twice"}


@pytest.fixture
def visit(mission, arta):
    return actions.record_visit(arta, mission.prishtine.id, **ANSWERS)


def test_it_counts_nowhere_and_stays_with_its_reason(mission, arta, visit):
    withdrawn = actions.change_visit_state(arta, visit.id, "withdraw", **WHY)

    counts = queries.counts_of(arta, month(today_in())).four
    rows = facts.read_visits(mission.organisation.id, None)
    assert (counts.visits, rows.num_rows) == (0, 0)
    assert read_sealed(withdrawn, "withdrawal_reason") == "Recorded twice"
    assert b"Recorded" not in bytes(withdrawn.withdrawal_reason)
    assert Entry.objects.get(verb="visit.withdraw").user_id == arta.id


def test_restored_it_counts_again(mission, arta, visit):
    actions.change_visit_state(arta, visit.id, "withdraw", **WHY)

    actions.change_visit_state(arta, visit.id, "restore")

    assert queries.counts_of(arta, month(today_in())).four.visits == 1
    assert facts.read_visits(mission.organisation.id, None).num_rows == 1


def test_sent_twice_it_is_withdrawn_once(arta, visit):
    for _ in range(2):
        actions.change_visit_state(arta, visit.id, "withdraw", **WHY)

    assert Entry.objects.filter(verb="visit.withdraw").count() == 1
    assert Visit.objects.get().version == 2


@pytest.mark.parametrize("given", [{}, {"reason_given": ""}, {"reason_given": "x" * 301}])
def test_without_a_reason_nothing_is_withdrawn(arta, visit, given):
    with pytest.raises(Refusal) as refused:
        actions.change_visit_state(arta, visit.id, "withdraw", **given)

    assert refused.value.field == "reason_given"
    assert Visit.objects.get().state == "recorded"


def test_blerim_may_not_and_for_milan_there_is_none(blerim, milan, visit):
    with pytest.raises(NotAllowed):
        actions.change_visit_state(blerim, visit.id, "withdraw", **WHY)
    with pytest.raises(NotSeen):
        actions.change_visit_state(milan, visit.id, "withdraw", **WHY)


def test_on_the_page_a_check_page_asks_why(client, arta, visit):
    client.force_login(arta)
    page = reverse("centres:visit_transition", args=[visit.id, "withdraw"])

    shown = client.get(page)
    empty = client.post(page, {})
    done = client.post(page, WHY, follow=True)

    assert "not counted" in shown.content.decode()
    assert empty.status_code == 422
    assert "Withdrawn" in done.content.decode()
    assert reverse("centres:visit_transition", args=[visit.id, "restore"]) in done.content.decode()
    assert (
        client.get(reverse("centres:visit_transition", args=[visit.id, "burn"])).status_code == 404
    )


def test_who_may_see_the_visit_reads_on_its_page_why_it_was_withdrawn(client, arta, blerim, visit):
    actions.change_visit_state(arta, visit.id, "withdraw", **WHY)
    client.force_login(blerim)

    page = client.get(reverse("centres:visit", args=[visit.id])).content.decode()

    assert "Why the visit is withdrawn" in page
    assert "Recorded twice" in page


def test_over_the_api_it_is_the_same_action(client, arta, visit):
    client.force_login(arta)
    at = f"/api/v1/centres/visits/{visit.id}/withdraw"

    empty = client.post(at, {}, content_type="application/json")
    done = client.post(at, WHY, content_type="application/json")

    assert (empty.status_code, done.status_code) == (422, 200)
    assert done.json()["state"] == "withdrawn"


def test_the_list_shows_its_state_and_filters_by_it(client, mission, arta, visit):
    actions.record_visit(arta, mission.prishtine.id, **ANSWERS)
    actions.change_visit_state(arta, visit.id, "withdraw", **WHY)
    client.force_login(arta)

    every = client.get(reverse("centres:visits"))
    withdrawn = client.get(reverse("centres:visits"), {"state": "withdrawn"})

    assert [len(one.context["rows"]) for one in (every, withdrawn)] == [2, 1]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE centres_visit SET state = 'withdrawn'",
        "UPDATE centres_visit SET withdrawn_at = '2026-09-21 10:00:00'",
    ],
)
def test_plain_sql_cannot_store_a_withdrawal_without_its_time(visit, sql):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_an_edition_that_counted_it_shows_an_adjustment(mission, arta, visit):
    """The audit log names the visit as changed, so that figures are read again."""
    before = Entry.objects.latest("number").number

    actions.change_visit_state(arta, visit.id, "withdraw", **WHY)

    from waystation.foundation.audit.queries import changes_since

    changed = changes_since(mission.organisation.id, before)
    assert changed == {"centres.Visit": {visit.id}}
