"""The pages of standards and gap assessments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionButton, TransitionForm
from waystation.foundation.pages.base import Page, PagePart, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, Filter, PeriodFilter, TickFilter
from waystation.foundation.pages.lists import Column, Row, columns_of
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.governance.policies import forms
from waystation.governance.policies.actions import standards as actions
from waystation.governance.policies.fields import CLAUSE_ANSWER, GAP_ASSESSMENT, STANDARD
from waystation.governance.policies.queries import measures, scope
from waystation.governance.policies.queries import standards as queries
from waystation.governance.policies.rules import standards as rules
from waystation.governance.policies.transitions import GAP_WORKFLOW

from .common import HOME, OFFICER, OFFICER_OR_OWN, READ_OR_OWN, Listed, NewInOffice, TableForm

STANDARDS = (*HOME, ("policies:standards", N_("Standards")))
GAPS = (*HOME, ("policies:gaps", N_("Gap assessments")))
CHANGES = {"better": (N_("Better than before"), "g"), "worse": (N_("Worse than before"), "r")}


class Standards(Listed):
    """The standards that law and practice are assessed against, by edition."""

    template_name = "policies/standards.html"
    permissions = READ_OR_OWN
    title = N_("Standards")
    lead = N_("What law and practice are assessed against, clause by clause.")
    empty_title = N_("No standard is loaded yet")
    empty_text = N_(
        "Load those that come with Waystation, or a file with the clauses of another one."
    )
    add_label = N_("Load a standard")
    add_address = "policies:standard_new"
    order = ("name", "-edition", "id")
    search = ("name", "source")
    columns = (*columns_of(STANDARD), Column("number", N_("Clauses"), number=True))

    def get_rows(self) -> QuerySet[Any]:
        return queries.standards_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("policies:standard", row["id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = access.may(self.user, "policy.draft")
        return super().get_context_data(**kwargs) | {"may_load": may}


class StandardNew(NewInOffice):
    """Load an edition of a standard from a file."""

    permissions = OFFICER
    parents = STANDARDS
    form_class = forms.OfficeFile
    table = STANDARD
    title, button = N_("Load a standard"), N_("Load it")
    lead = N_(
        "A CSV file with the columns code, title and text, one row for each clause. Name the "
        "source exactly: who published it, and when."
    )
    done = N_("The standard is loaded.")
    result_page = "policies:standard"

    def act(self, form: Any) -> Any:
        name, content = form.file
        office = self.office_of(form)
        return actions.load_standard(
            self.user, office, content=content, file_name=name, **form.values
        )


class StandardsShipped(ActionButton):
    """Load the standards that come with Waystation."""

    permissions = OFFICER
    done = N_("The standards that come with Waystation are loaded.")
    next_page = "policies:standards"

    def act(self) -> Any:
        office = access.offices_where(self.user, "policy.draft")[0]
        return actions.load_shipped_standards(self.user, office)


class StandardPage(Page):
    """A standard with its clauses."""

    template_name = "policies/standard.html"
    permissions = READ_OR_OWN
    parents = STANDARDS

    def get_record(self) -> Any:
        return queries.standard_visible_to(self.user, self.kwargs["key"])

    def get_title(self) -> str:
        return str(self.record)

    def get_lead(self) -> str:
        return str(self.record.source)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "clauses": queries.clauses_of(self.record.id),
        }


class Gaps(Listed):
    """Assessments of law and practice against standards."""

    permissions = READ_OR_OWN
    title = N_("Gap assessments")
    lead = N_("Law and practice against a standard, clause by clause, by the authority or others.")
    empty_title = N_("No assessment yet")
    empty_text = N_(
        "Start with a standard and the institution whose law and practice you want to assess."
    )
    add_label = N_("Start an assessment")
    add_address = "policies:gap_new"
    order = ("-day", "-id")
    search = ("standard__name", "entity__name")
    columns = (
        Column("standard__name", N_("Standard"), muted=lambda row: row["standard__edition"]),
        Column("entity__name", N_("Institution")),
        Column("by", N_("Assessed by"), words=GAP_ASSESSMENT["by"].words),
        Column("day", N_("As of"), words=GAP_ASSESSMENT["day"].words, nowrap=True),
        Column("answered", N_("Clauses assessed"), number=True),
        Column("gaps", N_("Gaps"), number=True),
        Column("unplanned", N_("Gaps without a measure"), number=True),
        Column.of_state(GAP_WORKFLOW),
    )
    extra_values = ("standard__edition",)

    @cached_property
    def filters(self) -> Sequence[Filter]:  # type: ignore[override]
        return (
            self.by_institution(),
            ChoiceFilter.of(GAP_ASSESSMENT["by"]),
            ChoiceFilter.of_state(GAP_WORKFLOW),
            PeriodFilter("day", N_("As of")),
            TickFilter(
                "open", N_("Gaps without a measure"), Q(unplanned__gt=0) & ~Q(state="withdrawn")
            ),
        )

    def get_rows(self) -> QuerySet[Any]:
        return queries.gaps_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("policies:gap", row["id"])

    def get_add_url(self) -> str:
        own = access.may(self.user, "policy.answer")
        return reverse("policies:gap_new") if own else super().get_add_url()


class GapNew(TableForm):
    """Begin to assess law and practice against a standard."""

    permissions = OFFICER_OR_OWN
    parents = GAPS
    table = GAP_ASSESSMENT
    title, button = N_("Start an assessment"), N_("Begin")
    done = N_("The assessment has started. Go through its clauses.")
    result_page = "policies:gap"

    def get_initial(self) -> dict[str, Any]:
        own = scope.own_entity(self.user)
        return {"day": today_in(), "entity": str(own or ""), "by": "self" if own else None}

    def get_offers(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        return {
            "standard": queries.standard_choices(self.user),
            "entity": scope.institution_choices(self.user),
        }

    def act(self, form: Any) -> Any:
        return actions.begin_assessment(self.user, **form.values)


class GapPage(DetailPage):
    """An assessment, clause by clause, with what changed and the measures that close gaps."""

    template_name = "policies/gap.html"
    permissions = READ_OR_OWN
    parents = GAPS
    table = GAP_ASSESSMENT.without("standard", "entity")
    workflow = GAP_WORKFLOW
    transition_address = "policies:gap_step"

    def get_record(self) -> Any:
        return queries.gap_visible_to(self.user, self.kwargs["key"])

    def get_title(self) -> str:
        return str(self.record.standard)

    def get_lead(self) -> str:
        return str(self.record.entity.name)

    def values(self) -> Mapping[str, Any]:
        return {name: getattr(self.record, name) for name in self.table.names}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.record
        lines = queries.assessed_clauses(row)
        may = scope.may_write(self.user, row.office_id, row.entity_id if row.by == "self" else None)
        return super().get_context_data(**kwargs) | {
            "lines": [_line(one) for one in lines],
            "counts": [
                {
                    "title": title,
                    "counts": [(_(word), counted[grade]) for grade, word in rules.GRADES],
                }
                for title, counted in (
                    (
                        _(heading),
                        rules.counts_of(getattr(one.answer, name) for one in lines if one.answer),
                    )
                    for name, heading in (("law", N_("Law")), ("practice", N_("Practice")))
                )
            ],
            "before": queries.before(row),
            "other": queries.other_side(row),
            "may_assess": may and row.state == "draft",
        }


def _line(one: queries.Assessed) -> dict[str, Any]:
    def grade(name: str, change: str) -> dict[str, Any] | None:
        if one.answer is None:
            return None
        value = getattr(one.answer, name)
        word, tone = CHANGES.get(change, ("", ""))
        return {
            "word": CLAUSE_ANSWER[name].words(value),
            "tone": rules.TONES[value] or "b",
            "change": _(word) if word else "",
            "change_tone": tone,
        }

    return {
        "clause": one.clause,
        "answer": one.answer,
        "law": grade("law", one.law_change),
        "practice": grade("practice", one.practice_change),
    }


class OfGap(PagePart):
    """A page of one gap assessment."""

    permissions: tuple[str, ...] = OFFICER_OR_OWN
    record_page = "policies:gap"

    def get_record(self) -> Any:
        return queries.gap_visible_to(self.user, self.kwargs["key"])

    def get_parents(self) -> list[tuple[str, str]]:
        listed = (reverse("policies:gaps"), _("Gap assessments"))
        return [listed, (self.get_success_url(), str(self.record.standard))]


class ClauseAssess(OfGap, TableForm):
    """Say how law and practice meet one clause."""

    template_name = "policies/clause.html"
    table = CLAUSE_ANSWER
    done = N_("The clause is assessed.")

    def get_record(self) -> Any:
        row = queries.gap_visible_to(self.user, self.kwargs["key"])
        self.clause = queries.clause_of(row, self.kwargs["clause"])
        self.answer = queries.answer_to(row.id, self.clause.id)
        return row

    def get_title(self) -> str:
        return str(self.clause)

    def get_initial(self) -> dict[str, Any]:
        if self.answer is None:
            return {}
        found = {name: getattr(self.answer, name) for name in CLAUSE_ANSWER.names}
        return {**found, "measure": str(self.answer.measure_id or "")}

    def get_offers(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        return {"measure": measures.measure_choices(self.user)}

    def act(self, form: Any) -> Any:
        return actions.assess_clause(self.user, self.record.id, self.clause.id, **form.values)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"clause": self.clause}


class GapStep(OfGap, TransitionForm):
    """Finish an assessment, or withdraw it."""

    workflow = GAP_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_assessment_state(self.user, self.record.id, transition.name, **values)
