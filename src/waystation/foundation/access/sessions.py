"""Where sessions are stored. The table holds a hash of the key: who reads it signs in nowhere."""

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

    _touched: bytes | None = None

    def touch(self, moment: float) -> None:
        """Note that the reader was there at this moment."""
        self["seen_at"] = moment
        self._touched = self._content()

    def _content(self) -> bytes:
        content: bytes = self.serializer().dumps(dict(self.items()))
        return content

    def save(self, must_create: bool = False) -> None:
        """Save the session. One that is there goes on as it was while nothing can be written.

        Signing in makes a new one and fails with the database; reading needs none. No page
        waits long only to note that its reader is still there.
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
