"""Recruiters and employers: the list for all counsellors, and one organisation's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.base import url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.fold import search_key
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.registry.organisations.fields import ENTITY
from waystation.services.recruitment import queries
from waystation.services.recruitment.rules.clearance import STATES, TONES, may_recruit
from waystation.services.recruitment.transitions import ASSESSMENT_WORKFLOW

from .lines import DAY, incident_lines

RECRUITERS = (("recruitment:recruiters", N_("Recruiters and employers")),)


def states_offered() -> list[tuple[str, str]]:
    """Return the states of a clearance in the reader's language."""
    return [(code, _(word)) for code, word in STATES.items()]


@dataclass(frozen=True)
class ClearanceFilter:
    """Only the organisations for which a state of clearance holds today."""

    name: str
    label: str

    def narrow(self, rows: QuerySet[Any], asked: Mapping[str, str]) -> QuerySet[Any]:
        value = asked.get(self.name, "")
        if not value:
            return rows
        first = rows.order_by().values_list("organisation_id", flat=True).first()
        if first is None or value not in STATES:
            return rows.none()
        return rows.filter(id__in=queries.entities_with_state(first, value, today_in()))

    def bind(self, asked: Mapping[str, str]) -> dict[str, Any]:
        return ChoiceFilter(self.name, self.label, states_offered).bind(asked)


class Recruiters(ListPage):
    """Who recruits and who employs, and whether they are cleared today."""

    template_name = "recruitment/recruiters.html"
    permissions = ("recruiter.read",)
    title = N_("Recruiters and employers")
    lead = N_("Assessed recruiters and employers. Do not refer anyone to one that is suspended.")
    empty_title = N_("No recruiter or employer is entered yet")
    empty_text = N_("Enter them among the organisations, as a recruiter or an employer.")
    order = ("name", "id")
    search = ("search_key",)
    columns = (
        *columns_of(ENTITY.only("name", "kind")),
        Column(
            "clearance",
            N_("Clearance"),
            words=lambda state: _(STATES[state]),
            tone=lambda row: TONES.get(row["clearance"], "b"),
            prepared=True,
        ),
        Column("standard", N_("Standard"), prepared=True),
        Column("valid_until", N_("Valid until"), words=DAY.words, prepared=True, nowrap=True),
    )
    filters = (
        ChoiceFilter.of(ENTITY["kind"]),
        ClearanceFilter("clearance", N_("Clearance")),
    )
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.recruiters_visible_to(self.user)

    def search_text(self, text: str) -> str:
        return search_key(text)

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found = queries.clearances_of([row["id"] for row in rows], today_in())
        names = dict(queries.standards())
        return [
            {
                **row,
                "clearance": found[row["id"]].state,
                "standard": names.get(found[row["id"]].standard, ""),
                "valid_until": found[row["id"]].valid_until,
            }
            for row in rows
        ]

    def get_row_url(self, row: Row) -> str:
        return url_of("recruitment:recruiter", row["id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        me = self.user.organisation_id
        keys = queries.entities_with_state(me, "suspended", today_in())
        suspended = queries.recruiters_visible_to(self.user).filter(id__in=keys).order_by("name")
        return super().get_context_data(**kwargs) | {
            "suspended": list(suspended),
            "may_assess": access.may(self.user, "recruiter.assess"),
            "may_see_assessments": access.may(self.user, "recruiter.assess")
            or access.may(self.user, "recruiter.decide"),
        }


class RecruiterPage(DetailPage):
    """One recruiter or employer: clearance and other data."""

    template_name = "recruitment/recruiter.html"
    permissions = ("recruiter.read",)
    parents = RECRUITERS
    table = ENTITY.without("name", "category")

    def get_record(self) -> Any:
        return queries.recruiter_visible_to(self.user, self.kwargs["entity_id"])

    def check_permission(self) -> None:
        access.require(self.user, "recruiter.read")  # shared by all offices

    def get_title(self) -> str:
        return str(self.record.name)

    def values(self) -> Mapping[str, Any]:
        return values_of(self.record, self.table)

    def get_links(self) -> list[dict[str, Any]]:
        key, links = self.record.id, list[dict[str, Any]]()
        if access.may(self.user, "recruiter.assess"):
            url = f"{reverse('recruitment:assessment_new')}?organisation={key}"
            links.append({"label": _("Assess"), "url": url, "primary": True})
        if access.may(self.user, "incident.record"):
            url = f"{reverse('recruitment:incident_new')}?organisation={key}"
            links.append({"label": _("Record an incident"), "url": url})
        return links

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        clearance = queries.clearance_of(self.record.id, today_in())
        editions = queries.assessments_visible_to(self.user).filter(entity=self.record)
        names = dict(queries.standards())
        refusal = may_recruit(clearance)
        return super().get_context_data(**kwargs) | {
            "clearance": clearance,
            "state": (_(clearance.label), clearance.tone),
            "warning": _(refusal.sentence) if refusal else "",
            "editions": [
                {
                    "id": one.id,
                    "title": f"{names.get(one.standard, one.standard)} · {one.number}",
                    "state": ASSESSMENT_WORKFLOW.words(one.state),
                    "tone": ASSESSMENT_WORKFLOW.state_of(one).tone,
                    "day": one.suspended_on or one.decided_on or one.submitted_on,
                }
                for one in editions.order_by("-number", "-id")[:20]
            ],
            "incidents": incident_lines(
                queries.incidents_of_party(self.user, self.record.id).order_by("-opened_on", "-id")[
                    :20
                ]
            ),
        }
