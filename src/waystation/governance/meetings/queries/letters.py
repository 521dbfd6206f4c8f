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
    """Return the letter of a notice: to convene, to move, to cancel.

    An invitee without an account gets a link: the papers of their items, until the end.
    """
    invitee = _invitee_of(rows[0])
    issued = Notice.objects.select_related("meeting").get(id=rows[0].subject_id)
    meeting, cancelled = issued.meeting, issued.kind == "cancel"
    text, calendar, link = issued.text, issued.calendar, _link(invitee)
    if invitee is not None:  # words and agenda of the notice are the members'
        text, calendar = "", calendars.guest_calendar(issued, invitee)
    subject = _("Cancelled: {title}") if cancelled else _("Invitation: {title}")
    lines = [meeting.title, when(meeting.starts_at, HOME_ZONE), meeting.place, "", text, ""]
    if link and not cancelled:
        lines += [
            _("Your items and their papers, for you alone until the meeting ends:"), link, "",
            _("What you open is written down. Do not pass the link on."), "",
        ]  # fmt: skip
    return Letter(
        subject.format(title=meeting.title),
        "\n".join([*lines, _foot()]),
        calendar,
        "CANCEL" if cancelled else "REQUEST",
    )


def _minutes_letter(rows: Sequence[Delivery]) -> Letter:
    """Return the letter about minutes: a draft to comment on, or the final ones."""
    version = Minutes.objects.select_related("meeting").get(id=rows[0].subject_id)
    title, at = version.meeting.title, page("meetings:minutes", version.meeting_id)
    words = (
        _("The minutes of {meeting} are final.")
        if version.state == "final"
        else _("The draft minutes of {meeting} are open for your comments.")
    )
    lines = [words.format(meeting=title), "", at, "", _foot()]
    return Letter(_("Minutes: {meeting}").format(meeting=title), "\n".join(lines))


def _papers_letter(rows: Sequence[Delivery]) -> Letter:
    """Return the letter about papers: titles of open classes, the number of the others."""
    invitee = _invitee_of(rows[0])
    meeting = Meeting.objects.get(id=rows[0].batch_id)
    known = Paper.objects.in_bulk([one.subject_id for one in rows])
    sent = [known[one.subject_id] for one in rows]
    open_ = [one for one in sent if one.access_class in classes.FOR_INVITEES]
    closed = len(sent) - len(open_)
    if invitee is not None:
        open_ = [one for one in sent if classes.open_to_invitees(one.access_class, meeting.kind)]
        closed = 0
    lines = [_("Papers for {meeting} are ready:").format(meeting=meeting.title)]
    lines += [f"- {one.title}" for one in open_]
    if closed:
        lines.append(
            _("Papers of a closed class, to be read after signing in: {count}").format(count=closed)
        )
    lines += ["", _link(invitee) or page("meetings:meeting", meeting.id), "", _foot()]
    return Letter(_("Papers: {meeting}").format(meeting=meeting.title), "\n".join(lines))


def _call_letter(rows: Sequence[Delivery]) -> Letter:
    """Return the call for agenda items and papers, with its two days."""
    call = Call.objects.select_related("meeting").get(id=rows[0].subject_id)
    title = call.meeting.title
    network = Network.objects.get(office_id=call.office_id)
    due_on = deadlines_of(call.meeting, working_rules(network)).papers
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
