"""A person asks about their own data: from the counter to the desk, the copy, and the answer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from tests.crawl import read
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.workflow.outstanding import outstanding_for
from waystation.registry.privacy import actions, queries
from waystation.registry.privacy.models import DataRequest
from waystation.registry.privacy.rules import requests

ASKED = {"kind": "access", "how": "in_person"}


@pytest.fixture
def request_(arta, besim):
    return actions.record_request(arta, besim.id, received_on=today_in(), **ASKED)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 29), date(2026, 12, 29)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 12, 15), date(2027, 1, 15)),
    ],
)
def test_a_request_is_due_one_month_later(received, due):
    assert requests.due_day(received) == due


def test_a_walk_from_the_counter_to_the_hand_over(client, arta, vera, besim):
    """A subject-access request: taken down, on the desk, the copy, the answer, the timeline."""
    person = reverse("people:person", args=[besim.id])
    new = reverse("privacy:request_new", args=[besim.id])

    client.force_login(arta)
    links, _ = read(client.get(person).content.decode())
    taken = client.post(new, {**ASKED, "received_on": today_in().isoformat()})
    request = DataRequest.objects.get()

    client.force_login(vera)
    desk, _ = read(client.get(reverse("privacy:desk")).content.decode())
    listed, words = read(client.get(reverse("privacy:requests")).content.decode())
    page = reverse("privacy:request", args=[request.id])
    steps, _ = read(client.get(page).content.decode())
    copy = reverse("privacy:export", args=[besim.id])
    read_out = client.get(copy)
    pdf = client.get(f"{copy}?as=pdf")
    answer = reverse("privacy:request_transition", args=[request.id, "answer"])
    unchecked = client.post(answer, {"reply": "Handed over on paper."})
    done = client.post(answer, {"identity_checked": "on", "reply": "Handed over on paper."})
    after, said = read(client.get(page).content.decode())
    waiting = [one for one in outstanding_for(vera, today_in()) if one.kind == "privacy.requests"]

    request.refresh_from_db()
    client.force_login(arta)
    timeline = read(client.get(person).content.decode())[1]

    assert new in links
    assert taken.url == page
    assert {reverse("privacy:requests"), page} <= set(desk)
    assert page in listed
    assert "Access: a copy of the data" in words
    assert {copy, answer} <= set(steps)
    assert read_out.status_code == 200
    assert pdf.content.startswith(b"%PDF")
    assert unchecked.status_code == 422
    assert (
        "Check first that the request is the person's own"
        in read(unchecked.content.decode().replace("&#x27;", "'"))[1]
    )
    assert done.url == page
    assert (request.state, request.answered_on) == ("answered", today_in())
    assert "Handed over on paper." in said
    assert answer not in after
    assert waiting == []
    assert "Request answered" in timeline
    log = Entry.objects.filter(subject_id=request.id).order_by("number")
    assert [one.verb for one in log] == ["data_request.record", "data_request.answer"]


def test_the_desk_says_when_a_request_is_late(vera, arta, besim):
    request = actions.record_request(
        arta, besim.id, received_on=today_in() - timedelta(days=40), **ASKED
    )

    (one,) = [one for one in outstanding_for(vera, today_in()) if one.record == request.id]

    assert one.urgency(today_in()) == "late"
    assert one.due_on == request.due_on


def test_another_office_sees_no_request_and_who_may_look_answers_none(
    client, milan, blerim, arta, request_
):
    page = reverse("privacy:request", args=[request_.id])
    answer = {"identity_checked": True, "reply": "x"}

    client.force_login(milan)
    elsewhere = client.get(page)
    client.force_login(blerim)
    looking = client.get(page)

    assert elsewhere.status_code == 404
    assert looking.status_code in {403, 404}
    assert not queries.requests_visible_to(milan).exists()
    assert not queries.requests_visible_to(blerim).exists()
    with pytest.raises(NotSeen):
        actions.change_request_state(milan, request_.id, "answer", **answer)
    with pytest.raises(NotAllowed):  # who took it down does not answer it
        actions.change_request_state(arta, request_.id, "answer", **answer)


def test_a_request_of_tomorrow_and_one_of_no_kind_are_refused(arta, besim):
    with pytest.raises(Refusal, match="in the future"):
        actions.record_request(arta, besim.id, received_on=today_in() + timedelta(days=1), **ASKED)
    with pytest.raises(Refusal):
        actions.record_request(
            arta, besim.id, received_on=today_in(), kind="gossip", how="in_person"
        )


def test_the_database_agrees(request_):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE privacy_datarequest SET state = 'answered' WHERE received_on = %s",
            [request_.received_on],
        )


def test_the_answer_is_sealed_and_goes_with_the_person(vera, besim, request_):
    actions.change_request_state(
        vera, request_.id, "refuse", reply="The file belongs to somebody else."
    )
    request_.refresh_from_db()
    sealed = bytes(request_.answer)

    actions.erase_person(vera, besim.id)

    request_.refresh_from_db()
    assert b"somebody else" not in sealed
    assert sealed
    assert not request_.answer
