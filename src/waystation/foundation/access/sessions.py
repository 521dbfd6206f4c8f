"""Where sessions are kept: Django's own store. Only what every request asks is planned once."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from waystation.foundation.audit.queries import ask

READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's store in the database, which reads one text in place of a model."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; nothing, and no key, where it is over or unknown."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        for (content,) in ask(READ, self.session_key, now):
            return self.decode(content)
        self._session_key = None
        return {}
