"""Group sessions, and the sign-in by phone."""

from __future__ import annotations

import secrets
from uuid import UUID, uuid5

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words, onto_form
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.registry.reference import queries as reference
from waystation.services.centres import actions, forms, queries, rules

from .lists import SLICE


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


ATTENDING = "attending"  # the cookie that tells one browser from another, for one session


def sign_in(request: HttpRequest, code: str) -> HttpResponse:
    """Sign in to a session from one's own phone: no account, no name, two answers at most.

    One browser is one attendance: its key is in a signed cookie, not in the form.
    """
    found = actions.session_of_code(code)
    form = forms.SignIn(request.POST or None)
    browser = request.get_signed_cookie(ATTENDING, default="", salt=str(found.id))
    done, status = False, 200
    if request.method == "POST" and form.is_valid():
        try:
            if not browser:
                raise Refusal(
                    N_("Your browser accepts no cookies. Ask the person who leads the session."),
                    code="cookies",
                )
            actions.sign_in_by_phone(
                code,
                id=uuid5(found.id, browser),
                sex=form.cleaned_data["sex"],
                age_band=form.cleaned_data["age_band"],
            )
            done = True
        except Refusal as refusal:
            onto_form(form, refusal)
            status = refusal.status
    answer = render(
        request,
        "centres/sign_in.html",
        {"session": found, "form": form, "done": done},
        status=422 if form.errors and status == 200 else status,
    )
    if not browser:
        answer.set_signed_cookie(
            ATTENDING,
            secrets.token_urlsafe(16),
            salt=str(found.id),
            path=request.path,
            max_age=rules.SIGN_IN_HOURS * 3600,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return answer
