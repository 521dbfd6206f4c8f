"""Definitions that are proposed, compared with the one in force, and decided on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm, TransitionForm
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.governance.results import actions, forms, presenting, queries
from waystation.governance.results.fields import RETURN
from waystation.governance.results.transitions import DEFINITION_WORKFLOW

from .indicators import INDICATORS, OfIndicator

EXAMPLE = {
    "source": "centres.visits",
    "unit": "visit",
    "measure": {"kind": "rows"},
    "where": {"column": "reason", "is": "work_abroad"},
    "over_time": "sum",
    "over_places": "sum",
    "by": ["sex", "age_band"],
    "pillar": "RES",
    "gcm": ["GCM3"],
    "sdg": ["10.7"],
}
"""What the form of a new indicator begins with."""
IN_WORDS = {"title": "title_en", "meaning": "meaning_en", "key": "indicator"}


RETIRING = {
    "approve": replace(
        DEFINITION_WORKFLOW.transitions["approve"],
        button=N_("Approve that it is retired"),
        lead=N_("From now on, the indicator is not counted. Published figures do not change."),
        done=N_("The indicator is retired."),
    ),
    "return": replace(
        DEFINITION_WORKFLOW.transitions["return"],
        button=N_("Return the proposal"),
        done=N_("The proposal is returned to its author."),
    ),
}
"""The words of a decision on a proposal to retire an indicator."""


class _Proposal(ActionForm):
    """A form that proposes a definition; refusals stand at the field that has the part."""

    permissions = ("indicator.design",)
    form_class: Any = forms.DefinitionForm
    button = N_("Propose")
    done = N_("The definition is proposed. Another person must approve it.")
    result: Any = None

    def form_refused(self, form: Any, refusal: Refusal) -> HttpResponse:
        for one in refusal.all:
            if one.field and one.field not in form.fields:
                named = IN_WORDS.get(one.field, "counting")
                one.field = named if named in form.fields else None
        return super().form_refused(form, refusal)

    def initial_of_draft(self, key: str | None) -> dict[str, Any]:
        """Return what an earlier proposal said, from which its author begins again."""
        asked = self.request.GET.get("draft", "")
        found = queries.returned_draft(self.user, asked, key) if asked else None
        return forms.initial_of(found.definition) | {"why": found.why} if found else {}

    def get_success_url(self) -> str:
        return reverse("results:definition", args=[self.result.pk])


class DefinitionChange(OfIndicator, _Proposal):
    """Propose another definition of an indicator."""

    permissions = ("indicator.design",)
    title = N_("Change the definition")
    lead = N_(
        "The version in force applies until another person approves this one. "
        "Published figures keep the version they were counted by."
    )

    def get_success_url(self) -> str:
        return _Proposal.get_success_url(self)

    def get_initial(self) -> dict[str, Any]:
        data = self.record.definition.as_data
        return {
            **forms.initial_of(data),
            **self.initial_of_draft(self.record.key),
            "based_on": self.record.version,
        }

    def act(self, form: Any) -> Any:
        return actions.propose_definition(
            self.user,
            form.definition(self.record.key),
            form.values["why"],
            based_on=form.cleaned_data["based_on"],
        )


class IndicatorNew(_Proposal):
    """Propose a new indicator."""

    form_class = forms.IndicatorForm
    title = N_("New indicator")
    lead = N_("It is counted once another person approves it.")
    parents = INDICATORS

    def get_initial(self) -> dict[str, Any]:
        return forms.initial_of(EXAMPLE) | self.initial_of_draft(None)

    def act(self, form: Any) -> Any:
        data = form.definition(form.cleaned_data["indicator"])
        return actions.propose_definition(self.user, data, form.values["why"], based_on=0)


class DefinitionPage(DetailPage):
    """A proposed definition beside the one that it changes."""

    template_name = "results/definition.html"
    permissions = ("indicator.read",)
    table = RETURN
    workflow = DEFINITION_WORKFLOW
    transition_address = "results:definition_step"

    def get_record(self) -> Any:
        access.require(self.user, "indicator.read")
        return queries.draft_visible_to(self.user, self.kwargs["draft"])

    def check_permission(self) -> None:
        """Leave it to ``get_record``: definitions are the organisation's, not an office's."""

    def get_title(self) -> str:
        title = presenting.title_of(self.record.definition)
        return _("Retire: {title}").format(title=title) if self.record.retires else title

    def get_parents(self) -> list[tuple[str, str]]:
        listed = (reverse("results:indicators"), _("Indicators"))
        if not self.is_used:
            return [listed]
        return [
            listed,
            (
                reverse("results:indicator", args=[self.record.indicator]),
                presenting.title_of(self.record.definition),
            ),
        ]

    @cached_property
    def is_used(self) -> bool:
        """Whether the indicator is in use now."""
        return self.record.indicator in queries.indicators_by_key(self.user)

    def values(self) -> Mapping[str, Any]:
        return {"reason": self.record.reason}

    def available_transitions(self) -> list[Transition]:
        found = super().available_transitions()
        return [RETIRING.get(one.name, one) for one in found] if self.record.retires else found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.record
        before = queries.definition_at(row.organisation_id, row.indicator, row.based_on)
        own = row.created_by_id == self.user.id
        return super().get_context_data(**kwargs) | {
            "draft": row,
            "own": own,
            "retired_on": queries.retired_on(self.user, row.indicator),
            "changes": presenting.changes_of(
                row.definition, before.definition.as_data if before else None
            ),
            "again": self.again() if own and row.state == "returned" else "",
        }

    def again(self) -> str:
        """Return where the author of a returned proposal begins again from it."""
        row = self.record
        if row.retires:
            return reverse("results:retire_indicator", args=[row.indicator]) if self.is_used else ""
        page = (
            reverse("results:propose_definition", args=[row.indicator])
            if self.is_used
            else reverse("results:indicator_new")
        )
        return f"{page}?draft={row.pk}"


class DefinitionStep(TransitionForm):
    """Approve, return or withdraw a proposed definition."""

    workflow = DEFINITION_WORKFLOW
    parents = INDICATORS

    def get_record(self) -> Any:
        return queries.draft_visible_to(self.user, self.kwargs["draft"])

    def get_transition(self) -> Transition:
        found = super().get_transition()
        return RETIRING.get(found.name, found) if self.record.retires else found

    def get_parents(self) -> list[tuple[str, str]]:
        title = presenting.title_of(self.record.definition)
        return [*super().get_parents(), (self.get_success_url(), title)]

    def perform(self, transition: Any, values: Mapping[str, Any]) -> Any:
        return actions.decide_on_definition(self.user, self.record.pk, transition.name, **values)

    def get_success_url(self) -> str:
        return reverse("results:definition", args=[self.record.pk])
