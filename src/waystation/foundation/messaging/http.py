"""Answers whose address is a secret, and pages behind the link of a guest (records.py)."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from waystation.foundation.access.http import cookie_name
from waystation.foundation.shared.periods import now

from .records import ELSEWHERE, OVER, GuestLink, bind, link_of

OPENS = "open_here"


def kept_private(answer: HttpResponse) -> HttpResponse:
    """Keep a page whose address is a secret out of caches, searches and other sites' logs."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _cookie(link: GuestLink) -> str:
    return cookie_name(f"guest_{hashlib.sha256(str(link.id).encode()).hexdigest()[:12]}")


def device_of(request: HttpRequest, link: GuestLink) -> str:
    """Return the secret that this device has for a link, "" for none."""
    return str(request.get_signed_cookie(_cookie(link), default="", salt=link.salt))


def remember(answer: HttpResponse, link: GuestLink, device: str) -> HttpResponse:
    """Have the device keep its secret until the link is over."""
    answer.set_signed_cookie(
        _cookie(link),
        device,
        salt=link.salt,
        max_age=link.expires_at - now(),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


def private_form(answer: HttpResponse) -> HttpResponse:
    """Keep a secret address to itself, and let its form be sent.

    With "no-referrer" a browser sends ``Origin: null`` with a form, which Django refuses.
    """
    kept_private(answer).headers["Referrer-Policy"] = "same-origin"
    return answer


class OnOneDevice(View):
    """A page behind a guest's link; ``self.link`` is the link once it is open on this device."""

    link_model: ClassVar[type[GuestLink]]
    place: ClassVar[str] = "token"
    link: Any

    def first_page(self) -> str:
        """Return the address of the page at which the link opens."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Look at what the link opens. Raises NotSeen where it is not to be seen any more."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.link = link_of(self.link_model, kwargs[self.place])
        state = self.link.state_for(device_of(request, self.link), now())
        if not hasattr(self, (request.method or "").lower()) and OPENS not in request.POST:
            return self.http_method_not_allowed(request, *args, **kwargs)
        if state == "over":
            return self._notice(OVER, 410)
        if state == "elsewhere":
            return self._notice(ELSEWHERE, 403)
        self.prepare()
        if state == "new":
            return self._open()
        if OPENS in request.POST:  # pressed twice
            return private_form(redirect(self.first_page()))
        return private_form(View.dispatch(self, request, *args, **kwargs))  # type: ignore[arg-type]

    def _open(self) -> HttpResponse:
        if OPENS in self.request.POST:
            answer = redirect(self.first_page())
            return private_form(remember(answer, self.link, bind(self.link)))
        if self.request.method == "POST":
            return private_form(redirect(self.first_page()))
        context = {"where": self.first_page(), "name": OPENS, "expires_at": self.link.expires_at}
        return private_form(render(self.request, "messaging/guest_open.html", context))

    def _notice(self, sentence: str, status: int) -> HttpResponse:
        context = {"sentence": _(sentence)}
        page = render(self.request, "messaging/guest_over.html", context, status=status)
        return private_form(page)
