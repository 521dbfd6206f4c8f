"""The pages of joint statements: draft, silence procedure, release."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words, onto_form
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.network.queries import people
from waystation.governance.network.queries.house import days_off, house_rules
from waystation.governance.network.rules.clocks import working_days_after
from waystation.governance.statements import actions, forms, queries, rules

TONES = {"draft": "b", "silence": "a", "released": "g", "dropped": ""}


@login_required
@require_GET
def statements(request: HttpRequest) -> HttpResponse:
    """List the joint statements."""
    network = people.network_seen_by(request.user, queries.READ)
    words = dict(rules.STATES)
    rows = queries.statements_seen_by(request.user)
    for row in rows:
        row["word"], row["tone"] = _(words[row["state"]]), TONES[row["state"]]
    context = {
        "rows": rows,
        "may_draft": access.may(request.user, "statement.draft", network.office_id),
    }
    return render(request, "statements/statements.html", context)


def _form(request: HttpRequest, initial: dict[str, Any] | None = None) -> forms.Text:
    return forms.Text(
        request.POST if request.method == "POST" else None,
        texts=knowledge.legal_choices(request.user),
        first=initial is None,
        initial=initial,
    )


def _page(request: HttpRequest, form: Any, title: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "lead": _("Members see every version. A released statement is public."),
        "paragraph": "72",
        "button": _("Keep"),
        "crumb": True,
    }
    status = 422 if form.errors else 200
    return render(request, "statements/statement_form.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a joint statement."""
    people.network_seen_by(request.user, "statement.draft")
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.draft_statement(request.user, **form.cleaned_data)
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            onto_form(form, refusal)
        else:
            return redirect("statements:statement", row.id)
    return _page(request, form, _("Draft a joint statement"))


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, statement: UUID) -> HttpResponse:
    """Write the next version."""
    row = queries.statement_seen_by(request.user, statement)
    access.require(request.user, "statement.draft", row.office_id)
    text = queries.versions_of(row)[0].text
    form = _form(request, {"title": row.title, "text": text, "legal": row.legal})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_statement(request.user, statement, **form.cleaned_data)
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            onto_form(form, refusal)
        else:
            return redirect("statements:statement", statement)
    return _page(request, form, row.title)


@login_required
@require_GET
def statement(request: HttpRequest, statement: UUID) -> HttpResponse:
    """Show a statement, how far it is cleared, and its versions."""
    row = queries.statement_seen_by(request.user, statement)
    today = today_in()
    clearances = queries.clearances_of(row)
    waiting, objecting = queries.open_of(row, today)
    mine = people.entity_of(request.user, today)
    days = house_rules(people.network_of(row.organisation_id)).number("silence_days")
    over = row.state == "silence" and row.until is not None and row.until < today
    words = dict(rules.CLEARANCES)
    legal = dict(knowledge.legal_choices(request.user))
    context = {
        "row": row,
        "state": (_(dict(rules.STATES)[row.state]), TONES[row.state]),
        "versions": queries.versions_of(row),
        "clearances": [
            {
                "one": one,
                "word": _(words[one.answer])
                if one.answer
                else (_("Silent: agrees") if over or row.state == "released" else _("Waits")),
                "tone": {"objects": "r", "cleared": "g"}.get(one.answer, ""),
            }
            for one in clearances
        ],
        "open": bool(waiting or objecting),
        "legal": [legal[key] for key in row.legal if key in legal],
        "may_draft": access.may(request.user, "statement.draft", row.office_id)
        and row.state in {"draft", "silence"},
        "may_override": access.may(request.user, "statement.override", row.office_id),
        "may_clear": row.state == "silence"
        and not over
        and mine is not None
        and mine.id in {one.entity_id for one in clearances}
        and access.may(request.user, "statement.clear", row.office_id),
        "ask": forms.Ask(initial={"until": working_days_after(today, days, days_off())}),
        "answer": forms.Answer(),
    }
    return render(request, "statements/statement.html", context)


def _do(request: HttpRequest, statement: UUID, act: Any, done: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        if refusal.status not in {409, 422}:
            raise
        messages.error(request, in_words(refusal))
    else:
        messages.success(request, done)
    return redirect("statements:statement", statement)


@login_required
@require_POST
def ask(request: HttpRequest, statement: UUID) -> HttpResponse:
    """Begin the silence procedure."""
    row = queries.statement_seen_by(request.user, statement)
    access.require(request.user, "statement.draft", row.office_id)
    form = forms.Ask(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say until when entities may object."))
        return redirect("statements:statement", statement)
    return _do(
        request,
        statement,
        lambda: actions.ask_clearance(request.user, statement, form.cleaned_data["until"]),
        _("Every member is asked. Who says nothing until then agrees."),
    )


@login_required
@require_POST
def clear(request: HttpRequest, statement: UUID) -> HttpResponse:
    """Answer for one's entity."""
    answer, reason = request.POST.get("answer", ""), request.POST.get("reason", "")
    return _do(
        request,
        statement,
        lambda: actions.clear_statement(request.user, statement, answer, reason),
        _("Your entity's answer is recorded."),
    )


@login_required
@require_POST
def release(request: HttpRequest, statement: UUID) -> HttpResponse:
    """Release a cleared statement, or override as a co-chair."""
    return _do(
        request,
        statement,
        lambda: actions.release_statement(
            request.user, statement, reason=request.POST.get("reason", "")
        ),
        _("Released."),
    )
