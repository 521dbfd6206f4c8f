"""Organisations: entered once, changed by two editors, found by name, with who speaks for them."""

from datetime import date

import pytest
from django.urls import reverse

from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import Conflict, NotAllowed, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.registry.organisations import actions, queries
from waystation.registry.organisations.fields import CHANGEABLE
from waystation.registry.organisations.models import Entity

pytestmark = pytest.mark.django_db
ILO = {"name": "International Labour Organization", "acronym": "ILO", "kind": "un_system"}


@pytest.fixture
def sanja(mission):
    return mission.hire("Sanja Petrović", mission.prishtine, "network_secretariat")


@pytest.fixture
def ilo(mission, sanja):
    return actions.record_entity(sanja, mission.prishtine.id, **ILO)


def seen_of(entity):
    return {name: getattr(entity, name) for name in CHANGEABLE.names}


def test_sent_twice_it_is_one_organisation(mission, sanja):
    key = new_key()

    first, second = (
        actions.record_entity(sanja, mission.prishtine.id, key=key, **ILO) for _ in range(2)
    )

    assert first.id == second.id == key
    assert Entity.objects.filter(name=ILO["name"]).count() == 1
    assert Entry.objects.filter(verb="entity.record", subject_id=key).count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": " "}, "name"), ({"kind": "guild"}, "kind"), ({"category": "club"}, "category")],
)
def test_what_is_wrong_is_named_by_its_field(mission, sanja, changes, field):
    with pytest.raises(Refusal) as refused:
        actions.record_entity(sanja, mission.prishtine.id, **{**ILO, **changes})

    every = getattr(refused.value, "all", [refused.value])
    assert field in {one.field for one in every}
    assert not Entity.objects.filter(acronym="ILO").exists()


def test_a_name_is_entered_once(mission, sanja, ilo):
    with pytest.raises(Conflict, match="already exists"):
        actions.record_entity(sanja, mission.prishtine.id, **ILO)


def test_two_editors_of_different_fields_both_win(sanja, ilo):
    before = seen_of(ilo)
    actions.edit_entity(sanja, ilo.id, before, {"mandate": "Decent work"})

    actions.edit_entity(sanja, ilo.id, before, {"website": "https://ilo.org"})

    ilo.refresh_from_db()
    assert (ilo.mandate, ilo.website, ilo.version) == ("Decent work", "https://ilo.org", 3)


@pytest.mark.parametrize("seen", ["", "{}", "not json", "[1]"])
def test_a_page_that_lost_what_it_had_seen_overwrites_nothing(client, sanja, ilo, seen):
    client.force_login(sanja)
    page = reverse("organisations:change", args=[ilo.id])
    actions.edit_entity(sanja, ilo.id, seen_of(ilo), {"mandate": "Decent work"})

    answer = client.post(page, {**ILO, "mandate": "Something else", "seen": seen})

    ilo.refresh_from_db()
    assert answer.status_code == 409
    assert ilo.mandate == "Decent work"
    assert "Something else" in answer.content.decode()
    assert "Decent work" in answer.content.decode()


def test_a_new_focal_point_ends_the_one_before(sanja, ilo):
    first = actions.name_focal_point(sanja, ilo.id, name="Ana Kelmendi", starts_on=date(2026, 1, 1))

    actions.name_focal_point(sanja, ilo.id, name="Jon Hoxha", starts_on=date(2026, 3, 1))

    first.refresh_from_db()
    assert first.ends_on == date(2026, 2, 28)
    (now,) = queries.speakers_of(sanja, [ilo.id], date(2026, 3, 2))
    assert now.name == "Jon Hoxha"
    assert b"Jon" not in bytes(ilo.focal_points.get(ends_on=None).contact)


def test_a_focal_point_is_somebody_and_ends_after_the_first_day(sanja, ilo):
    with pytest.raises(Refusal) as refused:
        actions.name_focal_point(
            sanja, ilo.id, starts_on=date(2026, 3, 1), ends_on=date(2026, 2, 1)
        )

    assert {one.field for one in refused.value.all} == {"name", "ends_on"}


def test_who_may_read_and_who_may_change(client, arta, milan, blerim, sanja, ilo):
    pages = ["organisations:entities", "organisations:new"]
    answers = {}

    for user in (arta, milan, blerim, sanja):
        client.force_login(user)
        answers[user.get_short_name()] = [client.get(reverse(one)).status_code for one in pages]

    assert answers == {
        "Arta": [403, 403],
        "Milan": [403, 403],
        "Blerim": [403, 403],
        "Sanja": [200, 200],
    }
    with pytest.raises(NotAllowed):
        actions.record_entity(arta, sanja.memberships.get().office_id, **ILO)


def test_the_list_finds_by_folded_name_and_goes_on_from_a_mark(client, mission, sanja):
    client.force_login(sanja)
    for number in range(60):
        actions.record_entity(
            sanja, mission.prishtine.id, name=f"Shoqata Drenicë {number:02}", kind="civil_society"
        )
    page = reverse("organisations:entities")

    found = client.get(page, {"q": "drenice 07"}).content.decode()
    first = client.get(page, {"kind": "civil_society"})
    second = client.get(page, {"kind": "civil_society", "after": first.context["next_after"]})

    assert found.count("Shoqata Drenicë") == 1
    assert [len(one.context["rows"]) for one in (first, second)] == [50, 10]
    assert "Shoqata Drenicë 59" in second.content.decode()


@pytest.mark.parametrize(
    "kind",
    [
        "un_system",
        "authority",
        "municipality",
        "employment_service",
        "employer",
        "recruiter",
        "school",
        "health",
        "shelter",
        "civil_society",
        "media",
        "academia",
        "donor",
        "diaspora",
    ],
)
def test_partners_of_every_kind_are_recorded(mission, sanja, kind):
    made = actions.record_entity(sanja, mission.prishtine.id, name=f"Partner {kind}", kind=kind)

    assert made.kind == kind
