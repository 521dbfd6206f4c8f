"""Two files of one person."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.foundation.access import http
from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.people import actions, queries
from waystation.registry.people.http import head_of
from waystation.registry.people.rules.likeness import Proposed
from waystation.registry.people.views.files import line


@login_required
def merge(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Choose the other file of the same person, and put it into this one."""
    file = queries.person_seen_by(request.user, person_id, why="merge")
    access.require(request.user, "person.merge", file.office_id)
    problem = ""
    if request.method == "POST":
        try:
            try:
                gone = UUID(request.POST.get("gone", ""))
            except ValueError:
                raise NotSeen(N_("Choose the other file first."), code="merge_nothing") from None
            actions.merge_people(request.user, person_id, gone)
            messages.success(request, _("One file now. You can undo this on the page."))
            return redirect("people:person", person_id)
        except Refusal as refusal:
            problem = http.in_words(refusal)
    typed = request.GET.get("q", "")
    found = (
        queries.search(request.user, typed)
        if typed
        else queries.likely_files(
            request.user,
            file.office_id,
            Proposed.of_file(file, file.identity),
            but_not=person_id,
        )
    )
    rows = [{**line(one), "id": one.id} for one in found if one.id != person_id]
    context = {
        **head_of(request.user, file, "people:merge"),
        "rows": rows,
        "typed": typed,
        "problem": problem,
    }
    return render(request, "people/merge.html", context)


@login_required
@require_POST
def undo(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """Make two files again."""
    merged = actions.undo_merge(request.user, merge_id)
    messages.success(request, _("Two files again."))
    return redirect("people:person", merged.gone_id)
