"""Programmes and projects: entered, changed, started and completed; who sees them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from tests.governance.programmes.conftest import PLAIN
from waystation.foundation.records.actions import record_entry
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.governance.programmes import actions, queries
from waystation.governance.programmes.fields import PROGRAMME
from waystation.governance.programmes.models import BudgetLine, Programme, Share
from waystation.governance.programmes.queries.registers import REGISTERS
from waystation.governance.programmes.rules.people import People
from waystation.governance.programmes.views.common import format_qualified

pytestmark = pytest.mark.django_db


def test_a_project_is_entered_once_by_its_key(mission, blerim):
    key = new_key()

    first = actions.record_programme(blerim, mission.prishtine.id, key=key, **PLAIN)
    again = actions.record_programme(blerim, mission.prishtine.id, key=key, **PLAIN)

    assert first == again
    assert Programme.objects.count() == 1
    with pytest.raises(Conflict):
        actions.record_programme(
            blerim, mission.prishtine.id, key=key, **{**PLAIN, "title": "Another"}
        )


def test_a_code_is_used_once(mission, blerim, project):
    with pytest.raises(Refusal) as refused:
        actions.record_programme(blerim, mission.prishtine.id, **PLAIN)

    assert refused.value.code == "code_known"


def test_who_may_look_may_not_change_and_another_office_sees_nothing(mission, project):
    seen = queries.programmes.programmes_visible_to(mission.arta)

    assert list(seen) == [project]
    assert list(queries.programmes.programmes_visible_to(mission.milan)) == []
    with pytest.raises(NotAllowed):
        actions.edit_programme(mission.arta, project.id, {"title": PLAIN["title"]}, {"title": "X"})
    with pytest.raises(NotSeen):
        actions.edit_programme(mission.milan, project.id, {}, {})
    with pytest.raises(NotAllowed):
        actions.record_programme(mission.arta, mission.prishtine.id, **{**PLAIN, "code": "Y"})


def test_a_project_is_started_and_completed_on_its_days(blerim, project):
    actions.change_programme_state(blerim, project.id, "start", started_on=date(2008, 2, 1))

    with pytest.raises(Refusal) as refused:
        actions.change_programme_state(blerim, project.id, "complete", ended_on=date(2007, 1, 1))
    done = actions.change_programme_state(
        blerim, project.id, "complete", ended_on=date(2010, 1, 31)
    )

    assert refused.value.field == "ended_on"
    assert (done.state, done.started_on, done.ended_on) == (
        "completed",
        date(2008, 2, 1),
        date(2010, 1, 31),
    )


def test_two_editors_of_the_same_field_are_a_conflict(blerim, project):
    seen = values_of(project, PROGRAMME)
    actions.edit_programme(blerim, project.id, seen, {"title": "First"})

    with pytest.raises(Conflict):
        actions.edit_programme(blerim, project.id, seen, {"title": "Second"})


def test_five_donors_have_unknown_shares_or_shares_of_a_hundred(
    blerim, project, organisations_known
):
    donors = [
        organisations_known[name].id
        for name in ("European Commission", "Switzerland", "Germany", "Italy", "Liechtenstein")
    ]

    actions.set_donors(blerim, project.id, [(one, None) for one in donors])
    with pytest.raises(Refusal) as refused:
        actions.set_donors(blerim, project.id, [(donors[0], Decimal(60)), (donors[1], Decimal(30))])
    rows = actions.set_donors(
        blerim, project.id, [(donors[0], Decimal(60)), (donors[1], Decimal(40))]
    )

    assert refused.value.code == "shares_sum"
    assert [(row.entity.name, row.per_cent) for row in rows] == [
        ("European Commission", 60),
        ("Switzerland", 40),
    ]
    assert Share.objects.count() == 2


def test_a_tree_counts_its_budget_once_and_adds_its_payments(blerim, tree):
    budget, payment = REGISTERS["budget-lines"], REGISTERS["transactions"]
    sek = {"currency": "SEK", "rate": "11.35", "rate_on": "2026-01-02", "rate_source": "ECB"}
    for key, amount in ((tree.top.id, "1000"), (tree.low.id, "300")):
        record_entry(blerim, budget, {"programme": key, "label": "All", "amount": amount})
    record_entry(
        blerim, payment, {"programme": tree.low.id, "kind": "expenditure", "day": "2026-01-05",
                          "amount": "1135", **sek}
    )  # fmt: skip
    record_entry(
        blerim, payment, {"programme": tree.top.id, "kind": "expenditure", "day": "2026-01-06",
                          "amount": "50"}
    )  # fmt: skip

    totals = queries.money.totals_of(tree.top)

    assert totals.budget.total.euros == Decimal(1000)
    assert totals.budget.within.euros == Decimal(300)
    assert totals.spent.by_currency == {"SEK": Decimal(1135), "EUR": Decimal(50)}
    assert totals.spent.euros == Decimal(150)


def test_people_are_counted_at_the_level_that_owns_them(blerim, tree):
    reach = REGISTERS["people-reached"]
    period = {"starts_on": "2026-01-01", "ends_on": "2026-03-31", "source": "Lists of attendance"}
    record_entry(blerim, reach, {"programme": tree.middle.id, "people": "100", **period})
    record_entry(blerim, reach, {"programme": tree.low.id, "people": "40", **period})

    people = queries.money.totals_of(tree.top).people

    assert (people.total, people.within) == (People(100), People(40))


def test_a_sum_of_people_is_as_vague_as_what_was_added():
    about, up_to, exact = People(1500, "about"), People(15000, "up_to"), People(20)

    sums = [exact + about, up_to + exact, up_to + up_to, about + up_to, People() + about]

    assert [str(format_qualified(one.number, one.qualifier)) for one in sums] == [
        "approximately 1,520",
        "up to 15,020",
        "up to 30,000",
        "approximately 16,500",
        "approximately 1,500",
    ]


def test_an_entry_for_a_project_of_another_office_is_refused(mission, project):
    stranger = mission.hire("Petar Ilić", mission.peje, "programme_manager")
    budget = REGISTERS["budget-lines"]

    with pytest.raises(Refusal) as refused:
        record_entry(stranger, budget, {"programme": project.id, "label": "X", "amount": "1"})

    assert refused.value.code == "choice_unknown"
    assert BudgetLine.objects.count() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programmes_share SET per_cent = 101",
        "UPDATE programmes_share SET per_cent = 0",
        "UPDATE programmes_programme SET state = 'nothing'",
        "UPDATE programmes_programme SET state = 'completed'",
        "UPDATE programmes_programme SET title = ''",
        "UPDATE programmes_programme SET ends_on = '2000-01-01'",
    ],
)
def test_the_database_agrees(blerim, project, organisations_known, statement):
    donor = organisations_known["Italy"]
    actions.set_donors(blerim, project.id, [(donor.id, Decimal(100))])

    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_pages_show_what_the_office_has_and_hide_it_from_another(client, mission, project):
    page = reverse("programmes:programme", args=[project.id])

    client.force_login(mission.arta)
    shown = client.get(page)
    home = client.get(reverse("programmes:home"))
    listed = client.get(reverse("programmes:programmes"))
    change = client.get(reverse("programmes:change", args=[project.id]))
    client.force_login(mission.milan)
    hidden = client.get(page)
    empty = client.get(reverse("programmes:home"))

    assert PLAIN["title"] in shown.content.decode()
    assert PLAIN["title"] in home.content.decode()
    assert PLAIN["title"] in listed.content.decode()
    assert change.status_code == 403
    assert hidden.status_code == 404
    assert PLAIN["title"] not in empty.content.decode()


def test_a_manager_walks_from_a_new_project_to_its_donors(
    client, mission, blerim, organisations_known
):
    client.force_login(blerim)
    donor = organisations_known["European Commission"]
    made = client.post(
        reverse("programmes:new"),
        {"office": mission.prishtine.id, "code": "K.1", "title": "New one", "level": "project"},
    )
    one = Programme.objects.get(code="K.1")
    address = reverse("programmes:donors", args=[one.id])
    wrong = client.post(address, {"donor-0": donor.id, "share-0": "90"})
    right = client.post(address, {"donor-0": donor.id, "share-0": "100"})
    page = client.get(reverse("programmes:programme", args=[one.id]))

    assert made.status_code == 302
    assert wrong.status_code == 422
    assert "The shares of the donors add to 90 %" in wrong.content.decode()
    assert right.status_code == 302
    assert "European Commission" in page.content.decode()
