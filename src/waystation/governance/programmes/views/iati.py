"""IATI: export projects as XML, and import activities from a file after a dry run."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.analysis.iati.writing import write
from waystation.foundation.access import exports
from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.pages.base import Page
from waystation.foundation.pages.downloads import as_download
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.governance.programmes import actions, forms, queries
from waystation.governance.programmes.queries.iati_words import in_words

from .programmes import HOME

SHOWN = 200
TONES = {"critical": "r", "error": "a", "warning": "b"}
SEVERITY_WORDS = {
    "critical": N_("Critical"),
    "error": N_("Error"),
    "warning": N_("Warning"),
}


class IatiExport(Page):
    """The programmes and projects of the user as a file of IATI 2.03."""

    permissions = ("programme.read",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        only = key_in(request.GET.get("programme", ""))
        if request.GET.get("format") == "xlsx":
            return self.workbooks(only)
        body = BytesIO()
        number = write(body, queries.iati.activities_of(self.user, only=only), now())
        exports.record_export(
            self.user,
            "programmes:iati",
            rows=number,
            persons=0,
            purpose="",
            selection=str(only or ""),
        )
        return as_download(body.getvalue(), "activities.xml")

    def workbooks(self, only: Any) -> HttpResponse:
        """Send the four workbooks of IATI Publisher in a zip."""
        exports.record_export(
            self.user, "programmes:iati", rows=0, persons=0, purpose="", selection=str(only or "")
        )
        body = queries.iati.workbooks_of(self.user, only=only)
        return as_download(body, "iati-publisher.zip")


class IatiImport(ActionForm):
    """Check a file of IATI, and record the activities without critical findings."""

    template_name = "programmes/iati_import.html"
    permissions = ("programme.record",)
    parents = HOME
    title = N_("Import from IATI")
    lead = N_(
        "The file is checked first and nothing is changed. Tick the box to record the activities "
        "that have no critical finding."
    )
    button = N_("Check the file")
    form_class = forms.Upload

    def form_valid(self, form: Any) -> HttpResponse:
        file = form.cleaned_data["file"]
        if file is None:
            return self.form_refused(
                form, Refusal(N_("Choose a file."), field="file", code="file_missing")
            )
        try:
            found = actions.import_activities(
                self.user, file.read(), file.name, write=form.cleaned_data["write"]
            )
        except Refusal as refusal:
            return self.form_refused(form, refusal)
        shown = sorted(found.report.findings, key=lambda one: list(TONES).index(one.severity))
        context = self.get_context_data(
            form=self.form_class(),
            found=found,
            written=form.cleaned_data["write"],
            summary=[
                (_(SEVERITY_WORDS[name]), TONES[name], count)
                for name, count in found.report.summary().items()
            ],
            findings=[
                (
                    replace(one, sentence=in_words(one.sentence)),
                    _(SEVERITY_WORDS[one.severity]),
                    TONES[one.severity],
                )
                for one in shown[:SHOWN]
            ],
            more=max(0, len(shown) - SHOWN),
        )
        status = 200 if found.report.valid else 422
        return render(self.request, self.template_name, context, status=status)
