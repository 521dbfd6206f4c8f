"""Sending deliveries and reminders by e-mail, in the background, once each.

A worker takes a waiting row (state "on its way"), sends it, and records the success or the reason
of failure. If the worker dies in between, nobody knows whether the message was sent: it counts as
failed, for this reason, and is not sent again automatically. The Message-ID contains the key of the
message's first row, so that mail systems can detect a duplicate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from email.utils import formataddr
from smtplib import SMTPException
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging import queries
from waystation.foundation.messaging.models import Delivery, Reminder
from waystation.foundation.messaging.queries import MessageKind, Named
from waystation.foundation.messaging.rules import Letter
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.foundation.tasks import actions as tasks

TASK = "messaging.send"
NOT_KNOWN = N_("It is not known whether it left: the work was cut off. Ask the recipient.")
REFUSED = N_("The mail server refused it.")
UNREACHABLE = N_("The mail server could not be reached.")
NO_ADDRESS = N_("This address cannot be written to.")


class Recipient(NamedTuple):
    """The recipient of a message: a kind as in the audit log, and a key."""

    kind: str
    id: UUID


class Wanted(NamedTuple):
    """One reminder to create for one recipient."""

    kind: str
    subject_id: UUID
    day: date
    recipient_kind: str
    recipient_id: UUID


def post(user: AnyUser, office_id: UUID, rows: Sequence[Delivery], *, page: str) -> None:
    """Record a delivery's recipients, and start sending once the transaction is committed.

    ``page`` is the URL name that the finished task links to.
    """
    for one in rows:
        one.mailed = "waiting"
    Delivery.objects.bulk_create(rows)
    if rows:
        begin_sending(user, office_id, page=page, first=str(rows[0].id))


def begin_sending(user: AnyUser, office_id: UUID, *, page: str, **more: str) -> None:
    """Send an office's waiting messages in the background."""
    tasks.begin(user, TASK, {"office": str(office_id), "page": page, **more})


def write_reminders(organisation_id: UUID, office_id: UUID, new: Sequence[Wanted]) -> int:
    """Create reminders, once each; they wait to be sent. Return how many are new."""
    moment = now()
    rows = Reminder.objects.bulk_create(
        Reminder(
            organisation_id=organisation_id,
            office_id=office_id,
            created_at=moment,
            changed_at=moment,
            **one._asdict(),
        )
        for one in new
    )
    return len(rows)


def withdraw(recipient_kind: str, recipient_id: UUID, reason: str) -> None:
    """Cancel the waiting messages of a recipient, with the reason."""
    Delivery.objects.filter(
        recipient_kind=recipient_kind, recipient_id=recipient_id, mailed="waiting"
    ).update(mailed="failed", mail_reason=reason)


def send_waiting(user: AnyUser, office_id: UUID, tell: Any = None) -> dict[str, int]:
    """Send an office's waiting messages; return the numbers of sent and failed messages.

    Raises NotSeen for a user without a role there, and Refusal if the mail server cannot be
    reached: then all messages remain waiting, and the next task or the next morning tries again.
    """
    sender = access.signed_in(user)
    if not access.serves(sender, office_id):
        raise NotSeen(N_("There is no such page here."), code="no_office")
    _cut_off(office_id)
    numbers = {"sent": 0, "failed": 0}
    waiting = Delivery.objects.filter(office_id=office_id, mailed="waiting")
    batches: dict[tuple[Any, ...], list[UUID]] = defaultdict(list)
    names = ("id", "kind", "batch_id", "recipient_kind", "recipient_id")
    for key, *batch in waiting.values_list(*names):
        batches[tuple(batch)].append(key)
    kinds = queries.kinds()
    connection = _open_connection() if queries.anything_waits(office_id) else None
    try:
        for number, keys in enumerate(batches.values(), start=1):
            taken = _take(Delivery, keys)
            kind = kinds[taken[0].kind] if taken else None
            if kind and (rows := _held_back(kind, Delivery, taken)):
                was_sent = _send(sender, Delivery, kind, rows, connection)
                numbers["sent" if was_sent else "failed"] += 1
            if tell:
                tell(number, len(batches), "")
        for was_sent in _send_reminders(sender, office_id, kinds, connection):
            numbers["sent" if was_sent else "failed"] += 1
    finally:
        if connection is not None:
            connection.close()
    if any(numbers.values()):
        with transaction.atomic():
            audit.log(
                sender,
                "delivery.mail",
                "access.Office",
                office_id,
                office_id=office_id,
                sent=numbers["sent"],
                failed=numbers["failed"],
            )
    return numbers


