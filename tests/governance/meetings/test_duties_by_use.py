"""Duties of the Terms of Reference that were found wanting when people used the product."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.core import mail
from docx import Document
from lxml import html

from tests.governance import walk
from tests.governance.meetings.test_meetings import working_rule
from tests.governance.pages import address
from tests.session_data import OPENED
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.models import Delivery
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.governance.meetings import actions, duties
from waystation.governance.meetings.models import Notice
from waystation.governance.meetings.queries import files, papers
from waystation.governance.network.due import everything
from waystation.registry.organisations import actions as organisations

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 3, 10, 6, tzinfo=UTC)


def status(network, duty):
    return duties.STATUSES[duty](network.record, network.clock.today)


def in_words(network, duty):
    found = status(network, duty)
    return found.sentence.format(**found.values)


def told(network):
    found = everything.items(network.sanja, network.record, network.clock.today)
    return {one.title for one in found}


def missing(network, meeting):
    found = files.pieces_of(network.record, "meeting", meeting.id)
    return {piece.key for piece in found if not piece.settled}


def send_mail(network):
    return messaging.send_waiting(network.sanja, network.office.id)


def name_speaker(network, entity):
    organisations.name_focal_point(
        network.sanja, entity.id, name="Hana Hoxha", email="hana@example.org", starts_on=OPENED
    )


@pytest.fixture
def sent(network):
    """Papers and final minutes of a held meeting; nobody speaks for UNHCR, whose mail fails."""
    meeting = walk.held(network)
    walk.paper(network, meeting)
    actions.papers.distribute_papers(network.sanja, meeting.id)
    actions.minutes.draft_minutes(network.sanja, meeting.id, "Said.")
    actions.minutes.circulate_minutes(network.sanja, meeting.id)
    actions.minutes.finish_minutes(network.carla, meeting.id)
    send_mail(network)
    return meeting


@pytest.mark.duty("O-17")
@pytest.mark.duty("O-20")
@pytest.mark.duty("O-21")
def test_o17_o20_o21_papers_and_minutes_that_failed_to_arrive_are_not_sent(network, sent):
    late = status(network, "O-20")

    assert {"distributed", "dissemination"} <= missing(network, sent)
    assert status(network, "O-17").how == "missing"
    assert late.how == "late"  # it was distributed after the meeting: that is said first
    assert "The papers did not reach everyone: First quarter." in told(network)
    assert "The final minutes did not reach everyone: First quarter." in told(network)


@pytest.mark.duty("O-20")
def test_o20_a_paper_in_time_that_failed_to_arrive_is_missing(network):
    meeting = walk.convened(network)
    walk.paper(network, meeting)
    actions.papers.distribute_papers(network.sanja, meeting.id)
    before = status(network, "O-20").how
    send_mail(network)

    assert (before, status(network, "O-20").how) == ("kept", "missing")


@pytest.mark.duty("O-10")
def test_o10_a_late_notice_is_late_for_ever_and_says_so(network, client):
    first = walk.planned(network)  # Tuesday 10 March: ten working days before is 24 February
    second = walk.planned(network, title="Second", starts_at=walk.FIRST + timedelta(days=1))
    for meeting in (first, second):
        walk.item(network, meeting)
    network.clock.set(date(2026, 2, 24))
    actions.meetings.convene_meeting(network.carla, first.id)
    in_time = status(network, "O-10").how
    network.clock.set(date(2026, 2, 26))  # the second meeting's day was the 25th
    actions.meetings.convene_meeting(network.carla, second.id)

    notices = [(one.due_on, one.late) for one in Notice.objects.order_by("created_at")]
    assert notices == [(date(2026, 2, 24), False), (date(2026, 2, 25), True)]
    assert (in_time, status(network, "O-10").how) == ("kept", "late")
    assert "Notices issued this year: 2, of which late: 1." in in_words(network, "O-10")
    client.force_login(network.nora)
    page = client.get(address("meeting", second.id)).content.decode()
    assert "The notice was due on 25/02/2026" in " ".join(page.split())


@pytest.mark.duty("O-18")
def test_o18_the_call_for_items_and_papers_goes_to_every_member(network, settings):
    settings.MAIL_LEAVES = True
    meeting = walk.planned(network)

    actions.agenda.call_for_papers(network.sanja, meeting.id)
    told = send_mail(network)

    assert told == {"sent": 4, "failed": 1}  # nobody speaks for UNHCR
    body = next(one.body for one in mail.outbox if "nora@example.org" in one.to[0])
    # Tuesday 10 March, less ten and less five working days (working rules, A-11).
    assert "24/02/2026" in body
    assert "03/03/2026" in body


@pytest.mark.duty("O-18")
@pytest.mark.duty("O-20")
@pytest.mark.parametrize(
    ("called_on", "items_until", "papers_until"),
    [
        (date(2026, 2, 20), date(2026, 2, 24), date(2026, 3, 3)),
        (date(2026, 3, 5), date(2026, 3, 9), date(2026, 3, 9)),  # both days have passed
        (MORNING, date(2026, 3, 10), date(2026, 3, 10)),  # the day of the meeting, before it begins
    ],
)
def test_o18_a_late_call_asks_for_nothing_until_a_past_day(
    network, settings, called_on, items_until, papers_until
):
    settings.MAIL_LEAVES = True
    meeting = walk.planned(network)
    network.clock.set(called_on)

    call = actions.agenda.call_for_papers(network.sanja, meeting.id)
    send_mail(network)
    body = next(one.body for one in mail.outbox if "nora@example.org" in one.to[0])

    assert (call.items_until, call.papers_until) == (items_until, papers_until)
    late = "Papers were due on 03/03/2026. A paper that comes now is marked late."
    assert (late in body) == (papers_until > date(2026, 3, 3))


@pytest.mark.duty("O-18")
@pytest.mark.parametrize("when", [datetime(2026, 3, 10, 10, tzinfo=UTC), date(2026, 3, 11)])
def test_o18_nothing_is_called_for_once_the_meeting_has_begun(network, client, when):
    meeting = walk.planned(network)
    network.clock.set(when)
    client.force_login(network.sanja)

    page = client.get(address("meeting", meeting.id)).content.decode()

    assert "Call for items and papers" not in page
    with pytest.raises(Refusal, match="nothing to call for"):
        actions.agenda.call_for_papers(network.sanja, meeting.id)


@pytest.mark.duty("O-30")
def test_o30_a_meeting_is_not_said_to_be_held_before_it_begins(network, client):
    meeting = walk.convened(network)
    client.force_login(network.sanja)
    before = client.get(address("meeting", meeting.id)).content.decode()
    line = {"entity": network.unicef.id, "category": "", "people": 0}
    actions.attendance.record_attendance(
        network.sanja, meeting.id, [{**line, "state": "apologies"}]
    )
    with pytest.raises(Refusal, match="begins at"):
        actions.attendance.record_attendance(
            network.sanja, meeting.id, [{**line, "state": "present", "people": 1}]
        )
    refused = client.post(address("meeting_hold", meeting.id), follow=True).content.decode()
    network.clock.set(meeting.starts_at)
    after = client.get(address("meeting", meeting.id)).content.decode()

    assert "It was held" not in before
    assert "This meeting begins at 10/03/2026 " in refused
    assert "It was held" in after


@pytest.mark.duty("O-18")
def test_o18_a_proposal_waits_until_it_is_accepted_or_deferred_also_past_its_meeting(network):
    meeting = walk.planned(network)
    walk.item(network, meeting)
    mine = walk.item(network, meeting, "Children", by=network.nora, accept=False)
    waiting = [status(network, "O-18").how]
    actions.meetings.convene_meeting(network.carla, meeting.id)
    waiting.append(status(network, "O-18").how)
    walk.attended(network, meeting)
    actions.meetings.hold_meeting(network.sanja, meeting.id)
    waiting.append(status(network, "O-18").how)

    with pytest.raises(Refusal, match="cannot be changed"):
        actions.agenda.accept_item(network.sanja, mine.id)
    actions.agenda.defer_item(network.sanja, mine.id, why="No time was left.")

    assert waiting == ["due", "due", "due"]
    assert status(network, "O-18").how == "kept"


@pytest.mark.duty("O-17")
def test_o17_minutes_are_downloaded_as_word_and_pdf(network, client, sent, milan):
    client.force_login(network.nora)

    made = client.get(address("minutes_word", sent.id))
    printed = client.get(address("minutes_pdf", sent.id))
    document = Document(BytesIO(made.content))
    foot = " ".join(one.text for one in document.sections[0].footer.paragraphs)

    assert "Said." in [one.text for one in document.paragraphs]
    assert "1244" in foot
    assert 'filename="first-quarter-3.docx"' in made["Content-Disposition"]
    assert printed.content.startswith(b"%PDF")
    # The first version was a draft of the Secretariat's, which a member does not see.
    assert client.get(address("minutes_pdf", sent.id), {"version": 1}).status_code == 404
    client.force_login(milan)
    assert client.get(address("minutes_word", sent.id)).status_code == 404


@pytest.mark.duty("O-30")
def test_o30_a_meeting_to_which_only_the_secretariat_came_was_not_held(network):
    meeting = walk.convened(network)
    network.clock.set(meeting.ends_at)
    line = {"category": "", "state": "present", "people": 2}
    actions.attendance.record_attendance(
        network.sanja, meeting.id, [{"entity": network.iom.id, **line}]
    )

    with pytest.raises(Refusal, match="Only the Secretariat attended"):
        actions.meetings.hold_meeting(network.sanja, meeting.id)
    actions.attendance.record_attendance(
        network.sanja, meeting.id, [{"entity": network.undp.id, **line}]
    )

    assert actions.meetings.hold_meeting(network.sanja, meeting.id).state == "held"


@pytest.mark.duty("O-21")
def test_o21_what_failed_is_sent_again_to_a_new_focal_point_and_the_file_is_whole(network, sent):
    name_speaker(network, network.unhcr)

    count = actions.papers.send_again(network.sanja, sent.id)
    send_mail(network)

    assert count == 2  # one paper, one edition of the minutes
    assert not {"distributed", "dissemination"} & missing(network, sent)
    assert status(network, "O-17").how == "kept"
    with pytest.raises(Refusal, match="has been delivered"):
        actions.papers.send_again(network.sanja, sent.id)


@pytest.mark.duty("O-20")
def test_o20_who_opened_a_paper_here_has_it_even_where_the_mail_failed(network, sent):
    rows = Delivery.objects.filter(kind="papers", recipient_id=network.unhcr.id)
    rows.update(opened_at=sent.starts_at)

    assert "distributed" not in missing(network, sent)


@pytest.mark.duty("O-43")
def test_o43_says_how_often_papers_were_opened_and_refused(network):
    nothing = status(network, "O-43").how
    meeting = walk.planned(network)
    paper = walk.paper(network, meeting)
    closed = walk.paper(network, meeting, "Closed", access_class="restricted")
    papers.open_paper(network.nora, paper.id)
    papers.open_paper(network.carla, closed.id)
    with pytest.raises(NotSeen):
        papers.open_paper(network.nora, closed.id)

    assert nothing == "nothing_yet"
    expected = "Papers in four classes: 2. Times opened: 2, refused: 1."
    assert in_words(network, "O-43") == expected


@pytest.mark.duty("O-34")
def test_o34_a_paper_is_evidence_of_an_action(network, client):
    meeting = walk.held(network)
    action = walk.agreed(network, walk.decided(network, meeting))
    paper = walk.paper(network, meeting, "List of participants", by=network.nora)
    client.force_login(network.nora)
    page = client.get(address("action_report", action.id)).content.decode()

    client.post(address("action_report", action.id), {"state": "done", "paper": str(paper.id)})

    action.refresh_from_db()
    assert "List of participants" in page
    assert (action.state, action.paper) == ("done", paper)
    shown = client.get(address("action", action.id)).content.decode()
    assert address("paper", paper.id) in shown


@pytest.mark.duty("O-34")
def test_o34_a_paper_of_a_class_not_held_is_no_evidence_of_a_member_s(network):
    meeting = walk.held(network)
    action = walk.agreed(network, walk.decided(network, meeting))
    closed = walk.paper(network, meeting, "Closed", access_class="restricted")

    with pytest.raises(NotSeen):
        actions.decisions.report_action(network.nora, action.id, state="done", paper=closed.id)


def test_only_the_secretariat_sends_again(network, client, sent, arta, milan, blerim):
    page = address("send_again", sent.id)

    for stranger in (arta, milan, blerim):
        with pytest.raises(NotSeen):
            actions.papers.send_again(stranger, sent.id)
    with pytest.raises(NotAllowed):
        actions.papers.send_again(network.nora, sent.id)
    client.force_login(network.sanja)
    assert "Send again" in client.get(address("meeting", sent.id)).content.decode()
    assert client.post(page).status_code == 302


@pytest.mark.duty("O-10")
@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("any", "The notice is issued and goes to every member."),
        ("all", "The notice is sent when all required co-chairs have signed."),
    ],
)
def test_o10_says_whether_the_notice_is_issued_or_waits_for_signatures(
    network, client, rule, sentence
):
    working_rule(network, "convening", rule)
    meeting = walk.planned(network)
    walk.item(network, meeting)
    client.force_login(network.carla)

    page = client.post(address("meeting_convene", meeting.id), {"text": ""}, follow=True)

    assert sentence in page.content.decode()


@pytest.mark.duty("O-30")
def test_o30_the_button_beside_who_presides_does_not_promise_to_record_attendance(network, client):
    meeting = walk.planned(network)
    client.force_login(network.sanja)

    page = html.fromstring(client.get(address("meeting", meeting.id)).content)
    form = page.xpath(f"//form[@action='{address('meeting_presiding', meeting.id)}']")[0]

    assert form.xpath("normalize-space(.//button)") == "Save"
