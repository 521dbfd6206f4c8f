"""What is used again is saved from a form and inserted into another, with its languages."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.registry.collection.test_build_a_form import ALBANIAN, ENGLISH, cells, keys
from tests.registry.collection.test_lists import text
from waystation.analysis.xforms.workbook import Workbook
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import NotAllowed, Refusal
from waystation.registry.collection import actions, queries
from waystation.registry.collection.models import BuiltForm, LibraryPart

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(mission, analyst):
    """Drita's first form, in two languages, with a group of two questions."""
    built = actions.begin_form(analyst, mission.prishtine.id, "Returnees", [ENGLISH, ALBANIAN])
    ask = {"label_0": "Agrees?", "label_1": "Pajtohet?", "name": "consent"}
    actions.add_question(analyst, built.id, "select_one", ask, 0, "yes | Yes | Po\nno | No | Jo")
    group = {"label_0": "Work", "label_1": "Puna", "name": "work", "relevant": "${consent} = 'yes'"}
    built = actions.add_question(analyst, built.id, "begin_group", group)
    inside = max(built.book["keys"]) - 1
    works = {"label_0": "Works?", "label_1": "Punon?", "name": "works", "list_name": "consent"}
    built = actions.add_question(analyst, built.id, "select_one", works, inside)
    hours = {"label_0": "Hours", "label_1": "Orë", "name": "hours", "relevant": "${works} = 'yes'"}
    last = keys(built).works
    return actions.add_question(analyst, built.id, "integer", hours, last)


@pytest.fixture
def second(mission, analyst):
    """A second form, in Albanian, which asks for hours already."""
    built = actions.begin_form(analyst, mission.prishtine.id, "Employers", [ALBANIAN])
    return actions.add_question(analyst, built.id, "integer", {"label_0": "Orë", "name": "hours"})


def inserted(analyst, part, second, after=0):
    seen = BuiltForm.objects.get(id=second.id).version
    return actions.insert_part(analyst, second.id, part.id, seen, after)


def test_a_group_is_copied_with_its_list_its_language_and_names_of_its_own(analyst, first, second):
    part = actions.save_part(analyst, first.id, keys(first).work, "Work")

    inserted(analyst, part, second)

    assert part.kind == "group"
    found = keys(second)
    assert cells(second, found.works)[f"label::{ALBANIAN}"] == "Punon?"
    assert cells(second, found.works)["type"] == "select_one consent"
    assert cells(second, found.hours_2)["relevant"] == "${works} = 'yes'"
    assert cells(second, found.work)["relevant"] == ""
    book = queries.book_of(BuiltForm.objects.get(id=second.id))
    assert len(book.lists["consent"]) == 2
    assert queries.problem_of(BuiltForm.objects.get(id=second.id)) is None


def test_the_copy_says_where_it_came_from_and_a_phone_gets_no_note_of_it(analyst, first, second):
    part = actions.save_part(analyst, first.id, keys(first).consent, "Consent")

    inserted(analyst, part, second)
    version = actions.check_form(analyst, second.id)

    source = cells(second, keys(second).consent)["library_source"]
    assert source == f"Consent · Returnees · {part.changed_at:%Y-%m-%d}"
    assert b"library_source" not in bytes(version.xml)
    assert "library_source" in Workbook(bytes(version.workbook)).headings("survey")
    assert version.notes == []


def test_a_list_that_is_there_with_the_same_choices_is_used(analyst, first, second):
    part = actions.save_part(analyst, first.id, keys(first).consent, "Consent")

    inserted(analyst, part, second)
    inserted(analyst, part, second)

    assert list(queries.book_of(BuiltForm.objects.get(id=second.id)).lists) == ["consent"]


def test_a_list_of_choices_is_saved_and_inserted_by_itself(analyst, first, second):
    part = actions.save_part(analyst, first.id, "consent", "Yes and no")

    inserted(analyst, part, second)

    assert part.kind == "list"
    book = queries.book_of(BuiltForm.objects.get(id=second.id))
    labels = [book.get("choices", book.sheets["choices"][one], "label", ALBANIAN)
              for one in book.lists["consent"]]  # fmt: skip
    assert labels == ["Po", "Jo"]


