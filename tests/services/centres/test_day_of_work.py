"""A counsellor's day of work: nothing that was typed is lost; the next page is one click away."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.registry.factsheets.conftest import drafted, first, orhan, sheet  # noqa: F401
from waystation.registry.people.models import Person
from waystation.services.centres import actions, queries
from waystation.services.centres.models import Visit

NEW = "/centres/visits/new/"
TYPED = {
    "mode": "walk_in",
    "visitor_type": "in_transit",
    "reason": "protection",
    "sex": "male",
    "community": "other",
    "language": "fa",
    "next_step": "refer",
    "given": "Farid",
    "family": "Rahimi",
    "birth_year": "1991",
}


@pytest.fixture
def typed(mission):
    return {**TYPED, "office": str(mission.prishtine.id)}


def test_what_the_visit_says_of_a_new_person_is_in_the_file(client, arta, typed):
    client.force_login(arta)

    saved = client.post(NEW, {**typed, "checked": "1"})

    person = Person.objects.get()
    assert saved.status_code == 302
    assert (person.sex, person.community, person.languages) == ("male", "other", ["fa"])
    assert Visit.objects.get().sex == ""


def test_what_was_asked_for_the_file_counts_before_the_visit(client, arta, typed):
    client.force_login(arta)

    client.post(NEW, {**typed, "new_sex": "female", "checked": "1"})

    assert Person.objects.get().sex == "female"


def test_an_age_that_the_file_could_not_hold_is_refused_and_not_lost(client, arta, typed):
    client.force_login(arta)

    refused = client.post(NEW, {**typed, "birth_year": "", "age_band": "25-34"})
    fine = client.post(NEW, {**typed, "age_band": "35-44"})

    assert refused.status_code == 422
    assert "records the year of birth" in refused.content.decode()
    assert fine.status_code == 200
    assert not Person.objects.exists()


def test_back_from_the_check_the_name_is_in_sight(client, arta, typed):
    client.force_login(arta)

    back = client.post(NEW, {**typed, "change": "visitor"}).content.decode()
    empty = client.get(NEW).content.decode()

    assert "<details open>" in back
    assert "Gave no name." not in back
    assert "Gave no name." in empty


def test_a_fact_sheet_can_be_read_where_it_is_ticked(client, arta, first):  # noqa: F811
    client.force_login(arta)

    page = client.get(NEW).content.decode()

    assert reverse("factsheets:edition", args=[first.id]) in page


def test_after_a_visit_that_ends_in_a_referral_the_referral_is_the_next_page(
    client, arta, blerim, milan, visitors, record
):
    visit = record(person_id=visitors.besim.id, next_step="refer")
    other = record(person_id=visitors.besim.id, next_step="none")
    refer = reverse("referrals:new", args=[visitors.besim.id])
    shown = {}
    for who, one in ((arta, visit), (arta, other), (blerim, visit)):
        client.force_login(who)
        where = reverse("centres:visit", args=[one.id])
        shown[who, one] = client.get(where, {"recorded": "1"}).context["refer_url"]
    client.force_login(milan)

    hidden = client.get(reverse("centres:visit", args=[visit.id]))

    assert list(shown.values()) == [refer, "", ""]
    assert hidden.status_code == 404


def test_a_withdrawn_visit_does_not_say_that_it_counts(client, arta, record):
    visit = record()
    actions.change_visit_state(arta, visit.id, "withdraw", reason_given="Typed twice.")
    client.force_login(arta)

    page = client.get(reverse("centres:visit", args=[visit.id])).content.decode()

    assert "It is not counted while it is withdrawn." in page
    assert "counted in the indicators" not in page


def test_a_plan_is_on_the_page_of_its_person(arta, milan, visitors):
    plan = actions.record_plan(arta, visitors.besim.id, aim="Asylum", intention_after="undecided")

    mine = [one.record for one in queries.timeline_of(arta, visitors.besim.id)]

    assert plan.id in mine