def _open_connection() -> Any:
    connection = get_connection()
    try:
        connection.open()
    except OSError as wrong:
        reason = REFUSED if isinstance(wrong, SMTPException) else UNREACHABLE
        raise Refusal(reason, code="mail_unreachable") from wrong
    return connection


def _cut_off(office_id: UUID) -> None:
    """Mark as failed rows that another worker took more than three leases ago."""
    before = now() - 3 * tasks.lease()
    for model in (Delivery, Reminder):
        rows = model.objects.filter(office_id=office_id, mailed="sending")
        rows.filter(mailed_at__lt=before).update(mailed="failed", mail_reason=NOT_KNOWN)


@transaction.atomic
def _take(model: Any, keys: Sequence[UUID]) -> list[Any]:
    rows = model.objects.select_for_update().filter(id__in=keys, mailed="waiting")
    taken = list(rows)
    model.objects.filter(id__in=[one.id for one in taken]).update(mailed="sending", mailed_at=now())
    return taken


def _send(user: AnyUser, model: Any, kind: MessageKind, rows: list[Any], connection: Any) -> bool:
    """Send a letter if it has recipients, and record the result."""
    to = kind.addresses(user, rows[0], now().date())
    letter = kind.letter(rows)
    reason = "" if to else kind.nobody
    if to:
        try:
            _message(rows[0].id, letter, to, connection).send()
        except SMTPException as wrong:
            # The error's text contains addresses, so only its code is stored.
            reason = f"{REFUSED} ({type(wrong).__name__})"
        except OSError as wrong:
            reason = f"{UNREACHABLE} ({type(wrong).__name__})"
        except ValueError:  # an invalid header; the other recipients' letters are still sent
            reason = NO_ADDRESS
    state = "failed" if reason else ("sent" if settings.MAIL_LEAVES else "kept")
    model.objects.filter(id__in=[one.id for one in rows]).update(
        mailed=state, mailed_at=now(), mail_reason=reason
    )
    return not reason


def _send_reminders(
    user: AnyUser, office_id: UUID, known: dict[str, MessageKind], connection: Any
) -> Iterator[bool]:
    """Send the waiting reminders, one message per recipient and kind of letter."""
    waiting = Reminder.objects.filter(office_id=office_id, mailed="waiting")
    batches: dict[tuple[Any, ...], list[UUID]] = defaultdict(list)
    names = ("id", "kind", "recipient_kind", "recipient_id")
    for key, kind, *recipient in waiting.values_list(*names):
        batches[id(known[kind]), *recipient].append(key)
    for keys in batches.values():
        taken = _take(Reminder, keys)
        if not taken:
            continue
        kind = known[taken[0].kind]
        if rows := _held_back(kind, Reminder, taken):
            yield _send(user, Reminder, kind, rows, connection)


def _held_back(kind: MessageKind, model: Any, taken: list[Any]) -> list[Any]:
    """Return the rows still to be sent: things may have changed since a row was written."""
    reasons = kind.held_back(taken)
    for reason in dict.fromkeys(reasons.values()):
        keys = [one.id for one in taken if reasons.get(one.id) == reason]
        model.objects.filter(id__in=keys).update(
            mailed="failed", mailed_at=now(), mail_reason=reason
        )
    return [one for one in taken if one.id not in reasons]


def _header_address(name: str, address: str) -> str:
    """Return an address for a header: names on one line, domains in ASCII (RFC 5891).

    Raises ValueError for an address that a header cannot contain.
    """
    local, _, domain = address.rpartition("@")
    return formataddr((" ".join(name.split()), f"{local}@{domain.encode('idna').decode()}"))


def _message(key: UUID, letter: Letter, to: Sequence[Named], connection: Any) -> EmailMessage:
    message = EmailMessage(
        " ".join(letter.subject.split()),
        letter.body,
        to=[_header_address(name, address) for name, address in to],
        connection=connection,
        headers={"Message-ID": f"<{key}@{settings.MAIL_DOMAIN}>"},
    )
    if letter.calendar:
        message.attach("invitation.ics", letter.calendar, f"text/calendar; method={letter.method}")
    return message
