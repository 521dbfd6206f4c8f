"""The pages of organisations: the list, one organisation, its focal points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm, EditForm
from waystation.foundation.pages.base import PagePart, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.lists import ListPage, Row, columns_of, filters_of
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.fold import search_key
from waystation.foundation.shared.words import N_

from . import actions, forms, queries
from .fields import CHANGEABLE, ENTITY

ORGANISATIONS = (("organisations:entities", N_("Organisations")),)


class Entities(ListPage):
    """The organisations that the mission works with, by name."""

    permissions = ("organisation.read",)
    title = N_("Organisations")
    lead = N_("Entities of the UN system, authorities and partners: entered once, used everywhere.")
    empty_title = N_("No organisation is entered yet")
    empty_text = N_(
        "Enter those you work with once; members, stakeholders and partners are chosen from "
        "this list."
    )
    add_label = N_("Enter an organisation")
    order = ("name", "id")
    search = ("search_key",)
    extra_values = ("acronym",)
    columns = columns_of(ENTITY, name={"muted": lambda row: row["acronym"]})
    filters = filters_of(ENTITY)
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.entities_visible_to(self.user)

    def search_text(self, text: str) -> str:
        return search_key(text)

    def get_row_url(self, row: Row) -> str:
        return url_of("organisations:entity", row["id"])

    def get_add_url(self) -> str:
        return reverse("organisations:new") if access.may(self.user, "organisation.manage") else ""


class EntityPage(DetailPage):
    """One organisation with its mandate, expertise, and who speaks for it."""

    template_name = "organisations/entity.html"
    permissions = ("organisation.read",)
    parents = ORGANISATIONS
    table = ENTITY.without("name")

    def get_record(self) -> Any:
        return queries.entity_visible_to(self.user, self.kwargs["entity_id"])

    def check_permission(self) -> None:
        access.require(self.user, "organisation.read")  # shared by all offices

    def get_title(self) -> str:
        return str(self.record.name)

    def values(self) -> Mapping[str, Any]:
        return values_of(self.record, self.table)

    def get_links(self) -> list[dict[str, Any]]:
        if not access.may(self.user, "organisation.manage", self.record.office_id):
            return []
        key = self.record.id
        return [
            {"label": _("Change"), "url": reverse("organisations:change", args=[key])},
            {
                "label": _("Name a focal point"),
                "url": reverse("organisations:focal_point", args=[key]),
                "primary": True,
            },
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        speakers = queries.speakers_of(self.user, [self.record.id])
        offered = contributions.functions("organisation_panel").values()
        panels = [panel(self.user, self.record.id) for panel in offered]
        return super().get_context_data(**kwargs) | {
            "speakers": speakers,
            "panels": [one for one in panels if one is not None],
        }


class EntityNew(ActionForm):
    """Enter an organisation."""

    permissions = ("organisation.manage",)
    parents = ORGANISATIONS
    title = N_("Organisation")
    done = N_("The organisation is entered. Say who speaks for it.")
    result_page = "organisations:entity"
    table = ENTITY

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        return {name: asked[name] for name in ENTITY.names if name in asked}

    def act(self, form: Any) -> Any:
        home = access.office_of(self.user)
        offices = access.offices_where(self.user, "organisation.manage")
        office = home.id if home and home.id in offices else offices[0]
        return actions.record_entity(self.user, office, **form.values)


class OfEntity(PagePart):
    """A page of one organisation that its managers may use."""

    permissions: tuple[str, ...] = ("organisation.manage",)
    record_page = "organisations:entity"

    def get_record(self) -> Any:
        return queries.entity_visible_to(self.user, self.kwargs["entity_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        register = (reverse("organisations:entities"), _("Organisations"))
        return [register, (self.get_success_url(), str(self.record))]


class EntityEdit(OfEntity, EditForm):
    """Edit an organisation."""

    table = CHANGEABLE
    title = N_("Change the organisation")
    done = N_("The change is saved.")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, CHANGEABLE)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_entity(self.user, self.record.id, seen, proposed)


class FocalPointNew(OfEntity, ActionForm):
    """Say who speaks for an organisation."""

    done = N_("The focal point is named.")

    def get_title(self) -> str:
        return _("Who speaks for {name}").format(name=self.record.name)

    def get_form(self, form_class: Any = None) -> Any:
        accounts = queries.accounts_of(self.user.organisation_id)
        return forms.FocalPoint(accounts, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        account = form.cleaned_data["account"]
        return actions.name_focal_point(self.user, self.record.id, account=account, **form.values)
