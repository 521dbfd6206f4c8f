"""Hourly rate limits of the public forms, by a keyed hash of the network address."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from waystation.foundation.access.http import counted_address
from waystation.foundation.shared.errors import TooFast
from waystation.foundation.shared.words import N_

HOUR = 3600
MOST = 6


def _key(request: HttpRequest, what: str) -> str:
    address = counted_address(request) or "unknown"
    return f"public:{what}:{salted_hmac('public', address, algorithm='sha256').hexdigest()[:32]}"


def require(request: HttpRequest, what: str) -> None:
    """Raise TooFast if this form was sent too often from the same address within an hour."""
    if cache.get(_key(request, what), 0) >= MOST:
        raise TooFast(
            N_("You have sent this several times. Try again in an hour, or call the centre."),
            code="pace",
        )


def count(request: HttpRequest, what: str) -> None:
    """Count one submission. The address is stored as a keyed hash for an hour."""
    key = _key(request, what)
    cache.set(key, cache.get(key, 0) + 1, HOUR)
