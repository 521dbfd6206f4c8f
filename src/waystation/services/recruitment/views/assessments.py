"""Due diligence: the editions, one edition with its findings, and the actions on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm, EditForm, TransitionForm
from waystation.foundation.pages.base import Page, PagePart, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, PeriodFilter
from waystation.foundation.pages.forms import KeyedForm, record_field
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.records.values import readable_values_of, values_of
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.services.recruitment import actions, forms, queries
from waystation.services.recruitment.fields import ASSESSMENT, CORRECTIVE_ACTION, FINDING
from waystation.services.recruitment.transitions import ASSESSMENT_WORKFLOW

from .files import handed_out
from .lines import DAY, action_line
from .recruiters import RECRUITERS

ASSESSORS = ("recruiter.assess", "recruiter.decide")


class Assessments(ListPage):
    """The assessments of the organisation, the latest first."""

    permissions = ASSESSORS
    parents = RECRUITERS
    title = N_("Assessments")
    lead = N_("Due diligence of recruiters and employers. A second person decides.")
    empty_title = N_("No assessments yet")
    empty_text = N_("Open a recruiter or an employer and choose “Assess”.")
    add_label = N_("Start an assessment")
    order = ("-created_at", "-id")
    columns = (
        Column("entity__name", N_("Organisation")),
        *columns_of(ASSESSMENT),
        Column("standard", N_("Standard"), words=queries.criterion_label),
        Column("number", N_("Edition"), number=True),
        Column.of_state(ASSESSMENT_WORKFLOW),
        Column("submitted_on", N_("Handed in on"), words=DAY.words, nowrap=True),
        Column("decided_on", N_("Decided on"), words=DAY.words, nowrap=True),
        Column("valid_until", N_("Valid until"), words=DAY.words, nowrap=True),
    )
    filters = (
        *filters_of(ASSESSMENT),
        ChoiceFilter("standard", N_("Standard"), queries.standards),
        ChoiceFilter.of_state(ASSESSMENT_WORKFLOW),
        PeriodFilter("decided_on", N_("Decided on")),
    )
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.assessments_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("recruitment:assessment", row["id"])

    def get_add_url(self) -> str:
        may = access.may(self.user, "recruiter.assess")
        return reverse("recruitment:assessment_new") if may else ""


class AssessmentNew(ActionForm):
    """Begin an edition of the due diligence of an organisation."""

    permissions = ("recruiter.assess",)
    parents = RECRUITERS
    title, button = N_("Start an assessment"), N_("Begin")
    lead = N_("Every criterion of the standard gets a finding. What was met before is copied.")
    done = N_("The assessment has started. Record your findings for each criterion.")
    result_page = "recruitment:assessment"

    def get_form(self, form_class: Any = None) -> Any:
        form = forms.Assessment(self.user, **self.get_form_kwargs())
        form.fields["organisation"] = record_field(
            _("Organisation"), queries.parties_for(self.user)
        )
        form.fields["organisation"].asked = True  # type: ignore[attr-defined]
        form.order_fields(["key", "office", "organisation"])
        return form

    def get_initial(self) -> dict[str, Any]:
        asked = key_in(self.request.GET.get("organisation", ""))
        return {"organisation": str(asked) if asked else ""}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        if given["organisation"] is None:
            raise Refusal(N_("Choose an answer."), field="organisation", code="missing")
        return actions.begin_assessment(
            self.user,
            UUID(given["office"]),
            given["organisation"],
            key=given["key"],
            **form.values,
        )


class AssessmentPage(DetailPage):
    """One edition: each criterion with the organisation's answer, our finding, and the action."""

    template_name = "recruitment/assessment.html"
    permissions = ASSESSORS
    workflow = ASSESSMENT_WORKFLOW
    transition_address = "recruitment:assessment_transition"
    table = ASSESSMENT.without("standard")  # it is in the title

    def get_record(self) -> Any:
        return queries.assessment_visible_to(self.user, self.kwargs["assessment_id"])

    def check_permission(self) -> None:
        access.require_any(self.user, *ASSESSORS)  # shared by all offices

    def get_parents(self) -> list[tuple[str, str]]:
        page = reverse("recruitment:recruiter", args=[self.record.entity_id])
        return [
            (reverse("recruitment:recruiters"), _("Recruiters and employers")),
            (page, str(self.record.entity.name)),
        ]

    def get_title(self) -> str:
        standard = queries.criterion_label(self.record.standard)
        return _("{name}: {standard}, edition {number}").format(
            name=self.record.entity.name, standard=standard, number=self.record.number
        )

    def values(self) -> Mapping[str, Any]:
        return readable_values_of(self.record, self.table)

    @property
    def may_assess(self) -> bool:
        one = self.record
        return one.state == "draft" and access.may(self.user, "recruiter.assess", one.office_id)

    def get_links(self) -> list[dict[str, Any]]:
        if not self.may_assess:
            return []
        key = [self.record.id]
        return [
            {"label": _("Change"), "url": reverse("recruitment:assessment_edit", args=key)},
            {
                "label": _("Ask the organisation"),
                "url": reverse("recruitment:assessment_ask", args=key),
            },
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        findings = queries.findings_of(self.user, self.record)
        return super().get_context_data(**kwargs) | {
            "groups": group_findings([finding_line(one) for one in findings]),
            "may_assess": self.may_assess,
            "reason": readable_text(self.record, "reason"),
        }


def finding_line(finding: Any) -> dict[str, Any]:
    """Return a finding as the template shows it."""
    entry = queries.criterion(finding.criterion)
    verdict = FINDING["verdict"]
    return {
        "id": finding.id,
        "criterion": finding.criterion,
        "parent": entry.parent if entry else "",
        "label": queries.criterion_label(finding.criterion),
        "note": entry.note if entry else "",
        "verdict": verdict.words(finding.verdict),
        "tone": {"met": "g", "partly": "a", "not_met": "r"}.get(finding.verdict, "b"),
        "evidence": readable_text(finding, "evidence"),
        "own_verdict": verdict.words(finding.own_verdict),
        "own_note": readable_text(finding, "own_note"),
        "files": [
            {"id": one.id, "name": readable_text(one, "name"), "size": one.size}
            for one in finding.files.all()
        ],
        "actions": [action_line(one) for one in finding.actions.all()],
    }


def group_findings(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the findings below their principles, in the order of the standard."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        groups.setdefault(line["parent"], []).append(line)
    return [
        {"title": queries.criterion_label(code) if code else "", "findings": found}
        for code, found in groups.items()
    ]


class OfAssessment(PagePart):
    """A page of one assessment."""

    permissions: tuple[str, ...] = ("recruiter.assess",)
    record_page = "recruitment:assessment"

    def get_record(self) -> Any:
        return queries.assessment_visible_to(self.user, self.kwargs["assessment_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        return [
            (reverse("recruitment:recruiters"), _("Recruiters and employers")),
            (self.get_success_url(), str(self.record.entity.name)),
        ]


class AssessmentEdit(OfAssessment, EditForm):
    """Change the summary or one's declared interests."""

    table = ASSESSMENT.only("conflict", "summary")
    title = N_("Change the assessment")
    done = N_("The change is saved.")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, self.table)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_assessment(self.user, self.record.id, seen, proposed)


class AssessmentTransition(OfAssessment, TransitionForm):
    """Hand in, send back, decide or suspend."""

    workflow = ASSESSMENT_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_assessment_state(self.user, self.record.id, transition.name, **values)


class OfFinding(PagePart):
    """A page of one finding of a draft."""

    permissions: tuple[str, ...] = ("recruiter.assess",)

    def get_record(self) -> Any:
        return queries.finding_visible_to(self.user, self.kwargs["finding_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        return [
            (reverse("recruitment:recruiters"), _("Recruiters and employers")),
            (self.get_success_url(), str(self.record.assessment.entity.name)),
        ]

    def get_success_url(self) -> str:
        return reverse("recruitment:assessment", args=[self.record.assessment_id])

    def get_lead(self) -> str:
        return queries.criterion_label(self.record.criterion)


class FindingRecord(OfFinding, ActionForm):
    """Record the finding on a criterion."""

    title, button = N_("Record the finding"), N_("Save")
    done = N_("The finding is saved.")
    table = FINDING

    def get_initial(self) -> dict[str, Any]:
        return values_of(self.record, FINDING)

    def act(self, form: Any) -> Any:
        return actions.record_finding(self.user, self.record.id, **form.values)


class FindingActionNew(OfFinding, ActionForm):
    """Plan a corrective action for a criterion that is not met."""

    form_class = KeyedForm
    title, button = N_("Plan a corrective action"), N_("Save")
    done = N_("The corrective action is planned.")
    table = CORRECTIVE_ACTION

    def act(self, form: Any) -> Any:
        key = form.cleaned_data["key"]
        return actions.add_corrective_action(
            self.user, finding_id=self.record.id, key=key, **form.values
        )


class EvidenceOpen(Page):
    """Send a document that an organisation gave as evidence."""

    permissions = ASSESSORS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return handed_out(*actions.open_evidence(self.user, self.kwargs["file_id"]))
