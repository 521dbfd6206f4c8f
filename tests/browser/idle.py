"""Sets the clock of every session back, as half an hour without a request does.

``python -m tests.browser.idle`` acts on the mission of the environment's state and database.
"""

from __future__ import annotations

import django

if __name__ == "__main__":
    django.setup()

    from django.conf import settings

    from waystation.foundation.access.models import Session
    from waystation.foundation.access.sessions import SessionStore

    store = SessionStore()
    for row in Session.objects.all():
        content = store.decode(row.session_data)
        if "seen_at" in content:
            content["seen_at"] -= settings.SESSION_IDLE_SECONDS + 1
            row.session_data = store.encode(content)
            row.save()
