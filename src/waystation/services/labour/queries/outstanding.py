"""Outstanding work of labour officers and employers."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.registry.people import queries as people
from waystation.services.labour.models import Candidacy, Vacancy
from waystation.services.labour.rules import pipeline as rules

from .demand import employer_of_user, vacancies_visible_to
from .pipeline import candidacies_visible_to

MOST = 100


def outstanding_of(user: access.AnyUser, today: date) -> list[Outstanding]:
    """Return the reviews, contacts and retention checks that wait for this user."""
    found: list[Outstanding] = []
    if access.may(user, "vacancy.publish"):
        found += _reviews(user)
    if access.may(user, "vacancy.record"):
        found += _to_correct(user) + _filled(user)
    if access.may(user, "placement.record"):
        found += _answers_outstanding(user) + _checks(user, today)
    if access.may(user, "placement.read") and access.may(user, "skill.record"):
        found += _interests(user)
    if access.may(user, "placement.ask"):
        found += _for_employer(user)
    return found


def _reviews(user: access.AnyUser) -> list[Outstanding]:
    """Return the vacancies to review, without those that this user corrected."""
    rows = vacancies_visible_to(user).filter(state="review")
    rows = rows.exclude(corrected_by=access.signed_in(user))
    return _in_state(rows, _("Review the vacancy {number} {title}"))


def _to_correct(user: access.AnyUser) -> list[Outstanding]:
    rows = vacancies_visible_to(user).filter(state="refused")
    return _in_state(rows, _("A worker would pay: correct the vacancy {number} {title}"))


def _in_state(rows: QuerySet[Vacancy], sentence: str) -> list[Outstanding]:
    return [
        Outstanding(
            f"labour.{one.state}",
            sentence.format(number=one.number, title=one.title),
            reverse("labour:vacancy", args=[one.id]),
            since=one.changed_at,
            record=one.id,
        )
        for one in rows.order_by("changed_at", "id")[:MOST]
    ]


def _filled(user: access.AnyUser) -> list[Outstanding]:
    published = vacancies_visible_to(user).filter(state="published")
    placed = Count("candidacies", filter=Q(candidacies__state__in=rules.PLACED))
    full = published.annotate(placed=placed).filter(placed__gte=F("openings"))
    return [
        Outstanding(
            "labour.filled",
            _("All openings have a contract: mark {number} {title} as filled").format(
                number=one.number, title=one.title
            ),
            reverse("labour:vacancy", args=[one.id]),
            record=one.id,
        )
        for one in full.order_by("changed_at", "id")[:MOST]
    ]


def _answers_outstanding(user: access.AnyUser) -> list[Outstanding]:
    rows = candidacies_visible_to(user).filter(state="prospect", asked_at__isnull=False)
    rows = rows.select_related("vacancy__employer__entity").order_by("asked_at", "id")
    return [
        Outstanding(
            "labour.asked",
            _("{employer} asks for contact: {title}").format(
                employer=one.vacancy.employer.entity, title=one.vacancy.title
            ),
            reverse("labour:candidacy", args=[one.id]),
            since=one.asked_at,
            record=one.id,
        )
        for one in rows[:MOST]
    ]


def _interests(user: access.AnyUser) -> list[Outstanding]:
    rows = candidacies_visible_to(user).filter(
        state="prospect", interest="yes", interest_answered_at__isnull=True
    )
    return _about_people(
        user,
        "labour.interest",
        _("{person} is interested in a vacancy: {title}"),
        rows.order_by("interest_at", "id"),
    )


def _checks(user: access.AnyUser, today: date) -> list[Outstanding]:
    soon = today + timedelta(days=7)
    due = Q(state="arrived", arrived_on__lte=soon - rules.SIX_MONTHS)
    due |= Q(state="stayed_6", arrived_on__lte=soon - rules.TWELVE_MONTHS)
    return _about_people(
        user,
        "labour.retention",
        _("Ask whether {person} is still at work: {title}"),
        candidacies_visible_to(user).filter(due).order_by("arrived_on", "id"),
    )


def _about_people(
    user: access.AnyUser, kind: str, sentence: str, rows: QuerySet[Candidacy]
) -> list[Outstanding]:
    """Return what waits about candidates: with the name if the user may read it."""
    found = list(rows.select_related("vacancy", "person")[:MOST])
    names = people.names_of(user, [one.person_id for one in found])
    return [
        Outstanding(
            kind,
            sentence.format(
                person=names.get(one.person_id, one.person.number), title=one.vacancy.title
            ),
            reverse("labour:candidacy", args=[one.id]),
            due_on=_last_day(one),
            since=one.interest_at if kind == "labour.interest" else None,
            record=one.id,
            mail_title=sentence.format(person=one.person.number, title=one.vacancy.title),
        )
        for one in found
    ]


def _last_day(one: Candidacy) -> date | None:
    """Return until when a person is asked whether the work goes on; None before it begins."""
    return one.check_due + timedelta(days=rules.ASK_WITHIN_DAYS) if one.check_due else None


def _for_employer(user: access.AnyUser) -> list[Outstanding]:
    employer = employer_of_user(user)
    if employer is None:
        return []
    found = []
    if employer.answered_at is None:
        found.append(
            Outstanding(
                "labour.company",
                _("Answer five questions about your company"),
                reverse("labour:employer_company"),
                record=employer.id,
            )
        )
    for one in employer.vacancies.filter(state__in=["draft", "refused"]).order_by("-id")[:MOST]:
        found.append(
            Outstanding(
                "labour.own_vacancy",
                _("Complete the vacancy {title}").format(title=one.title),
                reverse("labour:employer_vacancy", args=[one.id]),
                since=one.changed_at,
                record=one.id,
            )
        )
    return found
