"""Middleware and helpers of all entry points: channel, session limits, refusals in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Protocol

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Refusal, Unavailable
from waystation.foundation.shared.words import N_

from . import browsers, contributions, idle, queries
from .addresses import counted_address as counted_address
from .browsers import cookie_name as cookie_name
from .models import User
from .refusals import record_refusal
from .rules import PERSONAL

HEADINGS = {
    403: N_("You may not do this"),
    404: N_("Page not found"),
    409: N_("Someone else did this first"),
    410: N_("Not available"),
}
"""The heading of a refusal's page, by HTTP status."""
HEADINGS_BY_CODE = {
    "export_purpose": N_("This export needs approval"),
    "export_purpose_long": N_("This export needs approval"),
    "export_waits": N_("This export is awaiting approval"),
}
"""The heading of a refusal's page that says how to go on, by the refusal's code."""
OTHERWISE = N_("This cannot be done")
ASKS_PURPOSE = {"export_purpose", "export_purpose_long"}
"""Refusals of a file that is sent once its purpose is given; their page asks for it."""


def locked_out(request: HttpRequest, response: Any = None, *args: Any) -> HttpResponse:
    """Show that the account is locked for a while, and what to do."""
    return render(request, "account/locked.html", status=429)


class UploadLimit:
    """Answer 413 to a body that is too large, before reading or storing any of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > settings.UPLOAD_MAX_BYTES:
            refusal = Refusal(
                N_("This is larger than {most} MB. Send less at once, or a smaller file."),
                code="upload_too_large",
                most=settings.UPLOAD_MAX_BYTES // 1024 // 1024,
            )
            return HttpResponse(in_words(refusal), status=413, content_type="text/plain")
        return self.get_response(request)


class PageMethods:
    """Allow GET, HEAD and POST for pages; only the API has further methods."""

    TAKEN = ("GET", "HEAD", "POST")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in self.TAKEN and not request.path.startswith("/api/"):
            return HttpResponseNotAllowed(self.TAKEN)
        return self.get_response(request)


class NotStored:
    """Forbid browsers, proxies and search engines to store pages, exports and API answers.

    Exceptions are static files, and public pages that allow caching, for visitors who are not
    signed in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(settings.STATIC_URL):
            return response
        # Only a public page asks who reads it: the database may not be able to tell.
        if "public" not in response.headers.get("Cache-Control", "") or (
            hasattr(request, "user") and request.user.is_authenticated
        ):
            response.headers["Cache-Control"] = "no-store, private"
            response.headers["X-Robots-Tag"] = "noindex"
        return response


class Channel:
    """Set the audit log's channel, enforce session limits, and activate the user's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with audit.channel("api" if request.path.startswith("/api/") else "page"):
            user = get_user(request)
            response = self._answer(request, user)
            if user.is_authenticated and not request.user.is_authenticated:
                response.headers["Clear-Site-Data"] = '"cache"'  # signed out, or expired
            if request.path.startswith(browsers.PATH):
                browsers.remember(request, response)
            return response

    def _answer(self, request: HttpRequest, user: Any) -> HttpResponse:
        # From here on the user is known: pages access it a hundred times, and Django's lazy object
        # costs more than the permission check itself.
        request.user = user
        if user.is_authenticated and not request.path.startswith("/static/"):
            moment = timezone.now().timestamp()
            seen = request.session.get("seen_at")
            if seen is not None and moment - seen > settings.SESSION_IDLE_SECONDS:
                return idle.end_session(request)
            if seen is None or moment - seen > 60:
                session: Any = request.session
                session.touch(moment)
            if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
                translation.activate(user.language)
                request.LANGUAGE_CODE = user.language
        return self.get_response(request)


def token_of(request: HttpRequest) -> User | None:
    """Return the user of the request's bearer token, for the API; None without a valid token."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret:
        return None
    user = queries.user_of_token(secret.strip())
    if user is not None:
        request.user = user
    return user


class HasSentence(Protocol):
    """An English sentence with its values: a refusal, or the note of an estimate."""

    @property
    def sentence(self) -> str: ...

    @property
    def values(self) -> Mapping[str, Any]: ...


def in_words(said: HasSentence) -> str:
    """Return the sentence in the reader's language with its values, which may be sentences too."""
    return translated(said.sentence, said.values)


def translated(sentence: str, values: Mapping[str, Any]) -> str:
    """Return an English sentence in the reader's language, with its values in words."""
    sentence = gettext(sentence)
    given = {name: _value_in_words(value) for name, value in values.items()}
    return sentence.format(**given) if given else sentence


