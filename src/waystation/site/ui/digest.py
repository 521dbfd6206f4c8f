"""The daily e-mail: a user's new outstanding work, each item once, and again when overdue.

Apps declare outstanding work (``outstanding``). Each notification is a Reminder, which the database
makes unique; the e-mail lists what is still outstanding when it is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.queries import MessageKind, Named, Reminder
from waystation.foundation.messaging.rules import Letter
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.outstanding import Outstanding, outstanding_for

WAITS, LATE = "digest.waits", "digest.late"
USER = "access.User"
NOBODY = N_("The account is closed.")
DONE = N_("Done before the e-mail left.")
SWITCHED_OFF = N_("The daily e-mail was switched off.")
NAMES = UUID("7d3f8f0a-3f0e-5f57-9d3c-0a6b1c1f4c55")  # for items that are no single record
MOST_NAMED = 20


def key_of(one: Outstanding) -> UUID:
    """Return the key of an item: its record's, or one derived from its kind and URL."""
    return one.record or uuid5(NAMES, f"{one.kind} {one.url}")


def send_digests(today: date | None = None) -> int:
    """Send every user an e-mail about new outstanding work; return the number of users."""
    today = today or today_in()
    written = 0
    for user in access.active_users().filter(daily_email=True):
        office = access.office_of(user)
        new = _new_for(user, today) if office else []
        if office and new:
            messaging.write_reminders(user.organisation_id, office.id, new)
            messaging.begin_sending(
                user, office.id, page="ui:notifications", digest=f"{today} {user.id}"
            )
            written += 1
    return written


def _new_for(user: Any, today: date) -> list[messaging.Wanted]:
    sent = set(
        Reminder.objects.filter(
            kind__in=[WAITS, LATE], recipient_kind=USER, recipient_id=user.id
        ).values_list("kind", "subject_id", "day")
    )
    new = []
    for one in outstanding_for(user, today):
        kind = LATE if one.urgency(today) == "late" else WAITS
        # An item whose due day has changed is announced again.
        day = one.due_on or (one.since.date() if one.since else today.replace(month=1, day=1))
        row = (kind, key_of(one), day)
        if row not in sent:
            sent.add(row)
            new.append(messaging.Wanted(*row, USER, user.id))
    return new


def _addresses(_user: AnyUser, row: Any, _on: date) -> Sequence[Named]:
    user = access.active_users().filter(id=row.recipient_id).first()
    return [(user.full_name, user.email)] if user else []


def _waiting_for(user_id: UUID) -> dict[UUID, Outstanding]:
    user = access.active_users().filter(id=user_id).first()
    return {key_of(one): one for one in outstanding_for(user, today_in())} if user else {}


def _held_back(rows: Sequence[Any]) -> Mapping[UUID, str]:
    waiting = _waiting_for(rows[0].recipient_id)
    user = access.active_users().filter(id=rows[0].recipient_id).first()
    if user is not None and not user.daily_email:
        return {row.id: SWITCHED_OFF for row in rows}
    return {row.id: DONE for row in rows if row.subject_id not in waiting}


def _letter(rows: Sequence[Any]) -> Letter:
    user = access.active_users().filter(id=rows[0].recipient_id).first()
    keys = {row.subject_id for row in rows}
    with override(user.language if user else settings.LANGUAGE_CODE):
        waiting = [one for key, one in _waiting_for(rows[0].recipient_id).items() if key in keys]
        number = len(waiting)
        lines = [
            f"– {one.mail_title or one.title}\n  {_site()}{one.url}" for one in waiting[:MOST_NAMED]
        ]
        if number > MOST_NAMED:
            lines.append(_("… and {n} more").format(n=number - MOST_NAMED))
        head = _("New for you in Waystation:")
        foot = _("Everything outstanding: {url}").format(url=_site() + reverse("ui:notifications"))
        body = "\n\n".join([head, *lines, foot])
        return Letter(_("Waystation: {n} new").format(n=number), body + "\n")


def _site() -> str:
    return settings.SITE_ADDRESS or settings.LOCAL_ADDRESS


_KIND = MessageKind(_addresses, _letter, NOBODY, _held_back)
MESSAGES = {WAITS: _KIND, LATE: _KIND}
