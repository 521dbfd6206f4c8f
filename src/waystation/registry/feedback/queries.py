"""Every read of feedback. The person concerned cannot see it, whatever their role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging import queries as messaging
from waystation.foundation.records import codes
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.shared.errors import NotSeen, Over
from waystation.foundation.shared.periods import Period, today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.registry.organisations import queries as organisations

from .fields import AGREED
from .models import Entry, Remedy
from .rules import CONFIRM_DAYS, address_opens_until
from .transitions import FEEDBACK_WORKFLOW

SALT = "feedback.entry"
MOST = 200


@dataclass(frozen=True)
class Line:
    """The feedback about one subject in a period, and its answers."""

    about: str
    received: int
    open: int
    answered: int
    in_time: int
    upheld: int


@dataclass(frozen=True)
class PublicRemedy:
    """A remedy as the complainant sees it: what was agreed, and whether it was provided."""

    id: UUID
    state: str
    agreed: str
    money: str
    due_on: date | None
    given_on: date | None


@dataclass(frozen=True)
class PublicView:
    """The view of the person who wrote, at the secret URL."""

    received_on: date
    due_on: date | None
    state: str
    answered: bool
    outcome: str
    answer: str
    opens_until: date
    remedies: tuple[PublicRemedy, ...] = ()


def not_seen() -> NotSeen:
    """Return the one answer for what is not there and what is not yours."""
    return NotSeen(N_("There is no such feedback in your offices."), code="not_seen")


def entries_visible_to(user: access.AnyUser) -> QuerySet[Entry]:
    """Return the feedback that this user may read.

    Heads of an office read feedback for the office; overseers of all offices read feedback above
    it. Nobody reads feedback about themselves, or about an organisation they represent.
    """
    rows = access.scoped(Entry.objects.all(), user, "feedback.read")
    above = access.offices_where(user, "feedback.oversee")
    rows = rows.filter(Q(level="office") | Q(level="organisation", office_id__in=above))
    mine = organisations.entities_spoken_for(user, today_in())
    rows = rows.filter(Q(entity__isnull=True) | ~Q(entity_id__in=mine))
    me = user.pk
    return rows.filter(Q(staff__isnull=True) | ~Q(staff_id=me))


def entry_visible_to(user: access.AnyUser, entry_id: UUID) -> Entry:
    """Return one entry. Raises NotSeen for one that the user may not read."""
    rows = entries_visible_to(user).select_related("office", "staff", "handler", "entity")
    found = rows.filter(id=entry_id).first()
    if found is None:
        raise not_seen()
    return found


@transaction.atomic
def open_entry(user: access.AnyUser, entry_id: UUID) -> Entry:
    """Return one entry to be read whole, and record that this user read it. Raises NotSeen."""
    entry = entry_visible_to(user, entry_id)
    audit.log(
        access.signed_in(user),
        "feedback.read",
        "feedback.Entry",
        entry.id,
        office_id=entry.office_id,
    )
    return entry


def staff_of(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the colleagues a complaint may be about, as choices."""
    me = access.signed_in(user)
    names = access.colleagues(me.organisation_id)
    return [(str(key), name) for key, name in names.items()]


def secret_of(entry: Entry) -> str:
    """Return the secret part of the address at which the answer is read."""
    return messaging.token_of(SALT, entry.id)


def entry_at(secret: str) -> tuple[Entry, list[Remedy], date]:
    """Return the entry of a secret URL, its agreed remedies, and until when the URL opens.

    Raises NotSeen for an invalid URL, Over for an expired one.
    """
    key = messaging.key_of(SALT, secret)
    entry = Entry.objects.select_related("office").filter(id=key).first() if key else None
    if entry is None:
        raise NotSeen(N_("There is no such message. Check the address."), code="not_seen")
    rows = entry.remedies.filter(state__in=["agreed", "given", "confirmed"])
    remedies = list(rows.order_by("asked_on", "id"))
    days = [day for one in remedies for day in (one.due_on, one.given_on) if day is not None]
    until = address_opens_until(entry.received_on, entry.answered_on, days)
    if today_in(entry.office.zone) > until:
        raise Over(
            N_("This link no longer works. Ask the centre if you need the answer again."),
            code="address_over",
        )
    return entry, remedies, until


