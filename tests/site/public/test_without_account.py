"""Booking, asking for a call, complaining, reading fact sheets: no account, no name, few bytes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from tests.registry.factsheets.conftest import drafted, first, orhan, sheet  # noqa: F401
from waystation.foundation.shared.keys import new_key
from waystation.registry.appointments import actions as appointments
from waystation.registry.appointments import queries as bookings
from waystation.registry.appointments.models import Booking
from waystation.registry.feedback.models import Entry
from waystation.services.centres import actions as centres
from waystation.services.centres.models import CallBack
from waystation.site.public import limits

NOW = datetime(2026, 9, 21, 7, 0, tzinfo=UTC)
LANGUAGES = [code for code, _ in settings.LANGUAGES]
MOST_BYTES = 20_000


@pytest.fixture(autouse=True)
def _clock(time_machine, db):
    time_machine.move_to(NOW, tick=False)
    cache.clear()


@pytest.fixture
def centre(mission):
    return centres.record_centre(
        None,
        mission.prishtine.id,
        name="MSC Prishtinë",
        place="xk-prishtine",
        host_kind="employment_service",
        handover_status="planned",
        public=True,
    )


@pytest.fixture
def slots(mission, arta):
    """Three weeks of free times: more than a page shows."""
    return appointments.add_slots(
        arta,
        mission.prishtine.id,
        first_day=date(2026, 9, 22),
        last_day=date(2026, 10, 9),
        weekdays=["0", "1", "2", "3", "4"],
        from_time="09:00",
        to_time="12:00",
        minutes=30,
        public=True,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_public_page_is_light_and_in_the_readers_direction(
    client,
    language,
    mission,
    centre,
    slots,
    first,  # noqa: F811
):
    booking = appointments.book_in_public(slots[0].id, key=new_key())
    pages = [
        reverse(f"public:{name}")
        for name in ("start", "danger", "facts", "times", "call_me", "sent", "complain")
    ]
    pages += [
        reverse("public:fact", args=["schengen"]),
        reverse("public:book", args=[slots[1].id]),
        reverse("public:appointment", args=[bookings.secret_of(booking)]),
    ]
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    answers = {page: client.get(page) for page in pages}

    assert {page: one.status_code for page, one in answers.items()} == dict.fromkeys(pages, 200)
    assert [page for page, one in answers.items() if len(one.content) > MOST_BYTES] == []
    for answer in answers.values():
        assert (b'dir="rtl"' in answer.content) == (language in {"ar", "fa", "ps"})
        assert b'class="leave"' in answer.content
    assert "sessionid" not in client.cookies


def test_a_time_is_booked_without_a_name_and_cancelled(client, centre, slots):
    listed = client.get(reverse("public:times"), {"office": str(centre.office_id)})
    page = reverse("public:book", args=[slots[0].id])
    wrong = client.post(page, {"channel": "email", "contact": "nowhere"})
    typed = {"language": "sq", "wish": "Visa", "key": new_key()}
    sent = client.post(page, typed)
    again = client.post(page, typed)
    taken = client.post(page, {"key": new_key()})
    shown = client.get(sent["Location"])
    cancelled = client.post(sent["Location"].split("?")[0])
    booking = Booking.objects.get()

    assert page in listed.content.decode()
    assert (wrong.status_code, sent.status_code, again.status_code) == (422, 302, 302)
    assert sent["Location"] == again["Location"]
    assert taken.status_code == 422
    assert "22 September 2026, 09:00" in shown.content.decode()
    assert shown["Referrer-Policy"] == "same-origin"
    assert (cancelled.status_code, booking.state) == (302, "cancelled")
    assert (booking.person_id, booking.created_by_id, booking.by_public) == (None, None, True)


def test_an_unpublished_time_does_not_exist(client, slots):
    slots[0].public = False
    slots[0].save()

    assert client.get(reverse("public:book", args=[slots[0].id])).status_code == 404


def test_somebody_asks_to_be_called(client, centre):
    page = reverse("public:call_me")
    wrong = client.post(page, {"office": str(centre.office_id)})
    sent = client.post(page, {"office": str(centre.office_id), "contact": "044 123 456"})

    assert wrong.status_code == 422
    assert "how to reach" in wrong.content.decode()
    assert sent["Location"] == reverse("public:sent")
    assert CallBack.objects.get().reason == "public"


def test_a_complaint_is_sent_and_its_answer_waits_at_an_address(client, centre):
    page = reverse("public:complain")
    typed = {"kind": "complaint", "about": "recruiter", "text": "Asked for money"}
    wrong = client.post(page, {"office": str(centre.office_id)})
    nowhere = client.post(page, {**typed, "office": str(new_key())})
    sent = client.post(page, {**typed, "office": str(centre.office_id)})
    shown = client.get(sent["Location"]).content.decode()

    assert (wrong.status_code, nowhere.status_code, sent.status_code) == (422, 404, 302)
    assert wrong.content.decode().count("Choose an answer.") >= 2
    assert "The answer is due on" in shown
    assert Entry.objects.get().by_public


@pytest.mark.parametrize(
    ("name", "missing"),
    [("call_me", ["office", "contact"]), ("complain", ["kind", "about", "text", "office"])],
)
def test_everything_that_is_missing_is_said_at_once(client, centre, monkeypatch, name, missing):
    two = [(str(centre.office_id), "Prishtinë"), (str(new_key()), "Pejë")]
    monkeypatch.setattr("waystation.site.public.forms.offices", lambda: two)
    page = reverse(f"public:{name}")

    client.get(page)
    answer = client.post(page, {"key": str(new_key())})
    form = answer.context["form"]

    assert answer.status_code == 422
    assert sorted(form.errors) == sorted(missing)


def test_one_address_sends_only_so_often_in_an_hour(client, centre, monkeypatch):
    monkeypatch.setattr(limits, "MOST", 1)
    typed = {"office": str(centre.office_id), "contact": "044"}

    answers = [client.post(reverse("public:call_me"), typed).status_code for _ in range(2)]

    assert answers == [302, 429]
    assert CallBack.objects.count() == 1


def test_a_fact_sheet_shows_its_validity_and_source(client, first):  # noqa: F811
    english = client.get(reverse("public:fact", args=["schengen"])).content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "sr"
    serbian = client.get(reverse("public:fact", args=["schengen"])).content.decode()
    missing = client.get(reverse("public:fact", args=["health"]))

    assert "Your passport is stamped." in english
    assert "Regulation (EU) 2016/399, Article 6" in english
    assert "Edition 1, valid from" in english
    assert 'lang="en"' in serbian  # not translated yet: in English, and it says so
    assert missing.status_code == 404


def test_a_guessed_url_reveals_nothing(client):
    for name in ("appointment", "complaint"):
        assert client.get(reverse(f"public:{name}", args=["guessed"])).status_code == 404
