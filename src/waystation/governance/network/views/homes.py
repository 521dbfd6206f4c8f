"""The four home pages and the public page: outstanding work and panels."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from waystation.foundation.pages.base import Page
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.read_once import read_once
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.outstanding import Outstanding, outstanding_for
from waystation.governance.network.http import OfNetwork
from waystation.governance.network.panels import shown
from waystation.governance.network.queries import people

GROUPS = (
    ("late", gettext_lazy("Late"), "r"),
    ("due", gettext_lazy("Due"), "a"),
    ("missing", gettext_lazy("Missing"), "v"),
    ("open", gettext_lazy("Open"), "b"),
)


class Home(OfNetwork, Page):
    """A home page: the panels that each app contributes to it."""

    template_name = "network/home.html"
    home = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        panels = shown.panels(self.home, self.user, self.network, self.today)
        return super().get_context_data(**kwargs) | {"panels": panels}


class Desk(Home):
    """The secretariat's desk: all that is outstanding for its reader, in every app."""

    template_name = "network/desk.html"
    permissions = ("member.manage",)
    home = "desk"
    title = N_("Secretariat")
    lead = N_(
        "What is due, late or missing. Each item cites the paragraph of the Terms of "
        "Reference that requires it, where there is one."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = outstanding_for(self.user, self.today)
        groups = [
            {
                "key": key,
                "title": title,
                "tone": tone,
                "rows": [one for one in found if group_of(one, self.today) == key],
            }
            for key, title, tone in GROUPS
        ]
        shown_groups = [one for one in groups if one["rows"] or one["key"] != "open"]
        return super().get_context_data(**kwargs) | {"groups": shown_groups}


def group_of(one: Outstanding, today: date) -> str:
    """Return the section of the desk: gaps of the Network are missing, not only open."""
    return one.when or one.urgency(today)


class Chair(Home):
    """What waits for a co-chair's name: to issue, to approve, to ask."""

    permissions = ("meeting.convene",)
    home = "chair"
    title = N_("Co-chair")
    lead = N_("Meetings to convene, and reports and recommendations to approve.")


class Mine(Home):
    """A member's commitments, actions and papers."""

    permissions = ("entity.represent",)
    home = "mine"
    title = N_("My entity")

    def get_lead(self) -> str:
        if entity := people.entity_of(self.user, self.today):
            return _(
                "The commitments of {entity}, and the papers and requests addressed to it."
            ).format(entity=entity)
        return _("You do not speak for an entity today. The Secretariat names focal points.")


class Unkt(Home):
    """The reports that UNKT received, and the advice that awaits its answer."""

    permissions = ("unkt.read",)
    home = "unkt"
    title = N_("UNKT")
    lead = N_("The Network's reports and updates, and recommendations awaiting an answer.")


class Public(TemplateView):
    """For everybody: the calendar, public decisions, statements, and the adopted plan."""

    template_name = "network/public.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        network = people.public_network()
        panels = []
        if network is not None:
            today = today_in(network.office.zone)
            with read_once():
                panels = shown.panels("public", self.request.user, network, today)
        # Everybody's languages, not only those that the staff's pages have.
        found = {"network": network, "panels": panels, "languages": settings.LANGUAGES}
        return super().get_context_data(**kwargs) | found
