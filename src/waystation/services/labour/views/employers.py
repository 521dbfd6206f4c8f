"""Employers: the list, one employer, its sites, and its link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionButton, ActionForm, EditForm
from waystation.foundation.pages.base import PagePart, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.guests import CodedLinkNew
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.values import readable_values_of, values_of
from waystation.foundation.shared.words import N_
from waystation.services.labour import actions, forms, queries
from waystation.services.labour.fields import EMPLOYER, SITE
from waystation.services.labour.queries import links
from waystation.services.labour.transitions import VACANCY_WORKFLOW

EMPLOYERS = (("labour:home", N_("Work")), ("labour:employers", N_("Employers")))


class Employers(ListPage):
    """The employers of the user's offices."""

    permissions = ("vacancy.read",)
    parents = (("labour:home", N_("Work")),)
    title = N_("Employers")
    lead = N_("Who offers work, and whether due diligence has cleared them.")
    empty_title = N_("No employers yet")
    empty_text = N_("Record an employer, or invite one by a link to answer for itself.")
    add_label = N_("Record an employer")
    order = ("entity__name", "id")
    search = ("entity__name",)
    extra_values = ("entity_id",)
    columns = (
        Column("entity__name", N_("Employer")),
        *columns_of(EMPLOYER),
        Column(
            "clearance",
            N_("Due diligence"),
            words=lambda one: _(one.label) if one else "",
            tone=lambda row: row["clearance"].tone,
            prepared=True,
        ),
        Column("office__name", N_("Office")),
    )
    filters = filters_of(EMPLOYER)
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.employers_visible_to(self.user)

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found = queries.clearances_of([row["entity_id"] for row in rows])
        return [{**row, "clearance": found[row["entity_id"]]} for row in rows]

    def get_row_url(self, row: Row) -> str:
        return url_of("labour:employer", row["id"])

    def get_add_url(self) -> str:
        may = access.may(self.user, "vacancy.record")
        return reverse("labour:employer_new") if may else ""


class EmployerNew(ActionForm):
    """Record an employer; the employer answers the remaining questions itself."""

    permissions = ("vacancy.record",)
    parents = EMPLOYERS
    title = N_("Record an employer")
    lead = N_("Name it, or choose one that is known. It can answer the questions itself by a link.")
    done = N_("The employer is recorded.")
    result_page = "labour:employer"

    def get_form(self, form_class: Any = None) -> Any:
        return forms.EmployerNew(self.user, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.record_employer(
            self.user,
            UUID(given["office"]),
            entity_id=given["entity"],
            name=given["name"],
            **form.values,
        )


class OfEmployer(PagePart):
    """A page of one employer."""

    permissions: tuple[str, ...] = ("vacancy.record",)
    record_page = "labour:employer"

    def get_record(self) -> Any:
        return queries.employer_visible_to(self.user, self.kwargs["employer_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        return [
            (reverse("labour:home"), _("Work")),
            (reverse("labour:employers"), _("Employers")),
            (self.get_success_url(), str(self.record)),
        ]


class EmployerPage(OfEmployer, DetailPage):
    """One employer: data, due diligence, sites, vacancies, and its link."""

    template_name = "labour/employer.html"
    permissions = ("vacancy.read",)
    table = EMPLOYER

    def get_parents(self) -> list[tuple[str, str]]:
        return super().get_parents()[:-1]

    def get_title(self) -> str:
        return str(self.record.entity.name)

    def values(self) -> Mapping[str, Any]:
        return readable_values_of(self.record, EMPLOYER)

    def get_links(self) -> list[dict[str, Any]]:
        if not access.may(self.user, "vacancy.record", self.record.office_id):
            return []
        key = self.record.id
        return [
            {
                "label": _("Draft a vacancy"),
                "url": reverse("labour:vacancy_new", args=[key]),
                "primary": True,
            },
            {"label": _("Change"), "url": reverse("labour:employer_change", args=[key])},
            {"label": _("Add a site"), "url": reverse("labour:site_new", args=[key])},
            {"label": _("Invite by a link"), "url": reverse("labour:link_new", args=[key])},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = access.may(self.user, "vacancy.record", self.record.office_id)
        vacancies = queries.vacancies_visible_to(self.user).filter(employer=self.record)
        return super().get_context_data(**kwargs) | {
            "clearance": queries.clearance_of(self.record),
            "sites": [
                {"site": one, "place": SITE["place"].words(one.place)}
                for one in self.record.sites.order_by("name")
            ],
            "vacancies": [
                {"vacancy": one, "state": VACANCY_WORKFLOW.state_of(one)}
                for one in vacancies.order_by("-id")
            ],
            "link": links.live_link_of(self.record) if may else None,
        }


class EmployerEdit(OfEmployer, EditForm):
    """Edit an employer."""

    table = EMPLOYER
    title = N_("Change the employer")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, EMPLOYER)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_employer(self.user, self.record.id, seen, proposed)


class SiteNew(OfEmployer, ActionForm):
    """Add a place of work."""

    title = N_("Add a site")
    done = N_("The site is added.")
    table = SITE

    def act(self, form: Any) -> Any:
        return actions.add_site(self.user, self.record.id, **form.values)


class LinkNew(OfEmployer, CodedLinkNew):
    """Make the link by which an employer works; its code is shown once."""

    opens = "labour:employer_link"
    title, button = N_("Invite by a link"), N_("Make the link")
    lead = N_(
        "For an employer without an account. The link opens on one device, with a code that you "
        "tell by telephone. An earlier link is revoked."
    )

    def act(self, form: Any) -> Any:
        return actions.make_link(self.user, self.record.id)


class LinkRevoke(OfEmployer, ActionButton):
    """Close the link of an employer at once."""

    done = N_("The link is revoked and no longer works.")

    def act(self) -> Any:
        return actions.revoke_link(self.user, self.record.id)
