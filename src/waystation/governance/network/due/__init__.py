"""What is due, late or missing, for the secretariat's page: each app contributes ``ITEMS``.

``network_due`` of its AppConfig names them. An item function takes (user, network,
today) and returns what waits, in any order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from waystation.foundation.access.queries import Anyone
from waystation.governance.network.models import Network

When = Literal["due", "late", "missing"]


@dataclass(frozen=True)
class Due:
    """One thing that waits: a sentence with values, its paragraph, until when, where to do it."""

    when: When
    sentence: str
    values: dict[str, Any] = field(default_factory=dict)
    paragraph: str = ""
    until: date | None = None
    url: str = ""


ItemsOf = Callable[[Anyone, Network, date], list[Due]]
