"""A published form is filled in on a page, and arrives like a phone's submission, once."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.registry.collection.test_lists import text
from waystation.foundation.audit.models import Entry
from waystation.registry.collection import actions, queries
from waystation.registry.collection.models import Submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def teuta(mission):
    """Teuta asks households; she may send, and read nothing of what was sent."""
    return mission.hire("Teuta Morina", mission.prishtine, "tracking_enumerator")


@pytest.fixture
def place(survey):
    return reverse("collection:fill", args=[survey.version.id])


@pytest.fixture
def name_of(survey):
    """The name of a question's input on the page."""
    definition = queries.definition_of(survey.version)
    numbers = {one.key: number for number, one in enumerate(definition.questions)}
    return lambda key, row="": f"q{numbers[key]}{row}"


@pytest.fixture
def whole(name_of):
    """What the page sends for a household with one child, complete and right."""
    return {
        name_of("name"): "Zana",
        name_of("age"): "34",
        name_of("works"): "yes",
        name_of("region"): "south",
        name_of("town"): "prizren",
        name_of("colours"): ["red", "blue"],
        name_of("child_name", ".1"): "Dona",
        name_of("child_age", ".1"): "7",
        "r0": "1",
        "save": "1",
    }


def opened(client, place):
    """Return the key of the interview that a page was opened for."""
    return re.search(r'name="key" value="([^"]+)"', client.get(place).content.decode())[1]


def answers_of(submission):
    return queries.answers_of(submission)


def test_who_may_send_may_fill_in_and_nobody_else(
    client, place, teuta, arta, analyst, blerim, milan
):
    found = {}

    for user in (teuta, arta, analyst, blerim, milan):
        client.force_login(user)
        found[user] = (client.get(place).status_code, client.post(place).status_code)

    assert found == {
        teuta: (200, 200),
        arta: (200, 200),
        analyst: (403, 403),
        blerim: (403, 403),
        milan: (404, 404),
    }


def test_what_is_saved_is_a_submission_as_a_phone_sends_it(client, place, whole, teuta, survey):
    client.force_login(teuta)
    key = opened(client, place)

    answer = client.post(place, whole | {"key": key}, follow=True)
    made = Submission.objects.get()
    entry = Entry.objects.filter(verb="submission.receive").latest("number")

    assert "Saved. Next interview" in text(answer)
    assert (made.state, made.created_by_id, made.app_user_id) == ("kept", teuta.id, None)
    assert made.instance_id == f"uuid:{key}"
    assert answers_of(made)["main"] == {
        "name": "Zana", "age": "34", "works": "yes", "region": "south", "town": "prizren",
        "colours": "red blue", "children": "1", "instanceID": f"uuid:{key}",
    }  # fmt: skip
    assert answers_of(made)["repeats"]["child"] == [
        {"_row": "1", "_parent": "1", "child_name": "Dona", "child_age": "7"}
    ]
    assert entry.channel == "page"
    assert entry.subject_id == made.id
    assert b"Zana" not in bytes(made.sealed)
    assert b"<name>Zana</name>" in queries.raw_xml(survey_reader(survey), made)


def survey_reader(survey):
    return survey.version.published_by


def test_a_wrong_answer_has_its_sentence_beside_the_question_and_nothing_is_saved(
    client, place, whole, name_of, teuta
):
    client.force_login(teuta)

    answer = client.post(place, whole | {name_of("age"): "130"})
    empty = client.post(place, whole | {name_of("name"): ""})

    assert answer.status_code == empty.status_code == 422
    assert "Between 0 and 120" in text(answer)
    assert "“Name” must be answered." in text(empty)
    assert Submission.objects.count() == 0


def test_a_question_that_was_not_shown_yet_is_shown_before_anything_is_saved(
    client, place, whole, name_of, teuta
):
    client.force_login(teuta)
    sent = {name: value for name, value in whole.items() if name != name_of("works")}

    answer = client.post(place, sent)

    assert answer.status_code == 422
    assert "Your answers lead to more questions" in text(answer)
    assert "Works?" in text(answer)
    assert Submission.objects.count() == 0


