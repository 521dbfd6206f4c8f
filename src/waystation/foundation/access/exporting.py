"""Pages about exports: requests for approval, and tracing a found file to its export."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.foundation.shared.errors import Refusal

from . import exports as exporting
from . import files_in_words as files
from . import queries
from .http import in_words

SLICE = 50


@login_required
def exports(request: HttpRequest) -> HttpResponse:
    """List the requests for large exports, and look up the log entry of a mark."""
    user = queries.require(request.user, "export.approve")
    mark = request.GET.get("mark", "").strip()[:40]
    entry = exporting.entry_of_mark(user, mark) if mark else None
    names = queries.names_of_users({entry.user_id}) if entry and entry.user_id else {}
    rows = exporting.requests_visible_to(user).order_by("-asked_at", "-id")
    context = {
        "rows": [_in_words(one) for one in rows[:SLICE]],
        "kind": files.kind_in_words(entry.detail.get("kind", "")) if entry else "",
        "mark": mark,
        "entry": entry,
        "who": next(iter(names.values()), ""),
        "reads_log": queries.may(user, "audit.read"),
    }
    return render(request, "access/exports.html", context)


def _in_words(row: Any) -> Any:
    """Add a request's description in words: its list, and the filters in its selection."""
    row.words = files.kind_in_words(row.kind)
    row.chosen = files.selection_in_words(row.kind, row.selection)
    return row


@login_required
@require_POST
def approve(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Approve a colleague's export."""
    try:
        exporting.approve_export(request.user, request_id)
    except Refusal as refusal:
        if refusal.status == 404 or not queries.may(request.user, "export.approve"):
            raise
        messages.error(request, in_words(refusal))
    else:
        messages.success(request, _("The export is approved. It can be made once, within a day."))
    return redirect("access:exports")
