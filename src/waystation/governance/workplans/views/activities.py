"""Pages of an activity: its form, milestones, progress, and members' commitments to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionButton, ActionForm, EditForm, NewForm
from waystation.foundation.pages.base import Page, PagePart
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.network.queries import people
from waystation.governance.workplans import actions, forms
from waystation.governance.workplans.fields import ACTIVITY, MILESTONE, PROGRESS, REACHED
from waystation.governance.workplans.queries import commitments as promised
from waystation.governance.workplans.queries import plans as queries
from waystation.governance.workplans.rules import commitments as promise_rules
from waystation.governance.workplans.rules import plans as rules
from waystation.governance.workplans.transitions import COMMITMENT_WORKFLOW
from waystation.registry.organisations import queries as organisations
from waystation.registry.reference import queries as reference

from .common import plan_parents
from .plans import TONES, blank_names


def activity_form(user: Any, **kwargs: Any) -> forms.Activity:
    """Return the form of an activity with the entities and registers it chooses from."""
    rows = organisations.entities_of(user.organisation_id).filter(retired_on=None)
    entities = [(one.id, str(one)) for one in rows.order_by("name")]
    return forms.Activity(entities, register_choices(user), **kwargs)


def register_choices(user: Any) -> dict[str, forms.Offered]:
    """Return what the registers offer an activity: mechanisms and legal texts."""
    found = queries.mechanisms_visible_to(user)
    return {
        "mechanisms": [(one["id"], one["title"]) for one in found],
        "legal": queries.legal_visible_to(user),
    }


class OfActivity(PagePart):
    """A page of one activity; ``record`` is its row, ``planned`` has its entities too."""

    planned: queries.Planned
    permissions: tuple[str, ...] = ("plan.draft",)
    subject = "key"
    record_page = "workplans:activity"

    def get_record(self) -> Any:
        self.planned = queries.activity_visible_to(self.user, self.kwargs["key"])
        return self.planned.row

    def get_parents(self) -> list[tuple[str, str]]:
        return [*plan_parents(self.record.plan), (self.get_success_url(), self.record.title)]


class ActivityNew(NewForm):
    """Add an activity under a priority."""

    subject = "key"
    action = staticmethod(actions.activities.add_activity)
    template_name = "workplans/activity_form.html"
    permissions = ("plan.draft",)
    title, button = N_("New activity"), N_("Add the activity")
    lead = N_("What is not known yet may stay blank until the plan is adopted.")
    done = N_("The activity is added.")
    result_page = "workplans:activity"

    def get_record(self) -> Any:
        return queries.priority_visible_to(self.user, self.kwargs["key"])

    def get_parents(self) -> list[tuple[str, str]]:
        return plan_parents(self.record.plan)

    def get_form(self, form_class: Any = None) -> Any:
        return activity_form(self.user, **self.get_form_kwargs())

    def get_values(self, form: Any) -> Mapping[str, Any]:
        chosen = {"entities": form.entities, "looked": form.cleaned_data["looked"]}
        return {**super().get_values(form), **chosen}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"quote": self.record.title}


class ActivityEdit(OfActivity, EditForm):
    """Change an activity; an adopted edition stays as it was."""

    template_name = "workplans/activity_form.html"
    table = ACTIVITY
    title = N_("Change the activity")
    lead = N_(
        "What was adopted does not change. A change takes effect with a revision of the plan."
    )
    done = N_("The activity is saved.")

    def get_form(self, form_class: Any = None) -> Any:
        return activity_form(self.user, **self.get_form_kwargs())

    def get_initial(self) -> dict[str, Any]:
        parts: dict[str, Any] = {role: [] for role, _name in rules.ROLES}
        for part in self.planned.parts:
            parts[part.role].append(str(part.entity_id))
        parts[rules.LEAD] = (parts[rules.LEAD] or [""])[0]
        return super().get_initial() | parts

    def act(self, form: Any) -> Any:
        self.entities = form.entities
        return super().act(form)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        key = self.record.id
        return actions.activities.edit_activity(
            self.user, key, seen, proposed, entities=self.entities
        )


class ActivityPage(OfActivity, Page):
    """One activity with all that belongs to it."""

    template_name = "workplans/activity.html"
    permissions = ("network.read",)

    def get_title(self) -> str:
        return str(self.record.title)

    def get_parents(self) -> list[tuple[str, str]]:
        return plan_parents(self.record.plan)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user, planned = self.record, self.user, self.planned
        drafts = access.may(user, "plan.draft", row.office_id)
        mine = people.entity_of(user, today_in())
        takes_part = mine is not None and mine.id in {part.entity_id for part in planned.parts}
        offered = {name: dict(pairs) for name, pairs in register_choices(user).items()}
        roles = dict(rules.ROLES)
        return super().get_context_data(**kwargs) | {
            "row": row,
            "panels": contributions.record_panels(user, "workplans.Activity", str(row.id)),
            "planned": planned,
            "blanks": blank_names(planned.blanks),
            "parts": [(part.name, _(roles[part.role])) for part in planned.parts],
            "serves": [
                (
                    "UNSDCF",
                    [f"{code} {name}" for code, name in labels_of_codes("unsdcf", row.unsdcf)],
                    True,
                ),
                ("GCM", [name for _code, name in labels_of_codes("gcm", row.gcm)], True),
                ("SDG", [f"{code} {name}" for code, name in labels_of_codes("sdg", row.sdg)], True),
                (
                    _("Where"),
                    [name for _code, name in labels_of_codes("places", row.places)]
                    or [_("Everywhere")],
                    False,
                ),
                (_("Works with"), names_of_chosen(offered["mechanisms"], row.mechanisms), False),
                (_("Legal basis"), names_of_chosen(offered["legal"], row.legal), False),
                (_("Quarters"), [ACTIVITY["quarters"].words(row.quarters) or "–"], False),
            ],
            "funds": [
                (_("Required"), row.funds_required),
                (_("Available"), row.funds_available),
                (_("Gap"), planned.gap),
            ],
            "markers": [
                (_("Gender"), ACTIVITY["gender_marker"].words(row.gender_marker)),
                (_("Human rights"), ACTIVITY["human_rights_marker"].words(row.human_rights_marker)),
                (_("Children"), ACTIVITY["child"].words(row.child)),
            ],
            "marked_before": queries.markers_of(row)[1:],
            "checklist": [
                (_(question), ACTIVITY[name].words(getattr(row, name)))
                for name, question in rules.CHECKLIST
                if row.labour_migration
            ],
            "milestones": queries.milestones_of(row),
            "progress": [
                {
                    "one": one,
                    "state": PROGRESS["state"].words(one.state),
                    "tone": TONES[one.state],
                }
                for one in queries.progress_of(row)
            ],
            "commitments": [
                {
                    "row": one,
                    "state": COMMITMENT_WORKFLOW.words(one.state),
                    "overdue": promise_rules.is_overdue(one.state, one.due_on, today_in()),
                }
                for one in promised.of_activity(row.id)
            ],
            "may_draft": drafts and row.dropped_on is None,
            "may_report": drafts or takes_part,
            "may_commit": drafts or mine is not None,
        }


def labels_of_codes(name: str, codes: list[str]) -> list[tuple[str, str]]:
    """Return an activity's codes with their labels, in the order of their list."""
    order = {code: place for place, code in enumerate(reference.entries(queries.LISTS[name]))}
    found = sorted(codes, key=lambda code: order.get(code, len(order)))
    return [(code, ACTIVITY[name].words(code)) for code in found]


