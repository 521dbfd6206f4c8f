"""Submissions that await a decision in the office."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import ngettext

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.registry.collection.models import Submission
from waystation.registry.collection.transitions import UNRESOLVED


def outstanding(user: AnyUser, today: date) -> list[Outstanding]:
    """Return each form with held or refused submissions, for users who may resolve them."""
    if not access.may(user, "submission.resolve"):
        return []
    rows = access.scoped(Submission.objects.all(), user, "submission.resolve")
    waiting = (
        rows.filter(state__in=UNRESOLVED, is_superseded=False)
        .values("form_id", "form__title")
        .annotate(n=Count("id"), since=Min("created_at"))
        .order_by("since")
    )
    return [
        Outstanding(
            "collection.unresolved",
            ngettext(
                "{n} submission of “{form}” needs a decision",
                "{n} submissions of “{form}” need a decision",
                row["n"],
            ).format(n=row["n"], form=row["form__title"]),
            reverse("collection:submissions", args=[row["form_id"]]) + "?unresolved=1",
            since=row["since"],
            record=row["form_id"],
        )
        for row in waiting
    ]
