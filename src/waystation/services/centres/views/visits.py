"""Today's list, the visits, and the form of a visit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from waystation.foundation.access import exports
from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words, onto_form
from waystation.foundation.documents import blocks, tables
from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.periods import month, today_in
from waystation.registry.people import queries as people
from waystation.services.centres import actions, forms, queries

from .editing import disputes_of, read_seen, with_choices, written_seen
from .lists import SLICE, in_line, named


@login_required
def today(request: HttpRequest) -> HttpResponse:
    """Today in the user's centres: who came, who is here now, how the month stands."""
    user = access.require(request.user, "visit.read")
    lines = queries.today_of(user)
    this_month = month(today_in())
    context = {
        "day": today_in(),
        "rows": named(user, lines),
        "waiting": in_line(user),
        "here": [line for line in lines if line.under_way],
        "four": queries.four_counts(user, this_month),
        "month": this_month,
        "may_record": access.may(user, "visit.record"),
        "may_lead": access.may(user, "session.record"),
        "sessions": queries.sessions_seen_by(user).filter(held=False)[:5],
    }
    return render(request, "centres/today.html", context)


@login_required
def visits(request: HttpRequest) -> HttpResponse:
    """All visits of the user's offices, page by page."""
    user = access.require(request.user, "visit.read")
    lines = queries.visits_after(user, request.GET.get("after", ""), SLICE + 1)
    after = lines[SLICE - 1] if len(lines) > SLICE else None
    return render(
        request,
        "centres/visits.html",
        {
            "rows": named(user, lines[:SLICE]),
            "next_after": f"{after.day.isoformat()}_{after.id}" if after else "",
        },
    )


@login_required
def visits_csv(request: HttpRequest) -> HttpResponse:
    """The visits of this year as CSV: codes, no names, safe against formulas."""
    user = access.require(request.user, "visit.read")
    columns = [
        blocks.Column(_("Day"), "date"),
        blocks.Column(_("How the person came")),
        blocks.Column(_("Kind of visitor")),
        blocks.Column(_("Main reason for the visit")),
        blocks.Column(_("Next step")),
        blocks.Column(_("Minutes"), "number"),
        blocks.Column(_("Export")),
    ]
    found = queries.rows_for_export(user)
    export = exports.record_export(
        user,
        "centres.visits",
        rows=len(found),
        persons=queries.persons_in_export(user),
        purpose=request.GET.get("purpose", ""),
        selection=f"from {today_in().year}-01-01",
    )
    rows = [(*row, export.mark) for row in found]
    table = blocks.Table(_("Visits"), columns, rows, source=_("Visit records"))
    answer = HttpResponse(tables.csv(table), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="visits.csv"'
    return answer


EDITED = (
    "started_at",
    "ended_at",
    "mode",
    "visitor_type",
    "sex",
    "age_band",
    "community",
    "place",
    "reason",
    "topics",
    "informed",
    "counselled",
    "advice",
    "next_step",
    "minutes",
    "language",
    "interpreter",
)


MOMENTS = ("started_at", "ended_at")


def _seen(visit: Any, advice: str) -> dict[str, Any]:
    """Return what the editor of a visit has before them."""
    return {name: advice if name == "advice" else getattr(visit, name) for name in EDITED}


def _shown(visit: Any, seen: dict[str, Any]) -> dict[str, Any]:
    """Return a visit as the form shows it."""
    local = {
        name: forms.local(timezone.localtime(seen[name]) if seen[name] else None)
        for name in MOMENTS
    }
    return {**seen, **local, "office": str(visit.office_id), "person": visit.person_id}


@login_required
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """One visit: what was recorded, by whom, and its changes."""
    found = queries.open_visit(request.user, visit_id)
    user = access.signed_in(request.user)
    return render(
        request,
        "centres/visit.html",
        {
            "visit": found,
            "rows": queries.answers_of(found),
            "person_name": people.names_of(user, {found.person_id}).get(found.person_id)
            if found.person_id
            else None,
            "by": access.names_of_users({found.created_by_id}).get(found.created_by_id)
            if found.created_by_id
            else "",
            "may_edit": access.may(user, "visit.record", found.office_id),
            "recorded": "recorded" in request.GET,
        },
    )


@login_required
def visit_edit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Change a visit. Who meets another editor's change sees both values and chooses."""
    user = access.signed_in(request.user)
    found = queries.open_visit(user, visit_id)
    access.require(user, "visit.record", found.office_id)
    before = _seen(found, queries.advice_of(found))
    seen = read_seen(request.POST["seen"], MOMENTS) if request.POST.get("seen") else before
    form = forms.Visit(user, request.POST or None, initial=_shown(found, before))
    disputed: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        answers = form.answers()
        proposed = {name: answers[name] for name in EDITED}
        for name in MOMENTS:  # the form shows no seconds: what it shows again was not changed
            if forms.local(answers[name]) == forms.local(seen.get(name)):
                proposed[name] = seen.get(name)
        if not form.cleaned_data["started_at"]:
            proposed["started_at"] = seen.get("started_at") or found.started_at
        proposed = with_choices(proposed, seen, request.POST)
        try:
            actions.edit_visit(user, visit_id, {k: seen[k] for k in EDITED if k in seen}, proposed)
        except Conflict as conflict:
            disputed = disputes_of(form, conflict)
            seen = before  # choosing again starts from what is there now
            form.add_error(None, in_words(conflict))
        except Refusal as refusal:
            onto_form(form, refusal)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("centres:visit", visit_id)
    return render(
        request,
        "centres/visit_form.html",
        {
            "form": form,
            "visit": found,
            "seen": written_seen({k: seen.get(k) for k in EDITED}),
            "disputed": disputed,
            "person_id": found.person_id,
            "person_name": people.names_of(user, {found.person_id}).get(found.person_id)
            if found.person_id
            else None,
        },
        status=409 if disputed else 422 if form.errors else 200,
    )
