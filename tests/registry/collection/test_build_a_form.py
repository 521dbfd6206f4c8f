"""A form is built in the browser, tried, published, and changed by two people."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.urls import reverse

from tests.registry.collection.conftest import filled, workbook
from tests.registry.collection.test_lists import text
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.registry.collection import actions, queries
from waystation.registry.collection.models import BuiltForm, Form, FormVersion, Submission

pytestmark = pytest.mark.django_db
ENGLISH, ALBANIAN = "English (en)", "Shqip (sq)"


@pytest.fixture
def built(mission, analyst):
    """Drita's new form in two languages, still without questions."""
    return actions.begin_form(analyst, mission.prishtine.id, "Needs of returnees", [ENGLISH])


@pytest.fixture
def ask(analyst, built):
    """Add a question; return its key."""

    def added(kind, label, after=0, **values):
        values = {"label_0": label, "required": False, **values}
        now = actions.add_question(analyst, built.id, kind, values, after, values.pop("lines", ""))
        return max(now.book["keys"])

    return added


@pytest.fixture
def opened(analyst, survey):
    """The household form, opened in the browser."""
    return actions.open_form(analyst, survey.form.id)


def keys(built):
    """Return the keys of the questions by their names."""
    found = queries.book_of(BuiltForm.objects.get(id=built.id))
    return SimpleNamespace(**{one.name: one.key for one in found.lines() if one.name})


def cells(built, key):
    book = queries.book_of(BuiltForm.objects.get(id=built.id))
    return dict(zip(book.headings("survey"), book.row(key), strict=False))


def test_only_who_designs_forms_in_the_office_builds_one(
    client, mission, built, arta, milan, blerim
):
    place = reverse("collection:built", args=[built.id])

    statuses = []
    for user in (arta, milan, blerim):
        client.force_login(user)
        statuses.append(client.get(place).status_code)

    assert statuses == [403, 404, 403]
    for user, refusal in ((arta, NotAllowed), (milan, NotSeen), (blerim, NotAllowed)):
        with pytest.raises(refusal):
            actions.add_question(user, built.id, "text", {"label_0": "Name"})
    with pytest.raises(NotAllowed):
        actions.begin_form(milan, mission.prishtine.id, "Another", [ENGLISH])


def test_a_built_form_is_checked_published_and_answered_like_an_uploaded_one(
    analyst, built, ask, client, send, survey
):
    ask("text", "Name", required=True)
    ask("integer", "Age", constraint=". >= 0", constraint_message_0="Not below 0")
    ask("select_one", "Works?", relevant="${age} > 15", lines="yes | Yes\nno | No")

    version = actions.publish_version(analyst, actions.check_form(analyst, built.id).id)
    sent = filled("uuid:b", version.name, version.form.key, "<name>Zana</name><age>-1</age>")

    assert send(sent).status_code == 201
    submission = Submission.objects.get(form=version.form)
    assert [(one["kind"], one["question"]) for one in submission.problems] == [
        ("constraint", "age")
    ]
    assert version.form.title == "Needs of returnees"
    assert not BuiltForm.objects.exists()
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"form.begin", "form.change", "form.draft", "form.upload", "form.publish"} <= verbs


def test_what_an_upload_would_refuse_is_named_with_a_link_to_the_question(
    client, analyst, built, ask
):
    ask("integer", "Age")
    wrong = ask("text", "Why?", relevant="${agee} > 15")
    client.force_login(analyst)

    page = text(client.get(reverse("collection:built", args=[built.id])))
    tried = client.get(reverse("collection:built-try", args=[built.id]))
    published = client.post(reverse("collection:built-publish", args=[built.id]))

    assert "It cannot be published yet:" in page
    assert reverse("collection:built-question", args=[built.id, wrong]) in page
    assert "There is no question “agee”" in page
    assert tried["Location"] == reverse("collection:built", args=[built.id])
    assert published.status_code == 422
    assert "There is no question “agee”" in text(published)
    assert not FormVersion.objects.exists()


def test_trying_a_form_leaves_no_draft_that_others_meet(client, analyst, built, ask):
    ask("text", "Name", name="name")
    ask("text", "Why?", relevant="${name} != ''")
    client.force_login(analyst)
    place = reverse("collection:built-try", args=[built.id])

    empty = text(client.get(place))
    grown = text(client.post(place, {"q0": "Zana"}))

    assert "Why?" not in empty
    assert "Why?" in grown
    assert not FormVersion.objects.exists()
    assert not Form.objects.exists()


