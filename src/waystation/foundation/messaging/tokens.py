"""The signed part of the address of a link for somebody without an account."""

from __future__ import annotations

from uuid import UUID

from django.core import signing

from waystation.foundation.shared.typed import key_in


def token_of(salt: str, key: UUID) -> str:
    """Return the secret part of a guest's link: the key of what it opens, signed."""
    return str(signing.Signer(salt=salt).sign_object(key.hex))


def key_of(salt: str, token: str) -> UUID | None:
    """Return the key that a guest's link holds, None for a link that is none of ours."""
    try:
        return key_in(str(signing.Signer(salt=salt).unsign_object(token)))
    except signing.BadSignature:
        return None
