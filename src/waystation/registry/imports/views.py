"""The pages of an import: the list, the wizard, validation results, and undoing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.documents import blocks, tables
from waystation.foundation.pages.action_pages import ActionButton, ActionForm, TransitionForm
from waystation.foundation.pages.base import Permitted, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.downloads import as_download
from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of
from waystation.foundation.records.fields import Field
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.foundation.tasks import queries as tasks
from waystation.foundation.workflow.transitions import Transition

from . import actions, forms, queries
from .contributions import importers
from .fields import UPLOAD
from .rules import columns
from .transitions import OFFERED, PERMISSION, UNDER_WAY, UPLOAD_WORKFLOW

PARENTS = (("imports:uploads", N_("Import")),)
SAMPLE_ROWS = 200  # in which the examples of a column are looked for
AGAIN = "2"  # seconds until the page of unfinished work is asked for again
MOST_PROBLEMS = 200  # on the page; the workbook has all


class Uploads(ListPage):
    """The imports of the user's offices, the latest first."""

    permissions = (PERMISSION,)
    title = N_("Import")
    lead = N_(
        "Import records from older spreadsheets. "
        "Each row is imported once, and an import can be undone."
    )
    empty_title = N_("Nothing has been imported yet")
    empty_text = N_(
        "Upload a sheet from Excel or CSV, say what its columns hold, look at what would be "
        "recorded, and import it."
    )
    add_label = N_("Import a sheet")
    search = ("name",)
    columns = (
        *columns_of(UPLOAD),
        Column.of_state(UPLOAD_WORKFLOW),
        Column("created_at", N_("Uploaded"), words=Field("at", "moment", "").words, nowrap=True),
    )
    filters = (ChoiceFilter.of_state(UPLOAD_WORKFLOW),)
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.uploads_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("imports:upload", row["id"])

    def get_add_url(self) -> str:
        return reverse("imports:new")


class UploadNew(ActionForm):
    """Upload a sheet. Nothing is recorded yet."""

    permissions = (PERMISSION,)
    parents = PARENTS
    form_class = forms.Sheet
    title, button = N_("Import a sheet"), N_("Upload")
    lead = N_("Step 1 of 4: the file. Nothing is recorded before you have seen what would be.")
    result_page = "imports:columns"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.user, "kinds": importers()}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        content = given["file"].read()
        return actions.upload_sheet(
            self.user, given["office"], given["sheet"], given["file"].name, content
        )


class _Step(ActionForm):
    permissions = (PERMISSION,)

    def get_record(self) -> Any:
        upload = queries.upload_visible_to(self.user, self.kwargs["upload_id"])
        queries.require_mapped(self.user, upload)
        self.sheet = queries.sheet_of(upload)
        return upload

    def get_parents(self) -> list[tuple[str, str]]:
        own = reverse("imports:upload", args=[self.record.id])
        return [(reverse("imports:uploads"), _("Import")), (own, self.record.name)]


class UploadColumns(_Step):
    """Say which column is which field."""

    template_name = "imports/columns.html"
    form_class = forms.Columns
    title, button = N_("Columns"), N_("Continue")
    lead = N_("Step 2 of 4: which column holds what. A column that is not chosen is not read.")
    record_page = "imports:answers"

    def get_form_kwargs(self) -> dict[str, Any]:
        some = self.sheet.rows[:SAMPLE_ROWS]
        samples = {place: columns.samples(some, place) for place in range(len(self.sheet.headings))}
        return super().get_form_kwargs() | {"upload": self.record, "samples": samples}

    def act(self, form: Any) -> Any:
        return actions.choose_columns(
            self.user,
            self.record.id,
            chosen=form.columns_by_field,
            constants=form.constants,
            day_order=form.cleaned_data["day_order"],
        )


class UploadAnswers(_Step):
    """Say which answer each text means, and have the rows checked."""

    template_name = "imports/answers.html"
    form_class = forms.Answers
    title, button = N_("Answers"), N_("Check the rows")
    lead = N_(
        "Step 3 of 4: what each text means. Your choices are remembered for the next sheet of "
        "this office."
    )
    record_page = "imports:upload"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"upload": self.record, "sheet": self.sheet}

    def act(self, form: Any) -> Any:
        actions.choose_answers(self.user, self.record.id, form.answers)
        return actions.begin(self.user, self.record.id, "check")


