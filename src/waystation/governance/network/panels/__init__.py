"""What the four home pages and the public page show: each app contributes its Panels.

``network_panels`` of its AppConfig names them. Each panel is a function of (user, network, today).
On the public page the user may be a stranger: return only what is of the class "public".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from waystation.foundation.access.queries import AnyUser
from waystation.governance.network.models import Network


@dataclass(frozen=True)
class Row:
    """One line of a panel, already in the reader's language."""

    text: str
    url: str = ""
    note: str = ""
    tag: str = ""  # a short word at the end of the line
    tone: str = ""  # "", "b" plain, "g" good, "a" warning, "r" bad


@dataclass(frozen=True)
class Panel:
    """A titled list with a sentence for when it is empty."""

    title: str
    empty: str
    rows: list[Row] = field(default_factory=list)
    more: str = ""  # address of the whole list


PanelOf = Callable[[AnyUser, Network, date], Panel]


@dataclass(frozen=True)
class Panels:
    """The panels of one app for each home page; a lower ``place`` is higher on the page."""

    place: int
    desk: Sequence[PanelOf] = ()
    chair: Sequence[PanelOf] = ()
    mine: Sequence[PanelOf] = ()
    unkt: Sequence[PanelOf] = ()
    public: Sequence[PanelOf] = ()

    def of(self, home: str) -> Sequence[PanelOf]:
        """Return the panels of a home page: desk, chair, mine, unkt or public."""
        found: Sequence[PanelOf] = getattr(self, home)
        return found
