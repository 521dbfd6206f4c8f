"""A version is filled in on a page to see how it behaves; nothing of it is kept."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.registry.collection.test_lists import text
from waystation.registry.collection.models import Submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(survey):
    return reverse("collection:try", args=[survey.version.id])


@pytest.fixture
def name_of(survey):
    """The name of a question's input on the page."""
    from waystation.registry.collection import queries

    definition = queries.definition_of(survey.version)
    numbers = {one.key: number for number, one in enumerate(definition.questions)}
    return lambda key: f"q{numbers[key]}"


def test_who_may_look_at_a_form_may_try_it_and_nobody_else(client, place, analyst, blerim, milan):
    answers = []
    for user in (analyst, blerim, milan):
        client.force_login(user)
        answers.append((client.get(place).status_code, client.post(place).status_code))

    assert answers == [(200, 200), (200, 200), (404, 404)]


def test_questions_come_and_go_with_the_answers(client, place, name_of, analyst):
    client.force_login(analyst)

    empty = text(client.get(place))
    grown = text(client.post(place, {name_of("age"): "34", name_of("region"): "north"}))

    assert "Works?" not in empty
    assert "Works?" in grown
    assert "Mitrovicë" in grown
    assert "Prizren" not in grown


def test_what_is_empty_is_named_when_the_answers_are_checked_and_not_before(
    client, place, name_of, analyst
):
    client.force_login(analyst)
    typed = {name_of("age"): "130"}

    typing = text(client.post(place, typed))
    checked = text(client.post(place, typed | {"check": "1"}))
    complete = text(
        client.post(place, {name_of("name"): "Zana", name_of("age"): "34", "check": "1"})
    )

    assert "Between 0 and 120" in typing
    assert "“Name” must be answered." not in typing
    assert "“Name” must be answered." in checked
    assert "A phone would accept these answers." in complete


def test_nothing_is_kept(client, place, name_of, analyst):
    client.force_login(analyst)

    client.post(place, {name_of("name"): "Zana", name_of("age"): "34", "check": "1"})

    assert Submission.objects.count() == 0
    assert "Zana" not in text(client.get(place))


def test_what_no_xml_can_hold_is_left_out(client, place, name_of, analyst):
    client.force_login(analyst)

    answer = client.post(place, {name_of("name"): "Za\x00na\x0b", name_of("age"): "9" * 3000})

    assert answer.status_code == 200
    assert "Zana" in text(answer)
