"""The keys of digests and signatures. None of them is in the database.

``AUDIT_KEY`` makes the digests of entries and records; somebody who controls the database but not
this key cannot forge the digest of a changed row. ``HEAD_KEY`` (Ed25519) signs the head of the log.
"""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from waystation.foundation.shared.sealing import Keyring


@lru_cache(maxsize=256)
def _derive(master: bytes, purpose: str) -> bytes:
    return Keyring("audit", master).derive(purpose)


def entry_key(organisation_id: UUID) -> bytes:
    """Return the key for the digests of one organisation's log entries."""
    return _derive(settings.AUDIT_KEY, f"audit entries {organisation_id.hex}")


def record_key(organisation_id: UUID) -> bytes:
    """Return the key for the digests of one organisation's records."""
    return _derive(settings.AUDIT_KEY, f"audit records {organisation_id.hex}")


def file_key() -> bytes:
    """Return the key that authenticates derived files: fact tables."""
    return _derive(settings.AUDIT_KEY, "derived files")


def name_key() -> bytes:
    """Return the key for hashes of names that unknown users enter."""
    return _derive(settings.AUDIT_KEY, "typed names")


def signing_key() -> Ed25519PrivateKey:
    """Return the private key that signs the head of the log."""
    return Ed25519PrivateKey.from_private_bytes(settings.HEAD_KEY)


def public_key() -> str:
    """Return the public key of signed heads as hex."""
    return signing_key().public_key().public_bytes_raw().hex()
