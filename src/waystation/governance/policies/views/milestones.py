"""The pages of milestones: move one, complete it with evidence, open the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

from waystation.foundation.pages.action_pages import EditForm
from waystation.foundation.pages.base import PagePart, Permitted
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.policies import forms
from waystation.governance.policies.actions import measures as actions
from waystation.governance.policies.fields import MOVE, REACHED
from waystation.governance.policies.queries import measures as queries

from .common import OFFICER, OFFICER_OR_OWN, READ_OR_OWN, TableForm


class OfMilestone(PagePart):
    """A page of one milestone."""

    def get_record(self) -> Any:
        return queries.milestone_visible_to(self.user, self.kwargs["key"])

    def get_parents(self) -> list[tuple[str, str]]:
        return [(self.get_success_url(), str(self.record.measure))]

    def get_success_url(self) -> str:
        return reverse("policies:measure", args=[self.record.measure_id])


class MilestoneMove(OfMilestone, EditForm):
    """Move the day of a milestone."""

    permissions = OFFICER
    table = MOVE
    title, button = N_("Move the milestone"), N_("Move it")
    done = N_("The milestone is moved.")

    def before(self) -> dict[str, Any]:
        return {"due_on": self.record.due_on}

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.move_milestone(self.user, self.record.id, seen, **proposed)


class MilestoneReach(OfMilestone, TableForm):
    """Record that a milestone is reached, with its evidence."""

    permissions = OFFICER_OR_OWN
    form_class = forms.WithFile
    table = REACHED
    button = N_("Record it with the evidence")
    lead = N_(
        "A milestone is reached with evidence: add a file, a link, or the address of a record in "
        "Waystation."
    )
    done = N_("The milestone is reached.")

    def get_title(self) -> str:
        return str(self.record.title)

    def get_initial(self) -> dict[str, Any]:
        return {"reached_on": today_in()}

    def act(self, form: Any) -> Any:
        file = form.file
        return actions.reach_milestone(self.user, self.record.id, file=file, **form.values)


class EvidenceFile(Permitted):
    """A file that shows that a milestone was reached."""

    permissions = READ_OR_OWN

    def get_record(self) -> Any:
        return queries.evidence_visible_to(self.user, self.kwargs["key"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        name, media, content = actions.open_evidence(self.user, self.record.id)
        answer = HttpResponse(content, content_type=media)
        answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        return answer