def test_what_asks_for_questions_outside_is_not_saved_alone(analyst, first):
    calculated = {"name": "total", "calculation": "${hours} * 4"}
    built = actions.add_question(analyst, first.id, "calculate", calculated)

    with pytest.raises(Refusal, match="It refers to other questions of this form: hours"):
        actions.save_part(analyst, first.id, keys(built).total, "Total")

    assert not LibraryPart.objects.exists()


def test_the_page_says_that_a_condition_outside_is_not_saved(client, analyst, first):
    client.force_login(analyst)
    sentence = "It is saved without its “Ask only if”"
    at = keys(first)

    said = [
        sentence in text(client.get(reverse("collection:built-save", args=[first.id, key])))
        for key in (at.consent, at.work, at.works, at.hours)
    ]

    assert said == [False, True, False, True]


def test_a_title_that_is_there_is_replaced_only_if_that_is_said(analyst, first):
    part = actions.save_part(analyst, first.id, keys(first).consent, "Consent")
    again = actions.save_part(analyst, first.id, keys(first).consent, "Consent")

    with pytest.raises(Refusal, match="The library already has “Consent”"):
        actions.save_part(analyst, first.id, keys(first).work, "Consent")
    replaced = actions.save_part(analyst, first.id, keys(first).work, "Consent", replaces=True)

    assert again.id == part.id == replaced.id
    assert replaced.kind == "group"
    assert LibraryPart.objects.count() == 1


def test_the_same_button_pressed_twice_inserts_once(analyst, first, second):
    part = actions.save_part(analyst, first.id, keys(first).consent, "Consent")
    seen = BuiltForm.objects.get(id=second.id).version

    for _ in range(2):
        actions.insert_part(analyst, second.id, part.id, seen, 0)

    names = [one.name for one in queries.book_of(BuiltForm.objects.get(id=second.id)).lines()]
    assert names == ["hours", "consent"]


def test_a_code_list_of_the_mission_is_asked_in_the_languages_of_the_form(client, analyst, first):
    client.force_login(analyst)
    place = reverse("collection:library-insert", args=[first.id])

    answer = client.post(place, {"list": "sex", "version": first.version, "after": "1"})

    assert answer["Location"].endswith(f"?after={keys(first).sex}#add")
    found = cells(first, keys(first).sex)
    assert (found["type"], found[f"label::{ALBANIAN}"]) == ("select_one sex", "Gjinia")
    assert found["library_source"] == "Sex · Waystation"
    book = queries.book_of(BuiltForm.objects.get(id=first.id))
    assert [one.name for one in book.lines()][:2] == ["consent", "sex"]


def test_a_part_is_removed_and_its_copies_stay(client, analyst, first, second):
    part = actions.save_part(analyst, first.id, keys(first).consent, "Consent")
    inserted(analyst, part, second)
    client.force_login(analyst)

    page = text(client.get(reverse("collection:library", args=[second.id])))
    answer = client.post(reverse("collection:library-remove", args=[second.id, part.id]))

    assert "Consent" in page
    assert answer.status_code == 302
    assert not LibraryPart.objects.exists()
    assert hasattr(keys(second), "consent")
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"library_part.add", "library_part.remove"} <= verbs


def test_only_who_designs_forms_uses_the_library(
    client, analyst, first, second, arta, milan, blerim
):
    part = actions.save_part(analyst, first.id, keys(first).consent, "Consent")
    place = reverse("collection:library", args=[second.id])

    statuses = []
    for user in (arta, milan, blerim):
        client.force_login(user)
        statuses.append(client.get(place).status_code)

    assert statuses == [403, 404, 403]
    for user in (arta, milan, blerim):
        with pytest.raises(NotAllowed):
            queries.library_part_visible_to(user, part.id)
