"""Guest links: whether the referral may still be read, and who has read it."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language

from waystation.foundation.messaging.rules import WRONG_CODES
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.shared.periods import now, today_in
from waystation.registry.organisations import queries as organisations
from waystation.registry.referrals.models import Referral
from waystation.registry.referrals.models import SealedLink as SealedLink

from . import referrals


def is_readable(referral: Referral) -> bool:
    """Return whether the partner may read a referral at this moment."""
    rows = Referral.objects.filter(id=referral.id)
    readable = referrals.readable_by_partner(rows).exists()
    return readable and bool(referrals.readable_fields(referral))


def language_of_partner(referral: Referral) -> str:
    """Return the language of the last link to this partner, else that of the one who makes it."""
    rows = SealedLink.objects.filter(
        organisation_id=referral.organisation_id, referral__entity_id=referral.entity_id
    )
    last = rows.exclude(language="").order_by("-created_at", "-id").first()
    return last.language if last is not None else get_language() or settings.LANGUAGE_CODE


def is_unreached(referral: Referral) -> bool:
    """Return whether nobody at the partner can read a sent referral: no account, no open link."""
    if referral.direction != "out" or referral.state not in {"sent", "more_asked"}:
        return False
    speakers = organisations.focal_points_of(
        referral.organisation_id, [referral.entity_id], today_in()
    )
    if any(one.user_id for one in speakers):
        return False
    links = SealedLink.objects.filter(referral=referral)
    return all(one.is_over(now()) for one in links)


def links_of(referral: Referral) -> list[dict[str, object]]:
    """Return the links to a referral that the user may see, with recipients and readers."""
    return [
        {
            "id": one.id,
            "sent_to": readable_text(one, "sent_to"),
            "reader": readable_text(one, "reader"),
            "created_at": one.created_at,
            "expires_at": one.expires_at,
            "opened_at": one.opened_at,
            "read_at": one.read_at,
            "revoked_at": one.revoked_at,
            "locked": one.failures >= WRONG_CODES,
            "live": not one.is_over(now()),
        }
        for one in SealedLink.objects.filter(referral=referral).order_by("-created_at", "-id")
    ]
