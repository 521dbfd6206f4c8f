"""Vacancies: drafted, edited, reviewed, published, and blocked if a worker would pay."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from waystation.analysis.matching import fold
from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.values import write_values
from waystation.foundation.shared.errors import NotSeen, Refusal, Refusals, refuse
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.registry.organisations import queries as entities
from waystation.registry.reference import queries as reference
from waystation.registry.skills import queries as skills
from waystation.registry.skills.rules.profiles import skill_key
from waystation.services.labour import queries
from waystation.services.labour.fields import CONTENTS, VACANCY
from waystation.services.labour.models import Employer, Vacancy, VacancyCost, VacancySkill
from waystation.services.labour.rules import demand as rules
from waystation.services.labour.transitions import VACANCY_WORKFLOW, refusal_to_edit
from waystation.services.pathways import queries as pathways
from waystation.services.recruitment import actions as recruitment
from waystation.services.recruitment.rules import fees_charged_to_worker
from waystation.services.recruitment.rules.clearance import SUSPENDED
from waystation.services.recruitment.rules.costs import refusal_of_amount, refusals_of_fees

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

KIND = VACANCY_WORKFLOW.kind
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_number() -> str:
    """Return a new number of a vacancy."""
    return "V-" + "".join(secrets.choice(ALPHABET) for _ in range(6))


def _refusals(given: Mapping[str, Any], *, is_new: bool) -> list[Refusal | None]:
    languages = {code for code, _name in reference.choices("language")}
    return [
        *VACANCY.refusals(given),
        *rules.refusals_of_numbers(given["openings"], given["hours"], given["pay"]),
        rules.refusal_of_skills(given["must_have"], "must_have"),
        rules.refusal_of_skills(given["nice_to_have"], "nice_to_have"),
        rules.refusal_of_overlap(given["must_have"], given["nice_to_have"]),
        rules.refusal_of_languages(given["languages"], languages),
        rules.refusal_of_start(given["starts_on"], today_in(), is_new=is_new),
        *_refusals_of_costs(given["costs"]),
    ]


def _refusals_of_costs(costs: list[dict[str, Any]]) -> list[Refusal | None]:
    found: list[Refusal | None] = [refusal_of_amount(one["amount"], "costs") for one in costs]
    found.append(rules.refusal_of_payers(costs))
    for one in costs:
        found.append(reference.refusal_of_code("recruitment_cost", one.get("kind", ""), "costs"))
        if one.get("payer"):
            found.append(reference.refusal_of_code("cost_payer", one["payer"], "costs"))
    kinds = [one.get("kind", "") for one in costs]
    if len(set(kinds)) != len(kinds):
        found.append(
            Refusal(N_("Say once for each cost who pays it."), field="costs", code="cost_twice")
        )
    return found


def _write(vacancy: Vacancy, given: Mapping[str, Any]) -> None:
    """Write what a vacancy says; it is saved, its lines are replaced."""
    write_values(vacancy, VACANCY, given)
    vacancy.languages = rules.tidy_languages(given["languages"])
    vacancy.pathways = list(given["pathways"])
    vacancy.recruiter_id, vacancy.site_id = given["recruiter"], given["site"]
    vacancy.save()
    VacancySkill.objects.filter(vacancy=vacancy).delete()
    names = [(name, True) for name in given["must_have"]]
    names += [(name, False) for name in given["nice_to_have"]]
    # A skill that ESCO knows for the occupation is its concept, as in the profiles.
    known = {fold(one.name): one.uri for one in skills.skills_of_occupation(vacancy.occupation)}
    lines: dict[str, VacancySkill] = {}
    for position, (name, essential) in enumerate(names):
        line = VacancySkill(vacancy=vacancy, position=position, essential=essential, name=name)
        line.uri = known.get(fold(name), "")
        line.key = skill_key(line.uri, name)
        if line.key:
            lines.setdefault(line.key, line)
    VacancySkill.objects.bulk_create(lines.values())
    VacancyCost.objects.filter(vacancy=vacancy).delete()
    VacancyCost.objects.bulk_create(
        VacancyCost(
            vacancy=vacancy,
            kind=one["kind"],
            payer=one["payer"],
            amount=one["amount"],
            currency=vacancy.currency,
        )
        for one in given["costs"]
    )


def log(me: User | None, verb: str, vacancy: Vacancy, **detail: Any) -> None:
    """Log an action on a vacancy, without a user if it came through an employer's link."""
    organisation = {} if me is not None else {"organisation_id": vacancy.organisation_id}
    audit.log(me, verb, KIND, vacancy.id, office_id=vacancy.office_id, **organisation, **detail)


