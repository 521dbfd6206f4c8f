"""The home page, and the choice of language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from waystation.foundation.access import contributions
from waystation.foundation.pages.base import Page
from waystation.foundation.shared.words import N_

from .http import first_page_of


def home(request: HttpRequest) -> HttpResponse:
    """Redirect staff to their first page, and everybody else to the sign-in page."""
    if not request.user.is_authenticated:
        return redirect(settings.LOGIN_URL)
    return redirect(first_page_of(request.user))


@login_required
def sections(request: HttpRequest) -> HttpResponse:
    """Show all sections on one page, for phones without room for the navigation."""
    return render(request, "ui/sections.html")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Store the chosen language in a cookie and return to the same page."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    answer = HttpResponseRedirect(back)
    if chosen in dict(settings.LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=31536000,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return answer


class Contributions(Page):
    """The apps' contributions to one another, for administrators and developers."""

    template_name = "ui/contributions.html"
    permissions = ("user.manage",)
    title = N_("Apps")
    lead = N_("What each installed app contributes, read from its configuration, lower apps first.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"apps": contributions.by_app()}
