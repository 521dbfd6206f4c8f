"""What a person does about a vacancy at the link of their own profile, without an account."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import refuse
from waystation.foundation.shared.periods import now
from waystation.registry.skills import queries as skills
from waystation.services.labour import queries
from waystation.services.labour.models import Candidacy, Vacancy
from waystation.services.labour.queries import own, supply
from waystation.services.labour.rules import pipeline as rules

from .pipeline import log, reasons_of, write_candidacy


@transaction.atomic
def say_interest(link_id: UUID, vacancy_id: UUID, *, interested: bool) -> Candidacy | None:
    """Record whether the person of a link is interested in a vacancy; the office gets work.

    The employer learns nothing: that needs the person's consent. Said twice, it is recorded once.
    Returns None for no interest in a vacancy that was never named. Raises NotSeen, Refusal for a
    candidacy that has ended, or a vacancy or an employer that is not open.
    """
    profile = skills.open_link(link_id).profile
    Vacancy.objects.select_for_update(of=("self",)).filter(id=vacancy_id).first()
    vacancy = own.vacancy_for(profile, vacancy_id)
    candidacy = own.candidacies_of(profile, [vacancy.id]).get(vacancy.id)
    wanted = "yes" if interested else "no"
    if candidacy is None and not interested:
        return None
    if candidacy is not None and (candidacy.interest, candidacy.state) == (wanted, "prospect"):
        return candidacy
    refuse([rules.refusal_of_interest(vacancy.state, candidacy.state if candidacy else "")])
    if interested:
        refuse(queries.refusals_to_recruit(vacancy))
    if candidacy is None:
        officer = supply.officer_of(vacancy.office_id)
        found = supply.candidates_of_office(officer, vacancy.office_id, [profile.id])
        why = reasons_of(officer, vacancy, found[0]) if found else {}
        candidacy = write_candidacy(None, vacancy, profile.person_id, why)
    candidacy.interest, candidacy.interest_at = wanted, now()
    candidacy.interest_answered_at = None
    candidacy.touch()
    candidacy.save(
        update_fields=["interest", "interest_at", "interest_answered_at", "version", "changed_at"]
    )
    log(None, "candidacy.interest", candidacy, interest=wanted)
    return candidacy


@transaction.atomic
def answer_interest(user: access.AnyUser, candidacy_id: UUID) -> Candidacy:
    """Record that the office has spoken with a person who is interested. Raises NotSeen."""
    candidacy = queries.candidacy_visible_to(user, candidacy_id)
    me = access.require(user, "skill.record", candidacy.office_id)
    row: Candidacy = Candidacy.objects.select_for_update(of=("self",)).get(id=candidacy.id)
    if row.interest_at is None or row.interest_answered_at is not None:
        return row
    row.interest_answered_at = now()
    row.touch()
    row.save(update_fields=["interest_answered_at", "version", "changed_at"])
    log(me, "candidacy.answer_interest", row)
    return row