def test_the_same_interview_sent_again_is_stored_once(client, place, whole, teuta):
    client.force_login(teuta)
    sent = whole | {"key": opened(client, place)}

    answers = [client.post(place, sent) for _ in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    assert Submission.objects.count() == 1


def test_two_interviews_with_the_same_answers_are_two(client, place, whole, teuta):
    client.force_login(teuta)

    for _ in range(2):
        client.post(place, whole | {"key": opened(client, place)})

    assert Submission.objects.count() == 2


def test_an_interview_that_was_saved_does_not_change_when_its_page_is_sent_with_other_answers(
    client, place, whole, name_of, teuta
):
    client.force_login(teuta)
    sent = whole | {"key": opened(client, place)}
    client.post(place, sent)

    answer = client.post(place, sent | {name_of("age"): "35"})

    assert answer.status_code == 409
    assert "This interview has already been saved with different answers" in text(answer)
    assert answers_of(Submission.objects.get())["main"]["age"] == "34"


def test_a_key_of_somebody_elses_interview_changes_nothing(
    client, place, whole, name_of, teuta, arta
):
    client.force_login(arta)
    sent = whole | {"key": opened(client, place)}
    client.post(place, sent)
    client.force_login(teuta)

    answer = client.post(place, sent | {name_of("age"): "35"})

    assert answer.status_code == 409
    assert Submission.objects.get().created_by_id == arta.id


def test_rows_of_a_repetition_are_added_and_removed(client, place, whole, name_of, teuta):
    client.force_login(teuta)
    whole.pop("save")
    two = whole | {"r0": "2", name_of("child_name", ".2"): "Arbër", name_of("child_age", ".2"): "9"}

    added = client.post(place, whole | {"more": "r0"}).content.decode()
    removed = client.post(place, two | {"less": "r0.1"}).content.decode()
    client.post(place, two | {"save": "1", "key": opened(client, place)})
    none = {"save": "1", "r0": "0", "key": opened(client, place)}
    childless = {one: value for one, value in whole.items() if not one.endswith(".1")}
    client.post(place, childless | none)

    first, second = Submission.objects.order_by("id")
    assert name_of("child_name", ".2") in added
    assert "Arbër" in removed
    assert "Dona" not in removed
    assert [one["child_name"] for one in answers_of(first)["repeats"]["child"]] == ["Dona", "Arbër"]
    assert answers_of(first)["main"]["children"] == "2"
    assert answers_of(second)["repeats"]["child"] == []
    assert {first.state, second.state} == {"kept"}


def test_a_version_that_was_replaced_meanwhile_is_still_accepted(
    client, place, whole, teuta, analyst, mission, survey
):
    from tests.registry.collection.conftest import SURVEY, workbook

    client.force_login(teuta)
    sent = whole | {"key": opened(client, place)}
    about = (("form_id", "household"), ("form_title", "Household"), ("version", "2"))
    rows = [*SURVEY, ["text", "more", "More?", "", "", "", "", "", ""]]
    draft = actions.upload_form(
        analyst, mission.prishtine.id, "household.xlsx", workbook(rows, settings=about)
    )
    newer = actions.publish_version(analyst, draft.id)

    page = client.get(place)
    answer = client.post(place, sent)

    assert "A newer version was published" in text(page)
    assert answer.url == reverse("collection:fill", args=[newer.id])
    assert Submission.objects.get().form_version_id == survey.version.id


def test_a_closed_form_says_so_and_keeps_what_was_typed_on_the_page(
    client, place, whole, teuta, analyst, survey
):
    client.force_login(teuta)
    sent = whole | {"key": opened(client, place)}
    actions.change_form_state(analyst, survey.form.id, "close")

    page, answer = client.get(place), client.post(place, sent)

    assert "This form is closed" in text(page)
    assert answer.status_code == 422
    assert "is closed. Do not delete the answers" in text(answer)
    assert "Zana" in answer.content.decode()
    assert Submission.objects.count() == 0


def test_a_draft_cannot_be_filled_in(client, teuta, analyst, mission):
    from tests.registry.collection.conftest import workbook

    about = (("form_id", "later"), ("form_title", "Later"), ("version", "1"))
    draft = actions.upload_form(
        analyst, mission.prishtine.id, "later.xlsx", workbook(settings=about)
    )
    client.force_login(teuta)

    answer = client.get(reverse("collection:fill", args=[draft.id]))

    assert answer.status_code == 404


def test_a_question_that_is_not_asked_any_more_is_not_sent(client, place, whole, name_of, teuta):
    client.force_login(teuta)
    sent = whole | {name_of("age"): "9", name_of("child_age", ".1"): "3"}

    client.post(place, sent | {"key": opened(client, place)})

    made = Submission.objects.get()
    assert "works" not in answers_of(made)["main"]
    assert made.state == "kept"


def test_a_file_that_is_not_attached_here_does_not_hold_the_interview(client, place, whole, teuta):
    client.force_login(teuta)

    client.post(place, whole | {"key": opened(client, place)})

    assert Submission.objects.get().missing_files == []


def test_the_first_page_and_the_page_of_the_form_lead_there(client, place, teuta, blerim, survey):
    form, forms = (
        reverse("collection:form", args=[survey.form.id]),
        reverse("collection:interviews"),
    )
    client.force_login(teuta)
    first, listed, own = client.get("/", follow=True), client.get(forms), client.get(form)
    client.force_login(blerim)
    reader = client.get(form)

    assert f'href="{forms}"' in first.content.decode()
    assert f'href="{place}"' in listed.content.decode()
    assert f'href="{place}"' in own.content.decode()
    assert f'href="{place}"' not in reader.content.decode()


def test_a_form_that_is_closed_or_not_published_is_not_listed(client, teuta, analyst, survey):
    actions.change_form_state(analyst, survey.form.id, "close")
    client.force_login(teuta)

    answer = client.get(reverse("collection:interviews"))

    assert "There is no form to fill in" in text(answer)


def test_hostile_names_of_rows_are_ignored(client, place, whole, name_of, teuta):
    client.force_login(teuta)
    wrong = {"r0": "99999999", "r7": "3", "r0.1.1": "2", "more": "r9", "less": "r0", "q999999": "x"}
    wrong |= {name_of("child_age", ".9999"): "1", name_of("child_age"): "1", "key": "none"}

    answer = client.post(place, {**whole, **wrong, "save": ""} | {"save": "1"})
    shown = client.post(place, wrong)

    assert answer.status_code in {302, 422}
    assert shown.status_code == 200
