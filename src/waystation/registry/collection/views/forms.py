"""Forms and their versions: the list, one of them, upload, files, publishing, closing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.analysis.xforms.definition import Definition
from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm, TransitionForm
from waystation.foundation.pages.base import url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, TickFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of
from waystation.foundation.shared.words import N_
from waystation.foundation.tasks import actions as tasks
from waystation.foundation.workflow.transitions import Transition
from waystation.registry.collection import actions, forms, queries
from waystation.registry.collection.fields import FORM
from waystation.registry.collection.sentences import note_in_words
from waystation.registry.collection.transitions import FORM_WORKFLOW, VERSION_WORKFLOW

from .common import (
    FORMS,
    OfForm,
    builder_url,
    content_of,
    counted_fields,
    fill_url,
    may_count,
)

BUILT_SHOWN = 20


def unresolved_url(row: Row) -> str:
    """Return where the submissions of a form open that need a decision, "" for none."""
    if not row["held_count"]:
        return ""
    return url_of("collection:submissions", row["id"]) + "?unresolved=1"


class Forms(ListPage):
    """The forms of the user's offices, by title, with those that are being built."""

    template_name = "collection/forms.html"
    permissions = ("form.read",)
    title = N_("Forms and surveys")
    lead = N_(
        "Forms are filled in on phones with ODK Collect or KoboCollect, or in the "
        "browser. Each submission is encrypted on arrival and checked against the "
        "form's rules."
    )
    empty_title = N_("There is no form yet")
    empty_text = N_(
        "Write the questions here, or in a workbook (XLSForm) that you upload; look at the draft, "
        "publish it, and add a phone with its code."
    )
    add_label = N_("New form")
    order = ("title", "id")
    search = ("title", "key")
    filters = (
        ChoiceFilter.of_state(FORM_WORKFLOW),
        TickFilter("unresolved", N_("Needs a decision"), queries.NEEDS_A_DECISION),
    )
    about_persons = False

    def get_record(self) -> None:
        may_read = access.may(self.user, "submission.read")
        links: dict[str, Any] = {"held_count": {"link": unresolved_url}} if may_read else {}
        self.columns = (
            *columns_of(counted_fields(self.user, FORM), **links),
            Column.of_state(FORM_WORKFLOW),
            Column("missing", N_("Files missing"), words=", ".join, prepared=True),
        )

    def get_rows(self) -> QuerySet[Any]:
        return queries.forms_visible_to(self.user)

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        missing = queries.files_missing(self.user, [row["id"] for row in rows])
        return [row | {"missing": missing.get(row["id"], [])} for row in rows]

    def get_row_url(self, row: Row) -> str:
        return url_of("collection:form", row["id"])

    def get_add_url(self) -> str:
        return reverse("collection:new") if access.may(self.user, "form.design") else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        built = queries.built_forms_visible_to(self.user)[:BUILT_SHOWN]
        return super().get_context_data(**kwargs) | {"built": built}


class FormUpload(ActionForm):
    """Upload a form as a draft."""

    permissions = ("form.design",)
    parents = FORMS
    title, button = N_("Upload a form"), N_("Upload as a draft")
    lead = N_(
        "Write the questions in a workbook (XLSForm: the sheets survey, choices and settings). "
        "What is wrong is named by sheet, row and column. Nobody is asked before you publish."
    )
    done = N_("The form is here as a draft. Look at it, then publish.")
    task: Any = None

    def get_form(self, form_class: Any = None) -> Any:
        offices = access.offices_visible_to(self.user, "form.design")
        choices = [(office.id, office.name) for office in offices]
        return forms.FormUpload(choices, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        office, (name, content) = form.cleaned_data["office"], content_of(form)
        if len(content) <= settings.LONG_FORM_BYTES or name.lower().endswith(".xml"):
            return actions.upload_form(self.user, office, name, content)
        access.require(self.user, "form.design", office)
        about = {"office": str(office), "name": name[:200]}
        about["sha256"] = hashlib.sha256(content).hexdigest()
        self.task, self.done = tasks.begin(self.user, "form.upload", about, content), ""
        return self.task

    def get_success_url(self) -> str:
        if self.task is not None:
            return reverse("tasks:task", args=[self.task.id])
        return reverse("collection:form", args=[self.result.form_id])


class FormPage(OfForm, DetailPage):
    """A form with its versions, and links to its phones and submissions."""

    template_name = "collection/form.html"
    permissions = ("form.read",)
    parents = FORMS
    workflow = FORM_WORKFLOW
    transition_address = "collection:form-step"
    table = FORM.without("title")

    def get_record(self) -> Any:
        form = super().get_record()
        self.table = counted_fields(self.user, FORM.without("title"), form.office_id)
        return form

    def get_parents(self) -> list[tuple[str, str]]:
        return super().get_parents()[:1]

    def get_title(self) -> str:
        return str(self.record.title)

    def get_links(self) -> list[dict[str, Any]]:
        found = []
        current = fill_url(self.user, self.record)
        if current:
            found.append({"label": _("Fill in"), "url": current})
        if url := builder_url(self.user, self.record):
            found.append({"label": _("Change in the browser"), "url": url})
        return found

    def values(self) -> Mapping[str, Any]:
        found = queries.forms_visible_to(self.user).filter(id=self.record.id)
        values: dict[str, Any] = found.values(*self.table.names).get()
        return values

    def get_history(self) -> list[dict[str, Any]]:
        about = [self.record.id, *(version.id for version in self.versions[:5])]
        rows = access.rows_about(self.user, *about, limit=self.history_shown, reads=False)
        return [self._event(row) for row in rows]

    def words_of_verb(self, verb: str) -> str:
        known = {
            "form.upload": _("Uploaded as a draft"),
            "form.attach": _("File attached"),
            "form.publish": _("Published"),
        }
        return known.get(verb) or super().words_of_verb(verb)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.versions = queries.versions_of(self.user, self.record)
        may_design = access.may(self.user, "form.design", self.record.office_id)
        return super().get_context_data(**kwargs) | {
            "versions": [
                self.about(version, queries.definition_of(version)) for version in self.versions
            ],
            "may_design": may_design,
            "may_count": may_count(self.user, self.record.office_id),
        }

    def about(self, version: Any, definition: Definition) -> dict[str, Any]:
        """Return a version's context for the page."""
        there = {file.name for file in version.files.all()}
        state = VERSION_WORKFLOW.state_of(version)
        return {
            "version": version,
            "state": (_(state.name), state.tone),
            "questions": len([one for one in definition.questions if one.control]),
            "tables": 1 + len(definition.repeats),
            "missing": [name for name in definition.media if name not in there],
            "files": sorted(there),
            "notes": [note_in_words(note) for note in version.notes],
            "steps": VERSION_WORKFLOW.available(self.user, version),
        }


class FormStep(OfForm, TransitionForm):
    """Close a form, or open it again."""

    workflow = FORM_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_form_state(self.user, self.record.id, transition.name)
