"""The links of employers: which employer one opens, and for which device."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.utils.crypto import salted_hmac

from waystation.foundation.messaging import queries as messaging
from waystation.foundation.records.sealed import readable_text
from waystation.registry.referrals.rules import links as rules
from waystation.services.labour.models import Employer, EmployerLink

SALT = "labour.employer_link"


def token_of(link_id: UUID) -> str:
    """Return the secret part of an employer's link."""
    return messaging.token_of(SALT, link_id)


def digest_of(purpose: str, text: str) -> bytes:
    """Return what is stored of a code or a device."""
    return salted_hmac(f"{SALT}.{purpose}", text, algorithm="sha256").digest()


def code_digest(link_id: UUID, code: str) -> bytes:
    """Return what is stored of the code of a link."""
    return digest_of("code", f"{link_id.hex}{rules.tidy_code(code)}")


def new_device() -> str:
    """Return the secret by which a device is known again."""
    return secrets.token_urlsafe(32)


def link_of(token: str) -> EmployerLink | None:
    """Return the link of an address, None where there is none."""
    key = messaging.key_of(SALT, token)
    rows = EmployerLink.objects.select_related("employer__entity", "employer__office")
    return rows.filter(id=key).first() if key else None


def state_for(link: EmployerLink, device: str, moment: datetime) -> rules.State:
    """Return what a link is now for the device that holds it."""
    return rules.state_of(
        moment=moment,
        expires_at=link.expires_at,
        revoked=link.revoked_at is not None,
        failures=link.failures,
        readable=True,
        opened=link.opened_at is not None,
        same_device=rules.same(bytes(link.device), digest_of("device", device) if device else b""),
    )


def live_link_of(employer: Employer) -> dict[str, object] | None:
    """Return the link of an employer that is not revoked: who opened it, and until when."""
    link = EmployerLink.objects.filter(employer=employer, revoked_at=None).first()
    if link is None:
        return None
    return {
        "expires_at": link.expires_at,
        "opened_at": link.opened_at,
        "reader": readable_text(link, "reader"),
    }
