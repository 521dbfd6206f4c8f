"""Common code of the pages of policy work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.forms import FieldsForm
from waystation.foundation.pages.lists import ListPage
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.governance.policies import forms
from waystation.governance.policies.queries import records, scope
from waystation.governance.policies.rules import measures as rules

HOME = (("policies:home", N_("Policies")),)
READ_OR_OWN = ("policy.read", "policy.answer")
OFFICER = ("policy.draft",)
VERDICT_TONES = {"": "a", "accepted": "g", "partly": "b", "declined": ""}
OFFICER_OR_OWN = ("policy.draft", "policy.answer")


class Listed(ListPage):
    """A list of records about institutions."""

    permissions: tuple[str, ...] = ("policy.read",)
    parents: Sequence[tuple[str, str]] = HOME
    add_address = ""
    add_permission = "policy.draft"
    about_persons = False

    def get_add_url(self) -> str:
        may = self.add_address and access.may(self.user, self.add_permission)
        return reverse(self.add_address) if may else ""

    def institutions(self) -> list[tuple[str, str]]:
        return scope.institution_choices(self.user)

    def by_institution(self, name: str = "entity_id") -> ChoiceFilter:
        """Return the filter by institution."""
        return ChoiceFilter("institution", N_("Institution"), self.institutions, name)


class TableForm(ActionForm):
    """A page with the form of a field table, whose lists ``get_offers`` fills."""

    table: FieldTable
    form_class: Any = FieldsForm

    def get_offers(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        return {}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"table": self.table, "offers": self.get_offers()}


class NewInOffice(TableForm):
    """A page that makes a record of an office."""

    form_class: Any = forms.NewOfOffice
    office_permission = "policy.draft"

    def get_form(self, form_class: Any = None) -> Any:
        kinds = [self.office_permission, *self.permissions]
        offices: list[tuple[str, str]] = []
        for permission in kinds:
            offices = offices or access.office_choices(self.user, permission)
        return self.form_class(offices, **self.get_form_kwargs())

    def office_of(self, form: Any) -> UUID:
        """Return the chosen office. Raises Refusal."""
        key = key_in(form.cleaned_data["office"])
        if key is None:
            raise Refusal(N_("Choose the office."), field="office", code="office")
        return key


def links_in_words(user: access.AnyUser, links: Sequence[Any]) -> list[dict[str, Any]]:
    """Return the links of a policy or measure, each with what this user may read of it.

    ``opens`` says whether the page of the record is open to this user.
    """
    texts = records.readable_texts(user, links)
    return [
        {
            "row": one,
            "role": _(dict(rules.LINK_ROLES)[one.role]),
            "text": texts[one.id],
            "opens": texts[one.id] is not None and records.may_open_linked(user, one),
        }
        for one in links
    ]
