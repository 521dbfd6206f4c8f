"""Cleaning logs: load one, see which lines were applied."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import onto_form
from waystation.foundation.shared.errors import Refusal
from waystation.registry.collection import actions, forms, queries
from waystation.registry.collection.rules import cleaning_file

from .forms import content_of


@login_required
def cleaning(request: HttpRequest, form: UUID) -> HttpResponse:
    """List the cleaning logs of a form, and take a new one."""
    user = access.signed_in(request.user)
    found = queries.form_seen_by(user, form)
    access.require(user, "submission.read", found.office_id)
    upload = forms.CleaningUpload(request.POST or None, request.FILES or None)
    if request.method == "POST" and upload.is_valid():
        name, content = content_of(upload)
        mapping = {key: value for key, value in upload.cleaned_data.items() if key != "file"}
        try:
            lines = cleaning_file.read_safely(name, content, mapping)
            log = actions.load_cleaning_log(
                user, form, name, hashlib.sha256(content).hexdigest(), lines
            )
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            onto_form(upload, refusal)
        else:
            return redirect("collection:cleaning-log", log.id)
    return render(
        request,
        "collection/cleaning.html",
        {
            "form": found,
            "logs": queries.cleaning_logs_seen_by(user, found),
            "upload": upload,
            "may_clean": access.may(user, "submission.clean", found.office_id),
        },
        status=422 if upload.errors else 200,
    )


@login_required
def cleaning_log(request: HttpRequest, log: UUID) -> HttpResponse:
    """Show what became of a cleaning log, and every line that was not applied."""
    user = access.signed_in(request.user)
    found = queries.cleaning_log_seen_by(user, log)
    counted = [one for one in queries.cleaning_logs_seen_by(user, found.form) if one.id == log]
    return render(
        request,
        "collection/cleaning_log.html",
        {"log": counted[0], "form": found.form, "lines": queries.lines_not_applied(user, found)},
    )
