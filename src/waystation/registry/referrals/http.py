"""Pages whose address is a secret and that take a form."""

from __future__ import annotations

from django.http import HttpResponse

from waystation.foundation.messaging.http import kept_private


def private_form(answer: HttpResponse) -> HttpResponse:
    """Keep a secret address out of caches, searches and other sites, and let its form be sent.

    With "no-referrer" a browser sends ``Origin: null`` with a form, which Django refuses.
    """
    kept_private(answer).headers["Referrer-Policy"] = "same-origin"
    return answer
