"""Cleaning logs: uploading one, and the result of each line."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from waystation.analysis.xforms.definition import Definition
from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.pages.base import url_of
from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of
from waystation.foundation.records.fields import Field, in_short
from waystation.foundation.shared.words import N_
from waystation.registry.collection import actions, forms, queries
from waystation.registry.collection.fields import LINE, LOG
from waystation.registry.collection.rules import cleaning_file
from waystation.registry.collection.rules.cleaning import Line
from waystation.registry.collection.sentences import (
    corrected_in_words,
    definition_for_reader,
    question_in_words,
)

from .common import OfForm, content_of
from .submissions import TONES

MOMENT = Field("applied_at", "moment", "")


class CleaningLogs(OfForm, ListPage):
    """The cleaning logs of a form."""

    permissions = ("submission.read",)
    title = N_("Cleaning log")
    lead = N_(
        "Corrections are stored next to the answers: what was sent never changes, and each "
        "correction can be undone."
    )
    empty_title = N_("No log yet")
    empty_text = N_(
        "A log has one line per correction: the submission's id, the question, the old and the "
        "new value, and why."
    )
    add_label = N_("Load a log")
    search = ("name",)
    columns = columns_of(LOG)
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.cleaning_logs_visible_to(self.user, self.record)

    def get_row_url(self, row: Row) -> str:
        return reverse("collection:cleaning-log", args=[row["id"]])

    def get_add_url(self) -> str:
        if not access.may(self.user, "submission.clean", self.record.office_id):
            return ""
        return reverse("collection:cleaning-load", args=[self.record.id])


class CleaningLoad(OfForm, ActionForm):
    """Load a cleaning log and apply it."""

    permissions = ("submission.clean",)
    form_class = forms.CleaningUpload
    title, button = N_("Load a log"), N_("Load and apply")
    lead = N_(
        "Leave the columns blank if the headings are the usual ones: uuid, question, "
        "change_type, old_value, new_value, reason, enumerator."
    )

    def get_parents(self) -> list[tuple[str, str]]:
        logs = reverse("collection:cleaning", args=[self.record.id])
        return [*super().get_parents(), (logs, _("Cleaning log"))]

    def act(self, form: Any) -> Any:
        name, content = content_of(form)
        lines = cleaning_file.read_safely(name, content, form.values)
        digest = hashlib.sha256(content).hexdigest()
        return actions.load_cleaning_log(self.user, self.record.id, name, digest, lines)

    def get_success_url(self) -> str:
        return reverse("collection:cleaning-log", args=[self.result.id])


class CleaningLogPage(ListPage):
    """What became of each line of a cleaning log: who changed what, when, and why or why not."""

    permissions = ("submission.read",)
    empty_title = N_("No lines")
    order = ("number", "id")
    search = ("question", "instance", "who", "why_not")
    extra_values = ("submission_id", "instance")
    columns = (
        Column("number", N_("Line"), number=True),
        Column(
            "asked",
            LINE["question"].label,
            link=lambda row: (
                url_of("collection:submission", row["submission_id"])
                if row["submission_id"]
                else ""
            ),
            muted=lambda row: "" if row["submission_id"] else row["instance"],
            prepared=True,
        ),
        Column("old", N_("Before"), prepared=True),
        Column("new", N_("After"), prepared=True),
        Column("reason", LINE["reason"].label, prepared=True),
        Column.of(LINE["who"]),
        Column("applied_at", N_("When"), words=MOMENT.words, nowrap=True),
        Column(
            "state", N_("State"), words=LINE["state"].words, tone=lambda row: TONES[row["state"]]
        ),
        Column("remark", N_("Remark"), prepared=True),
    )
    filters = (ChoiceFilter("state", N_("State"), LINE["state"].get_choices),)

    def get_record(self) -> Any:
        return queries.cleaning_log_visible_to(self.user, self.kwargs["log"])

    def get_title(self) -> str:
        return str(self.record.name)

    def get_lead(self) -> str:
        counted = queries.cleaning_logs_visible_to(self.user, self.record.form)
        log: dict[str, Any] = counted.filter(id=self.record.id).values(*LOG.names)[0]
        counted_lines = _(
            "Lines: {lines}. Applied: {applied}, looked at without change: {noted}, not applied: "
            "{missed}."
        ).format(
            lines=log["line_count"],
            applied=log["applied_count"],
            noted=log["noted_count"],
            missed=log["not_applied_count"],
        )
        names = access.names_of_users([self.record.created_by_id])
        loaded = _("Loaded by {name} on {day}.").format(
            name=names.get(self.record.created_by_id, "–"), day=in_short(self.record.created_at)
        )
        return f"{counted_lines} {loaded}"

    def get_parents(self) -> list[tuple[str, str]]:
        form = self.record.form
        return [
            (reverse("collection:forms"), _("Forms and surveys")),
            (reverse("collection:form", args=[form.id]), form.title),
            (reverse("collection:cleaning", args=[form.id]), _("Cleaning log")),
        ]

    def get_rows(self) -> QuerySet[Any]:
        return queries.lines_of(self.user, self.record)

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        lines = queries.open_lines(self.user, self.record, [row["id"] for row in rows])
        return [row | self.line_in_words(*lines[row["id"]]) for row in rows]

    def line_in_words(self, row: Any, line: Line) -> dict[str, str]:
        """Return question, answers, reason and remark of a line, with the form's labels."""
        values = {"reason": line.reason, "remark": row.why_not}
        if row.undone_at is not None:
            values["remark"] = _("Undone by {name} on {day}.").format(
                name=row.undone_by.full_name, day=in_short(row.undone_at)
            )
        if row.submission is None:
            return values | {"asked": line.question, "old": line.old, "new": line.new}
        version = row.submission.form_version
        if version.id not in self.definitions:
            self.definitions[version.id] = definition_for_reader(version)
        definition = self.definitions[version.id]
        return values | {
            "asked": question_in_words(line.question, definition) or LINE["kind"].words(line.kind),
            "old": corrected_in_words(line.question, line.old, definition),
            "new": corrected_in_words(line.question, line.new, definition),
        }

    @cached_property
    def definitions(self) -> dict[UUID, Definition]:
        """Return the versions that lines of this page are about, filled as they are met."""
        return {}
