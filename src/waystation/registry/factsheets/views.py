"""The pages of fact sheets: the list, one sheet with its editions, one edition, its languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm, EditForm, TransitionForm
from waystation.foundation.pages.base import Page, PagePart, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.forms import OfficeForm
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records import codes
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition

from . import actions, queries, rules
from .fields import EDITION, SHEET, TEXT
from .transitions import EDITION_WORKFLOW
from .translations import SHEETS


class Sheets(ListPage):
    """The fact sheets by topic, with the state of each language."""

    permissions = ("factsheet.read",)
    title = N_("Fact sheets")
    lead = N_(
        "What we tell people about each topic, in editions. "
        "A visit records the edition that was explained."
    )
    empty_title = N_("No fact sheets yet")
    empty_text = N_("Start the fact sheet of a topic, write its first edition and publish it.")
    add_label = N_("New fact sheet")
    order = ("topic", "id")
    search = ("title",)
    columns = (
        *columns_of(SHEET),
        Column("edition", N_("Valid today"), prepared=True),
        Column("languages", N_("Languages"), prepared=True),
        Column("draft", N_("Draft"), prepared=True),
    )
    filters = filters_of(SHEET)
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.sheets_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("factsheets:sheet", row["id"])

    def get_add_url(self) -> str:
        return reverse("factsheets:new") if access.may(self.user, "factsheet.edit") else ""

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        editions = queries.editions_visible_to(self.user)
        current = queries.current_editions(editions, today_in())
        drafts = dict(editions.filter(state="draft").values_list("sheet_id", "number"))
        return [
            {
                **row,
                "edition": _edition_words(current.get(row["id"])),
                "languages": _language_words(current.get(row["id"])),
                "draft": _("Edition {number}").format(number=drafts[row["id"]])
                if row["id"] in drafts
                else "",
            }
            for row in rows
        ]


def _edition_words(edition: Any) -> str:
    return _("Edition {number}").format(number=edition.number) if edition else ""


def _language_words(edition: Any) -> str:
    every = queries.languages_of(edition) if edition else []
    found = [one for one in every if one.expected or one.text]
    return " · ".join(f"{codes.label('language', one.language)}: {one.words}" for one in found)


class SheetNew(ActionForm):
    """Begin the fact sheet of a topic."""

    permissions = ("factsheet.edit",)
    parents = SHEETS
    title, button = N_("New fact sheet"), N_("Start the fact sheet")
    done = N_("The fact sheet is created. Draft its first edition.")
    result_page = "factsheets:sheet"

    def get_form(self, form_class: Any = None) -> Any:
        return SheetForm(self.user, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.record_sheet(
            self.user, UUID(given["office"]), key=given["key"], **form.values
        )


class SheetForm(OfficeForm):
    """The topic and the title of a sheet."""

    table = SHEET
    permission = "factsheet.edit"


class OfSheet(PagePart):
    """A page below a sheet's page."""

    def get_sheet(self) -> Any:
        return self.record.sheet

    def get_parents(self) -> list[tuple[str, str]]:
        sheet = self.get_sheet()
        return [
            (reverse("factsheets:sheets"), _("Fact sheets")),
            (reverse("factsheets:sheet", args=[sheet.id]), sheet.title),
        ]


class SheetPage(Page):
    """One fact sheet with its editions."""

    template_name = "factsheets/sheet.html"
    permissions = ("factsheet.read",)
    parents = SHEETS

    def get_record(self) -> Any:
        return queries.sheet_visible_to(self.user, self.kwargs["sheet_id"])

    def check_permission(self) -> None:
        access.require(self.user, "factsheet.read")  # colleagues of all offices share them

    def get_title(self) -> str:
        return str(self.record.title)

    def get_lead(self) -> str:
        return SHEET["topic"].words(self.record.topic)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        editions = list(queries.editions_visible_to(self.user).filter(sheet=self.record))
        current = queries.current_editions(
            queries.editions_visible_to(self.user).filter(sheet=self.record), today_in()
        ).get(self.record.id)
        return super().get_context_data(**kwargs) | {
            "editions": [
                {
                    "edition": one,
                    "state": (
                        EDITION_WORKFLOW.words(one.state),
                        EDITION_WORKFLOW.state_of(one).tone,
                    ),
                    "languages": queries.languages_of(one),
                    "current": current is not None and current.id == one.id,
                }
                for one in editions
            ],
            "may_edit": access.may(self.user, "factsheet.edit", self.record.office_id)
            and all(one.state != "draft" for one in editions),
        }


def _state_of(edition: Any) -> tuple[str, str]:
    return EDITION_WORKFLOW.words(edition.state), EDITION_WORKFLOW.state_of(edition).tone


class EditionNew(OfSheet, ActionForm):
    """Draft the next edition of a sheet."""

    permissions = ("factsheet.edit",)
    title, button = N_("Draft a new edition"), N_("Start the draft")
    lead = N_("It starts with the texts of the previous edition. Nothing is published yet.")
    done = N_("The draft is created. Edit its texts, then publish it.")
    result_page = "factsheets:edition"
    table = EDITION

    def get_record(self) -> Any:
        return queries.sheet_visible_to(self.user, self.kwargs["sheet_id"])

    def get_sheet(self) -> Any:
        return self.record

    def act(self, form: Any) -> Any:
        return actions.draft_edition(self.user, self.record.id, **form.values)


