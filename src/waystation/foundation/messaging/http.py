"""Responses at secret URLs, and pages behind a guest's link (records.py)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import View

from waystation.foundation.access.http import cookie_name, counted_address, onto_form
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.periods import now

from . import actions
from .queries import link_of
from .records import GuestLink
from .rules import ELSEWHERE, OVER

OPENS = "open_here"


def private_page(answer: HttpResponse) -> HttpResponse:
    """Exclude a page at a secret URL from caches, search engines and the Referer header."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def private_form(answer: HttpResponse) -> HttpResponse:
    """Do not leak a secret URL to other sites, but allow its form to be sent.

    With "no-referrer" a browser sends ``Origin: null`` with a form, which Django refuses.
    """
    private_page(answer).headers["Referrer-Policy"] = "same-origin"
    return answer


def _cookie(link: GuestLink) -> str:
    return cookie_name(f"guest_{hashlib.sha256(str(link.id).encode()).hexdigest()[:12]}")


def remember(answer: HttpResponse, link: GuestLink, device: str) -> HttpResponse:
    """Store the device's secret in its cookie until the link expires."""
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


class OnOneDevice(View):
    """A page behind a guest's link; ``self.link`` is the link once it is open on this device."""

    link_model: ClassVar[type[GuestLink]]
    place: ClassVar[str] = "token"
    related: ClassVar[tuple[str, ...]] = ()
    """The relations that are loaded with the link."""
    languages: ClassVar[Sequence[str]] = tuple(dict(settings.LANGUAGES))
    """The languages that the page is written in; another one, chosen elsewhere, would mix two."""
    link: Any

    def first_page(self) -> str:
        """Return the URL of the page at which the link opens."""
        raise NotImplementedError

    def is_readable(self) -> bool:
        """Return whether the linked record may still be read, on any device."""
        return True

    def prepare(self) -> None:
        """Load the linked record. Raises NotSeen if it is no longer visible."""

    def languages_of_guest(self) -> Sequence[str]:
        """Return the languages of the guest, as far as the office knows them, the first first."""
        return ()

    def activate_language(self) -> None:
        """Answer in the guest's language, unless another one was chosen on this device."""
        now_active = translation.get_language() or settings.LANGUAGE_CODE
        chosen = settings.LANGUAGE_COOKIE_NAME in self.request.COOKIES
        if chosen and now_active in self.languages:
            return
        wanted = [*self.languages_of_guest(), now_active, settings.LANGUAGE_CODE]
        language = next((one for one in wanted if one in self.languages), "")
        if language and language != now_active:
            translation.activate(language)
            self.request.LANGUAGE_CODE = language

    def offered(self) -> dict[str, Any]:
        """Return the context of base_public.html: the languages that this page offers."""
        return {"all_languages": [one for one in settings.LANGUAGES if one[0] in self.languages]}

    def find_link(self) -> Any:
        """Return the link of this URL. Raises NotSeen."""
        return link_of(self.link_model, self.kwargs[self.place], *self.related)

    def device(self) -> str:
        """Return this device's secret for the link, "" if it has none."""
        return str(self.request.get_signed_cookie(_cookie(self.link), "", salt=self.link.salt))

    def remember(self, answer: HttpResponse, device: str) -> HttpResponse:
        """Store the secret on this device."""
        return remember(answer, self.link, device)

    def opens(self) -> bool:
        """Return whether this request opens the link."""
        return OPENS in self.request.POST

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.link = self.find_link()
        state = self.link.state_for(self.device(), now())
        if not hasattr(self, (request.method or "").lower()) and not self.opens():
            return self.http_method_not_allowed(request, *args, **kwargs)
        if state == "over" or not self.is_readable():
            return self.notice(OVER, 410)
        if state == "elsewhere":
            return self.notice(ELSEWHERE, 403)
        self.activate_language()  # not before: whoever else holds the address learns no language
        self.prepare()
        if state == "new":
            return private_form(self.open())
        if self.opens():  # the button was pressed twice
            return private_form(redirect(self.first_page()))
        return private_form(View.dispatch(self, request, *args, **kwargs))  # type: ignore[arg-type]

    def open(self) -> HttpResponse:
        """Open the link on this device, or show the button that opens it."""
        if self.opens():
            return self.remember(redirect(self.first_page()), actions.bind(self.link))
        if self.request.method == "POST":
            return redirect(self.first_page())
        context = {"where": self.first_page(), "name": OPENS, "expires_at": self.link.expires_at}
        return render(self.request, "messaging/guest_open.html", context | self.offered())

    def notice(self, sentence: str, status: int) -> HttpResponse:
        """Return the neutral page of a link that does not open on this device."""
        context = {"sentence": _(sentence)}
        page = render(self.request, "messaging/guest_over.html", context, status=status)
        return private_form(page)


class OnOneDeviceWithCode(OnOneDevice):
    """A page behind a link that opens with a code and the name of its reader."""

    code_form: ClassVar[Any]
    """A form with ``code`` and ``name``."""
    code_title: ClassVar[str]

    def find_link(self) -> Any:
        """Return the link of this URL. Raises NotSeen, and TooFast after too many wrong ones."""
        self.address = counted_address(self.request)
        actions.refuse_guessing(self.address)
        try:
            return super().find_link()
        except NotSeen:
            actions.note_wrong(self.address)
            raise

    def open_with_code(self, values: dict[str, Any]) -> str:
        """Open the link with the app's action; return the device's secret."""
        raise NotImplementedError

    def opens(self) -> bool:
        """Return whether the request contains a code."""
        return "code" in self.request.POST

    def open(self) -> HttpResponse:
        """Open the link with the code in the request, or show the form for it."""
        if not self.opens():
            return self.ask_code(self.code_form())
        form = self.code_form(self.request.POST)
        if not form.is_valid():
            return self.ask_code(form, 422)
        try:
            device = self.open_with_code(form.values)
        except Refusal as refusal:
            if refusal.status in (404, 429):
                raise
            if refusal.code == "link_over":
                return self.notice(OVER, 410)
            onto_form(form, refusal)
            return self.ask_code(form, refusal.status)
        return self.remember(redirect(self.first_page()), device)

    def ask_code(self, form: Any, status: int = 200) -> HttpResponse:
        """Show the form for the code and the name."""
        context = {"form": form, "title": _(self.code_title), "where": self.first_page()}
        return render(self.request, "messaging/guest_code.html", context, status=status)
