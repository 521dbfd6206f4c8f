"""Digits of the region's keyboards are read, checked and exported as ASCII."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.registry.collection.conftest import filled
from tests.registry.collection.test_lists import cells_of, rows_in
from waystation.registry.collection import actions, queries
from waystation.registry.collection.models import Submission

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

ROWS = [
    ["type", "name", "label", "constraint", "calculation"],
    ["start", "start", "", "", ""],
    ["integer", "persons", "Persons", ". <= 12", ""],
    ["decimal", "share", "Share", ". < 4", ""],
    ["date", "day", "Day", ". >= date('2026-01-01')", ""],
    ["time", "hour", "Hour", "", ""],
    ["geopoint", "where", "Where", "", ""],
    ["text", "note", "Note", "", ""],
    ["calculate", "twice", "", "", "${persons} * 2"],
]


@pytest.fixture
def export(client, analyst):
    def exported(form, kind="csv"):
        client.force_login(analyst)
        return client.get(reverse("collection:export", args=[form.id, kind]))

    return exported


ARABIC = (
    "<start>٢٠٢٦-١١-٢٩T٠٩:٠٠:٠٠٫٠٠٠+٠١:٠٠</start><persons>٧</persons><share>٣٫٥</share>"
    "<day>٢٠٢٦-١١-٢٩</day><hour>٠٩:٣٠:٠٠</hour><where>٤٢٫٦٦ −٢١٫١٦ ٠ ٥</where>"
    "<note>شارع ٧</note><twice>١٤</twice>"
)
PERSIAN = (
    "<start>2026-11-29T09:00:00.000+01:00</start><persons>۷</persons><share>۳٫۵</share>"
    "<day>۲۰۲۶-۱۱-۲۹</day><hour>۰۹:۳۰:۰۰</hour><where>۴۲٫۶۶ -۲۱٫۱۶ ۰ ۵</where>"
    "<note>خیابان ۷</note><twice>۱۴</twice>"
)


@pytest.mark.parametrize(("body", "note"), [(ARABIC, "شارع ٧"), (PERSIAN, "خیابان ۷")])
def test_arabic_and_persian_answers_keep_the_rules_and_are_exported_in_ascii(
    publish, send, export, analyst, body, note
):
    form = publish("digits", ROWS).form
    content = filled("uuid:d", form="digits", body=body)

    send(content)

    one = Submission.objects.get()
    (row,) = rows_in(export(form))
    assert (one.state, one.problems) == ("kept", [])
    assert (row["persons"], row["share"], row["day"], row["hour"], row["twice"]) == (
        "7", "3.5", "2026-11-29", "09:30:00", "14",
    )  # fmt: skip
    assert row["where"] == "42.66 -21.16 0 5"
    assert row["start"].startswith("2026-11-29T09:00:00.000+01:00")
    assert row["note"] == note  # words stay as they were written
    assert queries.raw_xml(analyst, one) == content


def test_numbers_in_nepali_digits_are_numbers_in_the_workbook(publish, send, export):
    form = publish("digits", ROWS).form
    body = "<persons>१२</persons><share>०.५</share><day>२०२६-११-२९</day>"
    send(filled("uuid:n", form="digits", body=body))

    cells = cells_of(export(form, "xlsx").content)

    head = next(row for row in cells if "_submission" in row)
    row = cells[cells.index(head) + 1]
    assert (row[head.index("persons")], row[head.index("share")]) == (12.0, 0.5)
    assert row[head.index("day")] == date(2026, 11, 29)


def test_a_rule_still_holds_what_is_too_large_in_arabic_digits(publish, send):
    publish("digits", ROWS)

    send(filled("uuid:13", form="digits", body="<persons>١٣</persons><share>٤٫٥</share>"))

    one = Submission.objects.get()
    assert {problem["question"] for problem in one.problems} == {"persons", "share"}


def test_a_correction_in_persian_digits_is_kept_in_ascii(publish, send, analyst):
    publish("digits", ROWS)
    send(filled("uuid:c", form="digits", body="<persons>3</persons>"))
    one = Submission.objects.get()

    actions.correct_answer(analyst, one.id, question="persons", new="۸", reason="asked again")

    one.refresh_from_db()
    assert queries.answers_of(one)["main"]["persons"] == "8"


def test_negative_numbers_and_coordinates_are_exported_unaltered_and_a_formula_is_guarded(
    publish, send, export
):
    form = publish(
        "bugn",
        [
            ["type", "name", "label"],
            ["decimal", "balance", "Monthly balance"],
            ["geopoint", "where", "Where"],
            ["text", "tel", "Telephone"],
            ["text", "note", "Note"],
            ["geotrace", "way", "Way"],
        ],
    ).form
    body = (
        "<balance>-120.5</balance><where>-13.5 -8.25 0 5</where><tel>+38344111222</tel>"
        "<note>=1+1</note><way>-1.5 2 0 0; -1.6 2.1 0 0</way>"
    )
    send(filled("uuid:neg", form="bugn", body=body))

    (row,) = rows_in(export(form))

    assert row["balance"] == "-120.5"
    assert row["where"] == "-13.5 -8.25 0 5"
    assert row["tel"] == "+38344111222"
    assert row["note"] == "'=1+1"
    assert row["way"] == "-1.5 2 0 0; -1.6 2.1 0 0"
