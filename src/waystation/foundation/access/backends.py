"""Who comes back with a session: as Django's and allauth's backends say."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend

from . import queries
from .models import User


class _Remembered:
    """Reads the user of a session together with their roles."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the account, None where it is closed or gone."""
        return queries.active_user(user_id)


class Password(_Remembered, ModelBackend):
    """Signs in with an e-mail address and a password."""


class Office(_Remembered, AuthenticationBackend):  # type: ignore[misc]
    """Signs in with an account of the office."""