def test_a_form_is_tried_with_the_files_of_its_newest_version(client, analyst, survey, opened):
    client.force_login(analyst)

    page = text(client.get(reverse("collection:built-try", args=[opened.id])))

    assert "Age" in page
    assert FormVersion.objects.get().id == survey.version.id


def test_publishing_asks_once_and_leaves_no_draft(client, analyst, built, ask):
    ask("text", "Name")
    client.force_login(analyst)
    place = reverse("collection:built-publish", args=[built.id])

    asked = text(client.get(place))
    before = FormVersion.objects.count()
    answer = client.post(place)

    version = FormVersion.objects.get()
    assert "Phones get this version" in asked
    assert before == 0
    assert version.state == "published"
    assert answer["Location"] == reverse("collection:form", args=[version.form_id])
    assert not BuiltForm.objects.exists()


def test_publishing_leads_to_the_draft_while_a_file_is_missing(client, analyst, mission):
    rows = [
        ["type", "name", "label"],
        ["select_one_from_file towns.csv", "town", "Town"],
    ]
    about = (("form_id", "towns"), ("form_title", "Towns"), ("version", "1"))
    draft = actions.upload_form(
        analyst, mission.prishtine.id, "t.xlsx", workbook(rows, settings=about)
    )
    built = actions.open_form(analyst, draft.form_id)
    client.force_login(analyst)

    answer = client.post(reverse("collection:built-publish", args=[built.id]))

    version = FormVersion.objects.get()
    assert answer["Location"] == reverse("collection:version", args=[version.id])
    assert "Attach towns.csv first" in text(client.get(answer["Location"]))
    assert version.state == "draft"


def test_discarding_removes_the_draft_that_nobody_published(analyst, built, ask):
    ask("text", "Name")
    actions.check_form(analyst, built.id)

    actions.discard_built(analyst, built.id)

    assert not BuiltForm.objects.exists()
    assert not FormVersion.objects.exists()
    assert not Form.objects.exists()


def test_an_uploaded_form_is_opened_and_what_is_not_known_comes_back(analyst, survey, opened):
    key = keys(opened).photo

    actions.change_question(analyst, opened.id, key, {"label_0": "Photo"}, {"label_0": "Picture"})
    version = actions.check_form(analyst, opened.id)

    book = queries.book_of(BuiltForm.objects.get(id=opened.id))
    assert version.form_id == survey.form.id
    assert version.name != survey.version.name
    assert cells(opened, keys(opened).town)["choice_filter"] == "region=${region}"
    assert "Picture" in version.workbook.decode("latin-1") or version.workbook
    assert book.label_of(key) == "Picture"
    definition = queries.definition_of(version)
    assert [one.label for one in definition.questions if one.name == "photo"] == ["Picture"]


def test_opening_twice_is_the_same_form(analyst, survey, opened):
    again = actions.open_form(analyst, survey.form.id)

    assert again.id == opened.id
    assert BuiltForm.objects.count() == 1


def test_changes_of_two_people_to_different_parts_are_both_kept(analyst, mission, opened):
    other = mission.hire("Besa Gashi", mission.prishtine, "analyst")
    age = keys(opened).age

    actions.change_question(analyst, opened.id, age, {"label_0": "Age"}, {"label_0": "Your age"})
    actions.change_question(
        other,
        opened.id,
        age,
        {"label_0": "Age", "hint_0": ""},
        {"label_0": "Age", "hint_0": "Years"},
    )

    found = cells(opened, age)
    assert (found["label"], found["hint"]) == ("Your age", "Years")


def test_the_second_of_two_people_sees_what_the_first_wrote(client, analyst, mission, opened):
    other = mission.hire("Besa Gashi", mission.prishtine, "analyst")
    age = keys(opened).age
    place = reverse("collection:built-question", args=[opened.id, age])
    client.force_login(other)
    page = client.get(place).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1].replace("&quot;", '"')
    actions.change_question(analyst, opened.id, age, {"label_0": "Age"}, {"label_0": "Your age"})

    typed = {"kind": "integer", "label_0": "How old?", "required": "on", "name": "age"}
    answer = client.post(place, typed | {"seen": seen, "constraint": ". >= 0 and . <= 120",
                                         "constraint_message_0": "Between 0 and 120"})  # fmt: skip

    assert answer.status_code == 409
    assert "Your age" in text(answer)
    assert "How old?" in text(answer)
    assert cells(opened, age)["label"] == "Your age"


def test_moving_what_somebody_has_changed_meanwhile_is_refused_with_the_name(
    analyst, mission, opened
):
    other = mission.hire("Besa Gashi", mission.prishtine, "analyst")
    seen = opened.version
    actions.arrange(analyst, opened.id, seen, "remove", keys(opened).photo)

    with pytest.raises(Conflict, match="Drita Krasniqi has changed this form"):
        actions.arrange(other, opened.id, seen, "up", keys(opened).age)

    assert not hasattr(keys(opened), "photo")


