"""What is due, late or missing in the Network: each app contributes ``ITEMS``.

``network_due`` of its AppConfig names them. An item function takes (user, network, today) and
returns what waits, in any order. ``everything.outstanding`` makes outstanding work of them for
the secretariat, which the desk reads with that of all other apps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from waystation.foundation.access.http import in_words
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.workflow.outstanding import Outstanding, Urgency
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

    def as_outstanding(self) -> NetworkWork:
        """Return it as outstanding work, in the reader's language."""
        title = in_words(self)
        return NetworkWork(
            "network.due", title, self.url, self.until, paragraph=self.paragraph, when=self.when
        )


@dataclass(frozen=True)
class NetworkWork(Outstanding):
    """Outstanding work of the Network, which can be late or missing without a day."""

    when: When = "due"

    def urgency(self, today: date) -> Urgency:
        return "open" if self.when == "missing" else self.when


ItemsOf = Callable[[AnyUser, Network, date], list[Due]]
