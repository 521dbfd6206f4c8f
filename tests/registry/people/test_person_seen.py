"""The form of a person: who lost what the editor had seen overwrites nothing; both values show."""

import json

import pytest
from django.urls import reverse

from waystation.registry.people import actions, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def form_of(client, besim):
    """Open the form as somebody; return its address and what it sends back."""

    def open_form(user):
        client.force_login(user)
        where = reverse("people:edit", args=[besim.id])
        page = client.get(where)
        typed = {
            name: value for name, value in page.context["form"].initial.items() if value is not None
        }
        return where, {**typed, "birth_date": "14.3.1999", "seen": page.context["seen"]}

    return open_form


@pytest.mark.parametrize("lost", ["", "{}", "[broken"])
def test_a_form_that_lost_what_was_seen_overwrites_nothing(client, form_of, arta, besim, lost):
    where, typed = form_of(arta)

    answer = client.post(where, {**typed, "family": "Gashi", "seen": lost})

    assert answer.status_code == 409
    assert queries.person_visible_to(arta, besim.id).identity.main.family == "Krasniqi"


def test_two_editors_of_the_name_see_both_and_choose(client, form_of, arta, besim):
    where, typed = form_of(arta)
    before = queries.person_visible_to(arta, besim.id).identity.names
    theirs = (before[0].__class__("Besim", "Gashi"),)
    actions.edit_person(arta, besim.id, {"names": before}, {"names": theirs})

    first = client.post(where, {**typed, "family": "Hoxha"})
    again = {**typed, "family": "Hoxha", "seen": first.context["seen"]}
    second = client.post(where, {**again, "keep-family": "mine"})

    (disputed,) = first.context["disputed"]
    assert first.status_code == 409
    assert (disputed["current"], disputed["proposed"]) == ("Gashi", "Hoxha")
    assert second.status_code == 302
    assert queries.person_visible_to(arta, besim.id).identity.main.family == "Hoxha"


def test_who_may_not_change_the_file_has_no_form(client, besim, blerim, milan):
    where = reverse("people:edit", args=[besim.id])

    answers = []
    for user in (blerim, milan):
        client.force_login(user)
        answers.append(client.post(where, {"given": "X", "seen": json.dumps({})}).status_code)

    assert answers == [403, 404]
