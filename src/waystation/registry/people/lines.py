"""A person as one line, for search results, likely duplicates and members of a household."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from .fields import PERSON


def person_line(found: Any) -> dict[str, Any]:
    """Return a found person or a row of a list as templates show it."""
    words = [
        PERSON["sex"].words(found.sex),
        str(found.birth_year or ""),
        PERSON["municipality"].words(found.municipality),
    ]
    return {
        "id": found.id,
        "url": reverse("people:person", args=[found.id]),
        "name": found.name,
        "other_name": getattr(found, "other_name", ""),
        "number": found.number,
        "words": [word for word in words if word],
        "why": _(found.why) if getattr(found, "why", "") else "",
        "level": getattr(found, "level", 0),
        "chance": round(100 * getattr(found, "chance", 0.0)),
        "caution": _(found.caution_says) if getattr(found, "caution", "") else "",
        "reasons": [_(one) for one in getattr(found, "reasons", ())],
    }
