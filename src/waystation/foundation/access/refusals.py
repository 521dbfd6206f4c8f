"""Logging refusals: access to records outside a user's scope, and altered sealed texts."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.http import HttpRequest

from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Refusal

from .models import User

LOGGED = {403, 404, 429}
ALTERED = "sealed_altered"
logger = logging.getLogger(__name__)


def record_refusal(request: HttpRequest, refusal: Refusal) -> None:
    """Log a refusal to a signed-in user: not allowed, not visible, or an altered text.

    Invalid input is not logged. The refusal is shown even if the log cannot be written: it reveals
    nothing.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return
    if refusal.status not in LOGGED and refusal.code != ALTERED:
        return
    match = request.resolver_match
    detail: dict[str, Any] = {
        "page": match.view_name if match else "",
        "method": request.method,
        "status": refusal.status,
        "code": refusal.code,
    }
    subject = _subject(match.kwargs if match else {})
    try:
        with transaction.atomic():
            audit.log(user, "access.refuse", "access.Page", subject, **detail)
    except DatabaseError:
        logger.exception("A refusal could not be put into the audit log.")


def _subject(places: Mapping[str, Any]) -> UUID | None:
    return next((one for one in places.values() if isinstance(one, UUID)), None)
