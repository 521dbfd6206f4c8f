"""The register of centres."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm, EditForm
from waystation.foundation.pages.base import url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.languages import names_in
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.words import N_
from waystation.services.centres import actions, queries
from waystation.services.centres.fields import CENTRE

REGISTER = (("centres:centres", N_("Centres")),)


class Centres(ListPage):
    """The register of centres, and the offices whose centre is not in it yet."""

    template_name = "centres/centres.html"
    permissions = ("centre.read", "centre.manage")
    title = N_("Centres")
    lead = N_("Migrant Service Centres: information, advice and referral in one place.")
    empty_title = N_("No centre is in the register yet")
    empty_text = N_("An administrator enters the centre of each office.")
    order = ("name", "id")
    search = names_in("name", "host", "address")
    columns = (
        *columns_of(CENTRE),
        Column("equipment_items", N_("Items of equipment"), number=True, prepared=True),
        Column("equipment_over", N_("Equipment handed over"), number=True, prepared=True),
        Column("trainings", N_("Training courses"), number=True, prepared=True),
    )
    extra_values = ("office_id",)
    filters = filters_of(CENTRE)
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.centres_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("centres:centre", row["id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        without = queries.offices_without_centre(self.user)
        return super().get_context_data(**kwargs) | {
            "without": without,
            "network": queries.network_of(self.user),
        }

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found = queries.hand_over_of([row["office_id"] for row in rows])
        return [
            {
                **row,
                "equipment_items": found[row["office_id"]].equipment,
                "equipment_over": found[row["office_id"]].handed_over,
                "trainings": found[row["office_id"]].trainings,
            }
            for row in rows
        ]


class CentrePage(DetailPage):
    """One centre of the register, and how far it is in the hands of its host."""

    template_name = "centres/centre.html"
    permissions = ("centre.read", "centre.manage")
    parents = REGISTER
    table = CENTRE
    change_address, change_permission = "centres:centre_edit", "centre.manage"

    def get_record(self) -> Any:
        return queries.centre_visible_to(self.user, self.kwargs["centre_id"])

    def check_permission(self) -> None:
        access.require_any(self.user, *self.permissions)  # all centres of the organisation

    def get_title(self) -> str:
        return str(self.record)

    def values(self) -> Mapping[str, Any]:
        return values_of(self.record, CENTRE)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        office = self.record.office_id
        return super().get_context_data(**kwargs) | {
            "hand_over": queries.hand_over_of([office])[office],
            "may_read": access.may(self.user, "centre.read"),
        }


class CentreNew(ActionForm):
    """Enter the centre of an office that has none."""

    permissions = ("centre.manage",)
    parents = REGISTER
    title, button = N_("New centre"), N_("Save the entry")
    done = N_("The entry is saved.")
    result_page = "centres:centre"
    table = CENTRE

    def check_permission(self) -> None:
        super().check_permission()
        if not access.may(self.user, "centre.manage", self.get_office()):
            raise queries.not_seen()

    def get_office(self) -> Any:
        return self.kwargs["office_id"]

    def act(self, form: Any) -> Any:
        return actions.record_centre(self.user, self.get_office(), **form.values)


class CentreEdit(EditForm):
    """Change the entry of a centre."""

    permissions = ("centre.manage",)
    parents = REGISTER
    title, button = N_("Change the entry"), N_("Save the entry")
    done = N_("The entry is saved.")
    result_page = "centres:centre"
    table = CENTRE
    action = staticmethod(actions.edit_centre)
    subject = "centre_id"

    def get_record(self) -> Any:
        return queries.centre_visible_to(self.user, self.kwargs["centre_id"])