class EditionPage(OfSheet, DetailPage):
    """One edition: validity, source, languages, and people who were told an earlier one."""

    template_name = "factsheets/edition.html"
    permissions = ("factsheet.read",)
    table = EDITION
    workflow = EDITION_WORKFLOW
    transition_address = "factsheets:edition_transition"
    change_address, change_permission = "factsheets:edition_edit", "factsheet.edit"

    def get_record(self) -> Any:
        return queries.edition_visible_to(self.user, self.kwargs["edition_id"])

    def check_permission(self) -> None:
        access.require(self.user, "factsheet.read")  # colleagues of all offices share them

    def get_title(self) -> str:
        return _("Edition {number}").format(number=self.record.number)

    def values(self) -> Mapping[str, Any]:
        return values_of(self.record, EDITION)

    def words_of_verb(self, verb: str) -> str:
        own = {"edition.write": _("Text written"), "edition.confirm": _("Translation confirmed")}
        return own.get(verb) or super().words_of_verb(verb)

    def has_change_permission(self) -> bool:
        return self.record.state == "draft" and super().has_change_permission()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        edition = self.record
        may = access.may(self.user, "factsheet.edit", edition.office_id)
        reviews = any(access.may(self.user, one, edition.office_id) for one in rules.REVIEWERS)
        published = edition.state != "draft"
        panels = [
            panel
            for ask in contributions.functions("edition_panel").values()
            if (panel := ask(self.user, edition.id)) is not None
        ]
        return super().get_context_data(**kwargs) | {
            "versions": [
                {
                    "version": one,
                    "may_write": may
                    and rules.refusal_to_write(one.language, one.state, published) is None,
                    "may_review": reviews
                    and rules.refusal_to_review(one.state) is None
                    and one.text is not None
                    and one.text.written_by_id != self.user.id,
                }
                for one in queries.languages_of(edition)
            ],
            "panels": panels,
        }


class OfEdition(OfSheet):
    """A page of one edition that its editors may use."""

    permissions: tuple[str, ...] = ("factsheet.edit",)
    record_page = "factsheets:edition"

    def get_record(self) -> Any:
        return queries.edition_visible_to(self.user, self.kwargs["edition_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        number = _("Edition {number}").format(number=self.record.number)
        return [*super().get_parents(), (self.get_success_url(), number)]


class EditionEdit(OfEdition, EditForm):
    """Change the validity or the source of a draft."""

    table = EDITION
    title = N_("Change the edition")
    done = N_("The change is saved.")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, EDITION)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_edition(self.user, self.record.id, seen, proposed)


class TextEdit(OfEdition, EditForm):
    """Write an edition in one language, with the original before one's eyes."""

    template_name = "factsheets/text.html"
    table = TEXT
    button = N_("Save the text")
    done = N_("The text is saved.")

    def get_title(self) -> str:
        return _("Text in {language}").format(language=self.version.name)

    def get_table(self) -> FieldTable:
        return TEXT.without("unreviewed") if self.is_original() else TEXT

    def is_original(self) -> bool:
        return bool(self.kwargs["language"] == rules.SOURCE_LANGUAGE)

    def before(self) -> dict[str, Any]:
        self.version = queries.language_version(self.record, self.kwargs["language"])
        return values_of(self.version.text, TEXT) if self.version.text else TEXT.complete({})

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        for name in ("title", "body"):  # some are written from right to left
            form.fields[name].widget.attrs |= {"lang": self.version.language, "dir": "auto"}
        return form

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        language = self.kwargs["language"]
        return actions.write_text(self.user, self.record.id, language, seen, proposed)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        original = queries.language_version(self.record, rules.SOURCE_LANGUAGE).text
        return super().get_context_data(**kwargs) | {
            "version": self.version,
            "original": None if self.version.language == rules.SOURCE_LANGUAGE else original,
        }


class TextReview(OfEdition, ActionForm):
    """Confirm a translation; the page has the original beside it."""

    template_name = "factsheets/review.html"
    permissions = rules.REVIEWERS
    form_class = django_forms.Form
    button = N_("Confirm the translation")
    lead = N_(
        "Confirm it only if you read this language, or if somebody who does has compared it with "
        "the English text. Your name and the day are recorded. People who were told this sheet "
        "in this language, with another text than this one, are put on the call-back list."
    )
    done = N_("The translation is confirmed.")

    def get_title(self) -> str:
        self.version = queries.language_version(self.record, self.kwargs["language"])
        return _("Review the text in {language}").format(language=self.version.name)

    def act(self, form: Any) -> Any:
        return actions.review_text(self.user, self.record.id, self.kwargs["language"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        original = queries.language_version(self.record, rules.SOURCE_LANGUAGE).text
        context = super().get_context_data(**kwargs)
        return context | {"version": self.version, "original": original}


class EditionTransition(OfEdition, TransitionForm):
    """Publish a draft, or discard it, after a confirmation page."""

    workflow = EDITION_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_edition_state(self.user, self.record.id, transition.name, **values)
