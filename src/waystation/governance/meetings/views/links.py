"""Pages behind the signed link of an invitee without an account."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from waystation.foundation.messaging.http import kept_private
from waystation.governance.meetings.queries import links

from .papers import handed_out


@require_GET
def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitee without an account their items and papers, until the meeting ends."""
    found = links.invitation_by(token)
    context = {"found": found, "token": token}
    return kept_private(render(request, "meetings/invitation.html", context))


@require_GET
def paper_by_link(request: HttpRequest, token: str, paper_id: UUID) -> HttpResponse:
    """Hand out a paper of the items that a link is for."""
    return kept_private(handed_out(links.paper_by(token, paper_id)))
