"""The letterhead of an office's reports, and whether a second person approves them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from waystation.foundation.access import queries as access
from waystation.foundation.documents import pages
from waystation.foundation.pages.action_pages import EditForm
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.words import N_
from waystation.governance.reports import actions, forms, queries
from waystation.governance.reports.fields import LETTERHEAD

from .documents import loader
from .drafts import REPORTS


class LetterheadEdit(EditForm):
    """The letterhead of one office: name, address, logo."""

    permissions = ("report.publish",)
    parents = REPORTS
    table = LETTERHEAD
    form_class = forms.LetterheadForm
    template_name = "reports/letterhead.html"
    title = N_("Letterhead and approval")
    lead = N_("Every report of the office begins with this. Published editions do not change.")

    def get_record(self) -> Any:
        return queries.letterhead_visible_to(self.user, self.kwargs["office"])

    def check_permission(self) -> None:
        access.require(self.user, "report.publish", self.kwargs["office"])

    def before(self) -> dict[str, Any]:
        if self.record is None:
            return {name: LETTERHEAD[name].blank for name in LETTERHEAD.names}
        return values_of(self.record, LETTERHEAD)

    def act(self, form: Any) -> Any:
        file = form.cleaned_data.get("logo")
        self.logo = (file.name or "", file.read()) if file else None
        return super().act(form)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.change_letterhead(
            self.user, self.kwargs["office"], proposed, seen, self.logo
        )

    def get_success_url(self) -> str:
        return reverse("reports:letterhead", args=[self.kwargs["office"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        logo = self.record.logo if self.record else None
        content = loader(self.user.organisation_id)(str(logo.id)) if logo else b""
        return super().get_context_data(**kwargs) | {
            "logo_address": pages.data_address(content) if content else "",
        }
