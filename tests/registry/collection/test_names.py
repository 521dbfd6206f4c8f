"""Names that surprise: like the form's root, like a default, with emoji, of 300 characters."""

from __future__ import annotations

import pytest
from django.urls import reverse
from lxml import etree

from tests.registry.collection.conftest import filled, workbook
from tests.registry.collection.test_lists import rows_in, text
from waystation.foundation.shared.errors import Refusal
from waystation.registry.collection import actions
from waystation.registry.collection.models import Form, Submission

pytestmark = pytest.mark.django_db

HEAD = ["type", "name", "label"]


@pytest.fixture
def offered(client, survey):
    """Return the ids and names of the forms that the phone is offered."""

    def asked():
        root = etree.fromstring(client.get(f"{survey.at}/formList").content)
        return {
            one.findtext("{*}formID"): one.findtext("{*}name") for one in root.findall("{*}xform")
        }

    return asked


@pytest.mark.parametrize("name", ["data", "instance", "root", "item", "submission"])
def test_a_question_named_like_a_part_of_the_form_works(
    mission, analyst, survey, send, client, name
):
    about = (("form_id", "rootlike"), ("form_title", "R"), ("version", "1"))
    content = workbook([HEAD, ["text", name, "What"]], [["list_name", "name", "label"]], about)
    draft = actions.upload_form(analyst, mission.prishtine.id, "r.xlsx", content)
    form = actions.publish_version(analyst, draft.id).form
    root = etree.fromstring(bytes(form.versions.get().xml))
    tag = etree.QName(root.find(".//{*}instance")[0]).localname

    xml = filled("uuid:r", form="rootlike", body=f"<{name}>yes</{name}>").decode()
    xml = xml.replace("<data id", f"<{tag} id").removesuffix("</data>") + f"</{tag}>"
    send(xml.encode())

    client.force_login(analyst)
    (row,) = rows_in(client.get(reverse("collection:export", args=[form.id, "csv"])))
    assert row[name] == "yes"


def test_a_rule_may_read_a_question_named_like_the_root(publish, send):
    rows = [[*HEAD, "calculation"], ["text", "data", "What", ""],
            ["calculate", "twice", "", "concat(${data}, ${data})"]]  # fmt: skip
    form = publish("rooted", rows).form

    for number, twice in enumerate(["aa", "ab"]):
        body = f"<data>a</data><twice>{twice}</twice>"
        xml = filled(f"uuid:{number}", form="rooted", body=body).decode()
        send(f"{xml.removesuffix('</data>')}</data_>".replace("<data id", "<data_ id").encode())

    problems = [one.problems for one in Submission.objects.filter(form=form).order_by("id")]
    assert problems == [[], [{"kind": "calculate", "question": "twice"}]]


def test_a_question_named_like_the_form_is_refused_with_both_places(upload_draft):
    about = (("form_id", "rooted"), ("version", "1"), ("name", "household"))
    rows = [[*HEAD, "relevant"], ["text", "household", "What", ""],
            ["text", "b", "B", "${household} = 'x'"]]  # fmt: skip

    with pytest.raises(Refusal) as refused:
        upload_draft(workbook(rows, [["list_name", "name", "label"]], about))

    assert refused.value.in_english() == (
        "Sheet settings, row 2, column C: “household” is the name of a question and of the form "
        "itself. Rename one."
    )


def test_a_question_with_a_reserved_name_is_refused_and_named(mission, analyst):
    content = workbook([HEAD, ["text", "meta", "What"]], [["list_name", "name", "label"]])

    with pytest.raises(Refusal, match=r"row 2, column B: .*meta"):
        actions.upload_form(analyst, mission.prishtine.id, "r.xlsx", content)


