"""The digest that proves a frozen content unchanged."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785


def digest_of(content: Mapping[str, Any] | list[Any]) -> str:
    """Return the SHA-256 of a content's canonical JSON (RFC 8785)."""
    plain = dict(content) if isinstance(content, Mapping) else content
    return hashlib.sha256(rfc8785.dumps(plain)).hexdigest()
