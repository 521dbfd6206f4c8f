"""A draft with a verdict on every typed figure."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionButton
from waystation.foundation.pages.base import Page
from waystation.foundation.shared.words import N_
from waystation.governance.reports import actions
from waystation.governance.reports.queries import checking

from .drafts import OfReport


class CheckDraft(OfReport, Page):
    """The typed figures of a draft next to their facts."""

    template_name = "reports/check_draft.html"
    title = N_("Check the figures")
    lead = N_(
        "Figures that come from records or facts need no check; […] is written for them. Every "
        "figure that was typed is compared with the facts and series of this program."
    )

    def check_permission(self) -> None:
        """Who sees the draft may read it: ``draft_visible_to`` has decided."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.record
        may = access.may(self.user, "report.draft", row.office_id)
        return super().get_context_data(**kwargs) | {
            "checked": checking.checked_draft(self.user, row),
            "recorded": checking.recorded_figures(row.organisation_id, row.id),
            "record_url": reverse("reports:record_figures", args=[row.id]) if may else "",
        }


class RecordFigures(OfReport, ActionButton):
    """Record which facts the figures rest on."""

    record_page = "reports:check_draft"

    def act(self) -> int:
        address = reverse("reports:draft", args=[self.record.id])
        made = actions.record_figures(self.user, self.record.id, address)
        self.done = _("Figures recorded with their facts: {figures}.").format(figures=made)
        return made
