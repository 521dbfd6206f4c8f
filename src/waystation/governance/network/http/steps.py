"""What the pages of a meeting share: one form page, and buttons that say what they did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words, onto_form
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal

ACCESS_ROLE = "not_allowed"


def pressed(
    request: HttpRequest, back: str, act: Callable[[], Any], done: Any, *, needs: str
) -> HttpResponse:
    """Do what a button stands for, say so, and go back; a refusal is said there in its words.

    Who does not hold ``needs`` gets the refusal as a page of its own.
    """
    try:
        act()
    except NotSeen:
        raise
    except Refusal as refusal:
        if isinstance(refusal, NotAllowed) and not access.may(request.user, needs):
            raise
        messages.error(request, in_words(refusal))
    else:
        messages.success(request, done)
    return redirect(back)


def step(
    request: HttpRequest,
    form: Any,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: Any,
    button: Any,
    back: str,
    back_label: Any,
    done: Any,
    lead: Any = "",
    paragraph: str = "",
    house_rule: str = "",
    after: str = "",
    template: str = "network/step.html",
    **more: Any,
) -> HttpResponse:
    """Show a form; sent, do the action with its values, or show the refusal beside its field."""
    if request.method == "POST" and form.is_valid():
        try:
            act(dict(form.cleaned_data))
        except NotSeen:
            raise
        except NotAllowed as refusal:
            if refusal.code == ACCESS_ROLE:
                raise
            onto_form(form, refusal)
        except Refusal as refusal:
            onto_form(form, refusal)
        else:
            messages.success(request, done)
            return redirect(after or back)
    context = {
        "form": form,
        "title": title,
        "button": button,
        "back": back,
        "back_label": back_label,
        "lead": lead,
        "paragraph_of": paragraph,
        "house_rule": house_rule,
        **more,
    }
    return render(request, template, context, status=422 if form.errors else 200)
