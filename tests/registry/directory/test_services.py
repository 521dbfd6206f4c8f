"""The directory: what fits a person near a place, stale entries, the partner's confirmation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.registry.directory.conftest import MONDAY
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.tasks import actions as tasks
from waystation.registry.directory import actions, queries
from waystation.registry.directory.fields import SERVICE
from waystation.registry.directory.models import Service
from waystation.registry.directory.queries import check_token_of
from waystation.registry.directory.rules import (
    EVERYWHERE,
    FULL,
    HERE,
    REGION,
    STALE,
    Wanted,
    fit_of,
)

REGIONS = {"xk-prishtine": "pr", "xk-lipjan": "pr", "xk-peje": "pe"}
TODAY = date(2026, 9, 21)


def offer(**changes):
    plain = SERVICE.complete({"name": "x", "kind": "legal_aid", "takes_referrals": True})
    return {**plain, "confirmed_on": TODAY, **changes}


@pytest.mark.parametrize(
    ("places", "reasons"),
    [
        (["xk-prishtine"], (HERE,)),
        (["xk-lipjan"], (REGION,)),
        ([], (EVERYWHERE,)),
        (["xk-peje"], None),
    ],
)
def test_what_is_near_comes_first_and_what_is_far_is_no_match(places, reasons):
    fit = fit_of(offer(places=places), Wanted(place="xk-prishtine"), REGIONS, TODAY)

    assert (fit.reasons if fit else None) == reasons


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"kind": "training"}, {"kind": "legal_aid"}),
        ({"statuses": ["returnee_voluntary"]}, {"status": "resident"}),
        ({"sex": "female"}, {"sex": "male"}),
        ({"least_age": 18}, {"age": 17}),
        ({"most_age": 30}, {"age": 31}),
    ],
)
def test_who_is_not_eligible_is_not_sent_there(changes, wanted):
    assert fit_of(offer(**changes), Wanted(**wanted), REGIONS, TODAY) is None


def test_a_full_or_stale_service_comes_last_and_says_so():
    wanted = Wanted(place="xk-prishtine")
    good, full, stale = (
        fit_of(offer(places=["xk-prishtine"], **changes), wanted, REGIONS, TODAY)
        for changes in ({}, {"free_places": 0}, {"confirmed_on": TODAY - timedelta(days=181)})
    )

    assert (full.cautions, stale.cautions, good.cautions) == ((FULL,), (STALE,), ())
    assert good.score > stale.score > full.score


@pytest.mark.django_db
def test_a_person_near_a_place_finds_what_serves_them(
    client, arta, besim, service, mission, partner
):
    actions.record_service(
        arta,
        mission.prishtine.id,
        partner.entity.id,
        name="Women’s legal aid",
        kind="legal_aid",
        sex="female",
        takes_referrals=True,
    )
    client.force_login(arta)

    page = client.get(f"{reverse('directory:near')}?kind=legal_aid&person={besim.id}")
    found = queries.service_matches(arta, queries.wanted_for(arta, besim.id, "legal_aid"))

    assert [one.service.name for one in found] == ["Free legal aid"]
    assert "Free legal aid" in page.content.decode()
    assert "Women" not in page.content.decode()


@pytest.mark.django_db
def test_sent_twice_it_is_one_service_and_a_name_is_entered_once(mission, arta, partner):
    key, given = new_key(), {"name": "Course", "kind": "language", "takes_referrals": True}

    first, second = (
        actions.record_service(arta, mission.prishtine.id, partner.entity.id, key=key, **given)
        for _ in range(2)
    )
    with pytest.raises(Conflict):
        actions.record_service(arta, mission.prishtine.id, partner.entity.id, **given)

    assert first.id == second.id == key


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "juggling"}, "kind"),
        ({"places": ["xk-atlantis"]}, "places"),
        ({"least_age": 30, "most_age": 20}, "most_age"),
        ({"free_places": -1}, "free_places"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(mission, arta, partner, changes, field):
    given = {"name": "Course", "kind": "language", "takes_referrals": True}

    with pytest.raises(Refusal) as refused:
        actions.record_service(arta, mission.prishtine.id, partner.entity.id, **given | changes)

    every = getattr(refused.value, "all", [refused.value])
    assert field in {one.field for one in every}


@pytest.mark.django_db
def test_who_may_read_and_who_may_change(client, arta, milan, blerim, service):
    pages = ["directory:service", "directory:change"]
    statuses = {}
    for user in (arta, milan, blerim):
        client.force_login(user)
        statuses[user.get_short_name()] = [
            client.get(reverse(page, args=[service.id])).status_code for page in pages
        ]
    with pytest.raises(NotAllowed):
        actions.edit_service(blerim, service.id, values_of(service, SERVICE), {"hours": "9–12"})

    # The directory is shared by the offices of the mission; its entries are changed at their own.
    assert statuses == {"Arta": [200, 200], "Milan": [200, 403], "Blerim": [200, 403]}


@pytest.mark.django_db
def test_the_list_says_that_a_service_without_a_place_is_offered_everywhere(
    client, arta, mission, partner
):
    actions.record_service(
        arta, mission.prishtine.id, partner.entity.id, name="Course", kind="language",
        takes_referrals=True,
    )  # fmt: skip
    client.force_login(arta)

    page = client.get(reverse("directory:services")).content.decode()

    assert "Everywhere" in page


@pytest.mark.django_db
def test_an_entry_is_flagged_after_half_a_year_and_confirmed_by_the_partners_link(
    client, arta, clock, partner, service
):
    clock.move_to(MONDAY + timedelta(days=181), tick=False)
    client.force_login(arta)
    flagged = client.get(f"{reverse('directory:services')}?stale=1").content.decode()
    check = actions.ask_partner(arta, partner.entity.id)
    where = reverse("directory:check", args=[check_token_of(check.id)])
    browser, key = Client(), service.id.hex
    page = browser.get(where).content.decode()

    done = browser.post(
        where, {f"answer-{key}": "right", f"hours-{key}": "Mon–Fri 9–15", f"free-{key}": "4"}
    )

    service.refresh_from_db()
    assert "Free legal aid" in flagged
    assert "Confirm again" in flagged
    assert "Free legal aid" in page
    assert done.status_code == 200
    assert (service.hours, service.free_places) == ("Mon–Fri 9–15", 4)
    assert service.confirmed_by_partner
    assert service.confirmed_on == (MONDAY + timedelta(days=181)).date()
    assert browser.get(where).status_code == 404


@pytest.mark.django_db
def test_the_partner_closes_one_and_describes_a_change_of_another(arta, mission, partner, service):
    other = actions.record_service(
        arta, mission.prishtine.id, partner.entity.id, name="Course", kind="language",
        takes_referrals=True,
    )  # fmt: skip
    check = actions.ask_partner(arta, partner.entity.id)
    blank = {"hours": "", "free_places": None, "remark": ""}

    actions.answer_check(
        check.id,
        {
            service.id: {**blank, "answer": "closed"},
            other.id: {**blank, "answer": "change", "remark": "Moved to Pejë"},
        },
    )

    states = dict(Service.objects.values_list("name", "state"))
    other.refresh_from_db()
    assert states == {"Free legal aid": "withdrawn", "Course": "offered"}
    assert (other.remark, other.confirmed_by_partner) == ("Moved to Pejë", False)
    with pytest.raises(NotSeen):
        actions.answer_check(check.id, {})


@pytest.mark.django_db
def test_the_question_goes_to_the_focal_point_and_the_back_up(arta, partner, service):
    check = actions.ask_partner(arta, partner.entity.id)

    tasks.work_off("test")

    (letter,) = mail.outbox
    assert sorted(letter.to) == [
        "Petra Gashi <petra@lac.example>",
        "Rina Deputy <rina@lac.example>",
    ]
    assert check_token_of(check.id) in letter.body


@pytest.mark.django_db
def test_a_link_that_has_expired_opens_nothing(arta, clock, partner, service):
    check = actions.ask_partner(arta, partner.entity.id)
    clock.move_to(MONDAY + timedelta(days=30), tick=False)

    answer = Client().get(reverse("directory:check", args=[check_token_of(check.id)]))

    assert answer.status_code == 404
