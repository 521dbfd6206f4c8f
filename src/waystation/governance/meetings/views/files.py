"""The file of a submission to UNKT: what it holds and lacks, closed whole or with reasons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.governance.meetings import actions
from waystation.governance.meetings.queries import files, submissions
from waystation.governance.meetings.queries.submissions import Submission
from waystation.governance.meetings.rules.files import percent
from waystation.governance.network.http.fields import Why
from waystation.governance.network.http.steps import pressed, step
from waystation.governance.network.queries.house import house_rules
from waystation.governance.network.queries.scope import not_there, reader_of


def _submission(request: HttpRequest, kind: str, subject: UUID) -> Submission:
    known = submissions.kinds().get(kind)
    if known is None:
        raise not_there()
    return known.submission(request.user, subject)


@login_required
@require_GET
def submission_file(request: HttpRequest, kind: str, subject: UUID) -> HttpResponse:
    """Show what the file of a submission holds and lacks."""
    reader = reader_of(request.user)
    found = _submission(request, kind, subject)
    pieces = files.pieces_of(reader.network, kind, subject)
    days = timedelta(days=house_rules(reader.network).number("file_days"))
    context = {
        "found": found,
        "kind": kind,
        "subject": subject,
        "pieces": [
            {
                "one": one,
                "name": _(one.name),
                "waive": reverse("meetings:submission_waive", args=[kind, subject, one.key]),
            }
            for one in pieces
        ],
        "percent": percent(pieces),
        "closed": files.closing_of(reader.network, kind, subject),
        "until": found.settled_on + days if found.settled_on else None,
        "may_close": reader.may("file.close"),
        "may_waive": reader.may("file.waive"),
    }
    return render(request, "meetings/submission_file.html", context)


@login_required
@require_POST
def submission_close(request: HttpRequest, kind: str, subject: UUID) -> HttpResponse:
    """Close the file of a submission."""
    reader_of(request.user, "file.close")
    _submission(request, kind, subject)
    return pressed(
        request,
        reverse("meetings:submission_file", args=[kind, subject]),
        lambda: actions.files.close_file(request.user, kind, subject),
        _("The file is closed."),
        needs="file.close",
    )


@login_required
@require_http_methods(["GET", "POST"])
def submission_waive(request: HttpRequest, kind: str, subject: UUID, piece: str) -> HttpResponse:
    """Say why a piece of a submission's file may be missing."""
    reader_of(request.user, "file.waive")
    found = _submission(request, kind, subject)

    def waive(values: dict[str, Any]) -> None:
        actions.files.waive_piece(request.user, kind, subject, piece=piece, reason=values["why"])

    return step(
        request,
        Why(request.POST or None),
        waive,
        title=_("Waive a piece"),
        button=_("Waive it"),
        back=reverse("meetings:submission_file", args=[kind, subject]),
        back_label=found.title,
        done=_("The piece is waived, with your reason."),
        lead=_("The reason stays in the file."),
        paragraph="107",
    )
