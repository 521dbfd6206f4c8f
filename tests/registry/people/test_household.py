"""Households: made, joined, headed, left; seen by colleagues of the office only."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.registry.people import actions, queries
from waystation.registry.people.models import Household, Person
from waystation.registry.privacy import actions as privacy


@pytest.fixture
def family(mission, arta):
    """Besim (1980), Elif (1985) and Dona (2015), who live together later."""

    def person(given, year):
        return actions.record_person(
            arta, mission.prishtine, given=given, family="Krasniqi", birth_year=year
        ).id

    return {
        name: person(name, year) for name, year in (("Besim", 1980), ("Elif", 1985), ("Dona", 2015))
    }


@pytest.fixture
def household(arta, family):
    made = actions.make_household(arta, family["Besim"], label="Krasniqi", note="Second floor")
    actions.join_household(arta, made.id, family["Elif"], "spouse")
    actions.join_household(arta, made.id, family["Dona"], "child")
    return made


def test_who_lives_together_is_seen_the_head_first(arta, household, family):
    found = queries.open_household(arta, household.id)

    assert (found.label, found.note) == ("Krasniqi", "Second floor")
    assert [(one.row.id, one.role) for one in found.members] == [
        (family["Besim"], "head"),
        (family["Elif"], "spouse"),
        (family["Dona"], "child"),
    ]
    assert Entry.objects.filter(verb="household.read", user_id=arta.id).count() == 1


def test_a_new_head_takes_the_place_of_the_old_one(arta, household, family):
    actions.change_role(arta, household.id, family["Elif"], "head")

    roles = {one.row.id: one.role for one in queries.members_of(arta, household.id)}
    assert roles[family["Elif"]] == "head"
    assert list(roles.values()).count("head") == 1


def test_who_leaves_keeps_the_file_and_can_join_elsewhere(arta, household, family):
    actions.leave_household(arta, household.id, family["Elif"])

    other = actions.make_household(arta, family["Elif"])

    assert len(queries.members_of(arta, household.id)) == 2
    assert Person.objects.get(id=family["Elif"]).household_id == other.id


def test_everybody_lives_in_one_household(arta, household, family):
    with pytest.raises(Refusal, match="already belongs to the household"):
        actions.join_household(arta, household.id, family["Dona"], "child")
    with pytest.raises(Refusal, match="belongs to another household"):
        actions.make_household(arta, family["Dona"])

    assert Household.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": "boss"}, "role"),
        ({"role": ""}, "role"),
        ({"municipality": "xk-atlantis"}, "municipality"),
        ({"label": "x" * 10_000}, "label"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_made(arta, family, changes, field):
    with pytest.raises(Refusal) as refused:
        actions.make_household(arta, family["Besim"], **changes)

    assert refused.value.field == field
    assert not Household.objects.exists()


def test_the_same_key_is_the_same_household(arta, family):
    key = new_key()

    first, again = (actions.make_household(arta, family["Besim"], key=key) for _ in range(2))
    with pytest.raises(Conflict):
        actions.make_household(arta, family["Elif"], key=key)

    assert first.id == again.id == key


def test_two_editors_of_the_note_see_both(arta, household):
    seen = {"label": "Krasniqi", "note": "Second floor"}
    actions.edit_household(arta, household.id, seen, {"note": "Moved to Prizren"})
    actions.edit_household(arta, household.id, seen, {"label": "Krasniqi-Gashi"})

    with pytest.raises(Conflict) as disputed:
        actions.edit_household(arta, household.id, seen, {"note": "Third floor"})

    assert disputed.value.fields == {"note": ("Moved to Prizren", "Third floor")}
    household.refresh_from_db()
    assert queries.words_of(household) == ("Krasniqi-Gashi", "Moved to Prizren")


def test_blerim_looks_and_for_milan_there_is_no_household(blerim, milan, household, family):
    assert len(queries.open_household(blerim, household.id).members) == 3
    with pytest.raises(NotSeen):
        queries.open_household(milan, household.id)
    for who, error in ((blerim, NotAllowed), (milan, NotSeen)):
        with pytest.raises(error):
            actions.leave_household(who, household.id, family["Dona"])
        with pytest.raises(error):
            actions.edit_household(who, household.id, {}, {"note": "x"})
    assert len(queries.open_household(blerim, household.id).members) == 3


def test_a_person_of_another_office_cannot_join(mission, arta, milan, household):
    theirs = actions.record_person(milan, mission.peje, given="Ana", family="Ilić")

    with pytest.raises(NotSeen):
        actions.join_household(arta, household.id, theirs.id, "child")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE people_person SET household_role = 'head'",
        "UPDATE people_person SET household_id = NULL",
    ],
)
def test_plain_sql_cannot_make_two_heads_or_a_place_without_household(household, sql):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_words_about_a_household_are_sealed(household):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_household")
        assert "Second floor" not in repr(cursor.fetchall())


def test_a_merged_and_an_erased_file_are_no_members(arta, mission, household, family):
    actions.merge_people(arta, family["Besim"], family["Elif"])
    vera = mission.hire("Vera Dpo", mission.prishtine, "data_protection_officer")
    privacy.erase_person(vera, family["Dona"])

    assert [one.row.id for one in queries.members_of(arta, household.id)] == [family["Besim"]]


def test_by_page_a_household_is_made_filled_and_left(client, arta, family):
    client.force_login(arta)
    made = client.post(
        f"/people/{family['Besim']}/household",
        {"key": str(new_key()), "label": "Krasniqi", "role": "head"},
    )
    where = made["Location"]
    found = client.get(where, {"who": "Dona Krasniqi"}).content.decode()
    refused = client.post(f"{where}add/{family['Dona']}", {"role": ""}, follow=True)
    client.post(f"{where}add/{family['Dona']}", {"role": "child"})
    client.post(f"{where}place/{family['Dona']}", {"role": "head"})
    page = client.get(f"/people/{family['Besim']}/").content.decode()
    client.post(f"{where}leave/{family['Besim']}")
    left = client.get(where).content.decode()

    assert f"add/{family['Dona']}" in found
    assert "Choose the person&#x27;s place" in refused.content.decode()
    assert "Dona Krasniqi" in page
    assert "Besim Krasniqi" not in left
    assert "Dona Krasniqi" in left


@pytest.mark.parametrize(("name", "status"), [("arta", 302), ("blerim", 403), ("milan", 404)])
def test_who_may_change_a_household_by_page(client, mission, household, family, name, status):
    client.force_login(getattr(mission, name))

    answer = client.post(f"/people/households/{household.id}/leave/{family['Dona']}")

    assert answer.status_code == status