def entry_of_secret(secret: str) -> PublicView:
    """Return the view of the person who wrote, as ``entry_at``."""
    entry, remedies, until = entry_at(secret)
    answered = entry.state == "answered"
    return PublicView(
        entry.received_on,
        entry.due_on,
        FEEDBACK_WORKFLOW.words(entry.state),
        answered,
        codes.label("feedback_outcome", entry.outcome) if answered else "",
        readable_text(entry, "answer") if answered else "",
        until,
        tuple(_as_public(one) for one in remedies),
    )


def _as_public(remedy: Remedy) -> PublicRemedy:
    money = remedy.money_agreed
    return PublicRemedy(
        remedy.id,
        remedy.state,
        readable_text(remedy, "agreed"),
        AGREED["money_agreed"].words(money) + f" {remedy.currency}" if money is not None else "",
        remedy.due_on,
        remedy.given_on,
    )


def statistics(user: access.AnyUser, period: Period) -> list[Line]:
    """Return statistics of a period by subject, of the feedback that the user may read."""
    rows = entries_visible_to(user).filter(
        received_on__gte=period.start, received_on__lt=period.end
    )
    answered = Q(state="answered")
    in_time = answered & Q(answered_on__lte=F("due_on"))
    counted = (
        rows.order_by()
        .values("about")
        .annotate(
            received=Count("id"),
            answered=Count("id", filter=answered),
            in_time=Count("id", filter=in_time),
            upheld=Count("id", filter=Q(outcome__in=["upheld", "partly"])),
        )
    )
    found = {row["about"]: row for row in counted}
    return [
        Line(
            label,
            row["received"],
            row["received"] - row["answered"],
            row["answered"],
            row["in_time"],
            row["upheld"],
        )
        for code, label in codes.choices("feedback_about")
        if (row := found.get(code))
    ]


def remedies_visible_to(user: access.AnyUser) -> QuerySet[Remedy]:
    """Return the remedies of the feedback that this user may read."""
    return Remedy.objects.filter(entry__in=entries_visible_to(user))


def remedy_visible_to(user: access.AnyUser, remedy_id: UUID) -> Remedy:
    """Return one remedy. Raises NotSeen."""
    rows = remedies_visible_to(user).select_related("entry", "office")
    found = rows.filter(id=remedy_id).first()
    if found is None:
        raise not_seen()
    return found


def entries_about(user: access.AnyUser, record_id: UUID) -> list[Entry]:
    """Return the feedback that follows from a record of any app, as far as the user may read it."""
    rows = entries_visible_to(user).filter(record_id=record_id)
    return list(rows.order_by("-received_on", "-id")[:MOST])


def state_of(entry: Entry) -> tuple[str, str]:
    """Return the state of an entry in the reader's language, with its tone."""
    return FEEDBACK_WORKFLOW.words(entry.state), FEEDBACK_WORKFLOW.state_of(entry).tone


def outstanding(user: access.AnyUser, today: date) -> list[Outstanding]:
    """Return what waits for this user: answers, agreed remedies, and remedies to be confirmed.

    Answers and agreed remedies are those that are late or due within a week.
    """
    if not access.may(user, "feedback.handle"):
        return []
    due = remedies_visible_to(user).filter(state="agreed", due_on__lte=today + timedelta(days=7))
    found = [
        Outstanding(
            "feedback.remedy",
            _("Agreed remedy to be given"),
            reverse("feedback:entry", args=[one.entry_id]),
            due_on=one.due_on,
            record=one.id,
        )
        for one in due.order_by("due_on", "id")[:MOST]
    ]
    given = remedies_visible_to(user).filter(state="given")
    found += [
        Outstanding(
            "feedback.remedy_given",
            _("Ask the person whether they received the agreed remedy"),
            reverse("feedback:entry", args=[one.entry_id]),
            due_on=one.given_on + timedelta(days=CONFIRM_DAYS) if one.given_on else None,
            record=one.id,
        )
        for one in given.order_by("given_on", "id")[:MOST]
    ]
    return [*found, *_outstanding_answers(user, today)]


def _outstanding_answers(user: access.AnyUser, today: date) -> list[Outstanding]:
    rows = entries_visible_to(user).exclude(state="answered")
    rows = rows.filter(due_on__lte=today + timedelta(days=7)).order_by("due_on", "id")
    return [
        Outstanding(
            "feedback.unanswered",
            _("{kind} to answer").format(kind=codes.label("feedback_kind", one.kind)),
            reverse("feedback:entry", args=[one.id]),
            due_on=one.due_on,
            record=one.id,
        )
        for one in rows[:MOST]
    ]
