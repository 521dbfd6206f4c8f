"""Pathways: the list, one pathway with its editions, imports from files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm, EditForm
from waystation.foundation.pages.base import PagePart, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.services.pathways import actions, forms, queries
from waystation.services.pathways.fields import PATHWAY
from waystation.services.pathways.queries.pathways import sheet_is_older
from waystation.services.pathways.rules import words
from waystation.services.pathways.transitions import EDITION_WORKFLOW

PATHWAYS = (("pathways:pathways", N_("Pathways")),)


class Pathways(ListPage):
    """The regular pathways, with the edition that is valid today."""

    template_name = "pathways/pathways.html"
    permissions = ("pathway.read",)
    title = N_("Pathways")
    lead = N_("Regular ways to work, study or stay abroad, with dated rules and their sources.")
    empty_title = N_("No pathways yet")
    empty_text = N_("Load the rule tables that are shipped, check them, and publish them.")
    add_label = N_("Record a pathway")
    order = ("name", "id")
    search = ("name",)
    columns = (
        *columns_of(PATHWAY),
        Column("edition", N_("Valid today"), prepared=True),
        Column(
            "checked",
            N_("Checked"),
            prepared=True,
            tone=lambda row: {True: "g", False: "a", None: ""}[row["confirmed"]],
        ),
    )
    filters = filters_of(PATHWAY)
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.pathways_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("pathways:pathway", row["id"])

    def get_add_url(self) -> str:
        return reverse("pathways:new") if access.may(self.user, "pathway.edit") else ""

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        current = queries.current_editions(queries.editions_visible_to(self.user), today_in())
        return [{**row, **_edition_cells(current.get(row["id"]))} for row in rows]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "may_edit": access.may(self.user, "pathway.edit"),
            "may_see_people": access.may(self.user, "mobility.read"),
        }


def _edition_cells(edition: Any) -> dict[str, Any]:
    if edition is None:
        return {"edition": "", "checked": "", "confirmed": None}
    return {
        "edition": _("Edition {number}").format(number=edition.number),
        "checked": confirmed_words(edition.confirmed),
        "confirmed": edition.confirmed,
    }


def confirmed_words(confirmed: bool) -> str:
    """Return whether something was checked against a public copy, in words."""
    return _("Confirmed") if confirmed else _("Unconfirmed")


class PathwayNew(ActionForm):
    """Record a pathway."""

    permissions = ("pathway.edit",)
    parents = PATHWAYS
    title = N_("Record a pathway")
    done = N_("The pathway is recorded. Draft its first rules.")
    result_page = "pathways:pathway"

    def get_form(self, form_class: Any = None) -> Any:
        return forms.Pathway(self.user, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.record_pathway(
            self.user, UUID(given["office"]), key=given["key"], **form.values
        )


class LoadShipped(ActionForm):
    """Record the pathways that are part of the program, as drafts to be checked."""

    permissions = ("pathway.edit",)
    parents = PATHWAYS
    title, button = N_("Load the rule tables that are shipped"), N_("Load")
    lead = N_(
        "Each becomes a draft with its sources. What was not checked against a public copy is "
        "marked as unconfirmed. Nothing is published."
    )
    done = N_("Loaded. Check each draft, then publish it.")
    next_page = "pathways:pathways"

    def get_form(self, form_class: Any = None) -> Any:
        return forms.Office(self.user, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        return actions.load_shipped(self.user, UUID(form.cleaned_data["office"]))


class LoadLists(ActionForm):
    """Load dated lists from a file: states that take part, shortage occupations."""

    permissions = ("pathway.edit",)
    parents = PATHWAYS
    form_class = forms.ListsFile
    title, button = N_("Load dated lists"), N_("Check and load")
    lead = N_(
        "A CSV file with the columns pathway, kind, name, codes, valid_from, source and read_on. A "
        "row without the day on which the text was read is marked as unconfirmed."
    )
    done = N_("The lists are loaded.")

    def act(self, form: Any) -> tuple[int, int]:
        return actions.load_lists(self.user, form.cleaned_data["file"].read())

    def get_success_url(self) -> str:
        return reverse("pathways:entries", args=["lists"])


class OfPathway(PagePart):
    """A page below a pathway's page."""

    permissions: tuple[str, ...] = ("pathway.edit",)
    record_page = "pathways:pathway"

    def get_record(self) -> Any:
        return queries.pathway_visible_to(self.user, self.kwargs["pathway_id"])

    def get_pathway(self) -> Any:
        return self.record

    def get_parents(self) -> list[tuple[str, str]]:
        pathway = self.get_pathway()
        return [
            (reverse("pathways:pathways"), _("Pathways")),
            (reverse("pathways:pathway", args=[pathway.id]), pathway.name),
        ]


class PathwayPage(DetailPage):
    """One pathway: its editions, places and take-up by year, the fact sheet that explains it."""

    template_name = "pathways/pathway.html"
    permissions = ("pathway.read",)
    parents = PATHWAYS
    table = PATHWAY.without("name")

    def get_record(self) -> Any:
        return queries.pathway_visible_to(self.user, self.kwargs["pathway_id"])

    def check_permission(self) -> None:
        access.require(self.user, "pathway.read")  # colleagues of all offices share them

    def get_title(self) -> str:
        return str(self.record.name)

    def values(self) -> Mapping[str, Any]:
        return values_of(self.record, self.table)

    def get_links(self) -> list[dict[str, Any]]:
        key = self.record.id
        if not access.may(self.user, "pathway.edit", self.record.office_id):
            return []
        found = [
            {"label": _("Change"), "url": reverse("pathways:change", args=[key])},
            {"label": _("Fact sheet"), "url": reverse("pathways:sheet", args=[key])},
        ]
        if not self.record.editions.filter(state="draft").exists():
            url = reverse("pathways:edition_new", args=[key])
            found.append({"label": _("Draft a new edition"), "url": url})
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = today_in()
        editions = queries.editions_visible_to(self.user).filter(pathway=self.record)
        current = queries.current_editions(editions, day).get(self.record.id)
        return super().get_context_data(**kwargs) | {
            "editions": [
                {
                    "edition": one,
                    "state": EDITION_WORKFLOW.words(one.state),
                    "tone": EDITION_WORKFLOW.state_of(one).tone,
                    "current": current is not None and one.id == current.id,
                }
                for one in editions
            ],
            "places": queries.places_of(self.user, self.record),
            "may_see_take_up": access.may(self.user, "mobility.read"),
            "lists": [
                (_(label), found)
                for kind, label in words.LISTS
                if (found := queries.list_on(self.record.id, kind, day)) is not None
            ],
            "sheet_is_older": sheet_is_older(self.record),
            "may_read_sheets": access.may(self.user, "factsheet.read"),
        }


class PathwayEdit(OfPathway, EditForm):
    """Edit a pathway."""

    table = PATHWAY
    title = N_("Change the pathway")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, PATHWAY)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_pathway(self.user, self.record.id, seen, proposed)


class SheetLink(OfPathway, ActionForm):
    """Name the fact sheet that explains a pathway."""

    title = N_("Fact sheet of the pathway")
    lead = N_("When new rules are published, the sheet is marked until it has a newer edition.")
    done = N_("The fact sheet is linked.")

    def get_form(self, form_class: Any = None) -> Any:
        return forms.Sheet(queries.sheet_choices(self.user), **self.get_form_kwargs())

    def get_initial(self) -> dict[str, Any]:
        return {"sheet": self.record.sheet_id}

    def act(self, form: Any) -> Any:
        return actions.link_sheet(self.user, self.record.id, form.cleaned_data["sheet"])
