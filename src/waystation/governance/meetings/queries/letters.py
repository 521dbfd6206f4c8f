"""E-mails about meetings. They never contain titles of a closed class."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.messaging.queries import Delivery, MessageKind, Named
from waystation.foundation.messaging.rules import Letter
from waystation.foundation.records.fields import in_short
from waystation.foundation.shared.periods import HOME_ZONE
from waystation.governance.meetings.models import Call, Invitee, Meeting, Minutes, Notice, Paper
from waystation.governance.network.queries import Network, people
from waystation.governance.network.queries.readings import working_rules
from waystation.governance.network.queries.reminders import LETTERS, NOBODY
from waystation.governance.network.rules import classes

from . import calendars, guests, links
from . import reminders as action_reminders
from .deliveries import INVITEE
from .meetings import deadlines_of


def when(starts_at: datetime, zone: str) -> str:
    """Return the moment of a meeting as people read it."""
    return date_format(starts_at.astimezone(ZoneInfo(zone)), "SHORT_DATETIME_FORMAT")


def notice(
    kind: str, title: str, at: str, place: str, text: str, calendar: str, foot: str, link: str = ""
) -> Letter:
    """Return the letter of a notice: to convene, to move, to cancel.

    ``link`` is for an invitee without an account: the papers of their items, until the end.
    """
    cancelled = kind == "cancel"
    subject = _("Cancelled: {title}") if cancelled else _("Invitation: {title}")
    lines = [title, at, place, "", text, ""]
    if link and not cancelled:
        lines += [
            _("Your items and their papers, for you alone until the meeting ends:"), link, "",
            _("What you open is written down. Do not pass the link on."), "",
        ]  # fmt: skip
    lines.append(foot)
    return Letter(
        subject.format(title=title),
        "\n".join(line for line in lines if line is not None),
        calendar,
        "CANCEL" if cancelled else "REQUEST",
    )


def papers(meeting: str, titles: Sequence[str], closed: int, at: str, foot: str) -> Letter:
    """Return the letter about papers: titles of open classes, the number of the others."""
    lines = [_("Papers for {meeting} are ready:").format(meeting=meeting)]
    lines += [f"- {one}" for one in titles]
    if closed:
        lines.append(
            _("Papers of a closed class, to be read after signing in: {count}").format(count=closed)
        )
    return Letter(
        _("Papers: {meeting}").format(meeting=meeting), "\n".join([*lines, "", at, "", foot])
    )


def minutes(meeting: str, final: bool, at: str, foot: str) -> Letter:
    """Return the letter about minutes: a draft to comment on, or the final ones."""
    words = (
        _("The minutes of {meeting} are final.")
        if final
        else _("The draft minutes of {meeting} wait for your comments.")
    )
    said = words.format(meeting=meeting)
    return Letter(
        _("Minutes: {meeting}").format(meeting=meeting), "\n".join([said, "", at, "", foot])
    )


# To whom, and of what: the rows of messaging name them by values


def _invitee_of(row: Delivery) -> Invitee | None:
    if row.recipient_kind != INVITEE:
        return None
    return Invitee.objects.select_related("user").get(id=row.recipient_id)


def addresses(user: AnyUser, row: Delivery, on: date) -> list[Named]:
    """Return who speaks for the entity that a delivery goes to, or its invitee."""
    invitee = _invitee_of(row)
    if invitee is not None:
        if invitee.user is not None:
            return [(invitee.user.full_name, invitee.user.email)]
        address = guests.address_of(invitee)
        return [(guests.contact_of(invitee), address)] if address else []
    network = Network.objects.get(office_id=row.office_id)
    return people.speakers(user, network, row.recipient_id, on)


def _notice_letter(rows: Sequence[Delivery]) -> Letter:
    invitee = _invitee_of(rows[0])
    issued = Notice.objects.select_related("meeting").get(id=rows[0].subject_id)
    meeting = issued.meeting
    at = when(meeting.starts_at, HOME_ZONE)
    text, calendar = issued.text, issued.calendar
    if invitee is not None:  # words and agenda of the notice are the members'
        text, calendar = "", calendars.guest_calendar(issued, invitee)
    return notice(
        issued.kind, meeting.title, at, meeting.place, text, calendar, _foot(), _link(invitee),
    )  # fmt: skip


def _minutes_letter(rows: Sequence[Delivery]) -> Letter:
    version = Minutes.objects.select_related("meeting").get(id=rows[0].subject_id)
    at = page("meetings:minutes", version.meeting_id)
    return minutes(version.meeting.title, version.state == "final", at, _foot())


def _papers_letter(rows: Sequence[Delivery]) -> Letter:
    invitee = _invitee_of(rows[0])
    meeting = Meeting.objects.get(id=rows[0].batch_id)
    known = Paper.objects.in_bulk([one.subject_id for one in rows])
    sent = [known[one.subject_id] for one in rows]
    at = _link(invitee) or page("meetings:meeting", meeting.id)
    if invitee is not None:
        open_ = [
            one.title for one in sent if classes.open_to_invitees(one.access_class, meeting.kind)
        ]
        return papers(meeting.title, open_, 0, at, _foot())
    open_ = [one.title for one in sent if one.access_class in classes.FOR_INVITEES]
    return papers(meeting.title, open_, len(sent) - len(open_), at, _foot())


def _call_letter(rows: Sequence[Delivery]) -> Letter:
    """Return the call for agenda items and papers, with its two days."""
    call = Call.objects.select_related("meeting").get(id=rows[0].subject_id)
    title = call.meeting.title
    due_on = due_day_of_papers(call.meeting)
    late = _("Papers were due on {day}. A paper that comes now is marked late.")
    lines = [
        _("Please propose agenda items and send papers for {meeting}.").format(meeting=title),
        when(call.meeting.starts_at, HOME_ZONE),
        "",
        _("Propose items until {day}.").format(day=in_short(call.items_until)),
        _("Send papers until {day}.").format(day=in_short(call.papers_until)),
        *([late.format(day=in_short(due_on))] if due_on < call.papers_until else []),
        call.text,
        page("meetings:meeting", call.meeting_id),
        "",
        _foot(),
    ]
    return Letter(_("Call for items and papers: {title}").format(title=title), "\n".join(lines))


def due_day_of_papers(meeting: Meeting) -> date:
    """Return the day after which a paper of a meeting is late."""
    network = Network.objects.get(office_id=meeting.office_id)
    return deadlines_of(meeting, working_rules(network)).papers


def _foot() -> str:
    return str(settings.UNSCR_1244_NOTE)


def _link(invitee: Invitee | None) -> str:
    """Return the link of an invitee without an account to the papers of their items."""
    if invitee is None or invitee.user_id is not None or not settings.SITE_ADDRESS:
        return ""
    path = reverse("meetings:invitation_link", args=[links.token_of(invitee)])
    return f"{settings.SITE_ADDRESS}{path}"


def page(name: str, key: UUID) -> str:
    """Return the address of a page in a letter, "" where this installation has none."""
    return f"{settings.SITE_ADDRESS}{reverse(name, args=[key])}" if settings.SITE_ADDRESS else ""


MESSAGES = {
    "notice": MessageKind(addresses, _notice_letter, NOBODY),
    "call": MessageKind(addresses, _call_letter, NOBODY),
    "papers": MessageKind(addresses, _papers_letter, NOBODY),
    "minutes": MessageKind(addresses, _minutes_letter, NOBODY),
    **{key: LETTERS for key, _label in action_reminders.KINDS},
}
