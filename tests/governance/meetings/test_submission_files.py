"""The file of what went to UNKT: complete piece by piece, closed whole or with reasons (O-21)."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.governance.advice.test_advice import ANSWER, draft
from tests.governance.unkt_reports.test_unkt_reports import approved, report
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.governance.advice import actions as advice
from waystation.governance.meetings import actions
from waystation.governance.meetings.due import submission_files
from waystation.governance.meetings.duties import STATUSES
from waystation.governance.meetings.queries import files
from waystation.governance.unkt_reports import actions as reports

__all__ = ["report"]  # fixture
pytestmark = pytest.mark.django_db


def missing(network, kind, key):
    return {one.key for one in files.pieces_of(network.record, kind, key) if not one.settled}


def sent(network, report):
    done = approved(network, report)
    reports.publish_report(network.sanja, done.id)
    return reports.transmit_report(network.sanja, done.id, way="email")


@pytest.mark.duty("O-21")
def test_the_file_of_a_report_fills_itself_and_closes_with_a_reason_for_each_gap(network, report):
    """O-21. Of the tasks some were never marked as done: that piece is waived by a co-chair."""
    begun = missing(network, "report", report.id)
    with pytest.raises(Refusal, match="once UNKT has the report"):
        actions.files.close_file(network.sanja, "report", report.id)
    sent(network, report)

    assert begun == {
        "sections",
        "approvals",
        "edition",
        "note",
        "register",
        "transmission",
        "tasks",
    }
    assert missing(network, "report", report.id) == {"tasks"}
    with pytest.raises(Refusal, match="Missing pieces: 1"):
        actions.files.close_file(network.sanja, "report", report.id)
    with pytest.raises(NotAllowed):
        actions.files.waive_piece(
            network.sanja, "report", report.id, piece="tasks", reason="Done by telephone."
        )
    actions.files.waive_piece(
        network.carla, "report", report.id, piece="tasks", reason="Done by telephone."
    )
    closing = actions.files.close_file(network.sanja, "report", report.id)
    assert (closing.kind, closing.pieces, closing.waived) == ("report", 7, 1)


@pytest.mark.sqlite_only
@pytest.mark.duty("O-21")
def test_an_open_file_of_a_submission_is_due_and_then_late(network, report):
    """O-21. Complete within thirty days of the transmission on 2 April (working rule A-11)."""
    sent(network, report)
    of = {}
    for day in (date(2026, 5, 2), date(2026, 5, 3)):
        due = submission_files(network.sanja, network.record, day)
        of[day] = (due[0].when, due[0].due_on, STATUSES["O-21"](network.record, day).how)

    assert of == {
        date(2026, 5, 2): ("missing", date(2026, 5, 2), "due"),
        date(2026, 5, 3): ("late", date(2026, 5, 2), "late"),
    }


def test_an_oral_update_has_a_file_of_its_own_pieces(network):
    network.clock.set(date(2026, 7, 2))
    update = reports.begin_report(network.sanja, "half_year", 2026, 1)
    for one in update.tasks.all():
        reports.finish_task(network.sanja, update.id, one.key)
    reports.transmit_report(network.sanja, update.id, way="oral", note="Told on 2 July.")

    closing = actions.files.close_file(network.sanja, "report", update.id)

    assert {one["piece"] for one in closing.checklist} == {"spoken", "transmission", "tasks"}


@pytest.mark.sqlite_only
@pytest.mark.duty("O-21")
def test_the_file_of_a_recommendation_asks_for_evidence_answer_and_its_document(network):
    """O-21."""
    row = draft(network)

    assert {"signatures", "submission", "answer", "document"} <= missing(network, "advice", row.id)
    with pytest.raises(Refusal, match="once UNKT has answered"):
        actions.files.close_file(network.sanja, "advice", row.id)


@pytest.mark.sqlite_only
@pytest.mark.duty("O-21")
def test_the_file_of_an_answered_or_withdrawn_recommendation_is_open_until_it_is_closed(network):
    """O-21. Thirty days from the answer of 15 January; a draft that was withdrawn is no file."""
    on, late = date(2026, 1, 16), date(2026, 2, 15)
    answered, withdrawn, never_sent = (draft(network) for _ in range(3))
    for row in (answered, withdrawn):
        advice.endorse(network.carla, row.id)
        advice.endorse(network.ivo, row.id)
        advice.submit(network.sanja, row.id, how="By e-mail")
    before = submission_files(network.sanja, network.record, on)
    advice.record_answer(network.uma, answered.id, **ANSWER)
    for row in (withdrawn, never_sent):
        advice.withdraw(network.carla, row.id, reason="Overtaken by events.")

    due = submission_files(network.sanja, network.record, on)
    state = STATUSES["O-21"](network.record, on)
    overdue = STATUSES["O-21"](network.record, late)
    for row in (answered, withdrawn):
        for piece in missing(network, "advice", row.id):
            actions.files.waive_piece(
                network.carla, "advice", row.id, piece=piece, reason="By telephone."
            )
        actions.files.close_file(network.sanja, "advice", row.id)

    assert before == []
    assert [one.title for one in due] == [
        f"Complete the file: Recommendation {row.year}/{row.number}."
        for row in (answered, withdrawn)
    ]
    assert {one.url for one in due} == {
        reverse("meetings:submission_file", args=["advice", row.id])
        for row in (answered, withdrawn)
    }
    assert {one.due_on for one in due} == {date(2026, 2, 14)}
    assert (state.how, state.address) == ("due", "advice:advice")
    assert overdue.how == "late"
    assert submission_files(network.sanja, network.record, late) == []


@pytest.mark.sqlite_only
def test_the_pages_of_a_submission_file(client, network, report, arta, milan, blerim):
    page = reverse("meetings:submission_file", args=["report", report.id])
    waive = reverse("meetings:submission_waive", args=["report", report.id, "tasks"])
    close = reverse("meetings:submission_close", args=["report", report.id])
    sent(network, report)

    client.force_login(network.carla)
    shown = client.get(page).content.decode()
    waived = client.post(waive, {"why": "By telephone."}, follow=True).content.decode()
    client.force_login(network.sanja)
    closed = client.post(close, follow=True).content.decode()
    link = client.get(reverse("unkt_reports:report", args=[report.id])).content.decode()
    outside = []
    for one in (network.nora, arta, milan, blerim):
        client.force_login(one)
        outside.append(client.get(page).status_code)

    assert "85 %" in shown  # 6 of 7
    assert waive in shown
    assert "By telephone." in waived
    assert "pieces there 6, waived 1" in closed
    assert page in link
    assert outside == [404] * 4
    with pytest.raises(NotSeen):
        actions.files.close_file(network.sanja, "parcel", report.id)
