"""Consent is asked, given, refused, withdrawn; its wording has versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.registry.people.actions.files import changeable
from waystation.registry.people.models import Consent, ConsentText
from waystation.registry.people.queries import consents as queries
from waystation.registry.people.queries.files import open_identity, row_of
from waystation.registry.people.rules import consent_texts
from waystation.registry.people.rules.consents import Terms, refusal_to_consent
from waystation.registry.people.rules.identity import age_on

KIND = "people.Consent"
LONGEST_TEXT = 5000


@transaction.atomic
def word_consent(user: access.Anyone, purpose: str, language: str, text: str) -> ConsentText:
    """Write a new version of what is read to people. Earlier versions stay as they were.

    Raises NotAllowed, and Refusal for an unknown purpose or an empty or endless text.
    """
    me = access.require(user, "consent.word")
    if consent_texts.shipped(purpose, language) is None:
        raise Refusal(
            N_("Choose one of the list."), field="purpose", code="consent_purpose_unknown"
        )
    text = text.strip()
    if not 40 <= len(text) <= LONGEST_TEXT:
        raise Refusal(
            N_("Write between 40 and {most} letters: who asks, what for, and that a no is fine."),
            field="text",
            code="consent_text_length",
            most=LONGEST_TEXT,
        )
    before = queries.wording(user, purpose, language)
    if before.id is None and before.language == language:
        _kept(me.organisation_id, access.offices_where(me, "consent.word")[0], me.id, before)
    elif before.text == text and before.id:
        return ConsentText.objects.get(id=before.id)
    number = (
        ConsentText.objects.filter(
            organisation_id=me.organisation_id, purpose=purpose, language=language
        ).count()
        + 1
    )
    after = queries.Wording(purpose, language, number, text, None)
    kept = _kept(me.organisation_id, access.offices_where(me, "consent.word")[0], me.id, after)
    audit.log(me, "consent.word", "people.ConsentText", kept.id, office_id=kept.office_id)
    return kept


def _kept(
    organisation_id: UUID, office_id: UUID, user_id: UUID, wording: queries.Wording
) -> ConsentText:
    moment = now()
    return ConsentText.objects.create(
        organisation_id=organisation_id,
        office_id=office_id,
        created_at=moment,
        created_by_id=user_id,
        changed_at=moment,
        purpose=wording.purpose,
        language=wording.language,
        number=wording.number,
        text=wording.text,
    )


@transaction.atomic
def record_consent(
    user: access.Anyone,
    person_id: UUID,
    *,
    id: UUID | None = None,
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
    """Record that a person said yes, or no, to a text that was read to them.

    ``text_number`` is the version that was read; if a newer one exists meanwhile, the new one
    must be read first. The same ``id`` with the same answers is the same consent. Raises
    NotSeen, NotAllowed, Refusal for terms that cannot stand, Conflict for a taken key.
    """
    person = changeable(user, person_id, "consent.record")
    me = access.require(user, "consent.record", person.office_id)
    moment = now()
    terms = Terms(
        purpose, recipient.strip(), tuple(fields), how, giver, given_at or moment, expires_on
    )
    there = Consent.objects.filter(id=id).first() if id else None
    if there is not None:
        same = (there.person_id, there.purpose, there.recipient, there.fields, there.how)
        if same == (person.id, purpose, terms.recipient, list(fields), how):
            return there
        raise Conflict(
            N_("This consent was sent before with other answers. Reload the page and start again."),
            code="key_taken",
        )
    kept = open_identity(access.keyring(person.organisation_id), person.id, person.sealed)
    age = age_on(today_in(), person.birth_year, kept.birth_date)
    refusal = refusal_to_consent(terms, moment, today_in(), age)
    if refusal:
        raise refusal
    read = queries.wording(user, purpose, language)
    if read.number != text_number or read.language != language:
        raise Refusal(
            N_("The text has changed meanwhile. Read out the new one, then record the answer."),
            code="consent_text_changed",
        )
    if read.id is None:
        text = _kept(person.organisation_id, person.office_id, me.id, read)
    else:
        text = ConsentText.objects.get(id=read.id)
    consent = Consent.objects.create(
        id=id or new_key(),
        organisation_id=person.organisation_id,
        office_id=person.office_id,
        created_at=moment,
        created_by_id=me.id,
        changed_at=moment,
        person=person,
        purpose=purpose,
        recipient=terms.recipient,
        fields=list(fields),
        text=text,
        language=language,
        how=how,
        giver=giver,
        state="given" if agreed else "refused",
        given_at=terms.given_at,
        expires_on=expires_on,
    )
    audit.log(
        me, "consent.record", KIND, consent.id, office_id=person.office_id, state=consent.state
    )
    audit.log(me, "person.consent", "people.Person", person.id, office_id=person.office_id)
    return consent


@transaction.atomic
def withdraw_consent(user: access.Anyone, consent_id: UUID) -> Consent:
    """Record that the person changed their mind; from now on nothing is shared on its ground.

    Withdrawing twice is withdrawing once. Raises NotSeen, NotAllowed, and Refusal where there
    was no yes to withdraw.
    """
    queries.consent_seen_by(user, consent_id)
    consent = Consent.objects.select_for_update().get(id=consent_id)
    me = access.require(user, "consent.record", consent.office_id)
    row_of(user, consent.person_id)
    if consent.state == "withdrawn":
        return consent
    if consent.state != "given":
        raise Refusal(
            N_("The person said no; there is nothing to withdraw."), code="consent_not_given"
        )
    moment = now()
    consent.state, consent.withdrawn_at, consent.withdrawn_by_id = "withdrawn", moment, me.id
    consent.changed_at, consent.version = moment, consent.version + 1
    consent.save()
    audit.log(me, "consent.withdraw", KIND, consent.id, office_id=consent.office_id)
    audit.log(me, "person.consent", "people.Person", consent.person_id, office_id=consent.office_id)
    return consent
