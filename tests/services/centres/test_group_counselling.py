"""Group counselling from the plan to the rating: invite, sign in, count, ask, rate."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.services.centres.conftest import NOW
from tests.site.public.test_languages import left_in_english, lists, phrases, texts_of  # noqa: F401
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import parse
from waystation.services.centres import actions, queries
from waystation.services.centres.models import Attendee, Invitation, Session

YEAR = parse("2026")


@pytest.fixture
def planned(mission, arta):
    return actions.record_session(
        arta,
        mission.prishtine.id,
        title="Work in Germany",
        day=NOW.date() + timedelta(days=7),
        minutes=90,
        held=False,
    )


@pytest.fixture
def today(arta, planned, time_machine):
    """Turn the clock to the day of the session."""
    time_machine.move_to(NOW + timedelta(days=7), tick=False)
    return planned


def test_who_is_invited_twice_is_on_the_list_once(arta, planned, visitors):
    actions.invite(arta, planned.id, visitors.besim.id)
    actions.invite(arta, planned.id, visitors.besim.id)

    (line,) = queries.invited_to(arta, planned)
    assert (line["name"], line["came"]) == ("Besim Krasniqi", False)
    assert Invitation.objects.count() == 1


def test_the_list_signs_people_in_and_a_visitor_stays_one_person(
    client, arta, record, today, visitors
):
    record(person_id=visitors.elif_.id)
    for person in (visitors.besim, visitors.elif_):
        actions.invite(arta, today.id, person.id)
    client.force_login(arta)

    answer = client.post(
        f"/centres/sessions/{today.id}/",
        {
            "person": [str(visitors.elif_.id)],
            "n_female_18-24": "4",
            "n_male_25-34": "3",
            "seen": client.get(f"/centres/sessions/{today.id}/").context["seen"],
        },
    )

    assert answer.status_code == 302
    came = {one["name"]: one["came"] for one in queries.invited_to(arta, today)}
    assert came == {"Besim Krasniqi": False, "Elif Kryeziu": True}
    reached = queries.counts_of(arta, YEAR).reached
    assert (reached.identified, reached.attendees, reached.both) == (1, 8, 1)
    assert reached.together == 8


def test_a_phone_that_signed_in_says_once_how_it_was(arta, today):
    code, phone = actions.open_sign_in(arta, today.id), new_key()

    with pytest.raises(NotSeen, match="Sign in first"):
        actions.rate_by_phone(code, key=phone, satisfaction="good")
    actions.sign_in_by_phone(code, key=phone, sex="female")
    actions.rate_by_phone(code, key=phone, satisfaction="good")
    actions.rate_by_phone(code, key=phone, satisfaction="very_good")

    assert queries.satisfaction_of(today) == [("Very satisfied", 1)]


def test_ratings_on_paper_add_to_those_on_phones_and_are_no_more_than_who_came(arta, today):
    code, phone = actions.open_sign_in(arta, today.id), new_key()
    actions.sign_in_by_phone(code, key=phone)
    actions.rate_by_phone(code, key=phone, satisfaction="good")
    actions.complete_session(arta, today.id, counts={"male": {"25-34": 4}})

    with pytest.raises(Refusal, match="more forms than attendees"):
        actions.rate_on_paper(arta, today.id, {"good": 6})
    actions.rate_on_paper(arta, today.id, {"good": 3, "bad": 1})
    actions.rate_on_paper(arta, today.id, {"good": 2, "bad": 1})

    assert queries.satisfaction_of(today) == [("Satisfied", 3), ("Not satisfied", 1)]


def test_the_questions_of_the_group_are_sealed(arta, today):
    actions.edit_session(arta, today.id, {"questions": ""}, {"questions": "Who pays the visa?"})

    stored = Session.objects.get(id=today.id)
    assert b"visa" not in bytes(stored.questions)
    assert queries.questions_of(stored) == "Who pays the visa?"


def test_a_cancelled_session_invites_nobody_and_a_held_one_is_not_cancelled(arta, today, visitors):
    actions.complete_session(arta, today.id, counts={"male": {"25-34": 4}})

    with pytest.raises(Refusal, match="was held"):
        actions.cancel_session(arta, today.id)
    with pytest.raises(Refusal, match="was held"):
        actions.invite(arta, today.id, visitors.besim.id)


def test_a_planned_session_is_cancelled(client, arta, planned, visitors):
    actions.cancel_session(arta, planned.id)
    client.force_login(arta)

    assert "Cancelled" in client.get(f"/centres/sessions/{planned.id}/").content.decode()
    assert list(client.get("/centres/today/").context["sessions"]) == []
    with pytest.raises(Refusal, match="cancelled"):
        actions.invite(arta, planned.id, visitors.besim.id)
    with pytest.raises(Refusal, match="cancelled"):
        actions.complete_session(arta, planned.id, counts={"male": {"25-34": 4}})


def test_blerim_looks_and_milan_sees_no_session(client, blerim, milan, planned, visitors):
    for user, error in ((blerim, NotAllowed), (milan, NotSeen)):
        for act in (
            lambda who: actions.invite(who, planned.id, visitors.besim.id),
            lambda who: actions.cancel_session(who, planned.id),
            lambda who: actions.rate_on_paper(who, planned.id, {}),
        ):
            with pytest.raises(error):
                act(user)
    client.force_login(blerim)
    assert client.get(f"/centres/sessions/{planned.id}/").status_code == 200
    assert client.get(f"/centres/sessions/{planned.id}/edit/").status_code == 403


def test_the_walk_on_pages_and_on_a_phone(client, arta, today, visitors):
    client.force_login(arta)
    page = client.get(f"/centres/sessions/{today.id}/?who=Besim")
    assert "Besim Krasniqi" in page.content.decode()
    client.post(f"/centres/sessions/{today.id}/invite/", {"person": visitors.besim.id})
    assert Invitation.objects.count() == 1
    shown = client.post(f"/centres/sessions/{today.id}/sign-in/").content.decode()
    code = shown.split("/centres/sign-in/")[1].split("/")[0]
    phone = Client()
    address = f"/centres/sign-in/{code}/"
    phone.get(address)

    counted = phone.post(address, {"sex": "female", "age_band": "18-24"})
    rated = phone.post(address, {"satisfaction": "very_good"})

    assert "You are counted" in counted.content.decode()
    assert "Thank you for your answer" in rated.content.decode()
    assert Attendee.objects.get(signed_in_by_phone=True).satisfaction == "very_good"
    assert client.get(f"/centres/sessions/{today.id}/ratings/").status_code == 200


def test_a_session_is_cancelled_on_a_page_that_says_whom_it_concerns(
    client, arta, blerim, milan, planned, visitors
):
    actions.invite(arta, planned.id, visitors.besim.id)
    address = f"/centres/sessions/{planned.id}/cancel/"
    client.force_login(arta)

    page = client.get(address).content.decode()
    before = Session.objects.get(id=planned.id).cancelled_at
    answer = client.post(address)

    assert "1 person is invited" in page
    assert before is None
    assert answer.status_code == 302
    assert Session.objects.get(id=planned.id).cancelled_at is not None
    for user, status in ((blerim, 403), (milan, 404)):
        client.force_login(user)
        assert client.get(address).status_code == status
        assert client.post(address).status_code == status


def test_a_held_session_is_not_cancelled_and_the_page_says_why(client, arta, today):
    actions.complete_session(arta, today.id, counts={"male": {"25-34": 4}})
    client.force_login(arta)

    answer = client.post(f"/centres/sessions/{today.id}/cancel/")

    assert answer.status_code == 422
    assert "was held" in answer.content.decode()


def test_the_sign_in_by_phone_opens_on_the_day_of_the_session(client, arta, planned):
    client.force_login(arta)
    page = client.get(f"/centres/sessions/{planned.id}/").content.decode()

    answer = client.post(reverse("centres:session_sign_in_open", args=[planned.id]), follow=True)

    assert "Open sign-in by phone" not in page
    assert "The sign-in opens on the day of the session." in answer.content.decode()
    with pytest.raises(Refusal, match="on the day"):
        actions.open_sign_in(arta, planned.id)


def test_nobody_signs_in_to_a_cancelled_session(client, arta, today):
    client.force_login(arta)
    before = client.get(f"/centres/sessions/{today.id}/").content.decode()
    actions.cancel_session(arta, today.id)

    after = client.get(f"/centres/sessions/{today.id}/").content.decode()

    assert "Open sign-in by phone" in before
    assert "Open sign-in by phone" not in after
    with pytest.raises(Refusal, match="cancelled"):
        actions.open_sign_in(arta, today.id)


def test_a_planned_session_waits_for_those_who_lead_it_until_it_is_held_or_cancelled(
    arta, milan, blerim, planned
):
    day = planned.day
    week = {user.get_short_name(): queries.outstanding(user, NOW.date()) for user in (arta, milan)}
    earlier = queries.outstanding(arta, NOW.date() - timedelta(days=1))
    late = queries.outstanding(arta, day + timedelta(days=3))
    reader = queries.outstanding(blerim, day)
    actions.cancel_session(arta, planned.id)

    (one,) = week["Arta"]
    assert (one.title, one.due_on) == ("Group session: Work in Germany", day)
    assert one.url == f"/centres/sessions/{planned.id}/"
    assert [one.urgency(day + timedelta(days=3)) for one in late] == ["late"]
    assert (week["Milan"], earlier, reader) == ([], [], [])
    assert queries.outstanding(arta, day) == []


@pytest.mark.parametrize("language", ["en", "sq", "sr", "tr", "ar", "fa", "ps"])
def test_an_attendee_meets_a_public_page_in_each_public_language(
    arta,
    today,
    language,
    phrases,  # noqa: F811
    lists,  # noqa: F811
):
    code, phone = actions.open_sign_in(arta, today.id), Client()
    phone.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    address = f"/centres/sign-in/{code}/"

    pages = [
        phone.get(address),
        phone.post(address, {}),
        phone.post(address, {"rate": "1"}),
        phone.post(address, {"satisfaction": "good"}),
    ]

    assert [one.status_code for one in pages] == [200, 200, 422, 200]
    for one in pages:
        text = one.content.decode()
        assert 'class="leave"' in text
        assert 'value="ps" lang="ps"' in text
        assert 'class="side"' not in text
        if language != "en":
            assert left_in_english(texts_of(text), language, phrases, lists) == []


def test_who_reloads_the_code_or_changes_the_language_comes_back_to_the_session(
    client, arta, milan, blerim, today
):
    where = reverse("centres:session_sign_in_open", args=[today.id])
    answers = {}

    for user in (arta, milan, blerim):
        client.force_login(user)
        answers[user] = client.get(where)

    assert answers[arta].status_code == 302
    assert answers[arta]["Location"] == reverse("centres:session", args=[today.id])
    assert answers[milan].status_code == 404
    assert answers[blerim].status_code == 403


@pytest.fixture
def orhan(mission):
    return mission.hire("Orhan Kryeziu", mission.prishtine, "outreach_officer")


def test_a_session_to_come_is_planned_and_the_page_says_how(client, mission, orhan):
    client.force_login(orhan)
    address = reverse("centres:session_new")
    day = f"{NOW.date() + timedelta(days=7):%d.%m.%Y}"
    given = {"title": "Work in Malta", "day": day, "minutes": "60", "office": mission.prishtine.id}

    refused = client.post(address, {**given, "key": str(new_key())}).content.decode()
    planned = client.post(address, {**given, "planned": "on", "key": str(new_key())}, follow=True)

    assert "Tick “Only planned: attendance comes later”." in refused
    assert "The session is planned." in planned.content.decode()


def test_who_cannot_open_files_is_not_told_to_add_people_by_name(client, arta, orhan):
    hint = "added by name on the next page"
    pages = {}

    for user in (arta, orhan):
        client.force_login(user)
        pages[user] = hint in client.get(reverse("centres:session_new")).content.decode()

    assert pages == {arta: True, orhan: False}
