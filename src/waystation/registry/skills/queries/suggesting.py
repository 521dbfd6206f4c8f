"""Which skills go with a profile's occupations, from the ESCO pack where it is loaded."""

from __future__ import annotations

from typing import Any

from waystation.registry.skills.models import Profile


def suggestions_for(profile: Profile) -> list[dict[str, Any]]:
    """Return skills that a profile has not, of its occupations; none without the pack."""
    return []
