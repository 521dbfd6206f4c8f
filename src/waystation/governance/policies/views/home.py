"""The first page of policy work: outstanding work and links."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.pages.base import Page, may_open
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.policies.queries import due

PLACES = (
    ("policies:instruments", N_("Policy instruments"), N_("Drafts, consultations, adoptions.")),
    ("policies:measures", N_("Measures"), N_("Owners, deadlines, milestones, progress.")),
    ("policies:comments", N_("Comments of consultations"), N_("Comments and answers.")),
    ("policies:gaps", N_("Gap assessments"), N_("Law and practice, clause by clause.")),
    ("policies:standards", N_("Standards"), N_("The standards used in assessments.")),
    ("policies:arrangements", N_("Data from authorities"), N_("Arrangements and deliveries.")),
    ("policies:practices", N_("Good practices"), N_("Proposed and reviewed.")),
    (
        "policies:registers",
        N_("Commitments and dialogue"),
        N_("Memberships, delegations, dialogues, outcome documents."),
    ),
)
GROUPS = (("late", N_("Late"), "r"), ("due", N_("Due this week"), "a"), ("open", N_("Open"), "b"))


class Home(Page):
    """What waits in policy work, and the lists of it."""

    template_name = "policies/home.html"
    permissions = ("policy.read",)
    title = N_("Policies")
    lead = N_(
        "Migration policies of the institutions, the measures that carry them "
        "out, and their progress."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = today_in()
        found = sorted(due.outstanding(self.user, today), key=lambda one: one.due_on or today)
        return super().get_context_data(**kwargs) | {
            "groups": [
                {
                    "title": _(title),
                    "tone": tone,
                    "rows": [one for one in found if one.urgency(today) == key],
                }
                for key, title, tone in GROUPS
            ],
            "anything": bool(found),
            "places": [
                (reverse(address), _(name), _(words))
                for address, name, words in PLACES
                if may_open(self.user, reverse(address))
            ],
        }
