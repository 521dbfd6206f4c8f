"""What is due, late or missing in the Network: each app contributes ``ITEMS``.

``network_due`` of its AppConfig names them. An item function takes (user, network, today) and
returns what waits, in any order. ``everything.outstanding`` collects it for the secretariat,
whose desk shows it with the outstanding work of all other apps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal

from waystation.foundation.access.http import translated
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.governance.network.models import Network

When = Literal["due", "late", "missing"]
ItemsOf = Callable[[AnyUser, Network, date], list[Outstanding]]


def to_do(
    when: When,
    sentence: str,
    values: Mapping[str, Any],
    paragraph: str = "",
    until: date | None = None,
    url: str = "",
) -> Outstanding:
    """Return one thing that waits: a sentence with its values, in the reader's language."""
    title = translated(sentence, values)
    return Outstanding("network.due", title, url, until, paragraph=paragraph, when=when)
