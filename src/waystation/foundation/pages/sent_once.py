"""A form that is sent twice, unchanged, acts once and leads to the same page.

Every rendered form has its own token against forged requests, so the token and all fields identify
what was sent. A double click, or a resend after a lost answer, finds the first one in the cache.
Forms that carry a record's key (``OfficeForm``) do not need this.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest

from waystation.foundation.shared.errors import Conflict
from waystation.foundation.shared.words import N_

REMEMBERED = 3600  # seconds
LONGEST_ACTION = 60  # seconds after which a first one without an end counts as failed
WAIT, TRIES = 0.1, 50


class SentOnce:
    """What a request sends. ``before`` claims it, or returns where the first one led."""

    def __init__(self, request: HttpRequest, *, wanted: bool = True) -> None:
        token = request.POST.get("csrfmiddlewaretoken", "")
        self.key = f"sent:{_digest(request)}" if wanted and token else ""

    def before(self) -> str | None:
        """Return where the first form led, after waiting for it; None if this is the first.

        Raises Conflict if the first one does not come to an end.
        """
        if not self.key:
            return None
        for _ in range(TRIES):
            if cache.add(self.key, "", LONGEST_ACTION):
                return None
            where = cache.get(self.key)
            if where:
                return str(where)
            time.sleep(WAIT)
        raise Conflict(
            N_(
                "This form was sent twice, and the first one is still being saved. Look whether it "
                "has been saved before you send it again."
            ),
            code="sent_twice",
        )

    def forget(self) -> None:
        """Allow the same form to be sent again: nothing was saved."""
        if self.key:
            with contextlib.suppress(DatabaseError):  # it ends by itself
                cache.delete(self.key)

    def remember(self, where: str) -> None:
        """Note where the form has led. What it did is saved already, whatever happens here."""
        if self.key:
            with contextlib.suppress(DatabaseError):
                cache.set(self.key, where, REMEMBERED)


def _digest(request: HttpRequest) -> str:
    about = [str(request.user.pk), request.get_full_path()]
    about += [f"{name}={one}" for name, given in sorted(request.POST.lists()) for one in given]
    files = [(name, one) for name in sorted(request.FILES) for one in request.FILES.getlist(name)]
    about += [f"{name}={one.name} {_digest_of_file(one)}" for name, one in files]
    return hashlib.sha256("\0".join(about).encode(errors="surrogatepass")).hexdigest()


def _digest_of_file(file: Any) -> str:
    """Return the digest of an uploaded file, and leave it where it was read to."""
    place = file.tell()
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(place)
    return digest
