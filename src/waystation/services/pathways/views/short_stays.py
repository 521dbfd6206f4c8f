"""The calculator of short stays."""

from __future__ import annotations

from typing import Any

from waystation.analysis import mobility
from waystation.foundation.pages.base import Page
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.services.pathways import forms

from .pathways import PATHWAYS


class ShortStays(Page):
    """How many days of 90 within 180 are used, and how long one may stay from a day on."""

    template_name = "pathways/short_stays.html"
    permissions = ("pathway.read",)
    parents = PATHWAYS
    title = N_("Days of short stays")
    lead = N_(
        "Without a visa a person may stay in the Schengen area for 90 days within any 180 days. "
        "The days of entry and exit count. Nothing that is typed here is saved."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = forms.ShortStays(self.request.GET or None)
        found = None
        if form.is_bound and form.is_valid():
            day = form.cleaned_data["day"] or today_in()
            found = {
                "day": day,
                "used": mobility.days_used(form.visits, day),
                "left": mobility.days_left(form.visits, day),
                "over": mobility.first_day_over(form.visits),
            }
        return super().get_context_data(**kwargs) | {"form": form, "found": found}
