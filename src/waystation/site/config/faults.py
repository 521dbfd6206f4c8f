"""Answers 503 with Retry-After while the disk is full or the database does not respond."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from waystation.foundation.access.http import in_words
from waystation.foundation.shared import disk
from waystation.foundation.shared.errors import Unavailable
from waystation.foundation.shared.patience import LONGEST_WAIT, SECONDS, patience
from waystation.foundation.shared.words import N_

from .gateway import WAITED

WORTH_COUNTING = 1.0  # seconds
SAFE = {"GET", "HEAD", "OPTIONS"}
# Signing in and out remains possible: users can still read, and a session needs little space.
SIGN_IN = (
    "/accounts/login/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/authenticate/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/2fa/webauthn/",
    "/accounts/oidc/",
    "/language/",
)
BUSY = N_("The database is busy or cannot be reached. Nothing was saved. Try again in a moment.")
FULL = N_(
    "The server's disk is almost full. Nothing was saved; you can still read. Tell your "
    "administrator, and try again later."
)
# SQLite's result codes of temporary errors: busy, locked, read-only, I/O, full, cannot open.
PASSING = {5, 6, 8, 10, 13, 14}


def passes(error: BaseException | None) -> bool:
    """Return whether an error means that the database temporarily cannot answer or write."""
    if isinstance(error, InterfaceError):  # the connection is closed
        return True
    if not isinstance(error, DatabaseError):
        return False
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in PASSING
    read_only = getattr(error.__cause__, "sqlstate", "") == "25006"
    return isinstance(error, OperationalError) or read_only


def unavailable(request: HttpRequest, refusal: Unavailable) -> HttpResponse:
    """Return the 503 page without querying the database."""
    sentence = in_words(refusal)
    if request.path.startswith("/api/"):
        answer: HttpResponse = JsonResponse(
            {
                "type": "about:blank",
                "title": "Unavailable",
                "status": refusal.status,
                "detail": sentence,
                "code": refusal.code,
            },
            status=refusal.status,
            content_type="application/problem+json",
        )
    else:
        context = {"sentence": sentence, "note": settings.UNSCR_1244_NOTE}
        answer = HttpResponse(render_to_string("unavailable.html", context), status=refusal.status)
    answer["Retry-After"] = str(refusal.retry_after)
    return answer


@contextmanager
def lock_timeout() -> Iterator[None]:
    """Apply the current limit of ``patience`` to PostgreSQL's locks."""
    if connection.vendor != "postgresql":
        yield
        return
    try:
        set_lock_timeout(SECONDS.get())
        yield
    finally:
        set_lock_timeout(LONGEST_WAIT)


def set_lock_timeout(seconds: float) -> None:
    """Set how long statements of this connection wait for a lock."""
    with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {int(seconds * 1000)}")


class Faults:
    """Refuse writes while the disk is almost full; answer 503 if the database cannot respond."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        low = disk.is_low(settings.STATE, settings.DISK_RESERVE_PER_CENT)
        if low and request.method not in SAFE and not request.path.startswith(SIGN_IN):
            return unavailable(request, Unavailable(FULL, code="disk_full"))
        # Time spent waiting for a thread is deducted from the time to wait for the database.
        waited = float(request.META.get(WAITED, 0.0))
        if waited < WORTH_COUNTING:
            return self.get_response(request)
        with patience(max(WORTH_COUNTING, LONGEST_WAIT - waited)), lock_timeout():
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return unavailable(request, Unavailable(BUSY, code="busy")) if passes(error) else None


def on_error(request: HttpRequest) -> HttpResponse:
    """Handle an exception that no view has caught: 503 if the database cannot respond, else 500."""
    if passes(sys.exc_info()[1]):
        return unavailable(request, Unavailable(BUSY, code="busy"))
    return server_error(request)


class Policy:
    """Set the Content-Security-Policy header, built once per process: it is the same on all pages.

    Django's debug pages have no policy, as in django-csp.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if not (settings.DEBUG and answer.status_code in {404, 500}):
            answer.headers.setdefault(HEADER, self.policy)
        return answer


class Headers:
    """Set the security headers that Django has no setting for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        for name, value in settings.SECURITY_HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer
