"""An invitee without an account: a notice by e-mail, and a link that opens their items only."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.core import mail, signing
from django.urls import reverse

from tests.governance import walk
from waystation.foundation.audit.models import Entry
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.models import Delivery
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.governance.meetings import actions
from waystation.governance.meetings.models import Invitee, Notice
from waystation.governance.meetings.queries import deliveries, guests, links, papers

pytestmark = pytest.mark.django_db
ADDRESS = "vjosa@university.example"


@pytest.fixture
def letters(settings):
    settings.MAIL_LEAVES, settings.SITE_ADDRESS = True, "https://mission.example"


@pytest.fixture
def invited(network, letters):
    """Vjosa, without an account, is asked for one of two items; each has a paper."""
    meeting = walk.planned(network)
    mine = walk.item(network, meeting, "Remittances")
    other = walk.item(network, meeting, "Budget")
    paper = walk.paper(network, meeting, "On remittances", item=mine.id)
    theirs = walk.paper(network, meeting, "On the budget", item=other.id)
    meeting = actions.meetings.convene_meeting(network.carla, meeting.id)
    messaging.send_waiting(network.carla, network.office.id)
    invitee = actions.attendance.ask_invitee(
        network.carla,
        meeting.id,
        items=[mine.id],
        category="academia",
        reason="She wrote the study.",
        name="Vjosa Prek",
        email=ADDRESS,
    )
    return invitee, paper, theirs, meeting


@pytest.fixture
def asked(network, invited):
    """Vjosa; the Network knows her papers and the meeting, and no letter is looked at yet."""
    invitee, network.mine, network.theirs, network.meeting = invited
    mail.outbox.clear()
    return invitee


def page_of(invitee, paper=None):
    token = links.token_of(invitee)
    if paper is None:
        return reverse("meetings:invitation_link", args=[token])
    return reverse("meetings:paper_by_link", args=[token, paper.id])


def written(invitee):
    rows = [
        one
        for one in Entry.objects.order_by("number")
        if one.detail.get("invitee") == str(invitee.id)
    ]
    return [(row.verb, row.detail.get("code", "")) for row in rows]


@pytest.mark.duty("O-08")
def test_the_notice_goes_to_an_invitee_without_an_account_with_calendar_and_link(network, asked):
    """O-08."""
    messaging.send_waiting(network.carla, network.office.id)

    [letter] = mail.outbox
    assert letter.to == [f"Vjosa Prek <{ADDRESS}>"]
    assert f"https://mission.example{page_of(asked)}" in letter.body
    assert letter.attachments[0][0] == "invitation.ics"
    assert ADDRESS.encode() not in bytes(Invitee.objects.get(id=asked.id).contact)
    assert guests.contact_of(asked) == "Vjosa Prek"


def invite(network, meeting, item):
    return actions.attendance.ask_invitee(
        network.carla,
        meeting.id,
        items=[item.id],
        category="academia",
        reason="She wrote the study.",
        name="Vjosa Prek",
        email=ADDRESS,
    )


def to_vjosa():
    return [one for one in mail.outbox if ADDRESS in "".join(one.to)]


def test_the_letter_and_its_calendar_hold_the_guests_items_and_no_word_to_the_members(
    network, settings
):
    settings.MAIL_LEAVES = True
    meeting = walk.planned(network, link="https://join.example/1")
    mine = walk.item(network, meeting, "Remittances")
    walk.item(network, meeting, "Budget")
    guest = invite(network, meeting, mine)
    actions.meetings.convene_meeting(network.carla, meeting.id, text="Among ourselves: be brief.")

    messaging.send_waiting(network.carla, network.office.id)
    [letter] = to_vjosa()
    calendar = letter.attachments[0][1]

    assert "1. Remittances" in calendar
    assert "Budget" not in calendar
    assert "join.example" in calendar
    assert "METHOD:REQUEST" in calendar
    assert "Among ourselves" not in letter.body

    actions.agenda.defer_item(network.sanja, mine.id, why="At a later meeting.")
    mail.outbox.clear()
    actions.meetings.cancel_meeting(network.carla, meeting.id, why="We quarrel.")
    messaging.send_waiting(network.carla, network.office.id)
    [letter] = to_vjosa()
    calendar = letter.attachments[0][1]

    assert ("METHOD:CANCEL" in calendar, "SEQUENCE:1" in calendar) == (True, True)
    assert "join.example" not in calendar
    assert "quarrel" not in letter.body
    assert guest.links.count() == 1


def test_an_extended_meeting_mails_its_guests_the_public_class_only(network, settings):
    settings.MAIL_LEAVES = True
    meeting = walk.planned(network, kind="extended", categories=["academia"])
    mine = walk.item(network, meeting, "Remittances")
    walk.paper(network, meeting, "Public paper", access_class="public", item=mine.id)
    hidden = walk.paper(network, meeting, "Members' paper", item=mine.id)
    guest = invite(network, meeting, mine)
    actions.meetings.convene_meeting(network.carla, meeting.id)
    actions.papers.distribute_papers(network.sanja, meeting.id)
    assert not Delivery.objects.filter(recipient_id=guest.id, subject_id=hidden.id).exists()
    before = Delivery.begin(  # as this mission wrote them before
        network.carla,
        guest.office_id,
        kind="papers",
        subject_kind=deliveries.PAPER,
        subject_id=hidden.id,
        batch_id=meeting.id,
        **deliveries.to_invitee(guest.id),
        sent_on=guest.created_at.date(),
        mailed="waiting",
    )
    before.save(force_insert=True)

    messaging.send_waiting(network.carla, network.office.id)

    said = "".join(one.body + str(one.attachments) for one in to_vjosa())
    assert "Public paper" in said
    assert "Members' paper" not in said
    assert "after signing in" not in said
    assert "Remittances" not in said
    assert any("Members' paper" in one.body for one in mail.outbox)


@pytest.mark.duty("O-08")
def test_the_link_opens_the_papers_of_these_items_and_each_opening_is_written_down(
    client, network, asked
):
    """O-08."""
    actions.papers.distribute_papers(network.sanja, network.meeting.id)

    page = client.get(page_of(asked))
    paper = client.get(page_of(asked, network.mine))
    other = client.get(page_of(asked, network.theirs))

    text = page.content.decode()
    assert "On remittances" in text
    assert "On the budget" not in text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page.headers["Cache-Control"]
    assert (paper.status_code, paper.content[:4]) == (200, b"%PDF")
    assert other.status_code == 422
    assert b"%PDF" not in other.content
    assert written(asked) == [
        ("invitation.read", ""),
        ("paper.read", ""),
        ("paper.refuse", "other_item"),
    ]
    assert (
        Delivery.objects.get(subject_id=network.mine.id, recipient_id=asked.id).opened_at
        is not None
    )


@pytest.mark.duty("O-08")
def test_the_link_ends_with_the_meeting(client, network, asked):
    """O-08."""
    network.clock.set(network.meeting.ends_at + timedelta(minutes=1))

    page = client.get(page_of(asked))
    paper = client.get(page_of(asked, network.mine))

    assert "On remittances" not in page.content.decode()
    assert paper.status_code == 422
    assert written(asked) == [("invitation.refuse", ""), ("paper.refuse", "invitation_over")]


def test_a_changed_or_foreign_link_opens_nothing(client, network, asked):
    token = links.token_of(asked)
    forged = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        signing.Signer(salt="another.purpose").sign_object(asked.id.hex),
        signing.Signer(salt=links.SALT).sign_object(asked.meeting_id.hex),
        signing.Signer(salt=links.SALT).sign_object("nonsense"),
        "guessed",
    ]

    answers = [client.get(reverse("meetings:invitation_link", args=[one])) for one in forged]

    assert [one.status_code for one in answers] == [404] * len(forged)


def test_no_secret_of_an_address_is_written_to_the_log(client, network, asked, caplog):
    client.get(page_of(asked, network.theirs))
    client.get(reverse("centres:sign_in", args=["desk-secret"]))
    client.get(reverse("collection:phone-forms", args=["phone-secret"]))
    logging.getLogger("django.request").warning("%(at)s", {"at": "/forms/key/phone-secret/x"})

    assert "/network/invitation/…/papers/" in caplog.text
    assert "/forms/key/…/x" in caplog.text
    assert links.token_of(asked) not in caplog.text
    assert "phone-secret" not in caplog.text
    assert "desk-secret" not in caplog.text


def test_a_closed_paper_or_one_of_another_meeting_is_not_opened_by_a_link(network, asked):
    type(network.mine).objects.filter(id=network.mine.id).update(access_class="restricted")
    later = walk.planned(network, title="Later", starts_at=walk.FIRST + timedelta(days=90))
    elsewhere = walk.paper(network, later, "Of another meeting")
    token = links.token_of(asked)

    with pytest.raises(Refusal):
        links.paper_by(token, network.mine.id)
    with pytest.raises(NotSeen):
        links.paper_by(token, elsewhere.id)


def test_a_guest_reads_what_was_sent_out_its_newest_version_while_the_item_stands(
    client, network, asked
):
    def answers(*papers):
        page = client.get(page_of(asked)).content.decode()
        return ["On remittances" in page, "Anew" in page], [
            client.get(page_of(asked, one)).status_code for one in papers
        ]

    assert answers(network.mine) == ([False, False], [422])
    actions.papers.distribute_papers(network.sanja, network.meeting.id)
    assert answers(network.mine) == ([True, False], [200])
    item = network.mine.item_id
    anew = walk.paper(network, network.meeting, "Anew", item=item, replaces=network.mine.id)
    assert answers(network.mine, anew) == ([False, False], [422, 422])
    actions.papers.distribute_papers(network.sanja, network.meeting.id)
    assert answers(network.mine, anew) == ([False, True], [422, 200])
    actions.agenda.defer_item(network.sanja, item, why="At a later meeting.")
    assert answers(network.mine, anew) == ([False, False], [422, 422])
    assert [code for verb, code in written(asked) if verb == "paper.refuse"] == [
        *["paper_not_out"] * 4,
        *["other_item"] * 2,
    ]


def test_the_same_guest_is_not_asked_twice_for_a_meeting(network, asked):
    items = [link.item_id for link in asked.links.all()]
    given = {"items": items, "category": "academia", "reason": "Once more, please."}

    with pytest.raises(Refusal, match="already") as refused:
        actions.attendance.ask_invitee(
            network.carla, network.meeting.id, **given, name=" vjosa  PREK", email=ADDRESS.title()
        )
    actions.attendance.ask_invitee(
        network.carla, network.meeting.id, **given, name="Her assistant", email=ADDRESS
    )

    assert (refused.value.field, refused.value.code) == ("name", "twice")
    assert Invitee.objects.filter(meeting=network.meeting).count() == 2


def test_an_invitation_is_withdrawn_on_the_page_and_its_link_closes_for_ever(
    client, network, asked
):
    actions.papers.distribute_papers(network.sanja, network.meeting.id)
    at = reverse("meetings:invitee_withdraw", args=[network.meeting.id])
    page = reverse("meetings:meeting", args=[network.meeting.id])
    items = [link.item_id for link in asked.links.all()]

    client.force_login(network.sanja)
    refused = client.post(at, {"invitee": str(asked.id)}).status_code
    client.force_login(network.carla)
    unknown = client.post(at, {"invitee": str(network.meeting.id)}).status_code
    assert at in client.get(page).content.decode()
    client.post(at, {"invitee": str(asked.id)})
    shown = client.get(page).content.decode()
    messaging.send_waiting(network.carla, network.office.id)

    assert (refused, unknown) == (403, 404)
    assert (at in shown, "Withdrawn" in shown) == (False, True)
    assert client.get(page_of(asked)).status_code == 404
    assert client.get(page_of(asked, network.mine)).status_code == 404
    assert to_vjosa() == []
    reasons = Delivery.objects.filter(recipient_id=asked.id).values_list("mailed", "mail_reason")
    assert set(reasons) == {("failed", actions.guests.WITHDRAWN)}
    row = Entry.objects.get(verb="invitee.withdraw")
    assert row.detail["items"] == [str(one) for one in items]
    assert guests.address_of(Invitee.objects.get(id=asked.id)) == ""

    again = invite(network, network.meeting, network.mine.item)
    assert client.get(page_of(again)).status_code == 200
    assert client.get(page_of(asked)).status_code == 404
    actions.meetings.cancel_meeting(network.carla, network.meeting.id, why="Too much snow.")
    cancelled = Notice.objects.get(kind="cancel")
    of_the_end = Delivery.objects.filter(kind="notice", subject_id=cancelled.id)
    assert not of_the_end.filter(recipient_id=asked.id).exists()
    assert of_the_end.filter(recipient_id=again.id).exists()


def test_an_account_that_was_withdrawn_sees_nothing_and_can_be_asked_again(network):
    guest = network.mission.hire("Gresa Guest", network.office, "partner_focal_point")
    meeting = walk.planned(network)
    item = walk.item(network, meeting)
    given = {
        "items": [item.id],
        "category": "academia",
        "reason": "We need her.",
        "account": guest.id,
    }
    first = actions.attendance.ask_invitee(network.carla, meeting.id, **given)

    actions.guests.withdraw_invitee(network.carla, meeting.id, first.id)
    assert papers.invited_to(guest) == []
    with pytest.raises(NotSeen):
        papers.invitation_visible_to(guest, meeting.id)
    again = actions.attendance.ask_invitee(
        network.carla, meeting.id, **{**given, "reason": "After all."}
    )

    assert (again.id, again.reason) == (first.id, "After all.")
    assert [one.meeting.id for one in papers.invited_to(guest)] == [meeting.id]


def test_the_address_is_forgotten_once_the_meeting_is_over(network, asked):
    network.clock.set(network.meeting.ends_at + timedelta(minutes=1))
    assert actions.guests.forget_addresses() == 0  # nobody has said yet that it was held
    meeting = type(network.meeting).objects.filter(id=network.meeting.id)
    meeting.update(state="held", held_at=network.meeting.ends_at)

    assert [actions.guests.forget_addresses(), actions.guests.forget_addresses()] == [1, 0]

    row = Invitee.objects.get(id=asked.id)
    assert (guests.contact_of(row), guests.address_of(row)) == ("Vjosa Prek", "")
    assert Entry.objects.filter(verb="invitee.forget_address").count() == 1


def test_who_has_an_account_has_no_link(network, asked):
    Invitee.objects.filter(id=asked.id).update(user=network.mission.arta)

    with pytest.raises(NotSeen):
        links.invitation_by(links.token_of(asked))


@pytest.mark.parametrize(
    ("more", "match"),
    [
        ({"email": "no address"}, "not an e-mail address"),
        ({"email": ADDRESS, "account": True}, "acc"),
    ],
)
def test_an_address_that_cannot_be_is_refused(network, asked, arta, more, match):
    if "account" in more:
        more = more | {"account": arta.id}
    items = [link.item_id for link in asked.links.all()]

    with pytest.raises(Refusal, match=match) as refused:
        actions.attendance.ask_invitee(
            network.carla,
            network.meeting.id,
            items=items,
            category="academia",
            reason="We need her.",
            name="Somebody",
            **more,
        )

    assert refused.value.field == "email"


def test_without_an_address_the_log_says_that_nobody_was_written_to(network, asked):
    items = [link.item_id for link in asked.links.all()]
    other = actions.attendance.ask_invitee(
        network.carla,
        network.meeting.id,
        items=items,
        category="academia",
        reason="She knows.",
        name="Nobody Known",
    )
    messaging.send_waiting(network.carla, network.office.id)

    assert Delivery.objects.get(recipient_id=other.id, kind="notice").mailed == "failed"
