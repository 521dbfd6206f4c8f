"""What happens when Django and allauth say that somebody signed in, or tried to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from .addresses import client_address

LONGEST_BROWSER = 200


@receiver(user_logged_in)
def note_the_browser(request: HttpRequest, **about: Any) -> None:
    """Note in the session what the page "Where you are signed in" shows of it."""
    request.session["began_at"] = timezone.now().timestamp()
    request.session["address"] = client_address(request) or ""
    request.session["browser"] = request.META.get("HTTP_USER_AGENT", "")[:LONGEST_BROWSER]
