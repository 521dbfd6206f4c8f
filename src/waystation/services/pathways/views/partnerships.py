"""Skills mobility partnerships: the list, one partnership, participants, the certificate."""

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
from waystation.foundation.pages.base import PagePart, Permitted, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.downloads import as_download
from waystation.foundation.pages.filters import ChoiceFilter, PeriodFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.registry.organisations import queries as organisations
from waystation.registry.people import queries as people
from waystation.services.pathways import actions, forms, queries
from waystation.services.pathways.fields import COST, PARTICIPANT, PARTNERSHIP
from waystation.services.pathways.transitions import PARTICIPANT_WORKFLOW, PARTNERSHIP_WORKFLOW

from .people import NAME, NUMBER, OfPeople

PARTNERSHIPS = (("pathways:partnerships", N_("Skills partnerships")),)


class Partnerships(ListPage):
    """The skills mobility partnerships of the organisation."""

    permissions = ("partnership.read",)
    title = N_("Skills partnerships")
    lead = N_("Training partners, occupations, costs, and results for both sides.")
    empty_title = N_("No partnerships yet")
    empty_text = N_("Record a partnership with its places, then its partners and costs.")
    add_label = N_("Record a partnership")
    order = ("-starts_on", "-id")
    search = ("name",)
    columns = (
        *columns_of(PARTNERSHIP),
        Column.of_state(PARTNERSHIP_WORKFLOW),
    )
    filters = (ChoiceFilter.of_state(PARTNERSHIP_WORKFLOW),)
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.partnerships_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("pathways:partnership", row["id"])

    def get_add_url(self) -> str:
        may = access.may(self.user, "partnership.manage")
        return reverse("pathways:partnership_new") if may else ""


