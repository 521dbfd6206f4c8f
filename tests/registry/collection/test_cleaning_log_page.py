"""The page of a cleaning log shows every line: who changed what, when, and what it was before."""

import csv
import io

import pytest
from django.urls import reverse
from lxml import html

from waystation.foundation.audit.models import Entry
from waystation.registry.collection import actions
from waystation.registry.collection.rules.cleaning import Line

from .conftest import filled


@pytest.fixture
def log(survey, send, analyst):
    send(filled("uuid:1", body="<name>Arben</name><age>30</age><works>yes</works>"))
    lines = [
        Line(1, "uuid:1", "age", "change", "30", "31", "typed wrong", "Enumerator 7"),
        Line(2, "uuid:1", "works", "change", "yes", "no", "asked again", "Enumerator 8"),
        Line(3, "uuid:9", "age", "change", "1", "2", "?", "Enumerator 7"),
    ]
    made = actions.load_cleaning_log(analyst, survey.form.id, "first.csv", "d1", lines)
    made.address = reverse("collection:cleaning-log", args=[made.id])
    return made


def rows_in(answer):
    """Return the cells of each row, in words."""
    page = html.fromstring(answer.content)
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("td")]
        for row in page.xpath("//main//tbody/tr")
    ]


def test_applied_lines_show_both_values_who_and_when(client, log, analyst):
    client.force_login(analyst)

    first, second, third = rows_in(client.get(log.address))

    assert first[:6] == ["1", "Age", "30", "31", "typed wrong", "Enumerator 7"]
    assert second[1:4] == ["Works?", "Yes", "No"]
    assert first[6] != "–"
    assert (first[7], third[7]) == ("Applied", "Not applied")
    assert "no submission with this id" in third[8]


def test_lines_are_narrowed_by_what_became_of_them_and_found_by_who(client, log, analyst):
    client.force_login(analyst)

    missed = rows_in(client.get(log.address, {"state": "not_applied"}))
    found = rows_in(client.get(log.address, {"q": "Enumerator 8"}))

    assert [row[0] for row in missed] == ["3"]
    assert [row[0] for row in found] == ["2"]


def test_a_line_that_was_taken_back_says_by_whom(client, log, analyst):
    actions.undo_line(analyst, log.lines.get(number=1).id)
    client.force_login(analyst)

    (row,) = rows_in(client.get(log.address, {"state": "undone"}))

    assert f"Undone by {analyst.full_name} on " in row[8]


def test_the_export_has_every_line_and_both_values(client, log, analyst):
    client.force_login(analyst)

    answer = client.get(log.address, {"export": "csv"})

    _head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    lines = [row for row in rows if row and row[0] in ("1", "2", "3")]
    assert len(lines) == 3
    assert lines[0][2:4] == ["30", "31"]


def test_reading_the_values_is_written_down(client, log, analyst):
    client.force_login(analyst)

    client.get(log.address)

    entry = Entry.objects.filter(verb="form_answers.read").get()
    assert (entry.user_id, entry.detail["rows"]) == (analyst.id, 3)


def test_milan_of_another_office_does_not_find_the_log(client, mission, log):
    client.force_login(mission.milan)

    assert client.get(log.address).status_code in (403, 404)
