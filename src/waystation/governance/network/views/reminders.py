"""The log of automatic reminders."""

from __future__ import annotations

from typing import Any

from waystation.foundation.pages.base import Page
from waystation.foundation.shared.words import N_
from waystation.governance.network.http import OfNetwork
from waystation.governance.network.queries import reminders as queries


class Reminders(OfNetwork, Page):
    """The latest reminders: subject, recipient, and whether they were sent."""

    template_name = "network/reminders.html"
    permissions = ("meeting.prepare",)
    parents = (("network:desk", N_("Secretariat")),)
    title = N_("Reminders")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = queries.reminders_visible_to(self.user)
        return super().get_context_data(**kwargs) | {"rows": rows}
