"""Who may see what in the Network: four classes, for every paper and every agenda item.

Terms of Reference, working principle "Confidentiality and data protection". A class that the
reader does not hold does not exist for them: no title, no count, no gap in the numbers, for
each class counts its own series (1, 2 … · R1 … · C1 …).
"""

from __future__ import annotations

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

PUBLIC, NETWORK, RESTRICTED, CO_CHAIRS = "public", "network", "restricted", "co_chairs"
CLASSES = [
    (PUBLIC, N_("Public")),
    (NETWORK, N_("Network")),
    (RESTRICTED, N_("Restricted")),
    (CO_CHAIRS, N_("Co-chairs")),
]
ORDER = [key for key, _ in CLASSES]
SERIES = {PUBLIC: "", NETWORK: "", RESTRICTED: "R", CO_CHAIRS: "C"}
NEEDS = {
    PUBLIC: "network.read",
    NETWORK: "network.read",
    RESTRICTED: "paper.read_restricted",
    CO_CHAIRS: "paper.read_co_chairs",
}
FOR_INVITEES = (PUBLIC, NETWORK)
OPEN_CLASSES = (PUBLIC, NETWORK)  # what facts and reports may count: every member sees it


def classes_of(permissions: frozenset[str] | set[str]) -> list[str]:
    """Return the classes that a user with these permissions may see."""
    return [key for key in ORDER if NEEDS[key] in permissions]


def open_to_invitees(access_class: str, meeting_kind: str) -> bool:
    """Return whether invitees may see this class; at extended meetings, public only."""
    if meeting_kind == "extended":
        return access_class == PUBLIC
    return access_class in FOR_INVITEES


def label(access_class: str, number: int) -> str:
    """Return how an item, paper or decision is called: its number in the series of its class."""
    return f"{SERIES[access_class]}{number}"


def series_of(access_class: str) -> list[str]:
    """Return the classes that are numbered together with this one."""
    return [key for key in ORDER if SERIES[key] == SERIES[access_class]]


def refusal_of_looser_class(access_class: str, item_class: str | None) -> Refusal | None:
    """Say why a paper may not be more open than the agenda item that it belongs to."""
    if item_class is not None and ORDER.index(access_class) < ORDER.index(item_class):
        if item_class == NETWORK and access_class == PUBLIC:
            return None  # a public paper may be discussed among members
        return Refusal(
            N_("The agenda item is of a closed class. Its papers cannot be more open than it is."),
            field="access_class",
            code="class_looser",
        )
    return None
