"""Whom the centre calls back: as agreed, as asked, or because a rule changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from tests.registry.factsheets.conftest import write
from tests.services.centres.conftest import NOW
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal, TooFast
from waystation.foundation.shared.keys import new_key
from waystation.registry.people import actions as people
from waystation.registry.privacy import actions as privacy
from waystation.services.centres import actions, plan_facts, queries, rules
from waystation.services.centres.models import CallBack, Citation, Visit

TODAY = date(2026, 9, 21)


def agree(user, person, *, agreed=True, **terms):
    """Let a person say whether they may be contacted again."""
    return privacy.record_consent(
        user,
        person.id,
        purpose="follow_up",
        recipient="MSC Prishtinë",
        fields=["name", "contacts"],
        language="en",
        text_number=1,
        how="spoken",
        agreed=agreed,
        **terms,
    )


@pytest.fixture
def told(mission, arta, record, first):
    """Five people were told the first edition, one of them twice; three agreed to be contacted."""
    five = [
        people.record_person(arta, mission.prishtine, given=name, family="Krasniqi")
        for name in ("Ana", "Besa", "Cen", "Dea", "Enver")
    ]
    for person in [*five, five[0]]:
        record(person_id=person.id, editions=[str(first.id)])
    record(editions=[str(first.id)])  # of somebody who gave no name
    for person in five[:3]:
        agree(arta, person)
    agree(arta, five[3], agreed=False)
    return five


def test_of_five_who_were_told_three_are_called_and_two_are_listed(arta, told, publish_second):
    before = queries.call_backs_visible_to(arta).count()

    edition = publish_second()

    listed = queries.earlier_visitors_of(arta, edition.id)
    week = TODAY + timedelta(days=rules.CALL_BACK_DAYS)
    assert before == 0
    assert {one.person_id for one in listed.to_call} == {one.id for one in told[:3]}
    assert {one.person_id for one in listed.without_consent} == {one.id for one in told[3:]}
    assert listed.unnamed_visits == 1
    assert queries.call_backs_due(arta, week).count() == 3
    assert {one.due_on for one in listed.to_call} == {week}


def test_a_withdrawn_consent_counts_at_the_next_request_and_a_later_yes_too(
    arta,
    told,
    publish_second,
):
    edition = publish_second()
    consent = agree(arta, told[4])
    with_five = [one.person_id for one in queries.earlier_visitors_of(arta, edition.id).to_call]

    privacy.withdraw_consent(arta, consent.id)

    listed = queries.earlier_visitors_of(arta, edition.id)
    call = next(one for one in listed.without_consent if one.person_id == told[4].id)
    assert told[4].id in with_five
    assert len(listed.to_call) == 3
    with pytest.raises(Refusal, match="not agreed"):
        actions.change_call_back_state(arta, call.id, "reach")
    assert actions.change_call_back_state(arta, call.id, "close", note="Moved").state == "closed"


def test_an_expired_consent_is_none(arta, told, publish_second, time_machine):
    edition = publish_second()
    agree(arta, told[4], expires_on=TODAY + timedelta(days=2))
    before = len(queries.earlier_visitors_of(arta, edition.id).to_call)

    time_machine.move_to(NOW + timedelta(days=3), tick=False)

    assert (before, len(queries.earlier_visitors_of(arta, edition.id).to_call)) == (4, 3)


def test_a_withdrawn_visit_told_nobody_anything(arta, told, publish_second):
    for visit in Visit.objects.filter(person_id=told[0].id):
        actions.change_visit_state(arta, visit.id, "withdraw", reason_given="Wrong person")

    edition = publish_second()

    assert {one.person_id for one in queries.earlier_visitors_of(arta, edition.id).to_call} == {
        one.id for one in told[1:3]
    }


def test_old_advice_goes_on_showing_the_old_edition(client, arta, told, first, publish_second):
    publish_second()
    visit = Visit.objects.filter(person_id=told[1].id).get()
    client.force_login(arta)

    page = client.get(reverse("centres:visit", args=[visit.id])).content.decode()

    assert "edition 1 (valid from" in page
    assert "There is a newer edition" in page
    assert queries.cited_by(visit)[0]["id"] == first.id


def test_a_third_edition_moves_those_nobody_has_called_yet(
    arta,
    orhan,
    blerim,
    sheet,
    told,
    publish_second,
    time_machine,
):
    from tests.registry.factsheets.conftest import SECOND, write
    from waystation.registry.factsheets import actions as factsheets

    second = publish_second()
    called = queries.earlier_visitors_of(arta, second.id).to_call[0]
    actions.change_call_back_state(arta, called.id, "reach", note="Told")
    third = factsheets.draft_edition(orhan, sheet.id, **{**SECOND, "valid_from": TODAY})
    write(orhan, third, "en", body="Again something else.")

    factsheets.change_edition_state(blerim, third.id, "publish")

    assert len(queries.earlier_visitors_of(arta, third.id).to_call) == 3
    assert [one.state for one in queries.earlier_visitors_of(arta, second.id).to_call] == [
        "reached"
    ]
    assert CallBack.objects.count() == 6


def test_the_page_of_the_edition_shows_who_was_told(
    client, arta, blerim, milan, told, publish_second
):
    edition = publish_second()
    pages = {}

    for user in (arta, blerim, milan):
        client.force_login(user)
        page = client.get(reverse("factsheets:edition", args=[edition.id]))
        pages[user.get_short_name()] = page.content.decode()

    for name in ("Arta", "Blerim"):
        assert "To call back: 3" in pages[name]
        assert "No consent to contact: 2" in pages[name]
        assert "Enver Krasniqi" in pages[name]
    assert "Krasniqi" not in pages["Milan"]


def test_a_visit_cites_only_what_was_valid_on_its_day(record, drafted, first):
    with pytest.raises(Refusal, match="not valid on the day"):
        record(editions=[str(new_key())])
    with pytest.raises(Refusal, match="not valid on the day"):
        record(editions=[str(first.id)], started_at=NOW - timedelta(days=300))

    visit = record(editions=[str(first.id), str(first.id)])

    assert visit.editions == [str(first.id)]
    assert Citation.objects.filter(visit=visit).count() == 1


def test_a_visit_that_is_changed_cites_what_it_says_then(arta, record, first):
    visit = record(editions=[str(first.id)])

    actions.edit_visit(arta, visit.id, {"editions": [str(first.id)]}, {"editions": []})

    assert not Citation.objects.exists()


def test_the_list_says_who_may_not_be_called_and_its_filters_divide_it(
    client, arta, told, publish_second, time_machine
):
    publish_second()
    time_machine.move_to(NOW + timedelta(days=rules.CALL_BACK_DAYS), tick=False)
    client.force_login(arta)
    rows = {}

    for narrowed in ("", "due", "may_contact", "no_consent"):
        page = client.get(reverse("centres:call_backs"), {narrowed: "1"} if narrowed else {})
        rows[narrowed] = page.context["rows"]
    today = client.get(reverse("centres:today")).content.decode()

    assert {name: len(found) for name, found in rows.items()} == {
        "": 5,
        "due": 3,
        "may_contact": 3,
        "no_consent": 2,
    }
    assert {row["cells"][-1]["text"] for row in rows["no_consent"]} == {"No consent to contact"}
    assert "All 3" in today
    assert "/centres/call-backs/?due=1" in today


# As agreed in a visit


def test_we_call_back_has_a_day_and_a_list(arta, record, visitors):
    agreed = record(person_id=visitors.besim.id, next_step="call_back", call_back_on=TODAY)
    record(next_step="call_back", language="sq")

    calls = {one.visit_id: one for one in queries.call_backs_visible_to(arta)}

    assert calls.pop(agreed.id).due_on == TODAY
    (other,) = calls.values()
    assert (other.due_on, other.language) == (TODAY + timedelta(days=7), "sq")
    assert [one.visit_id for one in queries.call_backs_due(arta)] == [agreed.id]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"next_step": "none", "call_back_on": TODAY}, "next_step"),
        ({"next_step": "call_back", "call_back_on": TODAY - timedelta(days=1)}, "call_back_on"),
        ({"next_step": "call_back", "call_back_on": TODAY + timedelta(days=400)}, "call_back_on"),
    ],
)
def test_a_day_that_cannot_be_is_refused_by_its_field(record, changes, field):
    with pytest.raises(Refusal) as refused:
        record(**changes)

    assert refused.value.field == field


def test_a_changed_visit_moves_its_call_back_and_takes_it_off(arta, record):
    visit = record(next_step="call_back", call_back_on=TODAY)
    later = TODAY + timedelta(days=3)

    actions.edit_visit(arta, visit.id, {"call_back_on": TODAY}, {"call_back_on": later})
    moved = CallBack.objects.get()
    actions.edit_visit(
        arta,
        visit.id,
        {"next_step": "call_back", "call_back_on": later},
        {"next_step": "none", "call_back_on": None},
    )

    assert moved.due_on == later
    assert CallBack.objects.get().state == "closed"


def test_a_call_that_reaches_nobody_stays_with_another_day(arta, record):
    record(next_step="call_back", call_back_on=TODAY)
    call = CallBack.objects.get()

    again = actions.change_call_back_state(arta, call.id, "again", due_on=TODAY + timedelta(days=2))
    reached = actions.change_call_back_state(arta, call.id, "reach", note="All is clear")

    assert (again.state, again.attempts) == ("open", 1)
    assert (reached.state, reached.attempts) == ("reached", 2)
    with pytest.raises(Refusal):
        actions.change_call_back_state(arta, call.id, "again", due_on=TODAY)


def test_the_pages_of_a_call_say_whom_it_is_for_and_how_often_it_was_tried(
    client, arta, record, visitors
):
    record(person_id=visitors.besim.id, next_step="call_back", call_back_on=TODAY)
    call = CallBack.objects.get()
    page = reverse("centres:call_back", args=[call.id])
    step = reverse("centres:call_back_transition", args=[call.id, "reach"])
    actions.change_call_back_state(arta, call.id, "again", due_on=TODAY + timedelta(days=2))
    client.force_login(arta)

    shown, asked = (client.get(one).content.decode() for one in (page, step))

    assert f'<a href="{page}">Besim' in asked
    assert "Attempts: 1" in shown
    assert "Not reached" in shown.partition("History")[2]
    assert "The file has no telephone number. Tell the person at the next visit." in shown


def test_what_waits_is_declared_once_with_its_day(arta, blerim, milan, record):
    record(next_step="call_back", call_back_on=TODAY)
    record(next_step="call_back", call_back_on=TODAY + timedelta(days=30))

    waiting = {user.get_short_name(): queries.outstanding(user, TODAY) for user in (arta, milan)}

    (one,) = waiting["Arta"]
    assert (one.kind, one.due_on, one.title) == ("centres.call_backs", TODAY, "1 call-back")
    assert waiting["Milan"] == []


# As asked in public


@pytest.fixture
def announced(mission):
    return actions.record_centre(
        None,
        mission.prishtine.id,
        name="MSC Prishtinë",
        place="xk-prishtine",
        host_kind="employment_service",
        handover_status="planned",
        public=True,
    )


def test_the_public_asks_to_be_called_without_a_name(arta, mission, announced):
    key = new_key()

    for _ in range(2):
        call = actions.ask_call_back_in_public(
            mission.prishtine.id, key=key, contact="044 123 456", wish="Visa", language="sq"
        )

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM centres_callback")
        assert "044 123" not in repr(cursor.fetchall())
    assert (call.due_on, call.reason) == (TODAY + timedelta(days=1), "public")
    assert [one.id for one in queries.call_backs_visible_to(arta)] == [key]
    actions.change_call_back_state(arta, key, "reach")
    assert bytes(CallBack.objects.get().contact) == b""


def test_who_cannot_be_reached_is_asked_how_and_a_flood_is_slowed(mission, announced, monkeypatch):
    ask = actions.ask_call_back_in_public

    with pytest.raises(Refusal, match="how to reach"):
        ask(mission.prishtine.id, key=new_key())
    monkeypatch.setattr(rules, "MOST_PUBLIC_AN_HOUR", 1)
    ask(mission.prishtine.id, key=new_key(), contact="044 1")
    with pytest.raises(TooFast):
        ask(mission.prishtine.id, key=new_key(), contact="044 2")
    with pytest.raises(NotSeen):  # its centre is not announced
        ask(mission.peje.id, key=new_key(), contact="044 3")


def test_blerim_looks_and_milan_sees_no_call(blerim, milan, mission, arta, record, visitors):
    record(next_step="call_back", call_back_on=TODAY, person_id=visitors.besim.id)
    call = CallBack.objects.get()

    assert queries.call_backs_due(blerim).count() == 1
    assert queries.call_backs_due(milan).count() == 0
    for who, error in ((blerim, NotAllowed), (milan, NotSeen)):
        with pytest.raises(error):
            actions.change_call_back_state(who, call.id, "reach")
    with pytest.raises(NotAllowed):
        actions.record_call_back(blerim, mission.prishtine.id, due_on=TODAY, contact="044")
    with pytest.raises(NotSeen):
        actions.record_call_back(milan, mission.peje.id, due_on=TODAY, person_id=visitors.besim.id)


def test_by_key_it_is_one_call_and_by_other_content_a_conflict(mission, arta):
    key = new_key()
    add = actions.record_call_back

    first, second = (
        add(arta, mission.prishtine.id, key=key, due_on=TODAY, contact="044") for _ in range(2)
    )

    assert first.id == second.id == key
    with pytest.raises(Conflict):
        add(arta, mission.prishtine.id, key=key, due_on=TODAY, contact="049")


def test_merged_files_are_called_once_about_one_edition(arta, told, publish_second):
    edition = publish_second()

    people.merge_people(arta, told[0].id, told[1].id)

    listed = queries.earlier_visitors_of(arta, edition.id)
    assert [one.person_id for one in listed.to_call].count(told[0].id) == 1


def test_what_is_erased_names_nobody(mission, arta, visitors):
    actions.record_call_back(
        arta, mission.prishtine.id, due_on=TODAY, person_id=visitors.besim.id, wish="Visa"
    )

    actions.erase_person(mission.organisation.id, visitors.besim.id)

    assert bytes(CallBack.objects.get().wish) == b""


def test_facts_tell_what_was_reached_in_time(mission, arta, record):
    record(next_step="call_back", call_back_on=TODAY)
    gone = record(next_step="call_back", call_back_on=TODAY)
    actions.change_call_back_state(arta, CallBack.objects.order_by("id")[0].id, "reach")
    actions.change_visit_state(arta, gone.id, "withdraw", reason_given="Recorded twice")

    (row,) = plan_facts.read_call_backs(mission.organisation.id, None).to_pylist()

    assert (row["reached"], row["in_time"], row["reason"]) == (True, True, "visit")


def test_by_page_today_shows_who_is_due_and_the_list_narrows(client, arta, milan, record, visitors):
    record(person_id=visitors.besim.id, next_step="call_back", call_back_on=TODAY)
    call = CallBack.objects.get()
    client.force_login(arta)
    today = client.get(reverse("centres:today")).content.decode()
    listed = client.get(reverse("centres:call_backs"), {"state": "open"}).content.decode()
    step = reverse("centres:call_back_transition", args=[call.id, "again"])
    wrong = client.post(step, {"due_on": "1.1.2020"})
    moved = client.post(step, {"due_on": "25.9.2026"})
    shown = client.get(moved["Location"]).content.decode()
    new = client.get(reverse("centres:call_back_new"))
    client.force_login(milan)
    unseen = client.get(reverse("centres:call_back", args=[call.id]))

    assert "Call-backs due" in today
    assert "Besim Krasniqi" in today
    assert "Besim Krasniqi" in listed
    assert (wrong.status_code, moved.status_code) == (422, 302)
    assert "Agreed in a visit" in shown
    assert (new.status_code, unseen.status_code) == (200, 404)


def test_over_the_api_it_is_the_same(client, arta, blerim, mission):
    client.force_login(arta)
    where = "/api/v1/centres/call-backs"
    sent = {"due_on": "2026-09-22", "contact": "044", "office_id": str(mission.prishtine.id)}
    made = client.post(where, sent, "application/json")
    key = made.json()["id"]
    done = client.post(f"{where}/{key}/reach", {"note": "Fine"}, "application/json")
    client.force_login(blerim)
    refused = client.post(where, sent, "application/json")

    assert (made.status_code, done.json()["state"], refused.status_code) == (201, "reached", 403)
    assert client.get(where).json() == []
    assert [one["id"] for one in client.get(f"{where}?state=reached").json()] == [key]


# Expected visitors


def test_an_expected_visitor_who_comes_waits_once(mission, arta, blerim, visitors, time_machine):
    from waystation.registry.appointments import actions as appointments

    slots = appointments.add_slots(
        arta,
        mission.prishtine.id,
        first_day=TODAY,
        last_day=TODAY,
        weekdays=["0"],
        from_time="12:00",
        to_time="13:00",
        minutes=30,
    )
    booking = appointments.book(
        arta, slots[0].id, person_id=visitors.besim.id, wish="CV", language="sq"
    )
    with pytest.raises(NotAllowed):
        actions.receive_appointment(blerim, booking.id)

    places = [actions.receive_appointment(arta, booking.id).id for _ in range(2)]

    (line,) = queries.in_line_today(arta)
    booking.refresh_from_db()
    assert places == [line.id, line.id]
    assert (line.person_id, line.wish, booking.state) == (visitors.besim.id, "CV", "arrived")


def test_the_first_page_groups_the_calls_of_today_by_their_reason(
    client, arta, milan, blerim, mission, visitors
):
    for n in range(5):
        actions.record_call_back(
            arta, mission.prishtine.id, due_on=TODAY, person_id=visitors.besim.id, contact=f"04{n}"
        )

    calls, number = queries.first_due(arta)
    groups = queries.by_reason(calls, {})

    assert number == sum(group["number"] for group in groups) == 5
    (asked,) = groups
    assert (len(asked["lines"]), len(asked["others"])) == (3, 2)
    client.force_login(arta)
    page = client.get(reverse("centres:today")).content.decode()
    assert page.count(asked["reason"]) == 1
    assert queries.first_due(milan) == ([], 0)
    assert queries.first_due(blerim)[1] == 5


def test_a_visit_and_a_call_back_say_that_the_text_in_the_visitors_language_is_a_draft(
    client, mission, orhan, arta, milan, blerim, record, first, publish_second
):
    persian = {"title": "سفر", "body": "مهر", "unreviewed": True}
    write(orhan, first, "fa", **persian)
    person = people.record_person(arta, mission.prishtine, given="Farid", family="Otherperson")
    agree(arta, person)
    drafted = record(person_id=person.id, editions=[str(first.id)], language="fa")
    plain = record(person_id=person.id, editions=[str(first.id)], language="sq")
    publish_second()
    call = queries.call_backs_visible_to(arta).get(person_id=person.id)
    client.force_login(blerim)

    shown = {
        one.id: [row["unreviewed"] for row in queries.cited_by(one)] for one in (drafted, plain)
    }
    page = client.get(reverse("centres:visit", args=[drafted.id])).content.decode()
    version = client.get(reverse("centres:call_back", args=[call.id])).context["version"]
    client.force_login(milan)
    hidden = client.get(reverse("centres:visit", args=[drafted.id])).status_code

    assert shown == {drafted.id: [True], plain.id: [False]}
    assert "was not reviewed" in page
    assert version.language == call.visit.language
    assert hidden == 404
