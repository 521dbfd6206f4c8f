"""An employer's actions on its own vacancies. The page has already identified the employer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.shared.errors import refuse
from waystation.services.labour.fields import OF_EMPLOYER
from waystation.services.labour.models import Employer, Vacancy
from waystation.services.labour.queries import portal
from waystation.services.labour.queries.demand import vacancy_contents
from waystation.services.labour.rules.demand import (
    refusal_to_withdraw_as_employer,
    refusals_to_publish_incomplete,
)
from waystation.services.labour.transitions import VACANCY_WORKFLOW

from .demand import log, write_new_vacancy, write_vacancy

if TYPE_CHECKING:
    from waystation.foundation.access.models import User


@transaction.atomic
def draft_own_vacancy(
    me: User | None, employer: Employer, key: UUID | None, values: Mapping[str, Any]
) -> Vacancy:
    """Draft a vacancy for one's own company. Raises Refusals, Conflict."""
    return write_new_vacancy(me, employer, values, key, by_employer=True)


@transaction.atomic
def edit_own_vacancy(
    me: User | None, vacancy: Vacancy, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Vacancy:
    """Change one's own vacancy while it is not published. Raises Refusals, Conflict.

    What is not in ``fields.OF_EMPLOYER`` is the office's to choose and stays as it is.
    """
    locked = Vacancy.objects.select_for_update(of=("self",)).get(id=vacancy.id)
    given = {name: one for name, one in proposed.items() if name in OF_EMPLOYER.names}
    return write_vacancy(me, locked, seen, given)


@transaction.atomic
def submit_own_vacancy(me: User | None, vacancy: Vacancy) -> Vacancy:
    """Submit the employer's own draft for review. Raises Refusals for missing answers."""
    locked = Vacancy.objects.select_for_update(of=("self",)).get(id=vacancy.id)
    refuse(refusals_to_publish_incomplete(vacancy_contents(locked)))
    submitted: Vacancy = VACANCY_WORKFLOW.take(locked, "submit", me)
    return submitted


@transaction.atomic
def withdraw_own_vacancy(me: User | None, vacancy: Vacancy) -> Vacancy:
    """Withdraw a draft that the employer wrote itself. Raises Refusal for any other."""
    locked = Vacancy.objects.select_for_update(of=("self",)).get(id=vacancy.id)
    refuse([refusal_to_withdraw_as_employer(locked.state, by_employer=locked.by_employer)])
    withdrawn: Vacancy = VACANCY_WORKFLOW.take(locked, "withdraw", me)
    return withdrawn


@transaction.atomic
def read_own_candidates(me: User | None, vacancy: Vacancy) -> list[dict[str, Any]]:
    """Return the candidates as their employer reads them; that names were read is logged."""
    found, named = portal.candidates_of(vacancy)
    if named:
        log(me, "vacancy.read", vacancy, by="employer", names=named)
    return found
