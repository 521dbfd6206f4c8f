"""Who comes back with a session: as Django's and allauth's backends say, read plainly."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend

from waystation.foundation.audit.queries import in_sql

from .models import User


class _Plainly:
    """Reads the user of a session without making up the statement anew for each request."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the account, None where it is closed or gone."""
        found = User.objects.raw("SELECT * FROM access_user WHERE id = %s", [in_sql(user_id)])
        return next((user for user in found if user.is_active), None)


class Password(_Plainly, ModelBackend):
    """Signs in with an e-mail address and a password."""


class Office(_Plainly, AuthenticationBackend):  # type: ignore[misc]
    """Signs in with an account of the office."""
