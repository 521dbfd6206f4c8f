"""Sessions in the cookie, for the thousands of requests of these tests: nothing is written."""

from __future__ import annotations

from django.contrib.sessions.backends import signed_cookies


class SessionStore(signed_cookies.SessionStore):
    """Django's, with what our own store has beside it."""

    def touch(self, moment):
        """Note that the reader was there at this moment."""
        self["seen_at"] = moment
