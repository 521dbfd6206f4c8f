"""A target has steps, is changed with a second approval, and means its numbers as agreed."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import parse
from waystation.governance.results import actions, queries

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
STEPS = [(date(2026, 3, 31), 50.0), (date(2026, 6, 30), 100.0)]


@pytest.fixture
def drita(mission):
    return mission.hire("Drita Other", mission.prishtine, "programme_manager")


@pytest.fixture
def target(mission, blerim, drita, sixty_visits):
    """Up to 15,000 visits in the year, 50 of them by the end of March, approved."""
    row = actions.set_target(
        blerim, "visits", mission.prishtine.id, FIRST, LAST, 15000,
        qualifier="up_to", milestones=STEPS,
    )  # fmt: skip
    return actions.approve_target(drita, row.pk)


def change(user, target, **more):
    seen = queries.values_of_target(queries.target_visible_to(user, target.pk), 1)
    return actions.change_target(user, target.pk, seen, seen | more)


def reached(user):
    return queries.targets_reached_by(user, parse("2026"))["visits"]


def test_the_milestones_say_what_was_expected_and_what_was_achieved(
    target, arta, time_machine, client
):
    time_machine.move_to("2026-04-15T09:00Z", tick=False)
    client.force_login(arta)

    body = client.get(reverse("results:indicator", args=["visits"])).content.decode()

    text = " ".join(body[body.index('aria-label="Targets"') :].split())
    assert "up to 50" in text
    assert "60 achieved" in text
    assert "reached" in text
    assert "so far" in text  # of the step that is under way
    assert "towards up to 15,000" in body


def test_a_reader_who_may_not_open_the_records_sees_what_is_expected_only(
    target, ana, time_machine, client
):
    time_machine.move_to("2026-04-15T09:00Z", tick=False)
    client.force_login(ana)

    body = client.get(reverse("results:indicator", args=["visits"])).content.decode()

    assert "up to 50" in body
    assert "achieved" not in body


def test_another_office_has_neither_the_target_nor_its_milestones(target, milan):
    assert queries.targets_visible_to(milan, "visits") == []
    with pytest.raises(NotSeen):
        queries.target_visible_to(milan, target.pk)


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ([(date(2025, 12, 31), 5.0)], "milestone_outside"),
        ([(LAST, 5.0)], "milestone_outside"),
        ([(date(2026, 3, 31), 5.0), (date(2026, 3, 31), 6.0)], "milestone_twice"),
        ([(date(2026, 3, 31), 9.0), (date(2026, 6, 30), 6.0)], "milestone_falls"),
        ([(date(2026, 3, 31), 500.0)], "milestone_falls"),
        ([(date(2026, 3, 31), -1.0)], "milestone_unfit"),
    ],
)
def test_steps_that_lead_nowhere_are_refused(mission, blerim, indicators, steps, code):
    with pytest.raises(Refusal) as refused:
        actions.set_target(
            blerim, "visits", mission.prishtine.id, FIRST, LAST, 120, milestones=steps
        )

    assert refused.value.code == code
    assert refused.value.field == "milestones"


def test_while_a_change_waits_progress_is_measured_against_what_was_approved(
    target, blerim, drita, arta
):
    change(blerim, target, value=20000, milestones="30.06.2026 9000")

    assert (reached(arta), reached(arta).qualifier) == (15000, "up_to")
    with pytest.raises(Refusal):
        actions.approve_target(blerim, target.pk)
    actions.approve_target(drita, target.pk)
    assert reached(arta) == 20000
    assert queries.milestones_of([target.pk])[target.pk] == [(date(2026, 6, 30), 9000.0)]


def test_who_may_not_set_targets_changes_none(target, arta, milan):
    with pytest.raises(NotAllowed):
        change(arta, target, value=1)
    with pytest.raises(NotSeen):
        actions.change_target(milan, target.pk, {}, {"value": 1})


def test_two_who_change_the_same_number_are_both_heard(target, blerim, drita):
    seen = queries.values_of_target(target, 1)
    change(drita, target, value=16000)

    with pytest.raises(Conflict) as disputed:
        actions.change_target(blerim, target.pk, seen, seen | {"value": 17000})
    merged = actions.change_target(blerim, target.pk, seen, seen | {"note": "As agreed"})

    assert set(disputed.value.fields) == {"value"}
    assert (merged.value, merged.note) == (16000, "As agreed")


def test_what_changed_after_it_was_read_is_not_approved(target, blerim, drita):
    row = change(blerim, target, value=16000)
    change(blerim, target, value=17000)

    with pytest.raises(Refusal) as refused:
        actions.approve_target(drita, row.pk, row.version)

    assert refused.value.code == "target_moved_on"


def test_sent_twice_is_one_and_a_second_target_for_a_period_is_refused(mission, blerim, indicators):
    key = new_key()
    given = ("visits", mission.prishtine.id, FIRST, LAST, 120)

    first = actions.set_target(blerim, *given, key=key)
    again = actions.set_target(blerim, *given, key=key)
    with pytest.raises(Refusal) as refused:
        actions.set_target(blerim, *given)

    assert first.pk == again.pk
    assert refused.value.code == "target_twice"


@pytest.mark.sqlite_only
def test_the_form_reads_milestones_line_by_line_and_says_which_is_wrong(
    client, mission, blerim, indicators
):
    client.force_login(blerim)
    where = reverse("results:set_target", args=["women_share"])
    sent = {"office": str(mission.prishtine.id), "starts_on": "2026-01-01"}
    sent |= {"ends_on": "2026-12-31", "value": "50", "qualifier": "about"}

    wrong = client.post(where, sent | {"milestones": "31.03.2026 40\nMarch: forty"})
    made = client.post(where, sent | {"milestones": "31.03.2026 40\n2026-06-30 45"})
    (row,) = queries.targets_visible_to(blerim, "women_share")
    page = client.get(reverse("results:change_target", args=[row["id"]]))

    assert wrong.status_code == 422
    assert "March: forty" in wrong.content.decode()
    assert made.status_code == 302
    assert queries.milestones_of([row["id"]])[row["id"]] == [
        (date(2026, 3, 31), 0.4),
        (date(2026, 6, 30), 0.45),
    ]
    assert page.context["form"].initial["milestones"] == "31/03/2026 40\n30/06/2026 45"


@pytest.mark.sqlite_only
def test_up_to_is_on_the_page_in_the_chart_in_word_and_in_the_pdf(
    client, target, arta, time_machine
):
    time_machine.move_to("2026-04-15T09:00Z", tick=False)
    client.force_login(arta)

    def file(kind):
        address = reverse("results:indicator_export", args=["visits", kind])
        return client.get(f"{address}?period=2026").content

    with zipfile.ZipFile(BytesIO(file("docx"))) as word:
        written = word.read("word/document.xml").decode()
    pages = PdfReader(BytesIO(file("pdf"))).pages
    printed = " ".join(" ".join(one.extract_text() for one in pages).split())
    sheet = file("csv").decode()

    for text in (written, printed, sheet):
        assert "up to 15,000" in text
        assert "up to 50" in text


@pytest.mark.sqlite_only
def test_a_file_for_partners_has_what_is_expected_and_not_what_was_achieved(
    client, target, arta, time_machine
):
    time_machine.move_to("2026-04-15T09:00Z", tick=False)
    client.force_login(arta)
    address = reverse("results:indicator_export", args=["visits", "csv"])

    sheet = client.get(f"{address}?period=2026&audience=partners").content.decode()

    assert "up to 50" in sheet
    assert "Achieved" not in sheet