def test_a_button_pressed_twice_acts_once(analyst, opened):
    age = keys(opened).age

    for _ in range(2):
        actions.arrange(analyst, opened.id, opened.version, "up", age)
    twice = actions.arrange(analyst, opened.id, opened.version, "up", age)

    names = [one.name for one in queries.book_of(twice).lines()]
    assert names[:2] == ["age", "name"]
    assert twice.version == opened.version + 1


def test_what_was_removed_comes_back_by_undo_and_goes_again(analyst, opened):
    before = opened.book
    removed = actions.arrange(analyst, opened.id, opened.version, "remove", keys(opened).child)
    left = [one.name for one in queries.book_of(removed).lines()]

    undone = actions.arrange(analyst, opened.id, removed.version, "undo")
    redone = actions.arrange(analyst, opened.id, undone.version, "undo")

    assert not {"child", "child_name", "child_age"} & set(left)
    assert undone.book == before
    assert redone.book == removed.book


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"label_0": "Age", "name": "name"}, "Another question of this form is named “name”"),
        ({"label_0": "Age", "name": "meta"}, "reserved"),
        ({"label_0": "Age", "name": "my age"}, "A name begins with a letter"),
        ({"label_0": "Age", "name": "🙂"}, "A name begins with a letter"),
        ({"label_0": ""}, "Write the question as it will be asked"),
        ({"label_0": "x" * 6000}, "5,?000"),
    ],
)
def test_a_question_that_no_form_can_have_is_refused(ask, values, sentence):
    ask("text", "Name")

    with pytest.raises(Refusal, match=sentence):
        ask("text", values.pop("label_0"), **values)


def test_a_form_has_at_most_five_hundred_questions(monkeypatch, ask):
    monkeypatch.setattr("waystation.registry.collection.rules.building.book.MOST_ROWS", 2)
    ask("text", "Name")
    ask("text", "Age")

    with pytest.raises(Refusal, match="at most 2 questions"):
        ask("text", "Town")


def test_a_question_that_asks_for_itself_is_refused_when_the_form_is_checked(analyst, built, ask):
    ask("text", "Name", name="name", relevant="${name} != ''")

    with pytest.raises(Refusal, match="name"):
        actions.check_form(analyst, built.id)


def test_two_questions_that_each_wait_for_the_other_are_refused(analyst, built, ask):
    ask("text", "Name", name="name", relevant="${age} != ''")
    ask("integer", "Age", name="age", relevant="${name} != ''")

    with pytest.raises(Refusal, match="Circular reference in relevant: age → name → age"):
        actions.check_form(analyst, built.id)


def test_a_workbook_that_was_uploaded_meanwhile_is_named(client, analyst, mission, opened):
    about = (("form_id", "household"), ("form_title", "Household"), ("version", "2"))
    actions.upload_form(analyst, mission.prishtine.id, "by_hand.xlsx", workbook(settings=about))
    client.force_login(analyst)

    page = text(client.get(reverse("collection:built", args=[opened.id])))

    assert "The workbook by_hand.xlsx was uploaded after the last change here." in page


def test_words_with_script_are_shown_as_words(client, analyst, built, ask):
    ask("select_one", "<script>alert(1)</script> عمر 🙂", lines="a | <b>A</b>")
    client.force_login(analyst)

    page = client.get(reverse("collection:built", args=[built.id])).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; عمر 🙂" in page
    assert "<b>A</b>" not in page
    assert actions.check_form(analyst, built.id).form.key == "needs_of_returnees"


def test_an_id_that_another_form_has_is_not_taken(analyst, mission, survey):
    first = actions.begin_form(analyst, mission.prishtine.id, "Household", [ENGLISH])
    late = actions.begin_form(analyst, mission.prishtine.id, "Vacancies", [ENGLISH])
    about = (("form_id", "vacancies"), ("form_title", "Vacancies"), ("version", "1"))
    rows = [["type", "name", "label"], ["text", "a", "A"]]
    actions.upload_form(analyst, mission.prishtine.id, "v.xlsx", workbook(rows, settings=about))
    actions.add_question(analyst, late.id, "text", {"label_0": "Name"})

    with pytest.raises(Refusal, match="has the id vacancies"):
        actions.check_form(analyst, late.id)

    assert queries.book_of(first).setting("form_id") == "household_2"


