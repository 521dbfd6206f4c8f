"""Outstanding work: projects past their end date, or close to it."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext

from waystation.foundation.access import queries as access
from waystation.foundation.workflow.outstanding import Outstanding

from .programmes import RECORD, programmes_visible_to

SOON = timedelta(days=90)


def outstanding(user: access.AnyUser, today: date) -> list[Outstanding]:
    """Return the running projects that end within 90 days, or should have ended."""
    offices = access.offices_where(user, RECORD)
    if not offices:
        return []
    rows = programmes_visible_to(user).filter(
        state__in=("running", "finalising"), ends_on__lte=today + SOON, office_id__in=offices
    )
    return [
        Outstanding(
            "programmes.ending",
            gettext("Close the project: {title}").format(title=one.title),
            reverse("programmes:programme", args=[one.id]),
            due_on=one.ends_on,
            record=one.id,
        )
        for one in rows[:100]
    ]
