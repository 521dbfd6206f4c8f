"""The end of an idle session. Nothing that its user typed is lost.

The browser stores unsaved answers encrypted (``drafts.js``). Whoever signs in again in the same
browser continues with the same name of drafts, and the same user with the same key.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

DRAFTS = "drafts"


def end_session(request: HttpRequest) -> HttpResponse:
    """Sign out, and lead back to the page after signing in again.

    The page of a form that was sent is the one that sent it. htmx is told to leave its page.
    """
    drafts, page = drafts_of(request), _page_of(request)
    logout(request)
    request.session[DRAFTS] = drafts
    answer = redirect_to_login(page)
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": answer["Location"]})
    return answer


def drafts_of(request: HttpRequest) -> str:
    """Return the name of the drafts of this session, "" without a session."""
    session = getattr(request, "session", None)
    if session is None or not session.session_key:
        return ""
    own = salted_hmac("waystation.drafts", session.session_key, algorithm="sha256").hexdigest()
    return str(session.get(DRAFTS, own))


def draft_key_of(request: HttpRequest) -> str:
    """Return the key that encrypts the user's drafts in this browser until they sign out."""
    name = drafts_of(request)
    text = f"{request.user.pk}:{name}"
    return salted_hmac("waystation.draft-key", text, algorithm="sha256").hexdigest() if name else ""


def _page_of(request: HttpRequest) -> str:
    headers = request.headers
    if request.method == "GET" and "HX-Request" not in headers:
        return request.get_full_path()
    page = headers.get("HX-Current-URL") or headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return "/"
    return iri_to_uri(urlsplit(page)._replace(scheme="", netloc="").geturl())
