"""Referrals as the office sees them, and the parts that the partner may still read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.sealed import read_sealed, readable_text
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.registry.people import queries as people
from waystation.registry.people.fields import PERSON
from waystation.registry.privacy import queries as privacy
from waystation.registry.referrals.fields import INCOMING
from waystation.registry.referrals.models import Note, Referral, ReferralFile
from waystation.registry.referrals.rules import disclosure
from waystation.registry.referrals.rules.deadlines import is_overdue
from waystation.registry.referrals.rules.referrals import OPEN, PERSON_STEPS
from waystation.registry.referrals.transitions import KIND, REFERRAL_WORKFLOW

PURPOSE = "referral"


def not_seen() -> NotSeen:
    """Return the refusal for a referral that does not exist or is not visible to the user."""
    return NotSeen(N_("There is no such referral here."), code="referral_not_seen")


def referrals_visible_to(user: access.AnyUser) -> QuerySet[Referral]:
    """Return the referrals of the user's offices, latest first."""
    rows = access.scoped(Referral.objects.all(), user, "referral.read")
    return rows.order_by("-created_at", "-id")


def referral_visible_to(user: access.AnyUser, key: UUID) -> Referral:
    """Return one referral of the user's offices. Raises NotSeen."""
    rows = referrals_visible_to(user).select_related(
        "entity", "service", "office", "consent", "consent__text"
    )
    found = rows.filter(id=key).first()
    if found is None:
        raise not_seen()
    return found


@transaction.atomic
def open_referral(user: access.AnyUser, key: UUID) -> Referral:
    """Return one referral to be read in full, and log that this user read it."""
    found = referral_visible_to(user, key)
    me = access.signed_in(user)
    audit.log(me, "referral.read", KIND, found.id, office_id=found.office_id)
    return found


def overdue(moment: datetime) -> Q:
    """Return the condition of a referral whose answer is overdue."""
    return Q(state="sent", due_at__lt=moment)


# --- what may be shared, and what was --------------------------------------------------------


def recipient_of(referral: Referral) -> str:
    """Return the name under which the person's consent names the partner."""
    return referral.consent.recipient if referral.consent is not None else referral.entity.name


def agreed_fields(referral: Referral) -> frozenset[str]:
    """Return the fields that may go to the partner now, as the person's last answer has it."""
    if referral.person_id is None:
        return frozenset()
    newest = privacy.newest_consent(referral.person_id, PURPOSE, recipient_of(referral))
    return frozenset(newest.fields) if newest is not None and newest.holds else frozenset()


def readable_fields(referral: Referral) -> frozenset[str]:
    """Return the fields that the partner may read at this moment; asked at every reading."""
    if referral.state not in partner_states():
        return frozenset()
    shared = frozenset(referral.fields_shared)
    if referral.basis == "vital_interest":
        return shared
    if referral.basis == "consent":
        if referral.consent_id is None:
            return frozenset()
        if privacy.consents_that_ended().filter(id=referral.consent_id).exists():
            return frozenset()
        return shared & agreed_fields(referral)
    return shared


def partner_states() -> tuple[str, ...]:
    """Return the states in which a partner may read a referral that was sent to it."""
    return (*OPEN, "closed", "confirmed", "contradicted")