def test_languages_are_added_and_what_is_not_translated_is_named(client, analyst, built, ask):
    ask("text", "Name")
    client.force_login(analyst)
    seen = actions.settings_of(queries.book_of(BuiltForm.objects.get(id=built.id)))

    actions.change_settings(
        analyst, built.id, seen, seen | {"languages": [ENGLISH, ALBANIAN], "name": "2"}
    )

    page = text(client.get(reverse("collection:built", args=[built.id])))
    assert "Translations are missing" in page
    assert ALBANIAN in page
    assert actions.check_form(analyst, built.id).name == "2"


def test_the_workbook_that_is_downloaded_is_the_form(client, analyst, built, ask):
    ask("text", "Name")
    client.force_login(analyst)

    answer = client.get(reverse("collection:built-file", args=[built.id]))

    again = actions.upload_form(analyst, built.office_id, "again.xlsx", answer.content)
    assert again.form.key == "needs_of_returnees"
    assert "attachment" in answer["Content-Disposition"]


def test_a_form_is_begun_once_however_often_it_is_sent(client, analyst, mission):
    client.force_login(analyst)
    place = reverse("collection:new")
    page = client.get(place).content.decode()
    key = re.search(r'<input[^>]*name="key"[^>]*>', page)[0]
    key = re.search(r'value="([^"]+)"', key)[1]
    typed = {"key": key, "office": mission.prishtine.id, "title": "Sent", "languages": [ENGLISH]}

    answers = [client.post(place, typed) for _ in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert BuiltForm.objects.filter(title="Sent").count() == 1


def test_the_comparison_of_a_question_is_built_from_boxes(client, analyst, built, ask):
    ask("select_one", "Works?", name="works", lines="yes | Yes\nno | No")
    client.force_login(analyst)
    place = reverse("collection:built-add", args=[built.id, "integer"])
    typed = {"kind": "integer", "label_0": "Hours", "when_question": "works", "when_is": "is"}

    wrong = client.post(place, typed | {"when_value": "Maybe"})
    right = client.post(place, typed | {"when_value": "yes"})

    assert wrong.status_code == 422
    assert "is not one of the choices: Yes, No" in text(wrong)
    assert right.status_code == 302
    assert cells(built, keys(built).hours)["relevant"] == "${works} = 'yes'"
    edit = reverse("collection:built-question", args=[built.id, keys(built).hours])
    assert 'value="works" selected' in client.get(edit).content.decode()


@pytest.fixture
def place(client, analyst, built, ask):
    """The address to add a whole number, behind a choice and a date."""
    ask("select_one", "Works?", name="works", lines="yes | Yes\nno | No")
    ask("date", "Since when?", name="since")
    client.force_login(analyst)
    return reverse("collection:built-add", args=[built.id, "integer"])


@pytest.mark.parametrize(("joined", "word"), [("all", "and"), ("any", "or")])
def test_several_comparisons_are_joined_by_boxes(client, built, place, joined, word):
    typed = {
        "kind": "integer", "label_0": "Hours", "when_join": joined,
        "when_question": "works", "when_is": "is", "when_value": "Yes",
        "when_question_1": "since", "when_is_1": "at_most", "when_value_1": "today",
    }  # fmt: skip

    answer = client.post(place, typed)

    assert answer.status_code == 302
    assert cells(built, keys(built).hours)["relevant"] == (
        f"${{works}} = 'yes' {word} ${{since}} <= today()"
    )
    edit = reverse("collection:built-question", args=[built.id, keys(built).hours])
    page = client.get(edit).content.decode()
    assert 'value="since" selected' in page
    assert f'value="{joined}" selected' in page
    assert queries.problem_of(BuiltForm.objects.get(id=built.id)) is None


def test_what_the_answer_must_be_is_built_from_boxes(client, built, place):
    typed = {
        "kind": "integer", "label_0": "Hours", "constraint_message_0": "From 0 to 60",
        "must_is": "at_least", "must_value": "0", "must_is_1": "at_most", "must_value_1": "60",
    }  # fmt: skip

    wrong = client.post(place, typed | {"must_value_1": "sixty"})
    right = client.post(place, typed)

    assert wrong.status_code == 422
    assert "Write a number, for example 18." in text(wrong)
    assert right.status_code == 302
    found = cells(built, keys(built).hours)
    assert found["constraint"] == ". >= 0 and . <= 60"
    assert found[f"constraint_message::{ENGLISH}"] == "From 0 to 60"


def test_the_length_of_a_text_is_limited_by_boxes(client, built, place):
    address = reverse("collection:built-add", args=[built.id, "text"])

    answer = client.post(
        address, {"kind": "text", "label_0": "Why?", "must_is": "at_most", "must_value": "160"}
    )

    assert answer.status_code == 302
    assert cells(built, keys(built).why)["constraint"] == "string-length(.) <= 160"


def test_a_rule_that_boxes_cannot_say_is_shown_and_kept(client, built, ask, place):
    rule = "${works} = 'yes' and (${since} < today() or ${since} = '')"
    ask("integer", "Hours", relevant=rule, constraint=". mod 2 = 0")
    edit = reverse("collection:built-question", args=[built.id, keys(built).hours])

    page = client.get(edit).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1].replace("&quot;", '"')
    seen = seen.replace("&#x27;", "'").replace("&lt;", "<")
    typed = {"kind": "integer", "label_0": "How many hours?", "name": "hours", "seen": seen,
             "relevant": rule, "constraint": ". mod 2 = 0"}  # fmt: skip
    both = client.post(edit, typed | {"when_question": "works", "when_value": "no"})
    kept = client.post(edit, typed)

    assert ". mod 2 = 0" in page
    assert both.status_code == 422
    assert "Choose comparisons or write an expression, not both." in text(both)
    assert kept.status_code == 302
    assert cells(built, keys(built).hours)["relevant"] == rule


