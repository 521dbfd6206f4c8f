"""Middleware that logs every file sent, whichever page sends it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from waystation.foundation.shared.errors import Refusal

from . import exports
from .http import refusal_page
from .models import User


class FilesAreLogged:
    """Logs attachments sent to signed-in users, unless the page has logged an export.

    If the log cannot be written, the file is not sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = exports.RECORDED.set(False)
        try:
            answer = self.get_response(request)
            user = getattr(request, "user", None)
            if (
                answer.headers.get("Content-Disposition", "").startswith("attachment")
                and isinstance(user, User)
                and not exports.RECORDED.get()
            ):
                match = request.resolver_match
                places = match.kwargs.values() if match else ()
                try:
                    exports.record_file(
                        user,
                        match.view_name if match else "",
                        next((one for one in places if isinstance(one, UUID)), None),
                        answer.headers.get("Content-Type", "").partition(";")[0],
                        None if answer.streaming else len(answer.content),
                    )
                except Refusal as refusal:
                    return refusal_page(request, refusal)
            return answer
        finally:
            exports.RECORDED.reset(token)
