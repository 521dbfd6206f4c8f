"""Authentication backends: Django's and allauth's, loading users with their roles."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend

from . import queries
from .models import User


class _Remembered:
    """Loads the user of a session together with their roles."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the account, None if it is closed or deleted."""
        return queries.active_user(user_id)


class Password(_Remembered, ModelBackend):
    """Sign-in with an e-mail address and a password."""


class Office(_Remembered, AuthenticationBackend):  # type: ignore[misc]
    """Sign-in with an external account of the office."""
