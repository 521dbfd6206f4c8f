"""Pages of the work plan: the year's plan, its gaps, alignment, overlaps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import NewForm
from waystation.foundation.pages.base import Page, PagePart, may_open
from waystation.foundation.pages.lists import Column, ListPage, columns_of
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.workplans import actions
from waystation.governance.workplans.fields import PLAN, PRIORITY, PROGRESS
from waystation.governance.workplans.queries import editions
from waystation.governance.workplans.queries import plans as queries
from waystation.governance.workplans.rules import plans as rules
from waystation.registry.reference import queries as reference

from .common import OfNetwork, plan_parents

MATRICES = {"unsdcf": "UNSDCF", "gcm": "GCM", "sdg": "SDG"}
TONES = {"not_started": "", "under_way": "b", "done": "g", "delayed": "a", "dropped": "r"}


def blank_names(keys: list[str]) -> list[str]:
    """Return what is blank in the reader's language."""
    return [_(rules.BLANK_NAMES[key]) for key in keys]


def edition_words(number: int) -> str:
    """Return whether a plan is adopted, and in which edition."""
    return _("Adopted, edition {n}").format(n=number) if number else _("Not adopted")


class Plans(OfNetwork, ListPage):
    """The plans by year, with what is missing for this year and the next."""

    template_name = "workplans/plans.html"
    title = N_("Work plan")
    lead = N_(
        "Priorities, activities and milestones of a year. What was adopted never changes; a "
        "revision is recorded with its reason."
    )
    empty_title = N_("No plan yet")
    empty_text = N_(
        "The secretariat starts a plan and adds priorities and activities with their "
        "owners. A co-chair adopts it by a decision of a meeting."
    )
    row_address = "workplans:plan"
    add_label, add_address = N_("New work plan"), "workplans:plan_new"
    add_permission = "plan.draft"
    order = ("-year", "-id")
    columns = (
        *columns_of(PLAN),
        Column("many", N_("Activities"), number=True),
        Column(
            "edition",
            N_("State"),
            words=edition_words,
            tone=lambda row: "g" if row["edition"] else "a",
        ),
    )
    about_persons = False

    def get_parents(self) -> list[tuple[str, str]]:
        return []

    def get_rows(self) -> QuerySet[Any]:
        return queries.plans_visible_to(self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = today_in()
        adopted = set(queries.adopted_years(self.record.office_id))
        states = {
            year: rules.state_of_year(year in adopted, year, today)
            for year in (today.year, today.year + 1)
        }
        missing = [(year, how) for year, how in states.items() if how in {"none", "due"}]
        return super().get_context_data(**kwargs) | {"missing": missing}


class PlanNew(OfNetwork, NewForm):
    """Begin the plan of a year."""

    permissions = ("plan.draft",)
    table = PLAN
    title, button = N_("New work plan"), N_("Start the plan")
    lead = N_("One plan for each year. It counts once it is adopted at a meeting.")
    done = N_("The plan is started. Add its priorities.")
    action = staticmethod(actions.plans.open_plan)
    result_page = "workplans:plan"

    def get_initial(self) -> dict[str, Any]:
        year = queries.year_to_plan(self.user, today_in().year)
        return {"year": year, "title": _("Work plan {year}").format(year=year)}


class OfPlan(PagePart):
    """A page of one plan."""

    permissions: tuple[str, ...] = ("network.read",)
    subject = "key"

    def get_record(self) -> Any:
        return queries.plan_visible_to(self.user, self.kwargs["key"])

    def get_parents(self) -> list[tuple[str, str]]:
        return plan_parents(self.record)


class PlanPage(OfPlan, Page):
    """A plan: priorities, activities, money, what is blank, and its editions."""

    template_name = "workplans/plan.html"

    def get_title(self) -> str:
        return str(self.record.title)

    def get_parents(self) -> list[tuple[str, str]]:
        return plan_parents()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = self.record
        planned = queries.activities_of(plan)
        said = queries.latest_progress([one.row.id for one in planned], 4)
        under: dict[UUID, list[dict[str, Any]]] = {}
        for one in planned:
            last = said.get(one.row.id)
            state = last.state if last else "not_started"
            under.setdefault(one.row.priority_id, []).append(
                {
                    "one": one,
                    "blanks": blank_names(one.blanks),
                    "state": PROGRESS["state"].words(state),
                    "tone": TONES[state],
                }
            )
        return super().get_context_data(**kwargs) | {
            "plan": plan,
            "edition": edition_words(plan.edition),
            "priorities": [
                {
                    "row": one,
                    "objective": PRIORITY["objective"].words(one.objective),
                    "activities": under.get(one.id, []),
                }
                for one in queries.priorities_of(plan)
            ],
            "figures": [
                (_("Activities"), len(planned)),
                (_("Joint"), sum(one.row.joint for one in planned)),
                (_("Blanks"), sum(len(one.blanks) for one in planned)),
                (_("Overlaps"), len(queries.overlaps_of(planned))),
            ],
            "funds": queries.funds_of(planned),
            "editions": editions.editions_of(plan),
            "changes": len(editions.changes_since_edition(plan)),
            "may_draft": access.may(self.user, "plan.draft", plan.office_id),
            "may_adopt": access.may(self.user, "plan.adopt", plan.office_id),
        }


class PriorityNew(OfPlan, NewForm):
    """Add a priority to a plan."""

    permissions = ("plan.draft",)
    table = PRIORITY
    title, button = N_("New priority"), N_("Add the priority")
    done = N_("The priority is added.")
    record_page = "workplans:plan"
    action = staticmethod(actions.plans.add_priority)


class Alignment(OfPlan, Page):
    """The alignment matrix of a plan: activities × codes, blank cells visible."""

    template_name = "workplans/alignment.html"
    title = N_("Alignment")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.get("by", "")
        by = asked if asked in MATRICES else "unsdcf"
        planned = queries.activities_of(self.record)
        labels = reference.codes(queries.LISTS[by])
        used = {code for one in planned for code in getattr(one.row, by)}
        codes = [code for code in labels if by != "sdg" or code in used]
        ended, _holding = queries.framework_in(self.record.year)
        return super().get_context_data(**kwargs) | {
            "by": by,
            "tabs": MATRICES.items(),
            "columns": [
                {"code": code, "label": labels[code], "blank": code not in used} for code in codes
            ],
            "rows": queries.matrix(planned, by, codes),
            "blank_rows": sum(not getattr(one.row, by) for one in planned),
            "blank_columns": sum(code not in used for code in codes),
            "may_load": may_open(self.user, reverse("reference:framework")),
            "ended": by == "unsdcf" and bool(ended) and ended == set(reference.entries("unsdcf")),
        }


class Overlap(OfPlan, Page):
    """Where activities of different owners meet, by objective and place."""

    template_name = "workplans/overlap.html"
    title = N_("Overlap")
    lead = N_(
        "Where activities of different owners serve the same objective in the same place: a "
        "chance to work jointly, or work done twice."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        planned = queries.activities_of(self.record)
        by_key = {str(one.row.id): one for one in planned}
        rows = [
            {
                "topic": reference.label("gcm_objective", one.topic),
                "place": reference.label("municipality", one.place) or _("Everywhere"),
                "activities": [by_key[key] for key in one.activities],
            }
            for one in queries.overlaps_of(planned)
        ]
        return super().get_context_data(**kwargs) | {"rows": rows}
