"""Targets: proposed with their milestones, changed, and approved by another person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.pages.action_pages import ActionForm, EditForm, TransitionForm
from waystation.foundation.pages.base import PagePart
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.governance.results import actions, forms, presenting, queries
from waystation.governance.results.fields import TARGET, TARGET_CHANGE
from waystation.governance.results.rules.steps import parse_steps
from waystation.governance.results.transitions import TARGET_WORKFLOW

from .indicators import INDICATORS, OfIndicator

IN_PER_CENT = N_("A share is written in per cent: 45 means 45%.")


class TargetNew(OfIndicator, ActionForm):
    """Propose a target: a share is typed in per cent."""

    permissions = ("target.set",)
    form_class = forms.TargetForm
    title, button = N_("Propose a target"), N_("Propose")
    done = N_("The target is proposed. Another person must approve it.")

    def get_lead(self) -> str:
        if self.record.definition.is_ratio:
            return _(IN_PER_CENT)
        return str(self.record.meaning)

    def get_initial(self) -> dict[str, Any]:
        year = today_in().year
        return {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.user}

    def act(self, form: Any) -> Any:
        given, scale = form.values, queries.scale_of(self.record)
        value, base = (
            None if given[name] is None else float(given[name]) / scale
            for name in ("value", "baseline")
        )
        return actions.set_target(
            self.user,
            self.record.key,
            UUID(form.cleaned_data["office"]),
            given["starts_on"],
            given["ends_on"],
            value,
            qualifier=given["qualifier"],
            milestones=parse_steps(given["milestones"], scale),
            baseline=base,
            note=given["note"],
            key=form.cleaned_data["key"],
        )


class OfTarget(PagePart):
    """A page of one target."""

    def get_record(self) -> Any:
        row = queries.target_visible_to(self.user, self.kwargs["target"])
        self.known = queries.indicator_visible_to(self.user, row.indicator.key)
        return row

    def get_parents(self) -> list[tuple[str, str]]:
        listed = (reverse("results:indicators"), _("Indicators"))
        return [listed, (self.get_success_url(), self.known.title)]

    def get_success_url(self) -> str:
        return reverse("results:indicator", args=[self.known.key])


class TargetChange(OfTarget, EditForm):
    """Propose another number or other milestones for a target; it needs a new approval."""

    permissions = ("target.set",)
    table = TARGET_CHANGE
    title, button = N_("Change the target"), N_("Propose")
    done = N_("The change is proposed. Another person must approve it.")

    def get_lead(self) -> str:
        row = self.record
        period = presenting.span_of(row.starts_on, row.ends_on)
        words = f"{row.office.name}, {period}."
        until = _("Until it is approved, progress is measured against the number before.")
        percent = f" {_(IN_PER_CENT)}" if self.known.definition.is_ratio else ""
        return f"{words} {until}{percent}"

    def before(self) -> dict[str, Any]:
        return queries.values_of_target(self.record, queries.scale_of(self.known))

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.change_target(self.user, self.record.pk, seen, proposed)


class TargetApprove(OfTarget, TransitionForm):
    """Approve a target proposed by somebody else, after a confirmation page."""

    template_name = "results/approve.html"
    form_class = forms.ApproveForm
    workflow = TARGET_WORKFLOW
    parents = INDICATORS

    def get_transition(self) -> Transition:
        return TARGET_WORKFLOW.transitions["approve"]

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.record.version}

    def act(self, form: Any) -> Any:
        self.done = self.transition.done
        version = form.cleaned_data["version"]
        return actions.approve_target(self.user, self.record.id, version)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, percent = self.record, self.known.definition.is_ratio
        shown = {
            name: None if number is None else presenting.format_figure("shown", number, percent)
            for name, number in (("value", row.value), ("baseline", row.baseline))
        }
        steps = queries.values_of_target(row, queries.scale_of(self.known))["milestones"]
        given = {name: getattr(row, name) for name in TARGET.names if name != "milestones"}
        return super().get_context_data(**kwargs) | {
            "office": row.office.name,
            "answers": TARGET.answers(given | shown | {"milestones": steps}),
        }
