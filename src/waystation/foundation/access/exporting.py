"""Pages about exports: requests for approval, and tracing a found file to its export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.foundation.shared.errors import Refusal

from . import exports as exporting
from . import presenting, queries
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
        "kind": presenting.spoken(entry.detail.get("kind", "")).replace(":", " ") if entry else "",
        "mark": mark,
        "entry": entry,
        "who": next(iter(names.values()), ""),
        "reads_log": queries.may(user, "audit.read"),
    }
    return render(request, "access/exports.html", context)


def _in_words(row: Any) -> Any:
    """Add a request's description in words: its list, and the filters in its selection."""
    view = _view_of(row.kind)
    page = row.kind.partition(":")[2] or row.kind
    title = getattr(view, "title", "")
    row.words = _(title) if title else presenting.spoken(page).capitalize()
    named = [f"{label}: {value}" for label, value in _filters(view, row.selection)]
    row.chosen = " · ".join(named)
    return row


def _view_of(kind: str) -> Any:
    """Return the class of the list that an export is of, None for other files."""
    try:
        return getattr(resolve(reverse(kind)).func, "view_class", None)
    except NoReverseMatch:
        return None


def _filters(view: Any, selection: str) -> Iterator[tuple[str, str]]:
    """Yield the label and the value of each filter of a list that a selection sets."""
    asked = QueryDict(selection)
    if text := asked.get("q"):
        yield _("Search"), text
    for one in getattr(view, "filters", ()):
        bound = one.bind(asked)
        if bound["kind"] == "choice" and bound["active"]:
            yield bound["label"], dict(bound["choices"]).get(bound["value"], "–")
        elif bound["kind"] == "period" and (bound["first"] or bound["last"]):
            yield bound["label"], f"{bound['first']} – {bound['last']}"
        elif bound["kind"] == "tick" and bound["active"]:
            yield bound["label"], _("Yes")


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
