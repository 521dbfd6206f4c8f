"""Writing a report: starting one, its settings, the preview, and publishing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import (
    ActionButton,
    ActionForm,
    EditForm,
    TransitionForm,
)
from waystation.foundation.pages.base import Page, PagePart, Permitted
from waystation.foundation.pages.forms import FieldsForm
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import Conflict, NotSeen
from waystation.foundation.shared.periods import quarter, today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.tasks import actions as tasks
from waystation.foundation.workflow.transitions import Transition
from waystation.governance.reports import actions, presenting, queries
from waystation.governance.reports.fields import BEGUN, REPORT, TYPED
from waystation.governance.reports.forms import BegunForm, PreparedForm
from waystation.governance.reports.rules.reports import KINDS
from waystation.governance.reports.transitions import REPORT_WORKFLOW
from waystation.governance.results.http import download

from . import readiness
from .documents import draft_document

REPORTS = (("reports:reports", N_("Reports")),)
BEFORE = N_(
    "Your colleagues in the same centres can read the draft. It is not visible to others "
    "before it is published."
)


class OfReport(PagePart):
    """A page of one draft; ``permissions`` hold in the office that writes it."""

    permissions: tuple[str, ...] = ("report.draft",)
    record_page = "reports:draft"

    def get_record(self) -> Any:
        return queries.draft_visible_to(self.user, self.kwargs["report"])

    def get_parents(self) -> list[tuple[str, str]]:
        draft = reverse("reports:draft", args=[self.record.id])
        return [(reverse("reports:reports"), _("Reports")), (draft, str(self.record.title))]


class ReportNew(ActionForm):
    """Begin a report."""

    permissions = ("report.draft",)
    parents = REPORTS
    form_class: type[FieldsForm] = BegunForm
    title, lead, button = N_("Start a report"), BEFORE, N_("Begin")
    result_page = "reports:write"
    table = BEGUN

    def get_initial(self) -> dict[str, Any]:
        last = quarter(quarter(today_in()).start - today_in().resolution)
        return {
            "starts_on": last.start,
            "ends_on": last.last_day,
            "audience": "partners",
            "language": self.user.language,
            "author": self.user.full_name,
            "template": "quarterly",
            "with_cover": True,
            "offices": [str(one) for one in access.offices_where(self.user, "report.draft")],
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        offered = access.office_choices(self.user, "indicator.read")
        return super().get_form_kwargs() | {"offices": offered}

    def act(self, form: Any) -> Any:
        chosen = [UUID(one) for one in form.cleaned_data.get("offices", ())]
        return actions.draft_report(self.user, **form.values, offices=chosen or None)


class ReportFrom(ReportNew):
    """Begin a report that an app has prepared: over which offices, and for which period."""

    form_class = PreparedForm

    def get_template(self) -> contributions.ReportTemplate:
        path = contributions.mapping_of("report_templates").get(self.kwargs["template"])
        if path is None:
            raise NotSeen(N_("There is no such page."), code="not_seen")
        found: contributions.ReportTemplate = import_string(path)
        return found

    def check_permission(self) -> None:
        self.template = self.get_template()
        self.scopes = {key: (label, own) for key, label, own in self.template.scopes(self.user)}
        super().check_permission()

    def get_title(self) -> str:
        return _(self.template.title)

    def get_lead(self) -> str:
        return _(self.template.lead)

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"title": _(self.template.title)}

    def get_form_kwargs(self) -> dict[str, Any]:
        offered = [(key, label) for key, (label, _offices) in self.scopes.items()]
        given = super().get_form_kwargs() | {"scopes": offered, "table": REPORT}
        given.pop("offices")
        return given

    def act(self, form: Any) -> Any:
        _label, offices = self.scopes.get(form.cleaned_data["scope"], ("", []))
        with translation.override(form.values["language"] or self.user.language):
            blocks = self.template.blocks()
        return actions.draft_report(
            self.user, **form.values, offices=offices or None, blocks=blocks
        )


class ReportEdit(OfReport, EditForm):
    """Change title, period, audience or language of a draft."""

    table = REPORT
    title, lead = N_("Change the report"), BEFORE
    done = ""

    def before(self) -> dict[str, Any]:
        return values_of(self.record, REPORT)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.change_report(self.user, self.record.id, proposed, seen)


class DraftPage(OfReport, Page):
    """A draft as it would be published now, and its blocks to work on."""

    template_name = "reports/draft.html"

    def check_permission(self) -> None:
        """Who sees the draft may read it: ``draft_visible_to`` has decided."""

    def get_title(self) -> str:
        return str(self.record.title)

    def get_parents(self) -> list[tuple[str, str]]:
        return super().get_parents()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, names = self.record, dict(KINDS)
        assembled = queries.preview(row, reader=self.user)
        titles = queries.indicator_titles(row)
        return super().get_context_data(**kwargs) | {
            "document": draft_document(row, assembled),
            "outline": [
                {
                    "block": block,
                    "kind": _(names[block.kind]),
                    "text": presenting.label_of(block, titles),
                    "typed": block.kind in TYPED,
                }
                for block in queries.blocks_of(row)
            ],
            "kinds": [(kind, _(names[kind])) for kind in TYPED],
            "figures": len(assembled.figures),
            "refused": queries.refused_blocks(assembled),
            "editions": queries.published_editions(self.user, row.id),
            "may_write": access.may(self.user, "report.draft", row.office_id),
            "steps": [
                {"label": _(one.button), "url": reverse("reports:publish", args=[row.id])}
                for one in REPORT_WORKFLOW.available(self.user, row)
            ],
        }


class DraftDownload(OfReport, Permitted):
    """A draft as a file, marked as a draft."""

    def check_permission(self) -> None:
        """Who sees the draft may read it: ``draft_visible_to`` has decided."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assembled = queries.preview(self.record, reader=self.user)
        document = draft_document(self.record, assembled)
        return download(self.kwargs["kind"], self.record.title, document)


