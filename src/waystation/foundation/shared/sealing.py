"""Encryption of personal data at rest: AES-256-GCM, bound to the place of storage.

The ciphertext is ``version | key id | nonce | sealed bytes``; the associated data name the
organisation, the table, the column and the row, so that a value moved to another row cannot be
decrypted. Searches for equality use a keyed hash, never the plain value.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .errors import Refusal
from .words import N_

VERSION = b"\x01"
KEY_ID_BYTES = 4
NONCE_BYTES = 12


class CannotOpen(Refusal):
    """The sealed value was altered, moved, or encrypted with another key. Pages show a sentence.

    ``./waystation verify`` lists all such values.
    """

    def __init__(self, sentence: str, table: str, row: str) -> None:
        super().__init__(sentence, code="sealed_altered", record=f"{table} {row}")


ALTERED = N_(
    "A protected text cannot be opened: it was altered, or moved here from another record "
    "({record}). Tell your administrator. Other records are not affected."
)
OTHER_KEY = N_(
    "A protected text cannot be opened: it was sealed with another key, or altered ({record}). "
    "Tell your administrator."
)


def new_key() -> bytes:
    """Return a new random 256-bit key."""
    return AESGCM.generate_key(bit_length=256)


def key_id(key: bytes) -> bytes:
    """Return the public identifier of ``key``: four bytes of its hash."""
    return hashlib.sha256(b"waystation key id" + key).digest()[:KEY_ID_BYTES]


def place(organisation: str, table: str, column: str, row: str) -> bytes:
    """Return the associated data that bind a sealed value to its place of storage."""
    return "\x1f".join((organisation, table, column, row)).encode()


@dataclass(frozen=True)
class Keyring:
    """One organisation's key, and the keys derived from it. Exists in memory only."""

    organisation: str
    key: bytes = field(repr=False)

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(self.key)

    @cached_property
    def _head(self) -> bytes:
        return VERSION + key_id(self.key)

    def seal(self, plain: bytes, *, table: str, column: str, row: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        bound = place(self.organisation, table, column, row)
        sealed = self._cipher.encrypt(nonce, plain, bound)
        return self._head + nonce + sealed

    def open(self, sealed: bytes, *, table: str, column: str, row: str) -> bytes:
        head = 1 + KEY_ID_BYTES
        sealed = bytes(sealed)
        if sealed[:head] != self._head:
            raise CannotOpen(OTHER_KEY, table, row)
        nonce, body = sealed[head : head + NONCE_BYTES], sealed[head + NONCE_BYTES :]
        try:
            bound = place(self.organisation, table, column, row)
            return self._cipher.decrypt(nonce, body, bound)
        except InvalidTag:
            raise CannotOpen(ALTERED, table, row) from None

    def derive(self, purpose: str) -> bytes:
        """Derive a 256-bit key for one purpose only (HKDF-SHA256, RFC 5869)."""
        return _derive(self.key, purpose)

    def digest(self, purpose: str, value: bytes, size: int = 16) -> bytes:
        """Return the keyed hash of ``value`` for one purpose; equal values hash equally."""
        return keyed_hash(self.derive(purpose), value, size)


@lru_cache(maxsize=512)
def _derive(key: bytes, purpose: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
    return kdf.derive(key)


def keyed_hash(key: bytes, value: bytes, size: int = 16) -> bytes:
    """Return a keyed BLAKE2b hash (RFC 7693) of ``value``, ``size`` bytes long."""
    return hashlib.blake2b(value, key=key, digest_size=size).digest()


def same(left: bytes, right: bytes) -> bool:
    """Compare two digests in constant time."""
    return hmac.compare_digest(left, right)
