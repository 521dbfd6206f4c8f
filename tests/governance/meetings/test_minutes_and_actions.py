"""Agenda, minutes, decisions, actions, and the file that holds them all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.governance import walk
from waystation.foundation.messaging.models import Delivery
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.governance.meetings import actions
from waystation.governance.meetings.models import Action, AgendaItem, Minutes
from waystation.governance.meetings.queries import decisions, files, minutes, papers
from waystation.governance.meetings.rules.minutes import Line

OFFERED = ("contributions/new/", "decisions/new/")


@pytest.mark.duty("O-18")
def test_members_propose_and_the_secretariat_accepts_or_defers_with_a_reason(network):
    meeting = walk.planned(network)
    call = actions.agenda.call_for_papers(network.sanja, meeting.id)
    mine = actions.agenda.propose_item(
        network.nora, meeting.id, title="Children on the move", purpose="discussion", minutes=15
    )
    later = walk.planned(network, title="Second", starts_at=walk.FIRST + timedelta(days=90))

    with pytest.raises(NotAllowed):
        actions.agenda.accept_item(network.nora, mine.id)
    with pytest.raises(Refusal, match="own entity"):
        actions.agenda.propose_item(
            network.nora,
            meeting.id,
            title="Theirs",
            purpose="discussion",
            minutes=5,
            owner=network.iom.id,
        )
    with pytest.raises(Refusal, match="Say why the item is deferred"):
        actions.agenda.defer_item(network.sanja, mine.id, why="")
    actions.agenda.defer_item(network.sanja, mine.id, why="No time left.", to=later.id)

    # Tuesday 10 March, less ten and less five working days (working rules, A-11).
    assert (call.items_until, call.papers_until) == (date(2026, 2, 24), date(2026, 3, 3))
    assert mine.owner == network.unicef
    again = AgendaItem.objects.get(meeting=later)
    assert (again.deferred_from, again.state) == (mine, "proposed")


@pytest.mark.duty("O-18")
def test_items_keep_their_order_and_each_series_its_numbers(network):
    meeting = walk.planned(network)
    first = walk.item(network, meeting, "First")
    closed = walk.item(network, meeting, "Closed", access_class="restricted")
    last = walk.item(network, meeting, "Last")

    actions.agenda.move_item(network.sanja, last.id, up=True)
    actions.agenda.move_item(network.sanja, last.id, up=True)

    rows = {row.title: (row.position, row.number) for row in AgendaItem.objects.all()}
    assert rows == {"Last": (1, 1), "First": (2, 2), "Closed": (3, 1)}
    assert first.number == 1
    assert closed.number == 1


@pytest.mark.duty("O-34")
def test_matters_arising_write_themselves_the_late_ones_first(network, clock):
    decision = walk.decided(network, walk.held(network))
    walk.agreed(network, decision, text="Later", due_on=date(2026, 6, 30))
    walk.agreed(network, decision, text="Soon", due_on=date(2026, 4, 1))
    done = walk.agreed(network, decision, text="Dropped", due_on=date(2026, 4, 1))
    actions.decisions.report_action(network.sanja, done.id, state="dropped", note="Not needed.")
    second = walk.planned(network, title="Second", starts_at=walk.FIRST + timedelta(days=90))

    made = actions.agenda.draft_agenda(network.sanja, second.id)
    again = actions.agenda.draft_agenda(network.sanja, second.id)

    assert [(one.title, one.purpose) for one in made] == [
        ("Soon", "discussion"),
        ("Later", "information"),
    ]
    assert again == []


@pytest.mark.duty("O-17")
def test_minutes_go_from_draft_over_comments_to_final_and_are_corrected_by_an_edition(network):
    meeting = walk.held(network)
    key = meeting.id
    actions.minutes.draft_minutes(network.sanja, key, "Present: IOM.\nThe plan was adopted.")

    with pytest.raises(Refusal, match="Send the draft to the members"):
        actions.minutes.finish_minutes(network.carla, key)
    assert minutes.versions_of(network.nora, key) == []  # drafts are the secretariat's
    actions.minutes.circulate_minutes(network.sanja, key)
    comment = actions.minutes.comment_minutes(network.nora, key, "UNICEF was present too.")
    with pytest.raises(Refusal, match="Comments have no answer yet: 1"):
        actions.minutes.finish_minutes(network.carla, key)
    actions.minutes.answer_comment(network.sanja, comment.id, "Added.")
    body = "Present: IOM, UNICEF.\nThe plan was adopted."
    actions.minutes.draft_minutes(network.sanja, key, body)
    with pytest.raises(NotAllowed):
        actions.minutes.finish_minutes(network.sanja, key)
    final = actions.minutes.finish_minutes(network.carla, key)
    with pytest.raises(Refusal, match="final and locked"):
        actions.minutes.draft_minutes(network.sanja, key, "Something else.")
    with pytest.raises(Refusal, match="Say why"):
        actions.minutes.correct_minutes(network.carla, key, body + "\nEnd.", why="")
    with pytest.raises(Refusal, match="Nothing is different"):
        actions.minutes.correct_minutes(network.carla, key, body, why="A slip.")
    corrected = actions.minutes.correct_minutes(
        network.carla, key, body.replace("adopted", "adopted by consensus"), why="A slip."
    )

    assert (final.edition, corrected.edition, corrected.corrects) == (1, 2, final)
    states = Minutes.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["draft", "comments", "draft", "final", "final"]
    compared = minutes.compare_minutes(network.nora, key, final.number, corrected.number)
    assert compared == [
        Line("same", "Present: IOM, UNICEF."),
        Line("gone", "The plan was adopted."),
        Line("new", "The plan was adopted by consensus."),
    ]


@pytest.mark.duty("O-17")
def test_minutes_are_sent_to_each_entity_and_opening_is_noted(network):
    meeting = walk.held(network)
    actions.minutes.draft_minutes(network.sanja, meeting.id, "The plan was adopted.")
    actions.minutes.circulate_minutes(network.sanja, meeting.id)

    actions.minutes.open_minutes(network.nora, meeting.id)

    sent = Delivery.objects.filter(kind="minutes")
    assert sent.count() == 5
    assert sent.get(opened_at__isnull=False).recipient_id == network.unicef.id


@pytest.mark.duty("O-22")
def test_what_each_entity_contributed_is_counted(network):
    meeting = walk.held(network)
    walk.paper(network, meeting, by=network.nora)
    actions.attendance.record_contribution(
        network.sanja, meeting.id, entity=network.unicef.id, text="Asked about schools."
    )
    actions.minutes.draft_minutes(network.sanja, meeting.id, "Said.")
    actions.minutes.circulate_minutes(network.sanja, meeting.id)
    actions.minutes.comment_minutes(network.nora, meeting.id, "Schools are missing.")

    log = minutes.each_of(meeting.id, papers.papers_of(network.nora, meeting.id))

    assert log == [
        {"entity": "UNICEF", "papers": 1, "comments": 1, "said": ["Asked about schools."]}
    ]


@pytest.mark.duty("O-22")
def test_nothing_is_recorded_of_a_meeting_before_it_begins(network, client):
    meeting = walk.convened(network)
    said = {"entity": network.unicef.id, "text": "Asked about schools."}
    client.force_login(network.sanja)
    page = reverse("meetings:meeting", args=[meeting.id])

    with pytest.raises(Refusal, match="begins at") as too_early:
        actions.attendance.record_contribution(network.sanja, meeting.id, **said)
    with pytest.raises(Refusal, match="begins at"):
        walk.decided(network, meeting)
    before = client.get(page).content.decode()
    refused = client.post(
        reverse("meetings:decision_new", args=[meeting.id]),
        {"text": "The plan is adopted.", "access_class": "network"},
    ).content.decode()
    network.clock.set(meeting.starts_at)
    actions.attendance.record_contribution(network.sanja, meeting.id, **said)
    walk.decided(network, meeting)
    after = client.get(page).content.decode()

    assert too_early.value.values == {"time": meeting.starts_at}
    assert "This meeting begins at 10/03/2026 " in refused
    assert [one in before for one in OFFERED] == [False, False]
    assert [one in after for one in OFFERED] == [True, True]


@pytest.mark.duty("O-34")
def test_an_action_is_verified_by_another_entity_and_another_person(network):
    action = walk.agreed(network, walk.decided(network, walk.held(network)))
    other = walk.agreed(network, action.decision, owner=network.iom, text="Another thing.")

    with pytest.raises(Refusal, match="Show what was done"):
        actions.decisions.report_action(network.nora, action.id, state="done")
    with pytest.raises(NotAllowed, match="another entity's"):
        actions.decisions.report_action(network.nora, other.id, state="done", evidence="Seen.")
    actions.decisions.report_action(network.nora, action.id, state="done", evidence="A link.")
    with pytest.raises(NotAllowed):
        actions.decisions.verify_action(network.nora, action.id)
    actions.decisions.return_action(network.sanja, action.id, note="The link is dead.")
    actions.decisions.report_action(network.nora, action.id, state="done", evidence="New link.")
    verified = actions.decisions.verify_action(network.sanja, action.id)

    assert (verified.state, verified.verifier) == ("verified", network.iom)
    states = [event["after"] for event in decisions.events_of(action.id)]
    assert states == ["open", "done", "in_progress", "done", "verified"]


@pytest.mark.duty("O-34")
def test_who_owns_an_action_does_not_verify_it_even_as_secretariat(network):
    decision = walk.decided(network, walk.held(network))
    ours = walk.agreed(network, decision, owner=network.iom)
    actions.decisions.report_action(network.ivo, ours.id, state="done", evidence="On the site.")

    for one in (network.sanja, network.ivo):  # both speak for IOM
        with pytest.raises(Refusal, match="owner of an action does not verify"):
            actions.decisions.verify_action(one, ours.id)
    assert actions.decisions.verify_action(network.carla, ours.id).verifier == network.undc


@pytest.mark.duty("O-34")
def test_the_rate_of_implementation_counts_verified_actions_only(network, clock):
    decision = walk.decided(network, walk.held(network))
    first, second, third = (
        walk.agreed(network, decision, text=text) for text in ("One", "Two", "Three")
    )
    actions.decisions.report_action(network.nora, first.id, state="done", evidence="Done.")
    actions.decisions.verify_action(network.carla, first.id)
    actions.decisions.report_action(network.nora, second.id, state="done", evidence="Done.")
    actions.decisions.report_action(network.carla, third.id, state="dropped", note="No need.")

    found = decisions.implementation(
        network.record, date(2026, 1, 1), date(2026, 4, 1), clock.today
    )

    assert (found.asked, found.verified, found.dropped) == (3, 1, 1)
    assert found.rate == 100 * 1 // (3 - 1)


@pytest.mark.duty("O-40")
def test_decisions_are_by_consensus_with_reservations_and_a_public_part(network):
    meeting = walk.held(network)

    with pytest.raises(Refusal, match="sentence that everybody may read"):
        walk.decided(network, meeting, access_class="public")
    with pytest.raises(Refusal, match="no public part"):
        walk.decided(network, meeting, access_class="restricted", public_text="Open.")
    made = walk.decided(
        network,
        meeting,
        public_text="The Network adopted its plan.",
        reservations={network.unicef.id: "Subject to funding."},
    )

    public = decisions.public_decisions(network.record)
    assert [one["public_text"] for one in public] == ["The Network adopted its plan."]
    assert made.reservations.get().entity == network.unicef


@pytest.mark.duty("O-21")
def test_a_file_is_closed_whole_or_with_a_reason_for_each_gap(network):
    meeting = walk.held(network)
    missing = {
        piece.key
        for piece in files.pieces_of(network.record, "meeting", meeting.id)
        if not piece.settled
    }

    assert missing == {"papers", "decisions", "actions", "minutes", "dissemination"}
    with pytest.raises(Refusal, match="Missing pieces: 5"):
        actions.files.close_file(network.sanja, "meeting", meeting.id)
    walk.agreed(network, walk.decided(network, meeting))
    actions.minutes.draft_minutes(network.sanja, meeting.id, "Said.")
    actions.minutes.circulate_minutes(network.sanja, meeting.id)
    actions.minutes.finish_minutes(network.carla, meeting.id)
    with pytest.raises(NotAllowed):
        actions.files.waive_piece(
            network.sanja, "meeting", meeting.id, piece="papers", reason="It was oral."
        )
    with pytest.raises(Refusal, match="may be missing"):
        actions.files.waive_piece(network.carla, "meeting", meeting.id, piece="papers", reason="")
    actions.files.waive_piece(
        network.carla, "meeting", meeting.id, piece="papers", reason="Presented orally."
    )
    closing = actions.files.close_file(network.sanja, "meeting", meeting.id)

    assert (closing.pieces, closing.there, closing.waived) == (9, 8, 1)
    with pytest.raises(Refusal, match="closed"):
        actions.files.close_file(network.sanja, "meeting", meeting.id)


def test_an_action_of_a_closed_class_does_not_exist_for_a_member(network):
    meeting = walk.held(network)
    decision = walk.decided(network, meeting, access_class="restricted")
    action = walk.agreed(network, decision)

    assert not decisions.actions_visible_to(network.nora).exists()
    with pytest.raises(NotSeen):
        decisions.action_visible_to(network.nora, action.id)
    assert decisions.action_visible_to(network.carla, action.id) == action
    assert Action.objects.get().access_class == "restricted"