@transaction.atomic
def draft_vacancy(
    user: access.AnyUser, employer_id: UUID, *, key: UUID | None = None, **values: Any
) -> Vacancy:
    """Draft a vacancy of an employer; ``values`` are those of ``fields.CONTENTS``.

    The same key with the same content is the vacancy already there. Raises NotSeen, NotAllowed,
    Refusals, Conflict.
    """
    employer = queries.employer_visible_to(user, employer_id)
    me = access.require(user, "vacancy.record", employer.office_id)
    return write_new_vacancy(me, employer, values, key, by_employer=False)


def write_new_vacancy(
    me: User | None,
    employer: Employer,
    values: Mapping[str, Any],
    key: UUID | None,
    *,
    by_employer: bool,
) -> Vacancy:
    """Draft a vacancy of an employer that the caller may write for. Raises Refusals."""
    given = queries.tidy_contents(CONTENTS.complete(values))
    refuse(_refusals_of_keys(employer, given))
    there = recorded_before(Vacancy, key)
    if there is not None:
        same = {name: given[name] for name in VACANCY.names}
        return require_same(there, VACANCY, {**same, "employer_id": employer.id})
    refuse(_refusals(given, is_new=True))
    vacancy = Vacancy.begin(
        me,
        employer.office_id,
        key,
        employer=employer,
        number=new_number(),
        by_employer=by_employer,
        **({} if me is not None else {"organisation_id": employer.organisation_id}),
    )
    _write(vacancy, given)
    log(me, "vacancy.record", vacancy)
    return vacancy


