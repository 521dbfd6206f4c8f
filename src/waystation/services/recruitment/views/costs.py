"""The costs of a recruitment, and their receipts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.pages.action_pages import ActionButton, ActionForm, EditForm
from waystation.foundation.pages.base import Page, PagePart
from waystation.foundation.pages.forms import KeyedForm
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.words import N_
from waystation.services.recruitment import actions, forms, queries
from waystation.services.recruitment.fields import COST

from .files import handed_out
from .recruitments import OfRecruitment


class CostNew(OfRecruitment, ActionForm):
    """Add a cost of the recruitment."""

    form_class = KeyedForm
    title, button = N_("Add a cost"), N_("Save")
    lead = N_("Enter one cost at a time, whoever paid it. Attach the receipt afterwards.")
    done = N_("The cost is added.")
    table = COST

    def act(self, form: Any) -> Any:
        key = form.cleaned_data["key"]
        return actions.add_cost(self.user, self.record.id, key=key, **form.values)


class CostsComplete(OfRecruitment, ActionButton):
    """Record that the worker has named every cost."""

    done = N_("The costs are complete. They count in the indicator.")

    def act(self) -> Any:
        return actions.declare_costs_complete(self.user, self.record.id)


class OfCost(PagePart):
    """A page of one cost."""

    permissions: tuple[str, ...] = ("recruitment.record",)

    def get_record(self) -> Any:
        return queries.cost_visible_to(self.user, self.kwargs["cost_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        return [(self.get_success_url(), _("Recruitment"))]

    def get_success_url(self) -> str:
        return reverse("recruitment:recruitment", args=[self.record.recruitment_id])


class CostEdit(OfCost, EditForm):
    """Change a cost, for example because it was paid back."""

    table = COST
    title = N_("Change the cost")
    done = N_("The change is saved.")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, COST)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_cost(self.user, self.record.id, seen, proposed)


class ReceiptNew(OfCost, ActionForm):
    """Attach the receipt of a cost."""

    form_class = forms.File
    title, button = N_("Attach the receipt"), N_("Add")
    done = N_("The receipt is attached.")

    def act(self, form: Any) -> Any:
        file = form.cleaned_data["file"]
        name, content = (file.name, file.read()) if file else ("", b"")
        return actions.attach_receipt(self.user, self.record.id, name, content)


class ReceiptOpen(Page):
    """Send the receipt of a cost, and log that it was opened."""

    permissions = ("recruitment.read",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return handed_out(*actions.open_receipt(self.user, self.kwargs["cost_id"]))
