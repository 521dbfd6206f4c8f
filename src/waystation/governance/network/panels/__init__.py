"""What the four homes and the public page show: each file declares lists of Panels.

``DESK``, ``CHAIR``, ``MINE``, ``UNKT`` and ``PUBLIC``, each a list of functions of
(user, network, today) that return a Panel. For PUBLIC the user may be a stranger: return
only what is of the class "public".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from waystation.foundation.access.queries import Anyone
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


PanelOf = Callable[[Anyone, Network, date], Panel]
