"""A person's consents, and the sharing that they allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, override

from waystation.foundation.access import queries as access
from waystation.foundation.access.records import not_ended
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.read_once import once
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.registry.privacy.models import Consent, ConsentText
from waystation.registry.privacy.rules import consent_texts, consents


@dataclass(frozen=True)
class Wording:
    """The words read to a person. ``number`` counts the versions; the shipped text is number 1."""

    purpose: str
    language: str
    number: int
    text: str
    id: UUID | None

    @property
    def unreviewed(self) -> bool:
        """Return whether nobody who reads the language has reviewed this text."""
        return consent_texts.is_unreviewed(self.purpose, self.language, self.text)

    @property
    def to_read(self) -> str:
        """Return the text as it is read out before the fields and the recipient are chosen."""
        return consent_texts.fill_text(self.text, self.language)


@dataclass(frozen=True)
class Agreement:
    """One consent, with the state that counts today."""

    id: UUID
    person_id: UUID
    purpose: str
    recipient: str
    fields: tuple[str, ...]
    state: str
    text: str
    text_number: int
    language: str
    how: str
    giver: str
    given_at: datetime
    expires_on: date | None
    withdrawn_at: datetime | None
    recorded_by: str

    @property
    def holds(self) -> bool:
        return self.state == "given"


def wording(user: access.AnyUser, purpose: str, language: str) -> Wording:
    """Return the newest text for a purpose in a language, the shipped one if there is none.

    Raises NotSeen for an unknown purpose.
    """
    me = access.require(user, "person.read")
    return wording_of(me.organisation_id, purpose, language)


def wording_of(organisation_id: UUID, purpose: str, language: str) -> Wording:
    """Return the newest text of an organisation for a purpose, for a page of the person's own.

    Raises NotSeen for an unknown purpose.
    """
    rows = ConsentText.objects.filter(organisation_id=organisation_id, purpose=purpose)
    newest = rows.filter(language=language).order_by("-number").first()
    if newest is not None:
        return Wording(purpose, language, newest.number, newest.text, newest.id)
    shipped = consent_texts.shipped_text(purpose, language)
    if shipped is None:
        raise NotSeen(N_("There is no text for this purpose."), code="consent_text_not_seen")
    text, found = shipped
    if found != language:
        return wording_of(organisation_id, purpose, found)
    return Wording(purpose, language, 1, text, None)


@once
def consents_of(user: access.AnyUser, person_id: UUID) -> list[Agreement]:
    """Return every consent of a person, newest first. Raises NotSeen."""
    people.require_seen(user, person_id)
    return _agreements(Consent.objects.filter(person_id=person_id))


def agrees_now(user: access.AnyUser, person_id: UUID, purpose: str) -> bool:
    """Return whether a person agrees to a purpose at this moment, as ``agrees`` for many rows.

    Raises NotSeen outside the user's scope.
    """
    given = (one for one in consents_of(user, person_id) if one.purpose == purpose)
    newest = next(given, None)
    return newest is not None and newest.holds


def _agreements(rows: QuerySet[Consent], most: int | None = None) -> list[Agreement]:
    """Return consents as values, newest first, each with the state that counts today."""
    found = list(rows.select_related("text").order_by("-given_at", "-id")[:most])
    names = access.names_of_users({row.created_by_id for row in found})
    return [_agreement_of(row, names) for row in found]


def _agreement_of(row: Consent, names: Mapping[UUID, str]) -> Agreement:
    return Agreement(
        id=row.id,
        person_id=row.person_id,
        purpose=row.purpose,
        recipient=row.recipient,
        fields=tuple(row.fields),
        state=consents.state_on(today_in(), row.state, row.expires_on),
        text=consent_texts.fill_text(
            row.text.text, row.language, _fields_in_words(row), row.recipient
        ),
        text_number=row.text.number,
        language=row.language,
        how=row.how,
        giver=row.giver,
        given_at=row.given_at,
        expires_on=row.expires_on,
        withdrawn_at=row.withdrawn_at,
        recorded_by=names.get(row.created_by_id, "") if row.created_by_id else "",
    )


def _fields_in_words(row: Consent) -> str:
    with override(row.language):
        return ", ".join(gettext(consents.FIELDS.get(one, one)) for one in row.fields)


def consent_visible_to(user: access.AnyUser, consent_id: UUID) -> Agreement:
    """Return one consent of a person in the user's scope. Raises NotSeen."""
    rows = access.scoped(Consent.objects.all(), user, "person.read")
    found = _newest(rows.filter(id=consent_id))
    if found is None:
        raise NotSeen(N_("There is no such consent in your office."), code="consent_not_seen")
    return found


def may_share(
    user: access.AnyUser, person_id: UUID, purpose: str, recipient: str
) -> frozenset[str]:
    """Return the fields that may go to ``recipient`` for ``purpose`` now; none is the answer
    to a refusal, a withdrawal, an expiry, and a person outside the user's scope.

    Asked at the moment of sharing, so that a withdrawal works at the next request.
    """
    if not people.files_in_scope(user).filter(id=person_id, erased_at__isnull=True).exists():
        return frozenset()
    newest = newest_consent(person_id, purpose, recipient)
    return frozenset(newest.fields) if newest is not None and newest.holds else frozenset()


def newest_consent(person_id: UUID, purpose: str, recipient: str) -> Agreement | None:
    """Return the last answer about a recipient, which outweighs the earlier ones.

    For apps that have asked already whether the user may know of the person.
    """
    return _newest(
        Consent.objects.filter(person_id=person_id, purpose=purpose, recipient=recipient)
    )


def consents_that_ended() -> QuerySet[Consent]:
    """Return the consents on which nothing may be shared today: refused, withdrawn or expired,
    or followed by a later no.
    """
    later = Consent.objects.filter(
        person=OuterRef("person"),
        purpose=OuterRef("purpose"),
        recipient=OuterRef("recipient"),
        given_at__gt=OuterRef("given_at"),
    ).exclude(state="given")
    return Consent.objects.filter(~Q(state="given") | Q(expires_on__lt=today_in()) | Exists(later))


def newest_answer(person_id: UUID, purpose: str) -> Agreement | None:
    """Return the last answer for a purpose, whoever the recipient was.

    For apps that have asked already whether the user may know of the person.
    """
    return _newest(Consent.objects.filter(person_id=person_id, purpose=purpose))


def _newest(rows: QuerySet[Consent]) -> Agreement | None:
    return next(iter(_agreements(rows, 1)), None)


def agrees(purpose: str) -> Coalesce:
    """Return the condition for rows that have a ``person``: whether they agree at this moment.

    The newest answer for the purpose counts, whoever the recipient was: no after yes is no, and so
    is a yes that has expired. Without an answer, and without a person, nobody has agreed.
    """
    return _agrees(purpose, today_in())


@lru_cache(maxsize=64)
def _agrees(purpose: str, day: date) -> Coalesce:
    # Composed once a day: each query that uses it resolves a copy.
    holds = Q(state="given") & not_ended(day, "expires_on")
    answer = _answers(purpose).values(holds=ExpressionWrapper(holds, output_field=BooleanField()))[
        :1
    ]
    return Coalesce(Subquery(answer), Value(False), output_field=BooleanField())


def agreed_fields(purpose: str) -> Subquery:
    """Return what the newest answer for a purpose was about, for rows that have a ``person``."""
    return Subquery(_answers(purpose).values("fields")[:1])


def _answers(purpose: str) -> QuerySet[Consent]:
    rows = Consent.objects.filter(person_id=OuterRef("person_id"), purpose=purpose)
    return rows.order_by("-given_at", "-id")