def readable_by_partner(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """Return the referrals that a partner may read today; the database checks the consent."""
    ended = privacy.consents_that_ended().filter(id=OuterRef("consent_id"))
    return rows.filter(
        Q(direction="in") | Q(basis="vital_interest") | (Q(consent__isnull=False) & ~Exists(ended)),
        Q(direction="in") | Q(state__in=partner_states()),
        Q(person__isnull=True) | Q(person__erased_at__isnull=True),
    )


def known_of(referral: Any) -> dict[str, list[str]]:
    """Return the office's data about the person, by the names used in a disclosure."""
    file = people.file_of(referral.person)
    born = file.identity.birth_date
    return {
        "full_name": [file.identity.main.full],
        "contact": [one.value for one in file.identity.contacts],
        "identifier": [one.value for one in file.identity.identifiers],
        "birth_date": [born.isoformat()] if born else [],
        "birth_year": [str(file.birth_year)] if file.birth_year else [],
        "profile": [read_sealed(referral, "profile")],
        "summary": [read_sealed(referral, "summary")],
        "nationality": [file.nationality],
        "municipality": [file.municipality],
        "migration_status": [file.migration_status],
    }


def proposed_disclosure(referral: Referral) -> list[disclosure.Item]:
    """Return what would be sent now: the agreed fields compiled from the file and the draft."""
    return disclosure.compile_items(referral.fields_shared, known_of(referral))


def disclosed_items(referral: Referral) -> list[disclosure.Item]:
    """Return the disclosed data, for the office that sent them and for the person."""
    text = readable_text(referral, "disclosed")
    try:
        return disclosure.from_plain(json.loads(text or "[]"))
    except ValueError:  # an altered text: the sentence about it in its place
        return [disclosure.Item("needs", "summary", text)]


def in_words(items: list[disclosure.Item]) -> list[tuple[str, str]]:
    """Return the disclosed data as questions and answers in the reader's language."""
    return [(_(disclosure.LABELS[one.name]), _value(one)) for one in items]


def _value(item: disclosure.Item) -> str:
    if item.name in ("nationality", "municipality", "migration_status"):
        return PERSON[item.name].words(item.value)
    if item.name == "birth_date":
        return PERSON["birth_date"].words(date.fromisoformat(item.value))
    return item.value


def incoming_of(referral: Referral) -> dict[str, Any]:
    """Return the data that a partner gave us about a person it refers to us."""
    text = read_sealed(referral, "incoming")
    return INCOMING.complete(json.loads(text) if text else {})


def incoming_in_words(referral: Referral) -> list[tuple[str, str]]:
    """Return the data that a partner gave us, as questions and answers."""
    return [(field.title, answer) for field, answer in INCOMING.answers(incoming_of(referral))]


# --- beside a referral -----------------------------------------------------------------------


@dataclass(frozen=True)
class ReferralNote:
    """A note on a transition, with the name of the transition."""

    at: datetime
    step: str
    text: str
    by: str


def notes_of(referral: Referral) -> list[ReferralNote]:
    """Return the notes of a referral that the reader may see, oldest first."""
    rows = list(Note.objects.filter(referral=referral).order_by("created_at", "id"))
    names = access.names_of_users({one.created_by_id for one in rows if one.created_by_id})
    partner = referral.entity.name
    return [
        ReferralNote(
            one.created_at,
            _(REFERRAL_WORKFLOW.transitions[one.step].button),
            readable_text(one, "text"),
            names.get(one.created_by_id, "") if one.created_by_id else _writer(one, partner),
        )
        for one in rows
    ]


def _writer(note: Note, partner: str) -> str:
    """Return who wrote a note without an account: the person at their own link, or the partner."""
    return _("The person") if note.step in PERSON_STEPS.values() else partner


@dataclass(frozen=True)
class FileLine:
    """A file of a referral in a list."""

    id: UUID
    name: str
    size: int


def files_of(referral: Referral) -> list[FileLine]:
    """Return the files of a referral that the reader may see."""
    rows = ReferralFile.objects.filter(referral=referral).defer("content").order_by("id")
    return [FileLine(one.id, readable_text(one, "name"), one.size) for one in rows]


def file_visible_to(user: access.AnyUser, key: UUID) -> ReferralFile:
    """Return a file of a referral of the user's offices. Raises NotSeen."""
    rows = access.scoped(ReferralFile.objects.all(), user, "referral.read")
    found = rows.select_related("referral").filter(id=key).first()
    if found is None:
        raise not_seen()
    return found


def chain_of(user: access.AnyUser, referral: Referral) -> list[Referral]:
    """Return the referral with those before and after it that the user may see, in order."""
    rows = referrals_visible_to(user).select_related("entity")
    first, seen = referral, {referral.id}
    while first.follows_id and first.follows_id not in seen:
        before = rows.filter(id=first.follows_id).first()
        if before is None:
            break
        first = before
        seen.add(first.id)
    found, last = [first], first
    while True:
        following = rows.filter(follows=last).exclude(id__in=[one.id for one in found]).last()
        if following is None:
            return found
        found.append(following)
        last = following


# --- what waits ------------------------------------------------------------------------------


def outstanding_of(user: access.AnyUser, today: date) -> list[Outstanding]:
    """Return the referrals that wait for this user: unanswered, to be approved, to be confirmed.

    Users who send none, but watch over those of others, get the overdue ones only.
    """
    if not access.may(user, "referral.read"):
        return []
    rows = referrals_visible_to(user).filter(state__in=["sent", "more_asked", "closed"])
    if not access.may(user, "referral.send"):
        rows = rows.filter(state="sent", due_at__lt=now())
    found = [
        Outstanding(
            f"referrals.{one.state}",
            _title_of(one),
            reverse("referrals:referral", args=[one.id]),
            due_on=one.due_at.date() if one.state == "sent" and one.due_at else None,
            since=one.asked_at,
            record=one.id,
        )
        for one in rows[:200]
    ]
    if access.may(user, "referral.approve"):
        found += [
            Outstanding(
                "referrals.to_approve",
                f"{one.number} · {REFERRAL_WORKFLOW.words(one.state)}",
                reverse("referrals:referral", args=[one.id]),
                due_on=today,
                record=one.id,
            )
            for one in referrals_visible_to(user).filter(state="to_approve")[:200]
        ]
    return found


def _title_of(referral: Referral) -> str:
    """Return what waits: an answer of the partner, or the office's own to a partner's referral."""
    if referral.direction == "in" and referral.state == "sent":
        return _("{number} · to answer").format(number=referral.number)
    return f"{referral.number} · {REFERRAL_WORKFLOW.words(referral.state)}"


@dataclass(frozen=True)
class Unanswered:
    """How many referrals a partner has not answered, and since when."""

    entity_id: UUID
    name: str
    waiting: int
    late: int
    oldest: datetime


def unanswered_by_partner(user: access.AnyUser) -> list[Unanswered]:
    """Return the partners that have not answered, most overdue first."""
    moment = now()
    rows = referrals_visible_to(user).filter(state="sent", direction="out").order_by()
    counted = rows.values("entity_id", "entity__name").annotate(
        waiting=Count("id"), late=Count("id", filter=Q(due_at__lt=moment)), oldest=Min("due_at")
    )
    found = [
        Unanswered(
            one["entity_id"], one["entity__name"], one["waiting"], one["late"], one["oldest"]
        )
        for one in counted
    ]
    return sorted(found, key=lambda one: (one.oldest, one.name))


def is_late(referral: Referral) -> bool:
    """Return whether the answer to a referral is overdue."""
    return referral.state == "sent" and is_overdue(referral.due_at, now())
