"""The secret URL of a profile, valid for two weeks and for that profile only."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.urls import reverse

from waystation.foundation.messaging import queries as messaging
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.registry.skills.models import ProfileLink

from .profiles import has_agreed


def link_address(link_id: UUID) -> str:
    """Return the whole secret address of a profile."""
    token = messaging.token_of(ProfileLink.salt, link_id)
    return f"{settings.SITE_ADDRESS}{reverse('skills:own', args=[token])}"


def open_link(link_id: UUID | None) -> ProfileLink:
    """Return a link that is good at this moment: not over, not revoked, its consent in force.

    Raises NotSeen, with the same sentence for a guessed address and one that is over.
    """
    rows = ProfileLink.objects.select_related("profile", "profile__person", "profile__office")
    good = rows.filter(expires_at__gt=now(), revoked_at__isnull=True, profile__state="open")
    link = good.filter(id=link_id).first() if link_id else None
    if link is None or not has_agreed(link.profile.person_id):
        raise NotSeen(
            N_("This link no longer works. Ask the office for a new one."),
            code="link_over",
        )
    return link


def links_of(profile_id: UUID) -> list[ProfileLink]:
    """Return the links to a profile that the reader may see already, the newest first."""
    return list(ProfileLink.objects.filter(profile_id=profile_id).order_by("-created_at", "-id"))
