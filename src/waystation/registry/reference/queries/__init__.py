"""Reads of the lists. Open to everybody: they contain no personal data."""

from .code_lists import (
    KnownCode,
    choices,
    codes,
    entries,
    label,
    list_title,
    lists,
    page_of,
    parents,
    refusal_of_code,
    require_code,
)
from .documents import (
    document,
    known_packs,
    series,
)
from .memory import (
    forget,
    look_again,
    stamp_of_lists,
)
from .municipalities import (
    Place,
    boundaries,
    boundary_credit,
    place_of,
    places,
)

__all__ = [
    "KnownCode",
    "Place",
    "boundaries",
    "boundary_credit",
    "choices",
    "codes",
    "document",
    "entries",
    "forget",
    "known_packs",
    "label",
    "list_title",
    "lists",
    "look_again",
    "page_of",
    "parents",
    "place_of",
    "places",
    "refusal_of_code",
    "require_code",
    "series",
    "stamp_of_lists",
]
