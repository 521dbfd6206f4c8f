"""The ESCO version of the profiles, and concepts that it lacks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext

from waystation.foundation.pages.base import Page
from waystation.foundation.shared.words import N_
from waystation.registry.skills import actions, queries


class Esco(Page):
    """The loaded packs of ESCO; one button replaces what has a successor."""

    template_name = "skills/esco.html"
    permissions = ("pack.add",)
    title = N_("ESCO in profiles")
    lead = N_(
        "Profiles use skills and occupations from the European classification (ESCO). "
        "When a new version is loaded, replaced concepts can be updated here; "
        "concepts without a successor are listed."
    )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        done = actions.follow_esco(self.user)
        changed = done["changed"]
        said = ngettext("{count} entry follows.", "{count} entries follow.", changed)
        messages.success(request, said.format(count=changed))
        return redirect("skills:esco")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = queries.esco_state(self.user)
        return super().get_context_data(**kwargs) | {"state": state}
