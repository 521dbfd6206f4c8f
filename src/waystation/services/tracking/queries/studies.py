"""Studies and their rounds that a user may see."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.registry.collection import queries as collection
from waystation.services.tracking.models import Operation, Round


def not_seen(what: str) -> NotSeen:
    return NotSeen(N_("There is no such {what} here, or it is not for you."), what=what)


def studies_visible_to(user: access.AnyUser) -> QuerySet[Operation]:
    """Return the studies of the user's offices, with how many rounds each has."""
    rows = access.scoped(Operation.objects.all(), user, "study.read")
    return rows.annotate(round_count=Count("rounds"), last_on=Max("rounds__ends_on"))


def latest_studies(user: access.AnyUser) -> list[Operation]:
    """Return the studies of the user's offices, the latest first."""
    return list(studies_visible_to(user).order_by(F("last_on").desc(nulls_last=True), "title"))


def study_visible_to(user: access.AnyUser, study_id: UUID) -> Operation:
    """Return one study. Raises NotSeen."""
    found = access.scoped(Operation.objects.all(), user, "study.read").filter(id=study_id).first()
    if found is None:
        raise not_seen(N_("study"))
    return found


def rounds_visible_to(user: access.AnyUser) -> QuerySet[Round]:
    """Return the rounds of the user's offices, with their form and study."""
    return access.scoped(Round.objects.select_related("form", "operation"), user, "study.read")


def rounds_of(user: access.AnyUser, study: Operation) -> QuerySet[Round]:
    """Return the rounds of a study, with how many strata their sample has."""
    rows = rounds_visible_to(user).filter(operation=study)
    return rows.annotate(stratum_count=Count("strata", distinct=True))


def round_visible_to(user: access.AnyUser, round_id: UUID) -> Round:
    """Return one round. Raises NotSeen."""
    found = rounds_visible_to(user).filter(id=round_id).first()
    if found is None:
        raise not_seen(N_("round"))
    return found


def definition(round_: Round) -> Any:
    """Return the form of a round as it is understood now, None before it is published."""
    version = collection.current_version(round_.form)
    return None if version is None else collection.definition_of(version)


def submissions_in(user: access.AnyUser, round_: Round) -> int:
    """Return how many submissions an estimate of a round would read."""
    return collection.submission_count(user, round_.form.key)


def outstanding(user: access.AnyUser, today: date) -> list[Outstanding]:
    """Return the rounds whose collection is over and that are not estimated yet."""
    if not access.may(user, "study.estimate"):
        return []
    rows = access.scoped(Round.objects.all(), user, "study.estimate")
    waiting = rows.filter(ends_on__lt=today, estimations__isnull=True).order_by("ends_on", "id")
    return [
        Outstanding(
            "tracking.estimate",
            _("Estimate {study}, round {number}").format(
                study=row["operation__title"], number=row["number"]
            ),
            reverse("tracking:round", args=[row["id"]]),
            due_on=row["ends_on"],
            record=row["id"],
        )
        for row in waiting.values("id", "number", "ends_on", "operation__title")
    ]
