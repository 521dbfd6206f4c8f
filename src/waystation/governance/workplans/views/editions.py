"""Adopting and revising a plan, and its editions on pages and in files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from waystation.foundation.documents import tables, word
from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.pages.base import Page, PagePart, Permitted
from waystation.foundation.pages.downloads import as_download
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.governance.workplans import actions
from waystation.governance.workplans.fields import ADOPTION, REVIEW, REVISION
from waystation.governance.workplans.queries import editions as queries
from waystation.governance.workplans.queries import planwords
from waystation.governance.workplans.queries import reviews as reviewed

from .common import plan_parents
from .plans import OfPlan

CHANGES = {"added": (N_("Added"), "g"), "removed": (N_("Removed"), "r"),
           "changed": (N_("Changed"), "a")}  # fmt: skip


class Adopt(OfPlan, ActionForm):
    """Adopt a plan by the decision of a meeting, or say every blank that stops it."""

    permissions = ("plan.adopt",)
    title, button = N_("Adopt the plan"), N_("Adopt it")
    lead = N_(
        "What is adopted never changes. Every activity needs a UNSDCF priority, a GCM objective, "
        "an SDG target, an owner and its markers."
    )
    done = N_("The plan is adopted.")
    table: Any = ADOPTION
    action: Any = staticmethod(actions.plans.adopt_plan)
    result_page = "workplans:plan_edition"

    def get_lead(self) -> str:
        if queries.decisions_for(self.record):
            return super().get_lead()
        return _(
            "No meeting has decided anything since this plan was drafted. Record the decision to "
            "adopt it on the page of that meeting first."
        )

    def get_offers(self) -> dict[str, Any]:
        return {"decision": queries.decisions_for(self.record)}


class Revise(Adopt):
    """Record a revision of an adopted plan, with its reason and the difference."""

    title, button = N_("Revise the plan"), N_("Record the revision")
    done = N_("The revision is recorded.")
    table = REVISION
    action = staticmethod(actions.plans.revise_plan)

    def get_lead(self) -> str:
        count = len(queries.changes_since_edition(self.record))
        return _("Differences from the last edition: {count}.").format(count=count)

    def get_offers(self) -> dict[str, Any]:
        rows = reviewed.reviews_visible_to(self.user).order_by("-held_on", "-id")[:20]
        found = [
            (one.id, f"{REVIEW['held_on'].words(one.held_on)} {REVIEW['kind'].words(one.kind)}")
            for one in rows
        ]
        return super().get_offers() | {"review": found}


class OfEdition(PagePart):
    """A page of one edition of a plan."""

    permissions: tuple[str, ...] = ("network.read",)

    def get_record(self) -> Any:
        return queries.edition_visible_to(self.user, self.kwargs["key"])


class EditionPage(OfEdition, Page):
    """A plan as it was adopted or revised, and what the revision changed."""

    template_name = "workplans/plan_edition.html"

    def get_title(self) -> str:
        return str(self.record.content["title"])

    def get_parents(self) -> list[tuple[str, str]]:
        return plan_parents(self.record.plan)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "edition": self.record,
            "changes": [_change_data(one) for one in self.record.changes],
        }


class EditionFile(OfEdition, Permitted):
    """An edition of a plan as a spreadsheet or a Word document."""

    def get(self, request: HttpRequest, kind: str, **kwargs: Any) -> HttpResponse:
        edition = self.record
        if kind == "xlsx":
            found = [one for _priority, one in planwords.tables_of(edition.content) if one.rows]
            if not found:
                raise NotSeen(
                    N_("This edition has no activity to put in the file."), code="plan_empty"
                )
            body = tables.xlsx(found, title=edition.content["title"])
        else:
            body = word.render(planwords.as_report(edition))
        return as_download(body, f"plan-{edition.plan.year}-{edition.number}.{kind}")


def _change_data(change: dict[str, Any]) -> dict[str, Any]:
    field, (name, tone) = change["field"], CHANGES[change["kind"]]
    return {
        **change,
        "word": _(name),
        "tone": tone,
        "field": planwords.field_name(field) if field else "",
        "old": planwords.in_words(field, change["old"]),
        "new": planwords.in_words(field, change["new"]),
    }
