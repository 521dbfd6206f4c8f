"""The card of the skills profile on a person's page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from waystation.foundation.access import queries as access
from waystation.foundation.access.contributions import Panel

from . import queries
from .occupations import occupation_name


def profile_panel(user: access.AnyUser, file: Any) -> Panel | None:
    """Return a summary of a person's skills, for users who may read profiles."""
    if not access.may(user, "skill.read", file.office_id):
        return None
    profile = queries.profile_of_person(user, file.id)
    if profile is None:
        return Panel(
            "skills/profile_panel.html",
            {"file": file, "profile": None, "may_open": _may_open(user, file)},
        )
    language = get_language() or "en"
    return Panel(
        "skills/profile_panel.html",
        {
            "file": file,
            "profile": profile,
            "may_open": profile.state == "closed" and _may_open(user, file),
            "occupations": [
                occupation_name(code, language) for code in queries.occupations_of(profile)
            ],
            "languages": queries.spoken_in([profile.id]).get(profile.id, ""),
            "stale": queries.stale(profile),
            "agreed": queries.agrees_now(user, file.id),
        },
    )


def _may_open(user: access.AnyUser, file: Any) -> bool:
    return not file.erased_at and access.may(user, "skill.record", file.office_id)