class UploadPage(DetailPage):
    """An import: progress, the records to be or already created, and errors."""

    template_name = "imports/upload.html"
    permissions = (PERMISSION,)
    parents = PARENTS
    table = UPLOAD.without("name")
    workflow = UPLOAD_WORKFLOW
    transition_address = "imports:transition"

    def get_record(self) -> Any:
        return queries.upload_visible_to(self.user, self.kwargs["upload_id"])

    def values(self) -> Mapping[str, Any]:
        return {name: getattr(self.record, name) for name in self.table.names}

    def get_title(self) -> str:
        return str(self.record.name)

    def steps(self) -> set[str]:
        """Return the steps that can be taken now; none while a worker goes through the rows."""
        if self.record.state in UNDER_WAY:
            return set()
        return {one.name for one in UPLOAD_WORKFLOW.available(self.user, self.record)}

    def available_transitions(self) -> list[Transition]:
        offered = self.steps() & OFFERED
        return [one for one in UPLOAD_WORKFLOW.transitions.values() if one.name in offered]

    def get_links(self) -> list[dict[str, Any]]:
        upload, steps = self.record, self.steps()
        links = []
        if "undo" in steps:
            address = queries.importer_of(upload.sheet).address
            links.append({"label": _("Open the records"), "url": reverse(address)})
        if "map" in steps:
            url = reverse("imports:columns", args=[upload.id])
            links.append({"label": _("Columns"), "url": url})
        if "answer" in steps:
            url = reverse("imports:answers", args=[upload.id])
            links.append({"label": _("Answers"), "url": url})
        return links

    def stopped(self) -> str:
        """Return why the work of this import stopped, "" while it continues."""
        argument = {"upload": str(self.record.id), "version": self.record.version}
        for task in tasks.latest_of(self.user):
            if task.argument == argument:
                return str(_(task.sentence)) if task.state == "failed" else ""
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        upload = self.record
        problems = queries.problems_of(queries.whole(upload)) if upload.wrong else []
        working = upload.state in UNDER_WAY
        return super().get_context_data(**kwargs) | {
            "problems": problems[:MOST_PROBLEMS],
            "more": max(0, len(problems) - MOST_PROBLEMS),
            "steps": self.steps(),
            "working": working,
            "step": UNDER_WAY.get(upload.state, ""),
            "stopped": self.stopped() if working else "",
            "of": upload.added if upload.state == "undoing" else upload.rows,
            "total": upload.fresh + upload.known + upload.wrong,
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = super().get(request, *args, **kwargs)
        if self.record.state in UNDER_WAY:
            answer["Refresh"] = AGAIN
        return answer


class UploadBegin(ActionButton):
    """Begin the check, the import or the undoing, or go on with one that stopped."""

    permissions = (PERMISSION,)
    record_page = "imports:upload"

    def get_record(self) -> Any:
        if self.kwargs["step"] not in UNDER_WAY.values():
            raise NotSeen(N_("There is no such page."), code="not_seen")
        return queries.upload_visible_to(self.user, self.kwargs["upload_id"])

    def act(self) -> Any:
        return actions.begin(self.user, self.record.id, self.kwargs["step"])


class UploadTransition(TransitionForm):
    """The check page before an import is undone or discarded."""

    workflow = UPLOAD_WORKFLOW
    parents = PARENTS
    record_page = "imports:upload"

    def get_record(self) -> Any:
        return queries.upload_visible_to(self.user, self.kwargs["upload_id"])

    def get_transition(self) -> Transition:
        found = super().get_transition()
        if found.name not in OFFERED:
            raise NotSeen(N_("There is no such page."), code="not_seen")
        return found

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        if transition.name in UNDER_WAY.values():
            return actions.begin(self.user, self.record.id, transition.name)
        return actions.change_upload_state(self.user, self.record.id, transition.name, **values)


class UploadProblems(Permitted):
    """The list of errors as a workbook."""

    permissions = (PERMISSION,)

    def get_record(self) -> Any:
        return queries.upload_visible_to(self.user, self.kwargs["upload_id"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = queries.problems_of(queries.whole(self.record))
        table = blocks.Table(
            title=_("Errors in {name}").format(name=self.record.name),
            columns=[
                blocks.Column(_("Row"), "number"),
                blocks.Column(_("Column")),
                blocks.Column(_("Text")),
                blocks.Column(_("What is wrong")),
            ],
            rows=[[one.row, one.column, one.text, one.in_words] for one in found],
        )
        return as_download(tables.xlsx([table]), "errors.xlsx")
