"""Employers: recorded, invited by a link, and their answers about themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.values import strip_texts, values_of, write_values
from waystation.foundation.shared.errors import Conflict, Refusal, refuse
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.registry.organisations import actions as organisations
from waystation.registry.organisations import queries as entities
from waystation.services.labour import queries
from waystation.services.labour.fields import EMPLOYER, FIVE_QUESTIONS, READER, SITE
from waystation.services.labour.models import Employer, EmployerLink, Site
from waystation.services.labour.rules import demand as rules

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

KIND = EMPLOYER.kind


def _log(me: User | None, verb: str, employer: Employer, **detail: Any) -> None:
    organisation = {} if me is not None else {"organisation_id": employer.organisation_id}
    audit.log(me, verb, KIND, employer.id, office_id=employer.office_id, **organisation, **detail)


@transaction.atomic
def record_employer(
    user: access.AnyUser,
    office_id: UUID,
    *,
    entity_id: UUID | None = None,
    name: str = "",
    **values: Any,
) -> Employer:
    """Record an employer: an organisation that is known here, or a new one by its name.

    ``values`` are those of ``fields.EMPLOYER``; without any, the employer answers the five
    questions itself. Raises NotSeen, NotAllowed, Refusals, Conflict for a second record.
    """
    me = access.require(user, "vacancy.record", office_id)
    given = strip_texts(EMPLOYER.complete(values))
    answered = any(given.values())
    if answered:
        EMPLOYER.refuse(given, rules.refusal_of_email(given["contact_email"]))
    if entity_id is None:
        entity = organisations.record_entity(user, office_id, name=name, kind="employer")
    else:
        entity = entities.entity_visible_to(user, entity_id)
        refuse([_refusal_of_kind(entity.kind)])
    if Employer.objects.filter(entity=entity).exists():
        raise Conflict(
            N_("{name} is already recorded as an employer."),
            code="employer_known",
            name=entity.name,
        )
    employer = Employer.begin(me, office_id, entity=entity)
    write_values(employer, EMPLOYER, given)
    employer.answered_at = now() if answered else None
    employer.save(force_insert=True)
    _log(me, "employer.record", employer)
    return employer


def _refusal_of_kind(kind: str) -> Refusal | None:
    if kind == "employer":
        return None
    return Refusal(
        N_("This organisation is not recorded as an employer. Enter it again as an employer."),
        field="entity",
        code="not_an_employer",
    )


@transaction.atomic
def edit_employer(
    user: access.AnyUser, employer_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Employer:
    """Edit an employer. Raises NotSeen, NotAllowed, Refusals, Conflict."""
    queries.employer_visible_to(user, employer_id)
    employer = Employer.objects.select_for_update(of=("self",)).get(id=employer_id)
    me = access.require(user, "vacancy.record", employer.office_id)
    before = values_of(employer, EMPLOYER)
    draft = Draft(**before)
    merge_edit(draft, seen, proposed)
    given = strip_texts(EMPLOYER.complete(draft.values))
    changed = sorted(name for name in EMPLOYER.names if given[name] != before[name])
    if not changed:
        return employer
    EMPLOYER.refuse(given, rules.refusal_of_email(given["contact_email"]))
    write_values(employer, EMPLOYER, given, changed)
    employer.answered_at = employer.answered_at or now()
    employer.touch()
    employer.save()
    _log(me, "employer.edit", employer, fields=changed)
    return employer


@transaction.atomic
def add_site(user: access.AnyUser, employer_id: UUID, **values: Any) -> Site:
    """Add a place of work; ``values`` are those of ``fields.SITE``.

    Raises NotSeen, NotAllowed, Refusals, Conflict for a name that is there.
    """
    employer = queries.employer_visible_to(user, employer_id)
    me = access.require(user, "vacancy.record", employer.office_id)
    given = SITE.complete(values)
    SITE.refuse(given)
    refuse([_refusal_of_workers(given["workers"])])
    if Site.objects.filter(employer=employer, name=given["name"].strip()).exists():
        raise Conflict(N_("There is already a site with this name."), code="site_known")
    site = Site.begin(me, employer.office_id, employer=employer)
    write_values(site, SITE, {**given, "name": given["name"].strip()})
    site.save(force_insert=True)
    _log(me, "employer.site", employer)
    return site


def _refusal_of_workers(workers: int | None) -> Refusal | None:
    if workers is None or 0 <= workers <= 1_000_000:
        return None
    return Refusal(N_("Write a whole number of people."), field="workers", code="workers")


# --- links -------------------------------------------------------------------------------------


@transaction.atomic
def make_link(user: access.AnyUser, employer_id: UUID) -> messaging.LinkWithCode:
    """Make the link by which an employer works without an account; an earlier one is revoked.

    Raises NotSeen, NotAllowed.
    """
    employer = queries.employer_visible_to(user, employer_id)
    me = access.require(user, "vacancy.record", employer.office_id)
    made = messaging.make_link_with_code(EmployerLink, me, employer)
    _log(me, "employer.invite", employer, link=str(made.link.id))
    return made


@transaction.atomic
def revoke_link(user: access.AnyUser, employer_id: UUID) -> Employer:
    """Close an employer's link at once; twice is once. Raises NotSeen, NotAllowed."""
    employer = queries.employer_visible_to(user, employer_id)
    me = access.require(user, "vacancy.record", employer.office_id)
    if messaging.revoke_links(EmployerLink, employer):
        _log(me, "employer.link.revoke", employer)
    return employer


def open_link(link: EmployerLink, address: str | None, **values: Any) -> str:
    """Open a link with its code, once, for this device; return the secret of the device.

    Raises TooFast, and Refusal for a wrong code, a missing name or a link that is not new.
    """
    given = READER.complete(values)
    READER.refuse(given)

    def log(row: EmployerLink, what: str) -> None:
        _log(None, f"employer.link.{what}", row.employer, link=str(row.id))

    return messaging.open_with_code(link, address, code=given["code"], name=given["name"], log=log)


# --- what an employer says of itself -------------------------------------------------------------


@transaction.atomic
def answer_five_questions(
    me: User | None, employer_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Employer:
    """Write what an employer says of itself, signed in or by its link.

    For callers that know already for which employer they answer. Raises Refusals, Conflict.
    """
    employer = Employer.objects.select_for_update(of=("self",)).get(id=employer_id)
    before = values_of(employer, FIVE_QUESTIONS)
    draft = Draft(**before)
    merge_edit(draft, seen, proposed)
    given = strip_texts(EMPLOYER.complete(draft.values))
    FIVE_QUESTIONS.refuse(given, rules.refusal_of_email(given["contact_email"]))
    changed = [name for name in FIVE_QUESTIONS.names if given[name] != before[name]]
    write_values(employer, FIVE_QUESTIONS, given, changed)
    employer.answered_at = now()
    employer.touch()
    employer.save()
    _log(me, "employer.answer", employer, fields=changed)
    return employer
