"""Common code of the pages of the Network's apps: visibility, and the underlying paragraphs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext

from waystation.foundation.pages.action_pages import ActionButton, ActionForm, TransitionForm
from waystation.foundation.pages.base import PagePart
from waystation.foundation.shared.periods import today_in
from waystation.foundation.workflow.transitions import Transition
from waystation.governance.network.queries import Network, people
from waystation.registry.reference import queries as reference


class OfNetwork(PagePart):
    """A mixin for pages of the Network.

    For users without a role in the Network the page does not exist; users who only lack its
    ``permissions`` are told so. ``self.network`` and ``self.today`` are set afterwards.
    """

    permissions: tuple[str, ...] = ("network.read",)

    def check_permission(self) -> None:
        self.network: Network = people.network_visible_to(self.user, *self.permissions)
        self.today: date = today_in(self.network.office.zone)

    def may(self, *permissions: str) -> bool:
        """Return whether the reader holds one of the permissions in the Network."""
        return people.may_in(self.user, self.network, *permissions)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"network": self.network}


class NetworkForm(OfNetwork, ActionForm):
    """A page with one form that names the paragraph or working rule it is based on."""

    template_name = "network/act.html"
    quote = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"quote": self.quote}


class NetworkButton(OfNetwork, ActionButton):
    """A button of the Network: perform one action, and redirect."""


class StepForm(OfNetwork, TransitionForm):
    """The page of one step, named by the class and not by the address."""

    template_name = "network/act.html"
    step = ""
    button = ""

    def get_transition(self) -> Transition:
        return self.workflow.transitions[self.step]

    def check_permission(self) -> None:
        self.transition = self.get_transition()
        self.permissions = self.transition.permissions
        OfNetwork.check_permission(self)

    def get_title(self) -> str:
        return gettext(self.title) if self.title else super().get_title()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        button = {"button": gettext(self.button)} if self.button else {}
        return super().get_context_data(**kwargs) | button


def sdg_targets() -> list[tuple[str, str]]:
    """Return the SDG targets, those that name migration first, then those related to it."""
    known = reference.entries("sdg_target")
    order = {"direct": 0, "related": 1}
    rows = reference.choices("sdg_target")
    rows.sort(key=lambda row: order.get(known[row[0]].note, 2))
    return [(code, Truncator(f"{code} {name}").chars(110)) for code, name in rows]
