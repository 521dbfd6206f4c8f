"""The lists of forms, submissions, answers and phones: narrowed, sorted, exported, by whom."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse

from tests.registry.collection.conftest import filled, workbook
from waystation.foundation.shared.periods import today_in
from waystation.foundation.workflow.outstanding import outstanding_for
from waystation.registry.collection import actions, queries
from waystation.registry.collection.models import AppUser, Submission

pytestmark = pytest.mark.django_db


def text(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


def rows_in(answer):
    lines = text(answer).removeprefix("\ufeff").splitlines()
    return list(csv.DictReader(lines))


def cells_of(content, sheet=0):
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(sheet).to_python(skip_empty_area=False)


@pytest.fixture
def three(survey, send):
    """One that keeps the rules, one that breaks one, one left out of the figures."""
    send(filled("uuid:1"))
    send(filled("uuid:2", body="<age>34</age>"))
    send(filled("uuid:3"))


def test_the_list_of_forms_is_searched_and_leads_to_what_needs_a_decision(
    client, survey, three, analyst, milan, blerim
):
    place = reverse("collection:forms")
    waiting = reverse("collection:submissions", args=[survey.form.id]) + "?unresolved=1"

    client.force_login(analyst)
    found, missed = text(client.get(place + "?q=house")), text(client.get(place + "?q=zzz"))
    client.force_login(blerim)
    looking = text(client.get(place))
    client.force_login(milan)
    elsewhere = text(client.get(place))

    assert survey.form.title in found
    assert waiting in found
    assert survey.form.title not in missed
    assert survey.form.title in looking
    assert reverse("collection:upload") not in looking
    assert survey.form.title not in elsewhere


def test_submissions_are_narrowed_and_the_file_holds_what_the_page_shows(
    client, survey, three, analyst, reader_elsewhere
):
    place = reverse("collection:submissions", args=[survey.form.id])
    held = Submission.objects.get(instance_id="uuid:2")
    client.force_login(analyst)

    page = text(client.get(place + "?unresolved=1"))
    file = rows_in(client.get(place + "?state=held&export=csv"))
    sheet = cells_of(client.get(place + "?export=xlsx").content)
    client.force_login(reader_elsewhere)

    assert reverse("collection:submission", args=[held.id]) in page
    assert page.count("/forms/submissions/") == 1
    assert "1 rule broken" in page
    assert [row["State"] for row in file if row["State"]] == ["Breaks a rule"]
    assert sum("Tablet 3" in row for row in sheet) == 3
    assert client.get(place).status_code == 404


def test_a_question_may_be_called_id_or_created_at(client, mission, analyst, arta, send, survey):
    questions = [
        ["type", "name", "label"],
        ["text", "id", "Number of the card"],
        ["text", "created_at", "When"],
    ]
    about = (("form_id", "cards"), ("form_title", "Cards"), ("version", "1"))
    draft = actions.upload_form(
        analyst, mission.prishtine.id, "c.xlsx", workbook(questions, settings=about)
    )
    form = actions.publish_version(analyst, draft.id).form
    send(filled("uuid:c", form="cards", body="<id>K-17</id><created_at>spring</created_at>"))
    client.force_login(analyst)

    page = client.get(reverse("collection:answers", args=[form.id]))

    assert page.status_code == 200
    assert "K-17" in text(page)
    assert "spring" in text(page)


def test_answers_as_a_workbook_hold_numbers_as_numbers(client, survey, three, analyst):
    client.force_login(analyst)

    cells = cells_of(
        client.get(reverse("collection:export", args=[survey.form.id, "xlsx"])).content
    )

    head = next(row for row in cells if "_submission" in row)
    age = head.index("age")
    assert [row[age] for row in cells[cells.index(head) + 1 :]] == [34.0, 34.0, 34.0]


def test_an_empty_post_is_a_form_with_errors(client, survey, three, analyst):
    client.force_login(analyst)
    one = Submission.objects.get(instance_id="uuid:2")
    places = [
        reverse("collection:upload"),
        reverse("collection:correct", args=[one.id]),
        reverse("collection:add-phone", args=[survey.form.id]),
        reverse("collection:cleaning-load", args=[survey.form.id]),
    ]

    answers = [client.post(place, {"seen": "{}"}) for place in places]

    assert [one.status_code for one in answers] == [422] * 4
    assert all('class="errors"' in text(one) for one in answers)
    assert AppUser.objects.count() == 1


def test_held_submissions_are_outstanding_work_of_who_may_resolve_them(
    survey, three, analyst, milan, blerim, reader_elsewhere
):
    day = today_in()

    mine = [one for one in outstanding_for(analyst, day) if one.kind == "collection.unresolved"]

    assert [one.title for one in mine] == ["1 submission of “Household” needs a decision"]
    assert mine[0].url.endswith(f"/{survey.form.id}/submissions/?unresolved=1")
    for user in (milan, blerim, reader_elsewhere):
        kinds = {one.kind for one in outstanding_for(user, day)}
        assert "collection.unresolved" not in kinds
    actions.accept_submission(analyst, Submission.objects.get(instance_id="uuid:2").id)
    assert queries.outstanding(analyst, day) == []


def test_a_phone_is_stopped_on_a_page_of_its_own(client, survey, analyst, blerim, milan):
    place = reverse("collection:revoke-phone", args=[survey.form.id, survey.phone.id])
    listed = reverse("collection:phones", args=[survey.form.id])
    for user, expected in ((blerim, 403), (milan, 404)):
        client.force_login(user)
        assert client.get(listed).status_code == expected
        assert client.post(place).status_code == expected
    client.force_login(analyst)

    before, asked = text(client.get(listed)), text(client.get(place))
    client.post(place)

    survey.phone.refresh_from_db()
    assert place in before
    assert "Tablet 3" in asked
    assert survey.phone.revoked_at is not None
    assert place not in text(client.get(listed))


def test_a_form_is_closed_on_a_check_page_and_its_history_says_so(client, survey, analyst):
    client.force_login(analyst)
    place = reverse("collection:form-step", args=[survey.form.id, "close"])

    asked = client.get(place)
    client.post(place)

    survey.form.refresh_from_db()
    assert asked.status_code == 200
    assert survey.form.state == "closed"
    page = text(client.get(reverse("collection:form", args=[survey.form.id])))
    for event in ("Uploaded as a draft", "Published", "Closed"):
        assert event in page


def test_a_repetition_has_a_page_of_its_own_that_filters_and_files_stay_on(
    client, survey, three, analyst
):
    client.force_login(analyst)
    place = reverse("collection:answers-in", args=[survey.form.id, "child"])

    page = client.get(place + "?state=kept")
    file = rows_in(client.get(page.context["export_urls"]["csv"]))

    assert page.context["repeat"] == "child"
    assert [row["Name of the child"] for row in file] == ["Dona", "Arbër"] * 2
    assert "Dona" in text(page)
    assert "Zana" not in text(page)


def test_answers_are_shown_as_they_were_sent_or_after_corrections(client, survey, send, analyst):
    send(filled("uuid:1"))
    one = Submission.objects.get()
    actions.correct_answer(analyst, one.id, question="name", new="Shqipe", reason="typo")
    client.force_login(analyst)
    place = reverse("collection:answers", args=[survey.form.id])

    cleaned, raw = text(client.get(place)), text(client.get(place + "?raw=1"))
    chosen = client.get(place + "?column=q+age")

    assert "Shqipe" in cleaned
    assert "Shqipe" not in raw
    assert [head["label"] for head in chosen.context["columns"]] == ["Age"]


def test_how_many_submissions_there_are_is_for_who_may_open_them(
    client, mission, three, survey, analyst, arta
):
    """An administrator manages forms and phones and reads no answer: nor how many there are."""
    pages = [
        reverse("collection:forms"),
        reverse("collection:form", args=[survey.form.id]),
        reverse("collection:phones", args=[survey.form.id]),
    ]
    readers = {
        "Drita": analyst,
        "Adem": mission.hire("Adem Administrator", mission.prishtine, "administrator"),
    }

    headings = {}
    for name, reader in readers.items():
        client.force_login(reader)
        text_of_pages = [client.get(page).content.decode() for page in pages]
        headings[name] = ["Submissions</" in text_of_pages[1], "Sent</" in text_of_pages[2]]
    counted = {
        name: queries.forms_visible_to(reader).get(id=survey.form.id).submission_count
        for name, reader in {**readers, "Arta": arta}.items()
    }

    assert headings == {"Drita": [True, True], "Adem": [False, False]}
    assert counted == {"Drita": 3, "Adem": 0, "Arta": 0}
    (version,) = queries.versions_of(readers["Adem"], survey.form)
    assert version.submission_count == 0