@pytest.mark.parametrize("key", ["data", "form", "survey"])
def test_a_form_id_that_equals_a_default_stays_what_it_is(mission, analyst, offered, send, key):
    about = (("form_id", key), ("form_title", "T"), ("version", "1"))
    content = workbook([HEAD, ["text", "a", "A"]], [["list_name", "name", "label"]], about)
    draft = actions.upload_form(analyst, mission.prishtine.id, "another name.xlsx", content)
    form = actions.publish_version(analyst, draft.id).form

    send(filled("uuid:k", form=key, body="<a>x</a>"))

    assert form.key == key
    assert key in offered()
    assert Submission.objects.get().form_id == form.id


def test_emoji_in_title_label_choice_and_answer_come_through(
    client, mission, analyst, survey, send, offered
):
    rows = [HEAD, ["text", "a", "How? 🙂"], ["select_one mood", "mood", "Mood 🧭"]]
    choices = [["list_name", "name", "label"], ["mood", "good", "👍 Good"]]
    about = (("form_id", "emoji"), ("form_title", "Visits 🏠"), ("version", "1"))
    draft = actions.upload_form(
        analyst, mission.prishtine.id, "e.xlsx", workbook(rows, choices, about)
    )
    form = actions.publish_version(analyst, draft.id).form

    send(filled("uuid:e", form="emoji", body="<a>fine 🙂🇽🇰</a><mood>good</mood>"))

    one = Submission.objects.get()
    client.force_login(analyst)
    page = text(client.get(reverse("collection:submission", args=[one.id])))
    (row,) = rows_in(client.get(reverse("collection:export", args=[form.id, "csv"])))
    assert offered()["emoji"] == "Visits 🏠"
    assert row["a"] == "fine 🙂🇽🇰"
    assert "👍 Good" in page
    assert "Mood 🧭" in page


def test_three_hundred_characters_are_shortened_or_the_refusal_says_what_to_rename(
    client, mission, analyst, survey, send
):
    long = "n" * 300
    content = workbook(
        [HEAD, ["text", long, "L" * 300]],
        [["list_name", "name", "label"]],
        (("form_id", "longname"), ("form_title", "T" * 300), ("version", "1")),
    )
    form = actions.publish_version(
        analyst, actions.upload_form(analyst, mission.prishtine.id, "l.xlsx", content).id
    ).form

    send(filled("uuid:l", form="longname", body=f"<{long}>value</{long}>"))

    one = Submission.objects.get()
    client.force_login(analyst)
    (row,) = rows_in(client.get(reverse("collection:export", args=[form.id, "csv"])))
    assert (one.state, row[long]) == ("kept", "value")
    assert len(form.title) <= 250
    assert client.get(reverse("collection:answers", args=[form.id])).status_code == 200
    assert client.get(reverse("collection:submission", args=[one.id])).status_code == 200
    line = actions.correct_answer(analyst, one.id, question=long, new="other", reason="typo")
    second = actions.correct_answer(analyst, one.id, question=long, new="third", reason="typo")
    assert actions.undo_line(analyst, second.id).state == "undone"
    assert line.state == "applied"


def test_a_version_or_an_id_of_300_characters_is_refused_with_the_setting_to_shorten(
    mission, analyst
):
    for setting in ("form_id", "version"):
        about = {"form_id": "longset", "form_title": "T", "version": "1", setting: "x" * 300}
        content = workbook(
            [HEAD, ["text", "a", "A"]], [["list_name", "name", "label"]], tuple(about.items())
        )

        with pytest.raises(Refusal, match=r"[Ss]horten") as refused:
            actions.upload_form(analyst, mission.prishtine.id, "l.xlsx", content)

        assert setting.replace("form_id", "id") in refused.value.in_english()
    assert Form.objects.count() == 0


def test_a_workbook_named_with_300_letters_is_kept_under_a_shorter_name(mission, analyst):
    content = workbook([HEAD, ["text", "a", "A"]], [["list_name", "name", "label"]],
                       (("form_id", "f"), ("version", "1")))  # fmt: skip

    version = actions.upload_form(analyst, mission.prishtine.id, "ë" * 300 + ".xlsx", content)

    assert version.source_name.startswith("ëë")
