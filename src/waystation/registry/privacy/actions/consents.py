"""Asking for consent, recording the answer, and withdrawing it; versions of consent texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Conflict, Refusal, refuse
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.registry.people import actions as files
from waystation.registry.people import queries as people
from waystation.registry.privacy import queries
from waystation.registry.privacy.models import Consent, ConsentText, DataRequest, LegalHold
from waystation.registry.privacy.rules import consent_texts
from waystation.registry.privacy.rules.consents import OWN_LINK, Terms, refusal_to_consent

KIND = "privacy.Consent"


@transaction.atomic
def word_consent(
    user: access.AnyUser, purpose: str, language: str, text: str, seen: int | None = None
) -> ConsentText:
    """Write a new version of what is read to people. Earlier versions stay as they were.

    ``seen`` is the version that the editor read. Raises NotAllowed, Refusal for an unknown purpose
    or an empty or endless text, and Conflict if somebody else wrote a version meanwhile.
    """
    me = access.require(user, "consent.word")
    text = text.strip()
    refuse([consent_texts.refusal_of_text(purpose, language, text)])
    before = queries.wording(user, purpose, language)
    if seen is not None and before.text != text:
        refuse([consent_texts.refusal_of_version(seen, before.number)])
    office_id = access.offices_where(me, "consent.word")[0]
    if before.text == text and before.id:
        return ConsentText.objects.get(id=before.id)
    number = before.number + 1 if before.language == language else 1
    try:
        with transaction.atomic():
            if before.id is None and before.language == language:
                _save_text(me, office_id, before)
            written = queries.Wording(purpose, language, number, text, None)
            saved = _save_text(me, office_id, written)
    except IntegrityError:  # somebody wrote this version in this moment
        theirs = queries.wording(user, purpose, language)
        if theirs.text == text and theirs.id:
            return ConsentText.objects.get(id=theirs.id)
        refuse([consent_texts.refusal_of_version(before.number, theirs.number)])
        raise
    audit.log(me, "consent.word", "privacy.ConsentText", saved.id, office_id=saved.office_id)
    return saved


def _save_text(me: Any, office_id: UUID, wording: queries.Wording) -> ConsentText:
    text = ConsentText.begin(
        me,
        office_id,
        purpose=wording.purpose,
        language=wording.language,
        number=wording.number,
        text=wording.text,
    )
    text.save(force_insert=True)
    return text


@transaction.atomic
def record_consent(
    user: access.AnyUser,
    person_id: UUID,
    *,
    key: UUID | None = None,
    purpose: str,
    recipient: str,
    fields: Sequence[str],
    language: str,
    text_number: int,
    how: str,
    giver: str = "self",
    agreed: bool = True,
    given_at: datetime | None = None,
    expires_on: date | None = None,
) -> Consent:
    """Record a person's answer, yes or no, to a text that was read to them.

    ``text_number`` is the version that was read; if there is a newer one, that must be read first.
    The same ``key`` with the same answers is the same consent. Raises NotSeen, NotAllowed, Refusal
    for invalid terms, Conflict for a used key.
    """
    person = files.lock_person(user, person_id, "consent.record")
    me = access.require(user, "consent.record", person.office_id)
    moment = now()
    terms = Terms(
        purpose, recipient.strip(), tuple(fields), how, giver, given_at or moment, expires_on
    )
    there = Consent.objects.filter(id=key).first() if key else None
    if there is not None:
        same = (there.person_id, there.purpose, there.recipient, there.fields, there.how)
        if same == (person.id, purpose, terms.recipient, list(fields), how):
            return there
        raise Conflict(
            N_("This consent was sent before with other answers. Reload the page and start again."),
            code="key_taken",
        )
    refuse([refusal_to_consent(terms, moment, today_in(), people.file_of(person).age)])
    consent = Consent.begin(
        me,
        person.office_id,
        key,
        person=person,
        purpose=purpose,
        recipient=terms.recipient,
        fields=list(fields),
        text=_text_read(me, person.office_id, terms.purpose, language, text_number),
        language=language,
        how=how,
        giver=giver,
        state="given" if agreed else "refused",
        given_at=terms.given_at,
        expires_on=expires_on,
    )
    consent.save(force_insert=True)
    audit.log(
        me, "consent.record", KIND, consent.id, office_id=person.office_id, state=consent.state
    )
    audit.log(me, "person.consent", people.KIND, person.id, office_id=person.office_id)
    if not agreed:
        _tell_of_end(consent)
    return consent


@transaction.atomic
def record_own_consent(
    person_id: UUID,
    *,
    purpose: str,
    recipient: str,
    fields: Sequence[str],
    language: str,
    agreed: bool,
) -> Consent:
    """Record what a person answers at their own link, with the text as it is there now.

    For apps whose link is the person's alone. Raises Refusal for terms that are not valid.
    """
    person = people.person_of_link(person_id)
    moment = now()
    terms = Terms(purpose, recipient.strip(), tuple(fields), OWN_LINK, "self", moment, None)
    refuse([refusal_to_consent(terms, moment, today_in(), people.file_of(person).age)])
    wording = queries.wording_of(person.organisation_id, purpose, language)
    text = ConsentText.objects.filter(id=wording.id).first() if wording.id else None
    if text is None:
        text = _save_own_text(person, wording)
    consent = Consent.begin(
        None,
        person.office_id,
        organisation_id=person.organisation_id,
        person=person,
        purpose=purpose,
        recipient=terms.recipient,
        fields=list(fields),
        text=text,
        language=wording.language,
        how=OWN_LINK,
        giver="self",
        state="given" if agreed else "refused",
        given_at=moment,
    )
    consent.save(force_insert=True)
    about = {"organisation_id": person.organisation_id, "office_id": person.office_id}
    audit.log(None, "consent.record", KIND, consent.id, state=consent.state, by="link", **about)
    audit.log(None, "person.consent", people.KIND, person.id, by="link", **about)
    if not agreed:
        _tell_of_end(consent)
    return consent


def _save_own_text(person: Any, wording: queries.Wording) -> ConsentText:
    text = ConsentText.begin(
        None,
        person.office_id,
        organisation_id=person.organisation_id,
        purpose=wording.purpose,
        language=wording.language,
        number=wording.number,
        text=wording.text,
    )
    text.save(force_insert=True)
    return text


def _tell_of_end(consent: Consent) -> None:
    """Tell the apps above to stop what rests on this person's consent to this recipient."""
    for end in contributions.functions("consent_ended").values():
        end(consent.organisation_id, consent.id)


