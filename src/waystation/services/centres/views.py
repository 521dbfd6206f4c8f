"""Pages of a centre. Each translates and calls one action or query."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words, onto_form
from waystation.foundation.documents import blocks, tables
from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import month, today_in
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.registry.reference import queries as reference

from . import actions, forms, queries

SLICE = 50


def _named(user: Any, lines: list[queries.Line]) -> list[dict[str, Any]]:
    names = people.names_of(user, {line.person_id for line in lines if line.person_id})
    return [
        {
            "line": line,
            "name": names.get(line.person_id) if line.person_id else None,
            "reason": reference.label("visit_reason", line.reason),
            "mode": reference.label("visit_mode", line.mode),
            "visitor": reference.label("visitor_type", line.visitor_type),
            "next_step": reference.label("next_step", line.next_step) if line.next_step else "",
            "language": reference.label("language", line.language) if line.language else "",
        }
        for line in lines
    ]


@login_required
def today(request: HttpRequest) -> HttpResponse:
    """Today in the user's centres: who came, who is here now, how the month stands."""
    user = access.require(request.user, "visit.read")
    lines = queries.today_of(user)
    this_month = month(today_in())
    context = {
        "day": today_in(),
        "rows": _named(user, lines),
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
            "rows": _named(user, lines[:SLICE]),
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
    ]
    rows = queries.rows_for_export(user)
    table = blocks.Table(_("Visits"), columns, rows, source=_("Visit records"))
    answer = HttpResponse(tables.csv(table), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="visits.csv"'
    return answer


@login_required
def visit_new(request: HttpRequest) -> HttpResponse:
    """Record a visit."""
    user = access.require(request.user, "visit.record")
    person_id = forms.key_in(request.GET.get("person", "") or request.POST.get("person", ""))
    finding = "find" in request.POST
    somebody = forms.NewPerson(request.POST or None)
    form = (
        forms.Visit(user, initial=forms.as_typed(request.POST))
        if finding
        else forms.Visit(user, request.POST or None, initial={"person": person_id})
    )
    maybe_known = False
    if request.method == "POST" and not finding and form.is_valid() and somebody.is_valid():
        try:
            visit = actions.record_visit_of(
                user,
                UUID(form.cleaned_data["office"]),
                None if person_id else somebody.answers(),
                id=form.cleaned_data["key"],
                **form.answers(),
            )
        except Refusal as refusal:
            maybe_known = refusal.code == "maybe_known"
            onto_form(form, refusal)
        else:
            messages.success(request, _("The visit is recorded."))
            return redirect("centres:visit", visit.id)
    name = people.names_of(user, {person_id}).get(person_id) if person_id else None
    return render(
        request,
        "centres/visit_form.html",
        {
            "form": form,
            "somebody": somebody,
            "person_name": name,
            "person_id": person_id,
            "new": True,
            "who": request.POST.get("who", ""),
            "finding": finding,
            "found": people.search(user, request.POST.get("who", "")[:200], limit=8)
            if finding
            else [],
            "maybe_known": maybe_known,
        },
        status=422 if form.errors or (somebody.is_bound and somebody.errors) else 200,
    )


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
        },
    )


def _read_seen(text: str) -> dict[str, Any]:
    """Return what the editor had before them. Raises Conflict where the form has lost it."""
    try:
        seen = json.loads(text)
        for name in MOMENTS:
            seen[name] = datetime.fromisoformat(seen[name]) if seen.get(name) else None
    except (ValueError, TypeError, AttributeError):
        raise Conflict(N_("Open the record again before you change it."), code="unseen") from None
    return dict(seen)


def _written_seen(seen: dict[str, Any]) -> str:
    """Return what the editor has before them, for the form to send back."""
    return json.dumps(seen, default=lambda moment: moment.isoformat())


def _in_words(form: Any, name: str, value: Any) -> str:
    """Return an answer as people read it, from the choices of its field."""
    offered = {str(code): str(label) for code, label in getattr(form.fields[name], "choices", [])}
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(offered.get(str(one), str(one)) for one in chosen if one not in ("", None))


