"""Sealed links: which referral one opens, for whom, and at whose attempts it stops."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.utils.crypto import salted_hmac

from waystation.foundation.messaging import queries as messaging
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.shared.periods import now
from waystation.registry.referrals.models import LinkTry, Referral, SealedLink
from waystation.registry.referrals.rules import links as rules

from . import referrals

SALT = "referrals.sealed_link"


def token_of(link_id: UUID) -> str:
    """Return the secret part of a sealed link."""
    return messaging.token_of(SALT, link_id)


def digest_of(purpose: str, text: str) -> bytes:
    """Return what is stored of a code, a device or an address."""
    return salted_hmac(f"{SALT}.{purpose}", text, algorithm="sha256").digest()


def new_device() -> str:
    """Return the secret by which a device is known again."""
    return secrets.token_urlsafe(32)


def tries_of(address: str | None) -> int:
    """Return how often a network address was wrong within the hour."""
    since = now() - rules.TRIES_WITHIN
    digest = digest_of("address", address or "")
    return LinkTry.objects.filter(address=digest, at__gt=since).count()


def link_of(token: str) -> SealedLink | None:
    """Return the sealed link of an address, None where there is none."""
    key = messaging.key_of(SALT, token)
    rows = SealedLink.objects.select_related(
        "referral", "referral__entity", "referral__office", "referral__service", "referral__consent"
    )
    return rows.filter(id=key).first() if key else None


def state_for(link: SealedLink, device: str, moment: datetime) -> rules.State:
    """Return what a link is now for the device that holds it."""
    return rules.state_of(
        moment=moment,
        expires_at=link.expires_at,
        revoked=link.revoked_at is not None,
        failures=link.failures,
        readable=is_readable(link.referral),
        opened=link.opened_at is not None,
        same_device=rules.same(bytes(link.device), digest_of("device", device) if device else b""),
    )


def is_readable(referral: Referral) -> bool:
    """Return whether the partner may read a referral at this moment."""
    rows = Referral.objects.filter(id=referral.id)
    readable = referrals.readable_by_partner(rows).exists()
    return readable and bool(referrals.readable_fields(referral))


def links_of(referral: Referral) -> list[dict[str, object]]:
    """Return the links to a referral that the user may see: to whom, and who has read it."""
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
            "locked": one.failures >= rules.WRONG_CODES,
            "live": one.revoked_at is None
            and one.failures < rules.WRONG_CODES
            and now() < one.expires_at,
        }
        for one in SealedLink.objects.filter(referral=referral).order_by("-created_at", "-id")
    ]
