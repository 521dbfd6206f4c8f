"""A page with one form, as most of the Network's work needs: shown, refused, or done."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.foundation.access.http import onto_form
from waystation.foundation.shared.errors import Conflict, Refusal


def named(choices: Iterable[tuple[Any, str]], key: Any) -> str:
    """Return the name of a choice in the reader's language; an unknown key is its own name."""
    return _(dict(choices).get(key) or str(key)) if key not in (None, "") else ""


def form_page(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    lead: str,
    button: str,
    crumbs: list[tuple[str, str]],
    done: str,
    to: Callable[[Any], str],
    template: str = "network/one_form.html",
    **more: Any,
) -> HttpResponse:
    """Show a form; on POST do ``act`` with what it holds and go on, or say what is wrong.

    ``crumbs`` are (address, name) pairs; ``to`` makes the next address of what ``act`` returned.
    A refusal that is not about the form (403, 404) goes on to its own page.
    """
    if request.method == "POST" and form.is_valid():
        try:
            result = act(form.cleaned_data)
        except Refusal as refusal:
            if refusal.status in {403, 404}:
                raise
            onto_form(form, refusal)
            if isinstance(refusal, Conflict):
                _show_both(form, refusal)
        else:
            if done:
                messages.success(request, done)
            return redirect(to(result))
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "button": button,
        "crumbs": crumbs,
        **more,
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _show_both(form: forms.Form, conflict: Conflict) -> None:
    """Show what somebody else wrote beside each disputed field; saving again keeps ours."""
    for name, (current, _proposed) in conflict.fields.items():
        if name in form.fields:
            form.add_error(name, _("It says now: {value}").format(value=current or "–"))


def written(values: Mapping[str, Any]) -> str:
    """Return what the editor had before them, for a hidden field."""
    return json.dumps({name: _plain(value) for name, value in values.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | date):
        return str(value)
    return value


def had(text: str) -> dict[str, Any]:
    """Return what the editor had before them. An unreadable text is nothing seen."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