def names_of_chosen(offered: Mapping[str, str], keys: list[str]) -> list[str]:
    """Return the names of chosen entries of a register."""
    return [offered.get(key, "–") for key in keys] or ["–"]


class ActivityDrop(OfActivity, ActionButton):
    """Take an activity out of the plan; what was reported on it stays."""

    done = N_("The activity is taken out of the plan.")
    action = staticmethod(actions.activities.drop_activity)

    def get_success_url(self) -> str:
        return reverse("workplans:plan", args=[self.record.plan_id])


class MilestoneNew(OfActivity, NewForm):
    """Add a milestone to an activity."""

    table = MILESTONE
    title, button = N_("New milestone"), N_("Add the milestone")
    done = N_("The milestone is added.")
    action = staticmethod(actions.progress.add_milestone)


class MilestoneReached(OfActivity, ActionForm):
    """Record that a milestone is reached, and what shows it."""

    permissions = ("commitment.record",)
    title, button = N_("Milestone reached"), N_("Record it")
    done = N_("The milestone is recorded as reached.")
    table = REACHED
    action = staticmethod(actions.progress.reach_milestone)

    def get_record(self) -> Any:
        self.milestone = queries.milestone_visible_to(self.user, self.kwargs["key"])
        return queries.activity_visible_to(self.user, self.milestone.activity_id).row

    def get_lead(self) -> str:
        return str(self.milestone.title)

    def get_initial(self) -> dict[str, Any]:
        return {"reached_on": today_in()}


class ActivityReport(OfActivity, NewForm):
    """Report what became of an activity in a quarter."""

    permissions = ("commitment.record",)
    table = PROGRESS
    title, button = N_("Report progress"), N_("Save the report")
    lead = N_("The last report of a quarter counts; the earlier ones stay.")
    done = N_("The report is saved.")
    action = staticmethod(actions.progress.report_progress)

    def get_initial(self) -> dict[str, Any]:
        return {"quarter": (today_in().month + 2) // 3}