@login_required
def visit_edit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Change a visit. Who meets another editor's change sees both values and chooses."""
    user = access.signed_in(request.user)
    found = queries.open_visit(user, visit_id)
    access.require(user, "visit.record", found.office_id)
    before = _seen(found, queries.advice_of(found))
    seen = _read_seen(request.POST["seen"]) if request.POST.get("seen") else before
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
        for name in EDITED:
            if request.POST.get(f"keep-{name}") == "theirs" and name in seen:
                proposed[name] = seen[name]
        try:
            actions.edit_visit(user, visit_id, {k: seen[k] for k in EDITED if k in seen}, proposed)
        except Conflict as conflict:
            disputed = [
                {
                    "name": name,
                    "label": form.fields[name].label,
                    "current": _in_words(form, name, current),
                    "proposed": _in_words(form, name, mine),
                }
                for name, (current, mine) in conflict.fields.items()
                if name in form.fields
            ]
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
            "seen": _written_seen({k: seen.get(k) for k in EDITED}),
            "disputed": disputed,
            "person_id": found.person_id,
            "person_name": people.names_of(user, {found.person_id}).get(found.person_id)
            if found.person_id
            else None,
        },
        status=409 if disputed else 422 if form.errors else 200,
    )


@login_required
def profile_new(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Record today's profile of a person."""
    user = access.require(request.user, "visit.record")
    people.require_person(user, person_id)
    form = forms.Profile(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answers = dict(form.cleaned_data)
        key = answers.pop("key")
        try:
            actions.record_profile_of(user, person_id, id=key, **answers)
        except Refusal as refusal:
            onto_form(form, refusal)
        else:
            messages.success(request, _("The profile is recorded."))
            return redirect("people:person", person_id)
    return render(
        request,
        "centres/profile_form.html",
        {
            "form": form,
            "person_id": person_id,
            "person_name": people.names_of(user, {person_id}).get(person_id),
        },
        status=422 if form.errors else 200,
    )


@login_required
def profile(request: HttpRequest, profile_id: UUID) -> HttpResponse:
    """One daily profile."""
    found = queries.open_profile(request.user, profile_id)
    user = access.signed_in(request.user)
    return render(
        request,
        "centres/profile.html",
        {
            "profile": found,
            "rows": queries.profile_answers(found),
            "person_name": people.names_of(user, {found.person_id}).get(found.person_id),
        },
    )


@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """The group sessions of the user's offices."""
    user = access.require(request.user, "session.read")
    found = queries.sessions_after(user, request.GET.get("after", ""), SLICE + 1)
    came = queries.attendance_of([one.id for one in found])
    last = found[SLICE - 1] if len(found) > SLICE else None
    return render(
        request,
        "centres/sessions.html",
        {
            "rows": [{"session": one, "came": came[one.id]} for one in found[:SLICE]],
            "may_lead": access.may(user, "session.record"),
            "next_after": f"{last.day.isoformat()}_{last.id}" if last else "",
        },
    )


@login_required
def session_new(request: HttpRequest) -> HttpResponse:
    """Record a group session, or plan one."""
    user = access.require(request.user, "session.record")
    form = forms.Session(user, request.POST or None)
    heads = forms.Heads(request.POST or None)
    if request.method == "POST" and form.is_valid() and heads.is_valid():
        given = dict(form.cleaned_data)
        try:
            session = actions.record_session(
                user,
                UUID(given["office"]),
                id=given["key"],
                title=given["title"],
                day=given["day"],
                minutes=given["minutes"],
                topics=given["topics"],
                place=given["place"],
                language=given["language"],
                counts=heads.counts(),
                held=not given["planned"],
            )
        except Refusal as refusal:
            onto_form(form, refusal)
        else:
            messages.success(request, _("The session is recorded."))
            return redirect("centres:session", session.id)
    return render(
        request,
        "centres/session_form.html",
        {"form": form, "heads": heads},
        status=422 if form.errors or heads.errors else 200,
    )


@login_required
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """One group session: who came, by name and by number; and its completion."""
    user = access.signed_in(request.user)
    found = queries.session_seen_by(user, session_id)
    may_lead = access.may(user, "session.record", found.office_id)
    heads = forms.Heads(request.POST or None, initial=queries.heads_of(found))
    if request.method == "POST" and heads.is_valid():
        access.require(user, "session.record", found.office_id)
        person = forms.key_in(request.POST.get("person", ""))
        try:
            actions.complete_session(
                user, session_id, counts=heads.counts(), person_ids=[person] if person else []
            )
        except Refusal as refusal:
            heads.add_error(None, in_words(refusal))
        else:
            messages.success(request, _("The attendance is saved."))
            return redirect("centres:session", session_id)
    keys = queries.attendees_named(found)
    return render(
        request,
        "centres/session.html",
        {
            "session": found,
            "topics": [reference.label("topic", code) for code in found.topics],
            "came": queries.attendance_of([found.id])[found.id],
            "names": people.names_of(user, keys),
            "heads": heads,
            "may_lead": may_lead,
        },
        status=422 if heads.errors else 200,
    )


@login_required
@require_POST
def session_sign_in_open(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Open the sign-in by phone and show its QR code."""
    user = access.signed_in(request.user)
    code = actions.open_sign_in(user, session_id)
    address = request.build_absolute_uri(reverse("centres:sign_in", args=[code]))
    return render(
        request,
        "centres/session_qr.html",
        {
            "session": queries.session_seen_by(user, session_id),
            "address": address,
            "picture": segno.make(address, error="m").svg_data_uri(scale=8, border=2),
        },
    )


def sign_in(request: HttpRequest, code: str) -> HttpResponse:
    """Sign in to a session from one's own phone: no account, no name, two answers at most."""
    found = actions.session_of_code(code)
    form = forms.SignIn(request.POST or None, initial={"key": new_key()})
    done = False
    if request.method == "POST" and form.is_valid():
        try:
            actions.sign_in_by_phone(
                code,
                id=form.cleaned_data["key"],
                sex=form.cleaned_data["sex"],
                age_band=form.cleaned_data["age_band"],
            )
            done = True
        except Refusal as refusal:
            onto_form(form, refusal)
    return render(
        request,
        "centres/sign_in.html",
        {"session": found, "form": form, "done": done},
        status=422 if form.errors else 200,
    )


@login_required
def centres(request: HttpRequest) -> HttpResponse:
    """The register of centres."""
    user = access.require_any(request.user, "centre.read", "centre.manage")
    return render(
        request,
        "centres/centres.html",
        {
            "rows": [queries.centre_row(one) for one in queries.centres_seen_by(user)],
            "may_manage": access.may(user, "centre.manage"),
            "without": queries.offices_without_centre(user),
        },
    )


@login_required
def centre(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """One centre, and its entry for whoever may change it."""
    user = access.signed_in(request.user)
    found = queries.centre_seen_by(user, centre_id)
    may_manage = access.may(user, "centre.manage", found.office_id)
    initial = {name: getattr(found, name) for name in forms.Centre.base_fields}
    form = forms.Centre(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_centre(user, found.office_id, **form.cleaned_data)
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            onto_form(form, refusal)
        else:
            messages.success(request, _("The entry is saved."))
            return redirect("centres:centre", centre_id)
    return render(
        request,
        "centres/centre.html",
        {"row": queries.centre_row(found), "form": form, "may_manage": may_manage},
        status=422 if form.errors else 200,
    )


@login_required
def centre_new(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """Enter the centre of an office that has none."""
    user = access.require(request.user, "centre.manage")
    if not access.may(user, "centre.manage", office_id):
        raise queries.not_seen()
    form = forms.Centre(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.keep_centre(user, office_id, **form.cleaned_data)
        except Refusal as refusal:
            onto_form(form, refusal)
        else:
            messages.success(request, _("The entry is saved."))
            return redirect("centres:centre", found.id)
    return render(
        request,
        "centres/centre.html",
        {"form": form, "may_manage": True, "row": None},
        status=422 if form.errors else 200,
    )
