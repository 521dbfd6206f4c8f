"""The visit form: finding the visitor, opening a file with the visit, two editors."""

from __future__ import annotations

import pytest

from waystation.foundation.shared.keys import new_key
from waystation.registry.people.models import Person
from waystation.services.centres import actions
from waystation.services.centres.models import Visit

NEW = "/centres/visits/new/"


@pytest.fixture
def typed(house):
    return {
        "office": str(house.prishtine.id),
        "key": str(new_key()),
        "mode": "walk_in",
        "visitor_type": "potential_migrant",
        "reason": "work_abroad",
        "minutes": "25",
    }


def test_a_known_visitor_is_found_and_nothing_typed_is_lost(client, arta, typed, visitors):
    client.force_login(arta)

    page = client.post(NEW, {**typed, "find": "1", "who": "Krasniqi"})
    client.post(NEW, {**typed, "person": str(visitors.besim.id)})

    assert str(visitors.besim.id) in page.content.decode()
    assert 'value="25"' in page.content.decode()
    assert Visit.objects.get().person_id == visitors.besim.id


def test_a_newcomers_file_is_opened_with_the_visit_once(client, arta, typed):
    client.force_login(arta)
    newcomer = {"given": "Liridona", "family": "Hoti", "birth_year": "2001", "new_sex": "female"}

    for _ in range(2):
        answer = client.post(NEW, {**typed, **newcomer, "sex": "female"})

    assert answer.status_code == 302
    assert Visit.objects.get().person_id == Person.objects.get().id


def test_no_file_is_opened_for_a_visit_that_is_refused(client, arta, typed):
    client.force_login(arta)

    answer = client.post(NEW, {**typed, "minutes": "0", "given": "Liridona", "family": "Hoti"})

    assert answer.status_code == 422
    assert (Visit.objects.count(), Person.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", ["milan", "blerim"])
def test_nobody_else_records_for_artas_visitor(client, house, typed, visitors, name):
    client.force_login(getattr(house, name))

    answer = client.post(NEW, {**typed, "person": str(visitors.besim.id)})

    assert answer.status_code in {403, 404, 422}
    assert not Visit.objects.exists()


@pytest.mark.parametrize(("keep", "minutes"), [("theirs", 30), ("mine", 45)])
def test_of_two_values_the_editor_keeps_one(client, arta, record, typed, keep, minutes):
    visit = record(minutes=20)
    client.force_login(arta)
    where = f"/centres/visits/{visit.id}/edit/"
    seen = client.get(where).context["seen"]
    actions.edit_visit(arta, visit.id, {"minutes": 20}, {"minutes": 30})
    mine = {**typed, "minutes": "45", "reason": "study", "language": "sq"}

    both = client.post(where, {**mine, "seen": seen})
    done = client.post(where, {**mine, "seen": both.context["seen"], "keep-minutes": keep})

    assert (both.status_code, done.status_code) == (409, 302)
    visit.refresh_from_db()
    assert (visit.minutes, visit.reason, visit.language) == (minutes, "study", "sq")


def test_a_form_that_lost_what_was_seen_changes_nothing(client, arta, record, typed):
    visit = record(minutes=20)
    client.force_login(arta)

    answer = client.post(f"/centres/visits/{visit.id}/edit/", {**typed, "seen": "[broken"})

    assert answer.status_code == 409
    assert Visit.objects.get().minutes == 20
