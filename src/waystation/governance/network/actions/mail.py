"""Deliveries go out by e-mail, in the background, each once.

A delivery waits; a worker takes it (on its way), sends, and writes down that it was sent or why
not. Where a worker died in between nobody knows whether the message left: it counts as failed,
with this reason, and is not sent again by itself. A message has the key of its delivery in its
Message-ID, so that a mailbox too can tell a second one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from email.utils import formataddr
from smtplib import SMTPException
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language, override

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import HOME_ZONE, now, today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.tasks import actions as tasks
from waystation.governance.network.models import Delivery, Network, Reminder
from waystation.governance.network.queries import (
    calendars,
    guests,
    links,
    people,
    reminders,
)
from waystation.governance.network.queries.scope import Reader
from waystation.governance.network.rules import classes
from waystation.registry.organisations import queries as organisations

from . import letters

TASK = "network.mail"
NOBODY = N_("Nobody who speaks for this entity today has an e-mail address. Name a focal point.")
NOT_KNOWN = N_("It is not known whether it left: the work was cut off. Ask the recipient.")
REFUSED = N_("The mail server refused it.")
UNREACHABLE = N_("The mail server could not be reached.")
GONE = N_("Who was to be reminded has left the Network. Name somebody else for what waits.")
SETTLED = N_("Settled before the reminder left: nothing was sent.")
NO_ADDRESS = N_("This address cannot be written to.")
Named = tuple[str, str]
Batch = tuple[str, UUID, UUID | None, UUID | None]


def post(reader: Reader, rows: Sequence[Delivery]) -> None:
    """Write down to whom something goes, and have it sent once this is saved."""
    for one in rows:
        one.mailed = "waiting"
    Delivery.objects.bulk_create(rows)
    if rows:
        argument = {"office": str(reader.network.office_id), "first": str(rows[0].id)}
        tasks.begin(reader.user, TASK, argument)


def send_waiting(user: Anyone, tell: Any = None) -> dict[str, int]:
    """Send what waits in the user's Network; return how many messages left and failed.

    Raises NotSeen outside the Network, and Refusal where the mail server cannot be reached: then
    everything goes on waiting, and the next task or the next morning tries again.
    """
    network = people.network_seen_by(user)
    _cut_off(network)
    told = {"sent": 0, "failed": 0}
    waiting = list(Delivery.objects.filter(office_id=network.office_id, mailed="waiting"))
    batches: dict[Batch, list[UUID]] = defaultdict(list)
    for one in waiting:
        what = one.notice_id or one.minutes_id or one.meeting_id
        batches[one.kind, what, one.entity_id, one.invitee_id].append(one.id)
    connection = _opened() if anything_waits(network) else None
    try:
        for number, keys in enumerate(batches.values(), start=1):
            taken = _take(keys)
            if taken:
                told["sent" if _send(user, network, taken, connection) else "failed"] += 1
            if tell:
                tell(number, len(batches), "")
        for count in _send_reminders(user, network, connection):
            told["sent" if count else "failed"] += 1
    finally:
        if connection is not None:
            connection.close()
    if any(told.values()):
        with transaction.atomic():
            audit.log(
                access.signed_in(user),
                "delivery.mail",
                "network.Network",
                network.id,
                office_id=network.office_id,
                sent=told["sent"],
                failed=told["failed"],
            )
    return told


def anything_waits(network: Network) -> bool:
    """Return whether anything of the Network waits to be sent."""
    return any(
        model.objects.filter(office_id=network.office_id, mailed="waiting").exists()
        for model in (Delivery, Reminder)
    )


def _opened() -> Any:
    connection = get_connection()
    try:
        connection.open()
    except OSError as wrong:
        reason = REFUSED if isinstance(wrong, SMTPException) else UNREACHABLE
        raise Refusal(reason, code="mail_unreachable") from wrong
    return connection


def _cut_off(network: Network) -> None:
    """What another worker took longer ago than its lease was cut off."""
    before = now() - 3 * tasks.lease()
    for model in (Delivery, Reminder):
        rows = model.objects.filter(office_id=network.office_id, mailed="sending")
        rows.filter(mailed_at__lt=before).update(mailed="failed", mail_reason=NOT_KNOWN)


@transaction.atomic
def _take(keys: Sequence[UUID]) -> list[Delivery]:
    rows = Delivery.objects.select_for_update(of=("self",)).filter(id__in=keys, mailed="waiting")
    taken = list(rows.select_related("meeting", "notice", "minutes", "paper", "invitee__user"))
    Delivery.objects.filter(id__in=[one.id for one in taken]).update(
        mailed="sending", mailed_at=now()
    )
    return taken


def _send(user: Anyone, network: Network, rows: list[Delivery], connection: Any) -> bool:
    to = _addresses(user, network, rows[0], now().date())
    return _leave(Delivery, rows, to, _letter(rows), connection)


def _leave(
    model: Any, rows: Sequence[Any], to: Sequence[Named], letter: letters.Letter, connection: Any
) -> bool:
    """Send a letter, if there is somebody to send it to, and write down how that went."""
    reason = "" if to else NOBODY
    if to:
        try:
            _message(rows[0].id, letter, to, connection).send()
        except SMTPException as wrong:
            # Its words hold addresses: only what kind of answer it was is kept.
            reason = f"{REFUSED} ({type(wrong).__name__})"
        except OSError as wrong:
            reason = f"{UNREACHABLE} ({type(wrong).__name__})"
        except ValueError:  # a header cannot be written; the others' letters still leave
            reason = NO_ADDRESS
    state = "failed" if reason else ("sent" if settings.MAIL_LEAVES else "kept")
    model.objects.filter(id__in=[one.id for one in rows]).update(
        mailed=state, mailed_at=now(), mail_reason=reason
    )
    return not reason


def _send_reminders(user: Anyone, network: Network, connection: Any) -> Iterator[bool]:
    """Send the reminders that wait, one message for each recipient."""
    waiting = Reminder.objects.filter(office_id=network.office_id, mailed="waiting")
    batches: dict[tuple[UUID | None, UUID | None], list[UUID]] = defaultdict(list)
    for key, entity, person in waiting.values_list("id", "entity_id", "user_id"):
        batches[entity, person].append(key)
    for keys in batches.values():
        if rows := _asked_again(network, _take_reminders(keys)):
            yield _send_reminder(user, network, rows, connection)


def _asked_again(network: Network, taken: list[Reminder]) -> list[Reminder]:
    """Return what is still to be sent: days may lie between a reminder and its letter."""
    due = {one.id for one in reminders.still_due(network, taken)}
    _fail(Reminder, [one for one in taken if one.id not in due], SETTLED)
    rows = [one for one in taken if one.id in due]
    if rows and not reminders.belongs(network, rows[0], today_in(network.office.zone)):
        _fail(Reminder, rows, GONE)
        return []
    return rows


def _fail(model: Any, rows: Sequence[Any], reason: str) -> None:
    model.objects.filter(id__in=[one.id for one in rows]).update(
        mailed="failed", mailed_at=now(), mail_reason=reason
    )


@transaction.atomic
def _take_reminders(keys: Sequence[UUID]) -> list[Reminder]:
    rows = Reminder.objects.select_for_update(of=("self",)).filter(id__in=keys, mailed="waiting")
    taken = list(rows.select_related("user"))
    Reminder.objects.filter(id__in=[one.id for one in taken]).update(
        mailed="sending", mailed_at=now()
    )
    return taken


def _send_reminder(user: Anyone, network: Network, rows: list[Reminder], connection: Any) -> bool:
    first = rows[0]
    person = first.user
    if person is not None:
        to = [(person.full_name, person.email)] if person.is_active else []
    else:
        to = _speakers(user, network, first.entity_id, now().date())
    language = person.language if person is not None else get_language() or "en"
    with override(language):
        lines, closed = reminders.said_of(rows)
        page = _address("network:mine")
        letter = letters.reminders(lines, closed, page, str(settings.UNSCR_1244_NOTE))
    return _leave(Reminder, rows, to, letter, connection)


def _addresses(user: Anyone, network: Network, row: Delivery, on: date) -> list[Named]:
    if row.invitee is not None:
        guest = row.invitee.user
        if guest is not None:
            return [(guest.full_name, guest.email)]
        address = guests.address_of(row.invitee)
        return [(guests.contact_of(row.invitee), address)] if address else []
    return _speakers(user, network, row.entity_id, on)


def _speakers(user: Anyone, network: Network, entity: UUID | None, on: date) -> list[Named]:
    """Return the names and addresses of who speaks for an entity, or sits for it, on a day."""
    assert entity is not None  # noqa: S101 - the database sees to it
    speakers = organisations.speakers_of(user, [entity], on)
    found = {one.email: one.name for one in speakers if one.email}
    for one in people.incumbents(network, on):
        if one.entity_id == entity:
            found.setdefault(one.user.email, one.user.full_name)
    return [(name, address) for address, name in found.items()]


def _written(name: str, address: str) -> str:
    """Return an address as a header holds it: names on one line, domains in ASCII (RFC 5891).

    Raises ValueError for what no header can hold.
    """
    local, _, domain = address.rpartition("@")
    return formataddr((" ".join(name.split()), f"{local}@{domain.encode('idna').decode()}"))


def _message(
    key: UUID, letter: letters.Letter, to: Sequence[Named], connection: Any
) -> EmailMessage:
    message = EmailMessage(
        " ".join(letter.subject.split()),
        letter.body,
        to=[_written(name, address) for name, address in to],
        connection=connection,
        headers={"Message-ID": f"<{key}@{settings.MAIL_DOMAIN}>"},
    )
    if letter.calendar:
        message.attach("invitation.ics", letter.calendar, f"text/calendar; method={letter.method}")
    return message


def _letter(rows: list[Delivery]) -> letters.Letter:
    row, foot = rows[0], str(settings.UNSCR_1244_NOTE)
    meeting, link = row.meeting, _link(row)
    if row.notice is not None:
        at = letters.when(meeting.starts_at, HOME_ZONE)
        text, calendar = row.notice.text, row.notice.calendar
        if row.invitee is not None:  # words and agenda of the notice are the members'
            text, calendar = "", calendars.guest_calendar(row.notice, row.invitee)
        return letters.notice(
            row.notice.kind, meeting.title, at, meeting.place, text, calendar, foot, link,
        )  # fmt: skip
    if row.minutes is not None:
        page = _page("network:minutes", meeting.id)
        return letters.minutes(meeting.title, row.minutes.state == "final", page, foot)
    papers = [one.paper for one in rows if one.paper]
    page = link or _page("network:meeting", meeting.id)
    if row.invitee is not None:
        open_ = [
            one.title for one in papers if classes.open_to_invitees(one.access_class, meeting.kind)
        ]
        return letters.papers(meeting.title, open_, 0, page, foot)
    open_ = [one.title for one in papers if one.access_class in classes.FOR_INVITEES]
    return letters.papers(meeting.title, open_, len(papers) - len(open_), page, foot)


def _link(row: Delivery) -> str:
    """Return the link of an invitee without an account to the papers of their items."""
    if row.invitee is None or row.invitee.user_id is not None or not settings.HOUSE_ADDRESS:
        return ""
    path = reverse("network:invitation_link", args=[links.token_of(row.invitee)])
    return f"{settings.HOUSE_ADDRESS}{path}"


def _page(name: str, key: UUID) -> str:
    return _address(name, key)


def _address(name: str, *args: UUID) -> str:
    return f"{settings.HOUSE_ADDRESS}{reverse(name, args=args)}" if settings.HOUSE_ADDRESS else ""
