"""Common code of the pages of the work plan."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.pages.base import PagePart
from waystation.governance.network.queries import people


def plan_parents(plan: Any = None) -> list[tuple[str, str]]:
    """Return the pages above what belongs to a plan."""
    found = [(reverse("workplans:plans"), _("Work plan"))]
    return [*found, (reverse("workplans:plan", args=[plan.id]), str(plan))] if plan else found


class OfNetwork(PagePart):
    """A page of the user's Network; outside it there is none."""

    permissions: tuple[str, ...] = ("network.read",)

    def get_record(self) -> Any:
        return people.network_visible_to(self.user)

    def get_parents(self) -> list[tuple[str, str]]:
        return plan_parents()
