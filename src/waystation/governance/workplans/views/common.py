"""Common code of the pages of the work plan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.pages.base import PagePart
from waystation.governance.network.queries import people
from waystation.governance.workplans import forms


def name_of_choice(choices: Iterable[tuple[Any, str]], key: Any) -> str:
    """Return the name of a choice in the reader's language; an unknown key is its own name."""
    return _(dict(choices).get(key) or str(key)) if key not in (None, "") else ""


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


class NewForm(ActionForm):
    """Make one record of a field table; sent twice, it is one."""

    form_class = forms.NewRecord
    table: Any = None