@transaction.atomic
def edit_vacancy(
    user: access.AnyUser, vacancy_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Vacancy:
    """Edit an unpublished vacancy. Raises NotSeen, NotAllowed, Refusals, Conflict.

    ``seen`` is what the editor saw; both hold values of ``fields.CONTENTS``. Each list is one part:
    if two people changed it, both are shown. A vacancy that was refused because a worker would pay
    goes back to review once no worker pays.
    """
    queries.vacancy_visible_to(user, vacancy_id)
    vacancy = Vacancy.objects.select_for_update(of=("self",)).get(id=vacancy_id)
    me = access.require(user, "vacancy.record", vacancy.office_id)
    return write_vacancy(me, vacancy, seen, proposed)


def write_vacancy(
    me: User | None, vacancy: Vacancy, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Vacancy:
    """Change a locked vacancy that the caller may write. Raises Refusals, Conflict."""
    refuse([refusal_to_edit(vacancy)])
    draft = Draft(**queries.contents_to_edit(vacancy))
    changed = merge_edit(draft, queries.tidy_contents(seen), queries.tidy_contents(proposed))
    if not changed:
        return vacancy
    given = draft.values
    refuse(
        [
            *_refusals(given, is_new=False),
            *_refusals_of_keys(vacancy.employer, given),
        ]
    )
    vacancy.touch()
    _write(vacancy, given)
    if vacancy.state == "refused" and not fees_charged_to_worker(vacancy.cost_lines):
        VACANCY_WORKFLOW.take(vacancy, "correct", me)
    else:
        log(me, "vacancy.edit", vacancy, fields=sorted(changed))
    return vacancy


def _refusals_of_keys(employer: Employer, given: Mapping[str, Any]) -> list[Refusal | None]:
    """Refuse what is not of the organisation, and a site of another employer."""
    agencies = entities.entities_of(employer.organisation_id)
    found: list[Refusal | None] = []
    for name, rows in (("recruiter", agencies), ("site", employer.sites.all())):
        if given[name] is not None and not rows.filter(id=given[name]).exists():
            found.append(
                Refusal(N_("Choose one from the list."), field=name, code=f"{name}_unknown")
            )
    known = pathways.pathways_of(employer.organisation_id).values_list("id", flat=True)
    if not set(given["pathways"]) <= {str(key) for key in known}:
        found.append(
            Refusal(N_("Choose one from the list."), field="pathways", code="pathway_unknown")
        )
    return found


def publish_vacancy(user: access.AnyUser, vacancy_id: UUID) -> Vacancy:
    """Publish a reviewed vacancy. Raises NotSeen, NotAllowed, Refusals.

    If a worker would pay a fee or a related cost, the vacancy becomes "refused", an incident is
    opened, and the refusal names the cost and the principle. These are saved although the request
    is refused. An employer that is suspended or not cleared cannot publish.
    """
    return change_vacancy_state(user, vacancy_id, "publish")


def _refuse_unpublishable(user: access.AnyUser, vacancy_id: UUID) -> None:
    vacancy = queries.vacancy_visible_to(user, vacancy_id)
    me = access.require(user, "vacancy.publish", vacancy.office_id)
    if vacancy.state != "review":
        return
    refuse(queries.refusals_to_recruit(vacancy))
    found = _refusals_of_fees(vacancy)
    if found:
        _refuse_for_fees(me, vacancy.id, found)
        raise found[0] if len(found) == 1 else Refusals(found)
    refuse(rules.refusals_to_publish_incomplete(queries.vacancy_contents(vacancy)))


def _refusals_of_fees(vacancy: Vacancy) -> list[Refusal]:
    words = dict(reference.choices("recruitment_cost"))
    return refusals_of_fees(fees_charged_to_worker(vacancy.cost_lines), words)


@transaction.atomic
def _refuse_for_fees(me: User, vacancy_id: UUID, found: list[Refusal]) -> None:
    vacancy = Vacancy.objects.select_for_update(of=("self",)).get(id=vacancy_id)
    vacancy.refusals = [
        {"sentence": one.sentence, "values": {k: str(v) for k, v in one.values.items()}}
        for one in found
    ]
    costs = [str(one.values.get("kind", "")) for one in found]
    VACANCY_WORKFLOW.take(vacancy, "refuse", me, detail={"costs": costs})
    _open_incident(me, vacancy, found)


def _open_incident(me: User, vacancy: Vacancy, found: list[Refusal]) -> None:
    charges = fees_charged_to_worker(vacancy.cost_lines)
    known = [one.amount for one in charges if one.amount is not None]
    recruitment.open_incident(
        me,
        vacancy.office_id,
        entity_id=vacancy.employer.entity_id,
        subject=recruitment.Subject(
            "vacancy", vacancy.id, str(vacancy), reverse("labour:vacancy", args=[vacancy.id])
        ),
        kind="fee",
        amount=sum(known) if known else None,
        currency=charges[0].currency,
        account=" ".join(one.in_english() for one in found),
    )


def change_vacancy_state(
    user: access.AnyUser, vacancy_id: UUID, transition: str, **values: Any
) -> Vacancy:
    """Send to review, publish, suspend, fill, close or withdraw a vacancy.

    Raises NotSeen, NotAllowed, Refusals: of a publication see ``publish_vacancy``.
    """
    if transition not in VACANCY_WORKFLOW.transitions:
        raise NotSeen(N_("There is no such page."), code="not_seen")
    if transition == "publish":
        _refuse_unpublishable(user, vacancy_id)
    changed: Vacancy = VACANCY_WORKFLOW.perform(
        user, queries.vacancies_visible_to(user), vacancy_id, transition, **values
    )
    return changed


@transaction.atomic
def suspend_vacancies() -> int:
    """Suspend published vacancies whose employer or agency is suspended; return how many.

    Due diligence belongs to a lower app, which does not know vacancies, so it is queried here.
    """
    rows = Vacancy.objects.select_for_update(of=("self",)).filter(state="published")
    found = list(rows.select_related("employer"))
    asked = {key for one in found for key in (one.employer.entity_id, one.recruiter_id) if key}
    clearances = queries.clearances_of(asked)
    stopped = 0
    for vacancy in found:
        both = (vacancy.employer.entity_id, vacancy.recruiter_id)
        if any(key and clearances[key].state == SUSPENDED for key in both):
            VACANCY_WORKFLOW.take(vacancy, "suspend")
            stopped += 1
    return stopped
