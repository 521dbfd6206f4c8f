"""Receivers of Django's and allauth's sign-in signals."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_reset
from allauth.mfa.signals import authentication_failed
from axes.utils import reset
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from . import actions, rules
from .addresses import client_address
from .models import User

LONGEST_BROWSER = 200


@receiver(user_logged_in)
def note_the_browser(request: HttpRequest, **about: Any) -> None:
    """Store in the session what the page "Where you are signed in" shows."""
    request.session["began_at"] = timezone.now().timestamp()
    request.session["address"] = client_address(request) or ""
    request.session["browser"] = request.META.get("HTTP_USER_AGENT", "")[:LONGEST_BROWSER]
    request.session.pop("wrong_codes", None)


@receiver(password_reset)
def forgive_failures(user: User, **about: Any) -> None:
    """Forgive earlier failures after a password reset by e-mail."""
    reset(username=user.email)


@receiver(authentication_failed)
def count_wrong_codes(request: HttpRequest, user: User, **about: Any) -> None:
    """End a session after a few wrong codes of the second factor, signed in or not, and alarm."""
    wrong = request.session.get("wrong_codes", 0) + 1
    request.session["wrong_codes"] = wrong
    actions.record_wrong_code(user)
    if wrong >= rules.CODES_PER_SESSION:
        request.session.flush()
