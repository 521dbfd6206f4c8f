"""A session store that hashes keys: a copy of the table gives nobody a session."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING, Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError, connection
from django.utils import timezone

from waystation.foundation.audit.queries import ask
from waystation.foundation.shared.patience import LONGEST_WAIT, patience

if TYPE_CHECKING:
    from .models import Session

logger = logging.getLogger(__name__)
NOT_WORTH_MORE = 0.5  # seconds
READ = "SELECT session_data FROM access_session WHERE session_key = %s AND expire_date > %s"


def digest_of(key: str | None) -> str:
    """Return the hash that is stored of a session's key, which is random itself."""
    return hashlib.sha256((key or "").encode()).hexdigest()


class SessionStore(db.SessionStore):
    """Django's database store with hashed keys; it loads one text instead of a model."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return our own session model."""
        from .models import Session

        return Session

    def load(self) -> dict[str, Any]:
        """Return the session's data; if it has expired or is unknown, no data and no key."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        for (content,) in ask(READ, digest_of(self.session_key), now):
            return self.decode(content)
        self._session_key = None
        return {}

    _touched: bytes | None = None

    def touch(self, moment: float) -> None:
        """Record the current time as the user's last activity."""
        self["seen_at"] = moment
        self._touched = self._content()

    def _content(self) -> bytes:
        content: bytes = self.serializer().dumps(dict(self.items()))
        return content

    def save(self, must_create: bool = False) -> None:
        """Save the session. While nothing can be written, an existing one continues unchanged.

        Signing in creates a session, so it fails with the database; reading needs no write. No page
        waits long just to record the user's last activity.
        """
        if must_create:
            super().save(must_create)
            return
        only_touched = self._touched == self._content()
        try:
            with patience(NOT_WORTH_MORE if only_touched else LONGEST_WAIT):
                super().save()
        except UpdateError as error:
            if getattr(error.__context__, "__cause__", None) is None and not isinstance(
                error.__context__, OperationalError
            ):
                raise  # the session was ended elsewhere
            logger.warning("A session could not be saved: %s", error.__context__)

    def exists(self, session_key: str) -> bool:
        """Return whether a session with this key exists."""
        return super().exists(digest_of(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Return the row of this session, with the hash of its key and its user."""
        row: Any = super().create_model_instance(data)
        row.session_key = digest_of(row.session_key)
        row.user_id = data.get(SESSION_KEY)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Delete a session by its key, this one by default."""
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=digest_of(key)).delete()
