"""The signed token in the URL of a guest's link."""

from __future__ import annotations

from uuid import UUID

from django.core import signing

from waystation.foundation.shared.typed import key_in


def token_of(salt: str, key: UUID) -> str:
    """Return the token of a guest's link: its key, signed."""
    return str(signing.Signer(salt=salt).sign_object(key.hex))


def key_of(salt: str, token: str) -> UUID | None:
    """Return the key in a guest's token, None if the signature is invalid."""
    try:
        return key_in(str(signing.Signer(salt=salt).unsign_object(token)))
    except signing.BadSignature:
        return None
