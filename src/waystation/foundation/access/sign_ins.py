"""Audit-log entries of sign-ins, sign-outs and failures.

A sign-in reveals no record, so it succeeds even if the log cannot be written (a full disk); the
next read of a file requires the log again.
"""

from __future__ import annotations

import logging
from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_removed
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import DatabaseError, transaction
from django.dispatch import receiver

from waystation.foundation.audit import actions as audit
from waystation.foundation.audit import keys
from waystation.foundation.shared.sealing import keyed_hash

from .models import Organisation, User

NOT_THEIRS = {"session.fail", "session.lock"}
"""The acts of a person who may not be the account's holder."""
logger = logging.getLogger(__name__)


def _log(user: User | None, verb: str, **detail: Any) -> None:
    """Log an event of an account; of an unknown one in the log of the first organisation."""
    try:
        organisation = (
            user.organisation_id
            if user
            else Organisation.objects.order_by("id").values_list("id", flat=True).first()
        )
        if organisation is None:
            return
        with transaction.atomic():
            audit.log(
                user if verb not in NOT_THEIRS else None,
                verb,
                "access.User",
                user.id if user else None,
                organisation_id=organisation,
                **detail,
            )
    except DatabaseError:
        logger.exception("%s could not be put into the audit log.", verb)


@receiver(user_logged_in)
def log_sign_in(user: Any, **about: Any) -> None:
    """Log a sign-in."""
    if isinstance(user, User):
        _log(user, "session.open")


@receiver(user_logged_out)
def log_sign_out(user: Any, **about: Any) -> None:
    """Log a sign-out."""
    if isinstance(user, User):
        _log(user, "session.close")


@receiver(user_login_failed)
def log_failed_sign_in(credentials: dict[str, Any], **about: Any) -> None:
    """Log a failed sign-in: the account, or a keyed hash of an unknown name."""
    typed = str(credentials.get("email") or credentials.get("username") or "")
    _log_named(typed, "session.fail")


@receiver(user_locked_out)
def log_lock_out(username: str | None = None, **about: Any) -> None:
    """Log that too many failures have locked an account."""
    _log_named(username or "", "session.lock")


def _log_named(typed: str, verb: str) -> None:
    name = typed.strip().casefold()[:254]
    user = User.objects.filter(email=name).first() if name else None
    if user is not None:
        _log(user, verb)
    else:
        _log(None, verb, name=keyed_hash(keys.name_key(), name.encode(), 8).hex())


@receiver(authenticator_added)
def factor_added(user: Any, authenticator: Any, **about: Any) -> None:
    """Log that a second factor was set up."""
    if isinstance(user, User):
        _log(user, "factor.add", kind=str(authenticator.type))


@receiver(authenticator_removed)
def factor_removed(user: Any, authenticator: Any, **about: Any) -> None:
    """Log that a second factor was removed."""
    if isinstance(user, User):
        _log(user, "factor.remove", kind=str(authenticator.type))