class Approve(OfReport, ActionButton):
    """Approve the version of a draft that the user has read on its check page."""

    permissions = ("report.publish",)
    done = N_("This version is approved. A later change needs a new approval.")
    record_page = "reports:publish"

    def act(self) -> Any:
        version = self.request.POST.get("version", "")
        return actions.approve_report(
            self.user, self.record.id, version=int(version) if version.isdecimal() else 0
        )


class Publish(OfReport, TransitionForm):
    """The confirmation page before publishing: audience, number of figures, suppressed ones.

    A long report is published in the background.
    """

    template_name = "reports/publish.html"
    workflow = REPORT_WORKFLOW

    def get_transition(self) -> Transition:
        return next(
            one for one in REPORT_WORKFLOW.transitions.values() if self.record.state in one.source
        )

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        reason, version = values.get("reason") or "", self.request.POST.get("version", "")
        if not version.isdecimal():
            raise Conflict(
                N_("The report was changed while you were reading it. Check it again."),
                code="edited_meanwhile",
            )
        if len(queries.blocks_of(self.record)) > settings.LONG_REPORT_BLOCKS:
            about = {
                "report": str(self.record.id),
                "version": int(version),
                "reason": reason,
                "after": queries.last_number(self.record),
            }
            self.done = ""
            return tasks.begin(self.user, "report.publish", about)
        return actions.publish_report(
            self.user, self.record.id, version=int(version), reason=reason
        )

    def get_success_url(self) -> str:
        if not hasattr(self.result, "digest"):
            return reverse("tasks:task", args=[self.result.id])
        page, key = queries.page_after_publishing(self.user, self.record.id, self.result.id)
        return reverse(page, args=[key])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assembled = queries.preview(self.record, reader=self.user)
        return super().get_context_data(**kwargs) | {
            "answers": REPORT.answers(values_of(self.record, REPORT)),
            "figures": len(assembled.figures),
            "hidden": queries.hidden_figures(assembled),
            "about_figures": _(presenting.DIFFERS)
            if queries.differs_when_published(self.record, assembled)
            else "",
            **readiness.before_publishing(self.user, self.record, assembled),
        }
