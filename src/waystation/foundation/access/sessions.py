"""Where sessions are stored. The table holds a hash of the key: who reads it signs in nowhere."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from waystation.foundation.audit.queries import ask

if TYPE_CHECKING:
    from .models import Session

READ = "SELECT session_data FROM access_session WHERE session_key = %s AND expire_date > %s"


def digest_of(key: str | None) -> str:
    """Return what the table holds in place of a session's key. The key itself is random."""
    return hashlib.sha256((key or "").encode()).hexdigest()


class SessionStore(db.SessionStore):
    """Django's store in the database, which hashes the key and reads one text, not a model."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return our own table of sessions."""
        from .models import Session

        return Session

    def load(self) -> dict[str, Any]:
        """Return what the session holds; nothing, and no key, where it is over or unknown."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        for (content,) in ask(READ, digest_of(self.session_key), now):
            return self.decode(content)
        self._session_key = None
        return {}

    def exists(self, session_key: str) -> bool:
        """Return whether there is a session with this key."""
        return super().exists(digest_of(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Return the row of this session, under the hash of its key and its user."""
        row: Any = super().create_model_instance(data)
        row.session_key = digest_of(row.session_key)
        row.user_id = data.get(SESSION_KEY)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Delete a session by its key, this one if none is named."""
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=digest_of(key)).delete()
