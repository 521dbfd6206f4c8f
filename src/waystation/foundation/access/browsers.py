"""Known browsers: others' failed sign-ins do not lock an account out of its own browsers.

Each gets a signed cookie for the account after a complete sign-in, second factor included. Failures
from a browser with this cookie are counted separately (OWASP's device cookies).
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from . import rules
from .models import User

LIFE = timedelta(days=rules.ADDRESS_KNOWN_DAYS)
SALT = "a browser that has signed in"
PATH = "/accounts/"


def cookie_name(name: str) -> str:
    """Return a cookie's name with the prefix that binds it to HTTPS."""
    return f"__Secure-{name}" if settings.SESSION_COOKIE_SECURE else name


def _cookie(user_id: object) -> str:
    return cookie_name(f"known_{hashlib.sha256(str(user_id).encode()).hexdigest()[:12]}")


def known_browser(request: HttpRequest, user_id: object) -> str:
    """Return the key of this browser if the account has signed in with it, else ""."""
    cookie = request.get_signed_cookie(
        _cookie(user_id), default="", salt=f"{SALT} {user_id}", max_age=LIFE
    )
    return str(cookie)


def known_browser_of(request: HttpRequest, email: str) -> str:
    """Return the key of this browser if the account of an e-mail address has signed in with it."""
    for user_id in User.objects.filter(email=email).values_list("id", flat=True):
        return known_browser(request, user_id)
    return ""


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Set the cookie in the signed-in user's browser, once."""
    user = request.user
    if not isinstance(user, User) or known_browser(request, user.id):
        return
    response.set_signed_cookie(
        _cookie(user.id),
        secrets.token_urlsafe(16),
        salt=f"{SALT} {user.id}",
        max_age=LIFE,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
