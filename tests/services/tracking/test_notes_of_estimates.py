"""Why an estimate carries a flag is kept as a code and said in the reader's language."""

import copy
import pickle
from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from tests.registry.collection.conftest import filled, send, survey  # noqa: F401
from waystation.analysis.survey import Note
from waystation.analysis.survey.notes import SENTENCES
from waystation.foundation.access.http import in_words
from waystation.services.tracking import actions
from waystation.services.tracking.models import Finding
from waystation.services.tracking.queries import findings

VALUES = {"too_few": {"n": 4, "minimum": 30}, "imprecise": {"percent": 30}}
ALL = [Note(code, **VALUES.get(code, {})) for code in SENTENCES]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("note", ALL, ids=lambda note: note.code)
def test_every_note_survives_being_kept_and_is_translated(note):
    again = Note(note.code, **note.values)
    with translation.override("sq"):
        said = in_words(again)

    assert again == note
    assert pickle.loads(pickle.dumps(note)).values == copy.deepcopy(note).values == note.values
    assert said != note
    assert "{" not in said


@pytest.mark.django_db
def test_page_and_file_say_in_albanian_why_an_estimate_is_imprecise(
    client,
    mission,
    analyst,
    survey,  # noqa: F811
    send,  # noqa: F811
):
    operation = actions.open_operation(analyst, mission.prishtine.id, "Intentions")
    round_ = actions.open_round(
        analyst,
        operation.id,
        number=1,
        form_id=survey.form.id,
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 3, 31),
    )
    for number, works in enumerate(["yes", "yes", "no"]):
        body = f"<name>A</name><age>20</age><works>{works}</works>"
        assert send(filled(f"uuid:{number}", body=body)).status_code == 201
    actions.estimate(analyst, round_.id)
    works = Finding.objects.filter(question="works")
    assert {(one.flag, one.note_code, one.note_values["n"]) for one in works} == {
        ("withheld", "too_few", 3)
    }
    works.update(
        n=220, chosen=110, flag="imprecise", note_code="imprecise", note_values={"percent": 30}
    )
    client.force_login(analyst)
    with translation.override("sq"):
        why = in_words(Note("imprecise", percent=30))

    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "sq"
    said = [
        client.get(reverse(f"tracking:{name}", args=[round_.id])).content.decode()
        for name in ("round", "export")
    ]

    assert all(why in one for one in said)


@pytest.mark.sqlite_only
def test_a_hidden_share_does_not_say_why_and_so_not_which_is_small():
    asked = {"question": "works", "statistic": "share", "n": 40}
    yes = Finding(choice="yes", value=37 / 40, chosen=37, flag="ok", **asked)
    no = Finding(
        choice="no", value=3 / 40, chosen=3, flag="imprecise", note_code="imprecise",
        note_values={"percent": 30}, **asked,
    )  # fmt: skip
    few = Finding(
        choice="yes", value=0.5, flag="withheld", note_code="too_few",
        note_values={"n": 12, "minimum": 30}, question="owns", statistic="share", n=12,
    )  # fmt: skip

    groups = [[yes, no], [few]]
    shown = [
        row
        for group in groups
        for row in findings.rows_of_question(
            group, findings.base_of(group, b"", "partners"), telling=False
        )
    ]

    assert [(row["value"], row["flag"], str(row["note"])) for row in shown[:2]] == [
        (None, "withheld", "")
    ] * 2
    assert shown[2]["note"] == Note("too_few", n=12, minimum=30)
