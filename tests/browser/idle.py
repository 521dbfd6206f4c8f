"""Sets the clock of one session back, as half an hour without a request does.

``python -m tests.browser.idle KEY`` acts on the mission of the environment's state and database.
"""

from __future__ import annotations

import sys

import django

if __name__ == "__main__":
    django.setup()

    from django.conf import settings

    from waystation.foundation.access.models import Session
    from waystation.foundation.access.sessions import SessionStore, digest_of

    store = SessionStore()
    row = Session.objects.get(session_key=digest_of(sys.argv[1]))
    content = store.decode(row.session_data)
    content["seen_at"] -= settings.SESSION_IDLE_SECONDS + 1
    row.session_data = store.encode(content)
    row.save()
