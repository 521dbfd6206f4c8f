"""Who has seen a file, what is handed out, what is held, what is erased."""

from __future__ import annotations

import json
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.foundation.access import http
from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import Refusal
from waystation.registry.people import actions, queries
from waystation.registry.people.views import handing
from waystation.registry.people.views.files import frame


@login_required
def seen(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show who has opened or changed this file."""
    file = queries.person_seen_by(request.user, person_id, why="seen")
    rows = queries.readers_of(request.user, person_id)
    context = {**frame(request, file, "seen"), "rows": rows}
    return render(request, "people/seen.html", context)


@login_required
def export(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Hand out everything that is kept about a person: to read, as PDF, or as JSON."""
    content = queries.export_of(request.user, person_id)
    if request.GET.get("as") == "json":
        text = json.dumps(content, ensure_ascii=False, indent=2, default=str)
        answer = HttpResponse(text, content_type="application/json; charset=utf-8")
        name = content["file"]["number"]
        answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
        return answer
    if request.GET.get("as") == "pdf":
        answer = HttpResponse(handing.as_pdf(content), content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="{content["file"]["number"]}.pdf"'
        return answer
    return render(
        request,
        "people/export.html",
        {"content": content, "parts": handing.sections_of(content), "person_id": person_id},
    )


@login_required
def hold(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Hold a file for a legal reason, and show the holds there are."""
    file = queries.person_seen_by(request.user, person_id, why="hold")
    access.require(request.user, "person.hold", file.office_id)
    problem = ""
    if request.method == "POST":
        try:
            actions.hold_file(request.user, person_id, request.POST.get("reason", ""))
            messages.success(request, _("The file is held and will not be erased."))
            return redirect("people:hold", person_id)
        except Refusal as refusal:
            problem = http.in_words(refusal)
    context = {
        **frame(request, file, "hold"),
        "holds": queries.holds_on(request.user, person_id),
        "problem": problem,
        "typed": request.POST.get("reason", ""),
    }
    return render(request, "people/hold.html", context)


@login_required
@require_POST
def lift(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """Lift a hold."""
    held = actions.lift_hold(request.user, hold_id)
    messages.success(request, _("The hold is lifted."))
    return redirect("people:hold", held.person_id)


@login_required
def erase(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Say what erasing means, and erase once that is confirmed."""
    file = queries.person_seen_by(request.user, person_id, why="erase")
    access.require(request.user, "person.erase", file.office_id)
    problem = ""
    if request.method == "POST":
        if request.POST.get("number", "").strip().upper() != file.number:
            problem = _("Type the number of the file to confirm.")
        else:
            try:
                actions.erase_person(request.user, person_id)
                messages.success(request, _("The person is erased. The counts stay."))
                return redirect("people:list")
            except Refusal as refusal:
                problem = http.in_words(refusal)
    context = {**frame(request, file, "erase"), "problem": problem}
    return render(request, "people/erase.html", context)


@login_required
def due(request: HttpRequest) -> HttpResponse:
    """Show the files whose time is over; they are erased the next night."""
    return render(request, "people/due.html", {"rows": queries.due_for_erasure(request.user)})