def _text_read(me: Any, office_id: UUID, purpose: str, language: str, number: int) -> ConsentText:
    """Return the text that was read, saved. Raises Refusal where a newer one is there."""
    newest = queries.wording(me, purpose, language)
    if newest.number != number or newest.language != language:
        raise Refusal(
            N_("The text has since changed. Read out the new one, then record the answer."),
            code="consent_text_changed",
        )
    if newest.id is None:
        return _save_text(me, office_id, newest)
    return ConsentText.objects.get(id=newest.id)


@transaction.atomic
def withdraw_consent(user: access.AnyUser, consent_id: UUID) -> Consent:
    """Record that the person withdrew a consent; from now on it allows no sharing.

    Idempotent. Raises NotSeen, NotAllowed, and Refusal if there was no consent to withdraw.
    """
    queries.consent_visible_to(user, consent_id)
    consent = Consent.objects.select_for_update().get(id=consent_id)
    me = access.require(user, "consent.record", consent.office_id)
    people.row_of(user, consent.person_id)
    if consent.state == "withdrawn":
        return consent
    if consent.state != "given":
        raise Refusal(
            N_("The person said no; there is nothing to withdraw."), code="consent_not_given"
        )
    consent.state, consent.withdrawn_at, consent.withdrawn_by = "withdrawn", now(), me
    consent.touch()
    consent.save()
    audit.log(me, "consent.withdraw", KIND, consent.id, office_id=consent.office_id)
    audit.log(me, "person.consent", people.KIND, consent.person_id, office_id=consent.office_id)
    _tell_of_end(consent)
    return consent


def move_person(
    organisation_id: UUID, from_id: UUID, to_id: UUID, only: list[UUID] | None
) -> list[UUID]:
    """Reassign a person's records after a merge, or its undoing; return the keys moved."""
    moved: list[UUID] = []
    for model in (Consent, LegalHold, DataRequest):
        rows: Any = model.objects.filter(organisation_id=organisation_id, person_id=from_id)
        if only is not None:
            rows = rows.filter(id__in=only)
        keys = list(rows.values_list("id", flat=True))
        model.objects.filter(id__in=keys).update(person_id=to_id)
        moved += keys
    return moved
