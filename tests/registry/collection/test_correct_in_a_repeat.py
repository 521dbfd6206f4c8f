"""An answer that is asked several times is corrected on the page, row by row, and taken back."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.crawl import read
from tests.registry.collection.conftest import filled
from waystation.registry.collection import actions, queries
from waystation.registry.collection.models import Submission
from waystation.registry.collection.rules import cleaning
from waystation.registry.collection.sentences import question_in_words

BODY = (
    "<name>Ana</name><age>40</age>"
    "<child><child_name>Bora</child_name><child_age>12</child_age></child>"
    "<child><child_name>Cen</child_name><child_age>9</child_age></child>"
)


@pytest.fixture
def cleaner(mission):
    return mission.hire("Anita Krasniqi", mission.prishtine, "analyst")


@pytest.fixture
def sent(survey, send):
    assert send(filled("uuid:family", body=BODY)).status_code == 201
    return Submission.objects.get(instance_id="uuid:family")


def ages(submission):
    submission.refresh_from_db()
    (rows,) = queries.answers_of(submission)["repeats"].values()
    return [row.get("child_age") for row in rows]


def test_a_walk_from_the_list_to_the_corrected_answer_of_the_second_child(
    client, cleaner, sent, survey
):
    client.force_login(cleaner)
    page = reverse("collection:submission", args=[sent.id])
    correct = reverse("collection:correct", args=[sent.id])

    listed, _ = read(client.get(f"/forms/{survey.form.id}/submissions/").content.decode())
    links, _ = read(client.get(page).content.decode())
    form = client.get(f"{correct}?question=child_age%5B2%5D")
    answer = client.post(
        correct,
        {
            "question": "child_age[2]",
            "kind": "change",
            "new": "8",
            "reason": "Called back.",
            "seen": form.context["seen"],
        },
    )
    shown = read(client.get(page).content.decode())[1]

    assert page in listed
    assert f"{correct}?question=child_age%5B2%5D" in links
    assert "Now: 9" in read(form.content.decode())[1]
    assert answer.url == page
    assert ages(sent) == ["12", "8"]
    assert "Called back." in shown


def test_the_log_names_the_question_and_the_row_in_words(client, cleaner, sent):
    client.force_login(cleaner)
    for question, new in (("child_age[2]", "8"), ("age", "41")):
        actions.correct_answer(cleaner, sent.id, question=question, new=new, reason="Called.")

    page = client.get(reverse("collection:submission", args=[sent.id]))

    assert [one["question"] for one in page.context["corrections"]] == [
        "Age of the child (row 2)", "Age"
    ]  # fmt: skip
    log = page.content.decode().partition("<th>Old</th>")[2]
    assert "child_age[2]" not in log


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("region", "Region"),
        ("child_age[12]", "Age of the child (row 12)"),
        ("gone[3]", "gone[3]"),
        ("", ""),
    ],
)
def test_a_corrected_question_is_named_as_the_form_asks_it(survey, name, words):
    definition = queries.definition_for(survey.version)

    assert question_in_words(name, definition) == words


def test_a_correction_in_a_repeat_is_taken_back(cleaner, sent):
    line = actions.correct_answer(
        cleaner, sent.id, question="child_age[1]", new="11", reason="Called back."
    )

    actions.undo_line(cleaner, line.id)

    assert ages(sent) == ["12", "9"]


def test_an_answer_that_changed_meanwhile_in_this_row_is_a_conflict(client, cleaner, sent):
    client.force_login(cleaner)
    correct = reverse("collection:correct", args=[sent.id])
    seen = client.get(correct).context["seen"]
    actions.correct_answer(cleaner, sent.id, question="child_age[2]", new="7", reason="One.")

    answer = client.post(
        correct,
        {"question": "child_age[2]", "kind": "change", "new": "6", "reason": "Two.", "seen": seen},
    )

    assert answer.status_code == 409
    assert ages(sent) == ["12", "7"]


@pytest.mark.parametrize(
    ("question", "new", "sentence"),
    [
        ("child_age[3]", "5", "in this submission: 2."),
        ("child_age[2]", "old", "not of the type"),
        ("child_age", "5", "asked several times"),
        ("no_such[1]", "5", "no question"),
    ],
)
def test_what_cannot_be_corrected_there_is_refused(cleaner, sent, question, new, sentence):
    definition = queries.definition_of(sent.form_version)
    line = cleaning.Line(1, "uuid:family", question, "change", new=new, reason="x")

    refusal = cleaning.refusal_in(line, queries.answers_of(sent), definition)

    assert sentence in refusal.in_english()


def test_who_may_not_correct_or_belongs_elsewhere_does_not(client, sent, arta, milan, blerim):
    for user in (arta, milan, blerim):
        client.force_login(user)

        answer = client.post(
            reverse("collection:correct", args=[sent.id]),
            {"question": "child_age[2]", "kind": "change", "new": "8", "reason": "x"},
        )

        assert answer.status_code in {403, 404}
    assert ages(sent) == ["12", "9"]