class PartnershipNew(ActionForm):
    """Record a partnership."""

    permissions = ("partnership.manage",)
    parents = PARTNERSHIPS
    title = N_("Record a partnership")
    done = N_("The partnership is recorded. Name its partners and who pays what.")
    result_page = "pathways:partnership"

    def get_form(self, form_class: Any = None) -> Any:
        return forms.Partnership(self.user, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.record_partnership(
            self.user, UUID(given["office"]), key=given["key"], **form.values
        )


class PartnershipPage(DetailPage):
    """One partnership: partners, tracks and stages, costs, results for both sides."""

    template_name = "pathways/partnership.html"
    permissions = ("partnership.read",)
    parents = PARTNERSHIPS
    table = PARTNERSHIP.without("name")
    workflow = PARTNERSHIP_WORKFLOW
    transition_address = "pathways:partnership_transition"

    def get_record(self) -> Any:
        return queries.partnership_visible_to(self.user, self.kwargs["partnership_id"])

    def check_permission(self) -> None:
        access.require(self.user, "partnership.read")  # colleagues of all offices share them

    def get_title(self) -> str:
        return str(self.record.name)

    def values(self) -> Mapping[str, Any]:
        return values_of(self.record, self.table)

    def words_of_verb(self, verb: str) -> str:
        known = {"partnership.cost": _("Cost added"), "partnership.partner": _("Partner named")}
        return known.get(verb) or super().words_of_verb(verb)

    def get_links(self) -> list[dict[str, Any]]:
        if not access.may(self.user, "partnership.manage", self.record.office_id):
            return []
        names = (
            ("pathways:partnership_change", _("Change")),
            ("pathways:partner_new", _("Name a partner")),
            ("pathways:cost_new", _("Add a cost")),
        )
        return [
            {"label": label, "url": reverse(name, args=[self.record.id])} for name, label in names
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "results": queries.results_of(self.user, self.record),
            "may_see_participants": access.may(self.user, "mobility.read"),
        }


class OfPartnership(PagePart):
    """A page of one partnership that its managers may use."""

    permissions: tuple[str, ...] = ("partnership.manage",)
    record_page = "pathways:partnership"

    def get_record(self) -> Any:
        return queries.partnership_visible_to(self.user, self.kwargs["partnership_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        first = (reverse("pathways:partnerships"), _("Skills partnerships"))
        return [first, (self.get_success_url(), str(self.record))]


class PartnershipEdit(OfPartnership, EditForm):
    """Change a partnership, or write its results."""

    table = PARTNERSHIP
    title = N_("Change the partnership")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, PARTNERSHIP)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_partnership(self.user, self.record.id, seen, proposed)


class PartnershipTransition(OfPartnership, TransitionForm):
    """Begin a partnership, or end it."""

    workflow = PARTNERSHIP_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_partnership_state(
            self.user, self.record.id, transition.name, **values
        )


class PartnerNew(OfPartnership, ActionForm):
    """Name an organisation of a partnership, and its role."""

    title = N_("Name a partner")
    done = N_("The partner is named.")

    def get_form(self, form_class: Any = None) -> Any:
        rows = organisations.entities_of(self.user.organisation_id).order_by("name")
        entities = [(str(key), name) for key, name in rows.values_list("id", "name")[:2000]]
        return forms.Partner(entities, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        entity = form.cleaned_data["entity"]
        return actions.add_partner(self.user, self.record.id, entity, **form.values)


class CostNew(OfPartnership, ActionForm):
    """Record a cost, and who pays it."""

    title = N_("Add a cost")
    lead = N_("For each participant. Workers do not pay for recruitment.")
    done = N_("The cost is recorded.")
    table = COST

    def act(self, form: Any) -> Any:
        return actions.add_cost(self.user, self.record.id, **form.values)


class Participants(OfPeople):
    """Who takes part in the partnerships, and how far each is."""

    permissions = ("mobility.read",)
    parents = PARTNERSHIPS
    title = N_("Participants")
    lead = N_("Training, certificate, placement, return; and who dropped out, and why.")
    empty_title = N_("No participants yet")
    empty_text = N_("Open a person, choose “Pathways”, and take the person into a partnership.")
    order = ("-joined_on", "-id")
    columns = (
        NAME,
        NUMBER,
        Column("partnership__name", N_("Partnership")),
        *columns_of(PARTICIPANT),
        Column.of_state(PARTICIPANT_WORKFLOW),
    )
    filters = (
        PeriodFilter("joined_on", N_("Joined on")),
        *filters_of(PARTICIPANT),
        ChoiceFilter.of_state(PARTICIPANT_WORKFLOW),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.participants_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("pathways:participant", row["id"])


class ParticipantPage(DetailPage):
    """One participant, stage by stage."""

    permissions = ("mobility.read",)
    parents = PARTNERSHIPS
    table = PARTICIPANT
    workflow = PARTICIPANT_WORKFLOW
    transition_address = "pathways:participant_transition"

    def get_record(self) -> Any:
        return queries.participant_visible_to(self.user, self.kwargs["participant_id"])

    def get_title(self) -> str:
        person = self.record.person_id
        return people.names_of(self.user, {person}).get(person, "") or _("Participant")

    def get_lead(self) -> str:
        return str(self.record.partnership.name)

    def values(self) -> Mapping[str, Any]:
        return values_of(self.record, PARTICIPANT)

    def get_links(self) -> list[dict[str, Any]]:
        person = self.record.person_id
        found = []
        if people.names_of(self.user, {person}):
            url = reverse("pathways:person", args=[person])
            found.append({"label": _("Pathways of the person"), "url": url})
        if self.record.certified_on is not None:
            url = reverse("pathways:certificate", args=[self.record.id])
            found.append({"label": _("Certificate (PDF)"), "url": url})
        return found


class ParticipantTransition(TransitionForm):
    """Note the next stage of a participant."""

    workflow = PARTICIPANT_WORKFLOW
    record_page = "pathways:participant"

    def get_record(self) -> Any:
        return queries.participant_visible_to(self.user, self.kwargs["participant_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        partnership = self.record.partnership
        above = (reverse("pathways:partnership", args=[partnership.id]), str(partnership.name))
        return [above, (self.get_success_url(), _("Participant"))]

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_participant_state(
            self.user, self.record.id, transition.name, **values
        )


class Certificate(Permitted):
    """The certificate of a participant, as PDF."""

    permissions = ("mobility.read",)

    def get_record(self) -> Any:
        return queries.participant_visible_to(self.user, self.kwargs["participant_id"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return as_download(queries.certificate_of(self.user, self.record.id), "certificate.pdf")
