"""Candidacies from selection to return: requested, introduced with consent, placed, followed up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from waystation.analysis import matching
from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal, refuse
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.registry.privacy import actions as privacy
from waystation.registry.skills import queries as skills
from waystation.services.labour import queries
from waystation.services.labour.fields import ANSWER
from waystation.services.labour.models import (
    Candidacy,
    CandidacyLink,
    MatchingRound,
    Vacancy,
)
from waystation.services.labour.queries import pipeline, ranking, supply
from waystation.services.labour.queries.answers import FIELDS, OFFICE_ANSWER
from waystation.services.labour.rules import pipeline as rules
from waystation.services.labour.transitions import CANDIDACY_WORKFLOW

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

KIND = CANDIDACY_WORKFLOW.kind


def log(me: User | None, verb: str, candidacy: Candidacy, **detail: Any) -> None:
    """Log an action, without a user if it came through a link."""
    about: dict[str, Any] = {"office_id": candidacy.office_id}
    if me is None:
        about["organisation_id"] = candidacy.organisation_id
    audit.log(me, verb, KIND, candidacy.id, **about, **detail)


@transaction.atomic
def add_candidate(user: access.AnyUser, vacancy_id: UUID, person_id: UUID) -> Candidacy:
    """Select a person for a published vacancy, with the current reasons.

    An existing candidacy is unchanged. Raises NotSeen, NotAllowed, Refusal for a vacancy that is
    not published or a person who may not be matched.
    """
    vacancy = queries.vacancy_visible_to(user, vacancy_id)
    me = access.require(user, "placement.record", vacancy.office_id)
    person_id = people.require_person(user, person_id, vacancy.office_id)
    there = Candidacy.objects.filter(vacancy=vacancy, person_id=person_id).first()
    if there is not None:
        return there
    refuse(
        [
            _refusal_of_vacancy(vacancy),
            *queries.refusals_to_recruit(vacancy),
            _refusal_of_profile(person_id),
        ]
    )
    made = write_candidacy(me, vacancy, person_id, _reasons(user, vacancy, person_id))
    log(me, "candidacy.record", made)
    return made


def _refusal_of_vacancy(vacancy: Vacancy) -> Refusal | None:
    if vacancy.state == "published":
        return None
    return Refusal(
        N_("This vacancy is not published. Publish it first."), code="vacancy_not_published"
    )


def _refusal_of_profile(person_id: UUID) -> Refusal | None:
    if skills.has_agreed(person_id):
        return None
    return Refusal(
        N_("This person has not agreed to be matched. Ask for consent first."),
        code="no_consent",
    )


def _reasons(user: access.AnyUser, vacancy: Vacancy, person_id: UUID) -> dict[str, Any]:
    profile = skills.profile_of_person(user, person_id)
    if profile is None:
        return {}
    found = supply.candidates_of_office(user, vacancy.office_id, [profile.id])
    if not found:
        return {}
    return reasons_of(user, vacancy, found[0])


def reasons_of(
    user: access.AnyUser, vacancy: Vacancy, candidate: matching.Candidate
) -> dict[str, Any]:
    """Return why a candidate is proposed for a vacancy: score, gates that fail, skills."""
    (whole,) = supply.with_pathways(user, [candidate], vacancy.pathways)
    (fit,) = matching.ranked_vacancies(whole, [supply.as_vacancy(vacancy)])
    return {
        "score": round(fit.score, 6),
        "failed": [list(one) for one in fit.failed],
        **ranking.reasons_of(fit.suggestion),
    }


def write_candidacy(
    me: User | None,
    vacancy: Vacancy,
    person_id: UUID,
    reasons: Mapping[str, Any],
    *,
    round: MatchingRound | None = None,
) -> Candidacy:
    """Write a new candidacy with the next number of its vacancy."""
    Vacancy.objects.select_for_update(of=("self",)).get(id=vacancy.id)
    last = vacancy.candidacies.aggregate(last=Max("number"))["last"] or 0
    made = Candidacy.begin(
        me,
        vacancy.office_id,
        vacancy=vacancy,
        person_id=person_id,
        number=last + 1,
        reasons=dict(reasons),
        round=round,
        prospect_on=today_in(),
        **({} if me is not None else {"organisation_id": vacancy.organisation_id}),
    )
    made.save(force_insert=True)
    return made


def change_candidacy_state(
    user: access.AnyUser, candidacy_id: UUID, transition: str, **values: Any
) -> Candidacy:
    """Record a stage that was reached, or the end with its reason.

    The employer gets the name only while the person consents. Raises NotSeen, NotAllowed, Refusals.
    """
    if transition not in CANDIDACY_WORKFLOW.transitions:
        raise NotSeen(N_("There is no such page."), code="not_seen")
    candidacy = queries.candidacy_visible_to(user, candidacy_id)
    with transaction.atomic():
        if transition == "introduce" and candidacy.state == "prospect":
            access.require(user, "placement.record", candidacy.office_id)
            refuse(
                [
                    *queries.refusals_to_recruit(candidacy.vacancy),
                    rules.refusal_to_introduce(
                        queries.consents_to(candidacy), pipeline.recipient_of(candidacy)
                    ),
                ]
            )
            _note_consent(candidacy)
        changed: Candidacy = CANDIDACY_WORKFLOW.perform(
            user, queries.candidacies_visible_to(user), candidacy_id, transition, **values
        )
    return changed


def _note_consent(candidacy: Candidacy) -> None:
    found = pipeline.agreement_for(candidacy)
    Candidacy.objects.filter(id=candidacy.id).update(consent_id=found.id if found else None)


# --- an employer asks, the person answers --------------------------------------------------------


@transaction.atomic
def ask_for_contact(me: User | None, vacancy: Vacancy, profile: str) -> Candidacy:
    """Record that an employer requests contact with an anonymous candidate of its vacancy.

    ``profile`` is the employer's own token for the candidate, which is useless elsewhere. For
    callers that have identified the employer. Idempotent. Raises NotSeen for a candidate who may no
    longer be matched, Refusal for an unpublished vacancy.
    """
    refuse([_refusal_of_vacancy(vacancy), *queries.refusals_to_recruit(vacancy)])
    officer = supply.officer_of(vacancy.office_id)
    everybody = supply.candidates_of_office(officer, vacancy.office_id)
    found = supply.profile_of_token(vacancy, profile, everybody)
    if found is None:
        raise NotSeen(N_("This candidate is not available any more."), code="candidate_gone")
    person_id = skills.people_of(officer, [UUID(found.id)])[UUID(found.id)]
    candidacy = Candidacy.objects.filter(vacancy=vacancy, person_id=person_id).first()
    if candidacy is None:
        why = reasons_of(officer, vacancy, found)
        candidacy = write_candidacy(me, vacancy, person_id, why)
    if candidacy.asked_at is None:
        candidacy.asked_at = now()
        candidacy.touch()
        candidacy.save(update_fields=["asked_at", "version", "changed_at"])
        log(me, "candidacy.ask", candidacy, by="employer")
    return candidacy


@transaction.atomic
def record_answer(
    user: access.AnyUser, candidacy_id: UUID, *, language: str, text_number: int, **values: Any
) -> Candidacy:
    """Record the person's answer to an employer's request, given at the office.

    The consent is recorded with the text that is read out. A yes introduces the person, a no ends
    the candidacy. ``values`` are those of ``answers.OFFICE_ANSWER``. Raises NotSeen, NotAllowed,
    Refusals, also where no answer is chosen.
    """
    candidacy = queries.candidacy_visible_to(user, candidacy_id)
    me = access.require(user, "placement.record", candidacy.office_id)
    given = OFFICE_ANSWER.complete(values)
    OFFICE_ANSWER.refuse(given, _refusal_to_answer(candidacy))
    agreed = given["agreed"] == "yes"
    if agreed:
        refuse(queries.refusals_to_recruit(candidacy.vacancy))
    consent = privacy.record_consent(
        me,
        candidacy.person_id,
        purpose=pipeline.PURPOSE,
        recipient=pipeline.recipient_of(candidacy),
        fields=FIELDS,
        agreed=agreed,
        how=given["how"],
        language=language,
        text_number=text_number,
    )
    return _write_answer(me, candidacy_id, consent.id, agreed=agreed)


@transaction.atomic
def make_own_link(user: access.AnyUser, candidacy_id: UUID) -> CandidacyLink:
    """Create the link through which the person answers; earlier links become invalid.

    Raises NotSeen, NotAllowed, Refusal for an answered request.
    """
    candidacy = queries.candidacy_visible_to(user, candidacy_id)
    me = access.require(user, "placement.record", candidacy.office_id)
    refuse([_refusal_to_answer(candidacy)])
    link = messaging.make_link(CandidacyLink, me, candidacy)
    log(me, "candidacy.link", candidacy)
    return link


@transaction.atomic
def answer_request(link: CandidacyLink, agreed: str, language: str) -> Candidacy:
    """Record the person's answer through their own link. Raises NotSeen, Refusals.

    For the page of the link, which is open on this device. The text that the page showed in
    ``language`` is stored with the answer.
    """
    candidacy = queries.candidacy_of_link(link)
    ANSWER.refuse({"agreed": agreed}, _refusal_to_answer(candidacy))
    if not skills.has_agreed(candidacy.person_id):
        raise NotAllowed(N_("You are not matched with work any more."), code="not_matched")
    if agreed == "yes":
        refuse(queries.refusals_to_recruit(candidacy.vacancy))
    consent = privacy.record_own_consent(
        candidacy.person_id,
        purpose=pipeline.PURPOSE,
        recipient=pipeline.recipient_of(candidacy),
        fields=["name", "contacts", "profile"],
        language=language,
        agreed=agreed == "yes",
    )
    return _write_answer(None, candidacy.id, consent.id, agreed=agreed == "yes")


@transaction.atomic
def take_back_answer(link: CandidacyLink, language: str) -> None:
    """Record at the person's own link that they no longer agree. Raises NotSeen.

    The employer loses the name at its next request; without a contract the candidacy ends.
    """
    candidacy = queries.candidacy_of_link(link)
    if not pipeline.consents_to(candidacy):
        return
    privacy.record_own_consent(
        candidacy.person_id,
        purpose=pipeline.PURPOSE,
        recipient=pipeline.recipient_of(candidacy),
        fields=["name", "contacts", "profile"],
        language=language,
        agreed=False,
    )


def _refusal_to_answer(candidacy: Candidacy) -> Refusal | None:
    if candidacy.state == "prospect":
        return None
    return Refusal(N_("This has already been answered."), code="answered")


def _write_answer(
    me: User | None, candidacy_id: UUID, consent_id: UUID, *, agreed: bool
) -> Candidacy:
    row = Candidacy.objects.select_for_update(of=("self",)).get(id=candidacy_id)
    row.consent_id, row.answer = consent_id, "yes" if agreed else "no"
    row.reason_shown = not agreed
    taken: Candidacy = CANDIDACY_WORKFLOW.take(row, "agree" if agreed else "decline", me)
    return taken