def test_comparisons_that_nobody_changed_stay_as_they_were_written(client, built, ask, place):
    rule = "(${works}='yes')  and  (${since} < date('2026-01-31'))"
    ask("integer", "Hours", relevant=rule)
    edit = reverse("collection:built-question", args=[built.id, keys(built).hours])

    page = client.get(edit).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1].replace("&quot;", '"')
    seen = seen.replace("&#x27;", "'").replace("&lt;", "<")
    answer = client.post(
        edit,
        {
            "kind": "integer", "label_0": "Hours a week", "name": "hours", "seen": seen,
            "when_join": "all", "when_question": "works", "when_is": "is", "when_value": "yes",
            "when_question_1": "since", "when_is_1": "less", "when_value_1": "2026-01-31",
        },
    )  # fmt: skip

    assert answer.status_code == 302
    assert cells(built, keys(built).hours)["relevant"] == rule


def test_the_rules_of_a_question_are_listed_in_words(client, analyst, built, ask, place):
    ask("integer", "Hours", relevant="${works} = 'yes' or ${since} < today()")
    ask("integer", "Days", relevant="${hours} mod 7 = 0")

    page = text(client.get(reverse("collection:built", args=[built.id])))

    assert "Works? is Yes or Since when? is less than today" in page
    assert "${hours} mod 7 = 0" in page


def test_questions_are_written_one_after_the_other_inside_a_group(client, analyst, built, ask):
    group = ask("begin_repeat", "Child") - 1
    client.force_login(analyst)
    place = reverse("collection:built-add", args=[built.id, "integer"]) + f"?after={group}"

    first = client.post(place, {"kind": "integer", "label_0": "Age", "another": "1"})
    page = text(client.get(first["Location"]))
    typed = {"kind": "integer", "label_0": "Class", "when_question": "age", "when_is": "more"}
    second = client.post(first["Location"], typed | {"when_value": "5"})

    age, later = keys(built).age, keys(built).__dict__["class"]
    assert first["Location"].endswith(f"/add/integer/?after={age}")
    assert "Below “Age”" in page
    assert second["Location"].endswith(f"?after={later}#add")
    names = [one.name for one in queries.book_of(BuiltForm.objects.get(id=built.id)).lines()]
    assert names == ["child", "age", "class", ""]


def test_a_value_without_a_question_is_not_dropped(client, place):
    answer = client.post(place, {"kind": "integer", "label_0": "Hours", "when_value_1": "Yes"})

    assert answer.status_code == 422
    assert "Choose what the value is compared with." in text(answer)


def test_every_page_of_the_builder_answers(client, analyst, opened):
    client.force_login(analyst)
    found = queries.book_of(opened)
    places = [reverse("collection:built-question", args=[opened.id, one.key])
              for one in found.lines() if not one.closes]  # fmt: skip
    places += [reverse("collection:built-choices", args=[opened.id, one]) for one in found.lists]
    places += [
        reverse(f"collection:built-{one}", args=[opened.id]) for one in ("settings", "discard")
    ]
    places += [reverse("collection:form", args=[opened.form_id]), reverse("collection:forms")]

    statuses = {place: client.get(place).status_code for place in places}

    assert set(statuses.values()) == {200}


def test_a_discarded_form_leaves_its_versions(client, analyst, survey, opened):
    client.force_login(analyst)

    answer = client.post(reverse("collection:built-discard", args=[opened.id]))

    assert answer.status_code == 302
    assert not BuiltForm.objects.exists()
    assert FormVersion.objects.count() == 1
