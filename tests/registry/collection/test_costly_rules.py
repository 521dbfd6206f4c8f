"""A form's rules cost a bounded number of steps: an answer is held with a sentence, never lost."""

import time

import pytest

from tests.registry.collection.conftest import filled, workbook
from waystation.analysis.xforms.messages import Note
from waystation.registry.collection import actions
from waystation.registry.collection.models import Submission

HEADINGS = ["type", "name", "label", "constraint", "choice_filter"]
CATASTROPHE = "(([a-z])+.)+[A-Z]([a-z])+$"
LOOKS_AROUND = "(?=.*[0-9])((a+)+)+$"


def form(constraint, kind="text"):
    rows = [HEADINGS, [kind, "name", "Name", constraint, ""]]
    choices = [["list_name", "name", "label"], ["l", "a", "A"]]
    settings_ = (("form_id", "household"), ("form_title", "T"), ("version", "1"))
    return workbook(rows, choices, settings_)


@pytest.fixture
def send_name(mission, analyst, arta, client):
    """Publish a form with a constraint on a name, and send it a name from a phone."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    def send(constraint, name):
        draft = actions.upload_form(analyst, mission.prishtine.id, "f.xlsx", form(constraint))
        actions.publish_version(analyst, draft.id)
        _, token = actions.add_app_user(analyst, mission.prishtine.id, arta.id, "Tablet")
        part = SimpleUploadedFile("s.xml", filled(body=f"<name>{name}</name>"), "text/xml")
        began = time.monotonic()
        answer = client.post(f"/forms/key/{token}/submission", {"xml_submission_file": part})
        return answer, time.monotonic() - began, draft

    return send


@pytest.mark.django_db
def test_a_name_cannot_freeze_the_server(send_name):
    answer, seconds, _ = send_name(f"regex(., '{CATASTROPHE}')", "a" * 60)

    assert answer.status_code == 201
    assert seconds < 30  # it took for ever
    assert Submission.objects.get().state == "held"  # the name does not fit, as on the phone


@pytest.mark.django_db
def test_a_pattern_outside_the_linear_engine_is_named_and_its_answer_held(send_name):
    answer, seconds, draft = send_name(f"regex(., '{LOOKS_AROUND}')", "a" * 40 + "1b")

    kept = Submission.objects.get()
    assert answer.status_code == 201
    assert seconds < 30
    assert (kept.state, kept.problems[0]["kind"]) == ("held", "rule")
    assert "too long" in kept.problems[0]["message"]
    notes = [str(Note.from_json(note)) for note in draft.notes]
    assert any("row 2, column D" in note and "looks around" in note for note in notes)


@pytest.mark.django_db
def test_a_pattern_with_look_around_still_decides(send_name):
    answer, _, _ = send_name("regex(., '(?=.*[0-9])[a-z0-9]+')", "zana7")

    assert answer.status_code == 201
    assert Submission.objects.get().state == "kept"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "constraint",
    [
        " + ".join(["1"] * 1000) + " = 1000",
        " or ".join(["false()"] * 1000) + " or true()",
        "-" * 1000 + "1 = 1",
        "if(. = 'x', 1, " * 60 + "1" + ")" * 60 + " = 1",
        " | ".join(["/data/name"] * 500) + " = 'zana'",
    ],
    ids=["a sum of 1,000 terms", "1,000 alternatives", "1,000 signs", "60 branches", "500 sets"],
)
def test_a_long_expression_is_evaluated(constraint, send_name):
    answer, seconds, _ = send_name(constraint, "zana")

    assert answer.status_code == 201
    assert Submission.objects.get().state == "kept"
    assert seconds < 30


@pytest.mark.django_db
@pytest.mark.parametrize(
    "constraint",
    [
        "(" * 400 + "1" + ")" * 400,
        "not(" * 1500 + "1" + ")" * 1500,
        "/data/name" + "[name" * 300 + "]" * 300,
        "1 + (" * 2000 + "1" + ")" * 2000,
    ],
)
def test_a_deep_expression_is_refused_with_its_place(constraint, client, mission, analyst):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(analyst)
    file = SimpleUploadedFile("f.xlsx", form(constraint))

    answer = client.post("/forms/new/", {"file": file, "office": str(mission.prishtine.id)})

    assert answer.status_code == 422
    words = answer.content.decode()
    assert "row 2" in words
    assert "nested too deeply" in words


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_the_first_and_the_last_day_are_answers(day, send_name):
    rules = (
        "date(. + 400) > . and date(. - 400) < . and format-date(. + 1, '%Y') != '' "
        "and decimal-date-time(.) != 0 and . > today()"
    )

    answer, _, _ = send_name(rules, day)

    assert answer.status_code == 201
    assert Submission.objects.get().state == "held"
