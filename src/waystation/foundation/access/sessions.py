"""Where sessions are kept: Django's own store. Only what every request asks is planned once."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError, connection
from django.utils import timezone

from waystation.foundation.audit.queries import ask
from waystation.foundation.shared.patience import LONGEST_WAIT, patience

logger = logging.getLogger(__name__)
NOT_WORTH_MORE = 0.5  # seconds
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
