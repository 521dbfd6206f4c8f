"""The desk of the data-protection officer: outstanding work, and the pages of the office."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.base import Page
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.outstanding import outstanding_for

TONES = {"late": "r", "due": "a", "open": "b"}
URGENCIES = {"late": N_("Late"), "due": N_("Due soon"), "open": N_("Open")}
PAGES = (
    ("privacy:requests", N_("Data subject requests"), "person.export"),
    ("privacy:due", N_("Retention period over"), "person.erase"),
    ("privacy:texts", N_("Consent texts"), "consent.word"),
    ("access:exports", N_("Exports"), "export.approve"),
    ("access:proposals", N_("Roles to confirm"), "role.confirm"),
    ("access:audit", N_("Audit log"), "audit.read"),
)


class Desk(Page):
    """Outstanding work of the data-protection officer, as every app declares it."""

    template_name = "privacy/desk.html"
    permissions = ("audit.read",)
    title = N_("Data protection")
    lead = N_("What is open, due or late, and where personal data is watched over.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = today_in()
        waiting = [
            {
                "title": one.title,
                "url": one.url,
                "day": one.due_on or (localdate(one.since) if one.since else None),
                "urgency": _(URGENCIES[one.urgency(today)]),
                "tone": TONES[one.urgency(today)],
            }
            for one in outstanding_for(self.user, today)
        ]
        return super().get_context_data(**kwargs) | {
            "waiting": waiting,
            "pages": [
                (reverse(name), _(label))
                for name, label, permission in PAGES
                if access.may(self.user, permission)
            ],
        }
