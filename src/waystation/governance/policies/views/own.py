"""The first page of an authority: its measures, and what waits for it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.policies.queries import instruments, sharing
from waystation.governance.policies.queries.due import MOST, SOON
from waystation.governance.policies.rules import sharing as rules

from .measures import Measures


class Own(Measures):
    """The measures of the institution that the reader answers for."""

    permissions = ("policy.answer",)
    parents = ()
    title = N_("Our measures")
    lead = N_("Your institution's measures and the evidence that they are done.")
    empty_title = N_("No measures for your institution")
    empty_text = N_("You see the measures of the institution whose focal point you are.")
    template_name = "policies/own.html"

    def institutions(self) -> list[tuple[str, str]]:
        """Return the institutions of the measures that are listed, not those of everybody."""
        shown = {str(key) for key in self.get_rows().values_list("entity_id", flat=True)}
        return [one for one in super().institutions() if one[0] in shown]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = instruments.instruments_visible_to(self.user).filter(state="consultation")
        return super().get_context_data(**kwargs) | {
            "asked": list(rows.order_by("title", "id")),
            "awaited": self.awaited(),
        }

    def awaited(self) -> list[dict[str, Any]]:
        """Return the deliveries that the bell counts, each with its state in words."""
        today = today_in()
        return [
            {
                "row": one,
                "state": _(dict(rules.DELIVERY_STATES)[one.state]),
                "tone": rules.DELIVERY_TONES[one.state],
            }
            for one in sharing.awaited_deliveries(self.user, today, today + SOON)[:MOST]
        ]
