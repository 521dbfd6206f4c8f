"""Cleaning logs: uploading one, and the result of each line."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.pages.base import url_of
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of
from waystation.foundation.shared.words import N_
from waystation.registry.collection import actions, forms, queries
from waystation.registry.collection.fields import LINE, LOG
from waystation.registry.collection.rules import cleaning_file

from .common import OfForm, content_of


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
        "Leave the columns empty if the headings are the usual ones: uuid, question, "
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
    """What became of a cleaning log: every line that was not applied, and why."""

    permissions = ("submission.read",)
    empty_title = N_("Every line was applied")
    order = ("number", "id")
    search = ("question", "why_not")
    extra_values = ("submission_id", "instance")
    columns = (
        Column("number", N_("Line"), number=True),
        Column.of(
            LINE["question"],
            link=lambda row: (
                url_of("collection:submission", row["submission_id"])
                if row["submission_id"]
                else ""
            ),
            muted=lambda row: "" if row["submission_id"] else row["instance"],
        ),
        Column.of(LINE["why_not"]),
    )

    def get_record(self) -> Any:
        return queries.cleaning_log_visible_to(self.user, self.kwargs["log"])

    def get_title(self) -> str:
        return str(self.record.name)

    def get_lead(self) -> str:
        counted = queries.cleaning_logs_visible_to(self.user, self.record.form)
        log: dict[str, Any] = counted.filter(id=self.record.id).values(*LOG.names)[0]
        return _(
            "Lines: {lines}. Applied: {applied}, looked at without change: {noted}, not applied: "
            "{missed}."
        ).format(
            lines=log["line_count"],
            applied=log["applied_count"],
            noted=log["noted_count"],
            missed=log["not_applied_count"],
        )

    def get_parents(self) -> list[tuple[str, str]]:
        form = self.record.form
        return [
            (reverse("collection:forms"), _("Forms and surveys")),
            (reverse("collection:form", args=[form.id]), form.title),
            (reverse("collection:cleaning", args=[form.id]), _("Cleaning log")),
        ]

    def get_rows(self) -> QuerySet[Any]:
        return queries.lines_not_applied(self.user, self.record)
