"""The editions of a pathway, with their rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import (
    ActionButton,
    ActionForm,
    EditForm,
    TransitionForm,
)
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.services.pathways import actions, queries
from waystation.services.pathways.fields import CONDITION, EDITION
from waystation.services.pathways.transitions import EDITION_WORKFLOW

from .pathways import OfPathway


class EditionNew(OfPathway, ActionForm):
    """Draft the next edition of a pathway."""

    title, button = N_("Draft a new edition"), N_("Start the draft")
    lead = N_("It starts with the rules of the previous edition, marked as unconfirmed.")
    done = N_("The draft is created. Check its rules, then publish it.")
    result_page = "pathways:edition"
    table = EDITION

    def act(self, form: Any) -> Any:
        return actions.draft_edition(self.user, self.record.id, **form.values)


class OfEdition(OfPathway):
    """A page of one edition."""

    record_page = "pathways:edition"

    def get_record(self) -> Any:
        return queries.edition_visible_to(self.user, self.kwargs["edition_id"])

    def get_pathway(self) -> Any:
        return self.record.pathway

    def get_parents(self) -> list[tuple[str, str]]:
        number = _("Edition {number}").format(number=self.record.number)
        here = reverse("pathways:edition", args=[self.record.id])
        return [*super().get_parents(), (here, number)]


class EditionPage(OfEdition, DetailPage):
    """One edition: validity, source, and its rules one by one."""

    template_name = "pathways/edition.html"
    permissions = ("pathway.read",)
    table = EDITION
    workflow = EDITION_WORKFLOW
    transition_address = "pathways:edition_transition"

    def check_permission(self) -> None:
        access.require(self.user, "pathway.read")  # colleagues of all offices share them

    def get_parents(self) -> list[tuple[str, str]]:
        return super().get_parents()[:-1]

    def get_title(self) -> str:
        number = _("Edition {number}").format(number=self.record.number)
        return f"{self.record.pathway.name}: {number}"

    def values(self) -> Mapping[str, Any]:
        return values_of(self.record, EDITION)

    def may_edit(self) -> bool:
        may = access.may(self.user, "pathway.edit", self.record.office_id)
        return may and self.record.state == "draft"

    def get_links(self) -> list[dict[str, Any]]:
        if not self.may_edit():
            return []
        key = self.record.id
        return [
            {"label": _("Change"), "url": reverse("pathways:edition_change", args=[key])},
            {
                "label": _("Add a rule"),
                "url": reverse("pathways:condition_new", args=[key]),
                "primary": True,
            },
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "rules": [
                {
                    "condition": one,
                    "kind": CONDITION["kind"].words(one.kind),
                    "answers": CONDITION.without("kind", "wording", "source", "confirmed").answers(
                        values_of(one, CONDITION)
                    ),
                }
                for one in queries.conditions_of(self.record)
            ],
            "may_edit": self.may_edit(),
        }


class EditionEdit(OfEdition, EditForm):
    """Change the validity or the source of a draft."""

    table = EDITION
    title = N_("Change the edition")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, EDITION)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_edition(self.user, self.record.id, seen, proposed)


class ConditionNew(OfEdition, ActionForm):
    """Add a rule to a draft."""

    title, button = N_("Add a rule"), N_("Add the rule")
    lead = N_("Each rule states one thing, so that it can be explained on its own.")
    done = N_("The rule is added.")
    table = CONDITION

    def act(self, form: Any) -> Any:
        return actions.add_condition(self.user, self.record.id, **form.values)


class ConditionRemove(OfEdition, ActionButton):
    """Take a rule out of a draft."""

    done = N_("The rule is removed.")

    def act(self) -> Any:
        return actions.remove_condition(self.user, self.record.id, self.kwargs["condition_id"])


class EditionTransition(OfEdition, TransitionForm):
    """Publish a draft, or drop it."""

    workflow = EDITION_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_edition_state(self.user, self.record.id, transition.name, **values)
