"""The reminders that the house wrote by itself."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from waystation.governance.network.queries import reminders as queries


@login_required
@require_GET
def reminders(request: HttpRequest) -> HttpResponse:
    """Show the latest reminders: about what, to whom, and whether they left."""
    rows = [
        {"one": one, "state": {"mailed": one.mailed, "mail_reason": one.mail_reason}}
        for one in queries.reminders_seen_by(request.user)
    ]
    return render(request, "network/reminders.html", {"rows": rows})
