"""A person's labour records: for the timeline, and for the person's own copy."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.base import url_of
from waystation.foundation.shared.timeline import Entry, latest
from waystation.registry.people import queries as people
from waystation.services.labour.models import Candidacy, RoundResult, Suggestion
from waystation.services.labour.rules.rounds import REASONS
from waystation.services.labour.transitions import CANDIDACY_WORKFLOW

from .pipeline import candidacies_visible_to, losses_shown_to

OPEN = ("prospect", "introduced", "interview", "offer", "contract")


def timeline_of(user: access.AnyUser, person_id: UUID) -> list[Entry]:
    """Return what this user may see of a person's way to work."""
    if not access.may(user, "placement.read"):
        return []
    return _candidacies(user, person_id) + _rounds(user, person_id)


def _candidacies(user: access.AnyUser, person_id: UUID) -> list[Entry]:
    if Candidacy not in people.models_about(person_id):
        return []
    places = access.places_of(user)
    rows = candidacies_visible_to(user).filter(person_id=person_id).annotate(
        title=F("vacancy__title"), vacancy_number=F("vacancy__number"),
        employer=F("vacancy__employer__entity__name"),
        acronym=F("vacancy__employer__entity__acronym"),
    )  # fmt: skip
    columns = (
        "id",
        "office_id",
        "changed_at",
        "state",
        "title",
        "vacancy_number",
        "employer",
        "acronym",
    )
    return [
        Entry(
            at=one.changed_at,
            kind=_("Vacancy"),
            title=f"{one.title} · {one.acronym or one.employer}",
            text=CANDIDACY_WORKFLOW.words(one.state),
            tags=(one.vacancy_number,),
            place=places[one.office_id].name,
            url=url_of("labour:candidacy", one.id),
            icon="work",
            when="next" if one.state in OPEN else "past",
            record=one.id,
        )
        for one in latest(rows.values_list(*columns, named=True), "changed_at", "id")
    ]


def _rounds(user: access.AnyUser, person_id: UUID) -> list[Entry]:
    """Return the placement rounds of the user's offices in which a person took part."""
    if RoundResult not in people.models_about(person_id):
        return []
    offices, places = access.offices_where(user, "placement.read"), access.places_of(user)
    drawn = RoundResult.objects.filter(
        person_id=person_id,
        round__organisation_id=access.signed_in(user).organisation_id,
        round__office_id__in=offices,
    )
    columns = ("id", "reason", "vacancy__title", "round_id", "round__created_at", "round__title",
               "round__office_id")  # fmt: skip
    return [
        Entry(
            at=one.round__created_at,
            kind=_("Placement round"),
            title=one.vacancy__title or one.round__title,
            text=_(dict(REASONS)[one.reason]),
            place=places[one.round__office_id].name,
            url=url_of("labour:round", one.round_id),
            icon="target",
            record=one.id,
        )
        for one in latest(drawn.order_by().values_list(*columns, named=True), "id")
    ]


def export_of(user: access.AnyUser, person_id: UUID) -> list[dict[str, Any]]:
    """Return everything recorded about a person's way to work, as plain JSON, for the person."""
    me = access.require(user, "person.export")
    rows = Candidacy.objects.filter(organisation_id=me.organisation_id, person_id=person_id)
    found = []
    for one in rows.select_related("vacancy__employer__entity").order_by("created_at"):
        days = {stage: day.isoformat() for stage, day in one.days.items() if day is not None}
        found.append(
            {
                "what": "Candidacy",
                "day": one.created_at.date().isoformat(),
                "vacancy": one.vacancy.number,
                "employer": one.vacancy.employer.entity.name,
                "state": one.state,
                "days": days,
                "reasons": one.reasons,
                "called": _("Vacancy"),
                "in_words": [
                    (_("Vacancy"), one.vacancy.title),
                    (_("Employer"), one.vacancy.employer.entity.name),
                    (_("State"), CANDIDACY_WORKFLOW.words(one.state)),
                    (_("Why it ended"), losses_shown_to(one)),
                ],
            }
        )
    proposed = Suggestion.objects.filter(
        list__organisation_id=me.organisation_id, person_id=person_id
    )
    drawn = RoundResult.objects.filter(
        round__organisation_id=me.organisation_id, person_id=person_id
    )
    for lists in proposed.select_related("list__vacancy").order_by("id"):
        found.append(
            {
                "what": "Ranked list",
                "day": lists.list.created_at.date().isoformat(),
                "vacancy": lists.list.vacancy.number,
                "rank": lists.rank,
                "score": lists.score,
                "reasons": lists.reasons,
                "called": _("Ranked list"),
                "in_words": [(_("Vacancy"), lists.list.vacancy.title), (_("Rank"), lists.rank)],
            }
        )
    for one_round in drawn.select_related("round").order_by("id"):
        found.append(
            {
                "what": "Placement round",
                "day": one_round.round.created_at.date().isoformat(),
                "round": one_round.round.title,
                "reason": one_round.reason,
                "called": _("Placement round"),
                "in_words": [
                    (_("Placement round"), one_round.round.title),
                    (_("Result"), one_round.get_reason_display()),
                ],
            }
        )
    return found
