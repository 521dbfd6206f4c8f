"""How each duty of the Terms of Reference stands today: one function for each, under its id.

Each app contributes ``STATUSES`` (``network_duties`` of its AppConfig): duty id -> a function of
(network, today) that returns a DutyStatus. The page "How we keep our Terms of Reference" shows
them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from waystation.governance.network.models import Network

How = Literal["kept", "due", "late", "missing", "nothing_yet"]


@dataclass(frozen=True)
class DutyStatus:
    """How a duty stands: in one word for the colour, in one sentence for the reader.

    ``sentence`` is the English source (N_) with its values in braces, as in a Refusal.
    ``address`` is the address name of the page where the work is done, "" for none.
    """

    how: How
    sentence: str
    values: dict[str, Any] = field(default_factory=dict)
    address: str = ""


StatusOf = Callable[[Network, date], DutyStatus]