def _value_in_words(value: Any) -> Any:
    if isinstance(value, datetime):
        moment = timezone.localtime(value) if timezone.is_aware(value) else value
        return date_format(moment, "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, str) and value:
        return gettext(value)
    return in_words(value) if hasattr(value, "sentence") else value


def whose_rule(refusal: Refusal) -> str:
    """Return the text that a refusal is based on: a paragraph or a working rule; "" if none."""
    if refusal.paragraph:
        return gettext("Terms of Reference ¶ {paragraph}").format(paragraph=refusal.paragraph)
    if refusal.working_rule:
        return gettext("Working rule {number}").format(number=refusal.working_rule)
    return ""


def page_of_rule(refusal: Refusal) -> str:
    """Return the URL of the text that a refusal is based on, "" if none."""
    pages = contributions.mapping_of("rule_pages")
    try:
        if refusal.paragraph:
            anchor = refusal.paragraph.split()[0].rstrip(";,")
            return reverse(pages["paragraph"]) + f"#p{anchor}"
        if refusal.working_rule:
            return reverse(pages["working_rule"]) + f"#{refusal.working_rule}"
    except (KeyError, NoReverseMatch):
        pass
    return ""


def offer(form: Any, name: str, choices: Any) -> None:
    """Set the choices of a form field: those that this user may see, in the active language."""
    form.fields[name].choices = choices


def onto_form(form: Any, refusal: Refusal) -> None:
    """Add a refusal to its form field, or to the form, together with the rule it is based on."""
    for one in refusal.all:
        rule = whose_rule(one)
        sentence = f"{in_words(one)} ({rule})" if rule else in_words(one)
        form.add_error(one.field if one.field in form.fields else None, sentence)


def add_refusals(form: Any, check: Callable[[], Any]) -> None:
    """Add what ``check`` refuses to an invalid form, at the fields that have no error yet.

    So that a form with one answer that cannot be read names everything else that is missing too.
    """
    wrong = set(form.errors)
    try:
        check()
    except Refusal as refusal:
        for one in refusal.all:
            if one.field in form.fields and one.field not in wrong:
                onto_form(form, one)


class SecondFactor:
    """Require the second factor from users who can read personal data, if the setting demands it.

    Such a user is first sent to set up a second factor; from then on allauth asks for it at every
    sign-in, and the session records that it was given.
    """

    OPEN = ("/accounts/", "/static/", "/language/", "/help/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and self._lacks_one(request):
            if request.path.startswith("/api/"):
                return HttpResponse(gettext("Set up a second factor first."), status=403)
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _lacks_one(self, request: HttpRequest) -> bool:
        if request.path.startswith(self.OPEN) or not request.user.is_authenticated:
            return False
        if request.session.get("second_factor"):
            return False
        if not PERSONAL & queries.reach_of(request.user).keys():
            return False
        if is_mfa_enabled(request.user, [*settings.MFA_SUPPORTED_TYPES[:2]]):
            request.session["second_factor"] = True
            return False
        return True


class RefusalPages:
    """Turn a refusal that no view has handled into a page: 403, 404, 409, 410 or 422."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refusal_page(request, error) if isinstance(error, Refusal) else None


def heading_of(refusal: Refusal) -> str:
    """Return the heading of a refusal's page, in English."""
    by_status = HEADINGS.get(refusal.status, OTHERWISE)
    return HEADINGS_BY_CODE.get(refusal.code, by_status)


def roles_for(refusal: Refusal) -> list[str]:
    """Return the names of the roles that include what was refused for lack of a permission."""
    return sorted(map(gettext, queries.roles_with(refusal.values.get("permission", ""))))


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Log a refusal and return its page."""
    record_refusal(request, refusal)
    context = {
        "heading": gettext(heading_of(refusal)),
        "sentence": in_words(refusal),
        "refusal": refusal,
        "roles": roles_for(refusal),
        "rule": whose_rule(refusal),
        "rule_page": page_of_rule(refusal),
        "asks_purpose": refusal.code in ASKS_PURPOSE and request.method == "GET",
        "asked": [
            (name, value)
            for name, values in request.GET.lists()
            for value in values
            if name != "purpose"
        ],
    }
    answer = render(request, "refusal.html", context, status=refusal.status)
    if isinstance(refusal, Unavailable):
        answer["Retry-After"] = str(refusal.retry_after)
    return answer
