"""The organisation's API at /api/v1/, described at /api/v1/openapi.json (OpenAPI 3.1).

A caller authenticates with a bearer token (`./waystation token`) or with the session of the
signed-in user. Errors are problem details (RFC 9457).
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pydantic
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema, Status
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer, SessionAuth

from waystation import __version__
from waystation.foundation.access import http as access_http
from waystation.foundation.access import queries as access
from waystation.foundation.access.refusals import ALTERED, record_refusal
from waystation.foundation.shared import disk
from waystation.foundation.shared.errors import Conflict, Refusal, Refusals, Unavailable
from waystation.foundation.shared.words import N_

PROBLEM = "application/problem+json"


class TokenAuth(HttpBearer):
    """A bearer token issued with `./waystation token`."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return access_http.token_of(request)


class WaystationAPI(NinjaAPI):
    """The API; its OpenAPI description is built once per process."""

    def get_openapi_schema(self, **where: Any) -> Any:
        """Return the OpenAPI description of all endpoints."""
        key = repr(sorted(where.items()))
        if key not in _described:
            _described[key] = super().get_openapi_schema(**where)
        return _described[key]


_described: dict[str, Any] = {}


api = WaystationAPI(
    title="Waystation",
    version=__version__,
    description=(
        "Everything that a page can do to a record, with the same rules and the same refusals. "
        + str(settings.UNSCR_1244_NOTE)
    ),
    auth=[TokenAuth(), SessionAuth()],
    docs_url=None,
    urls_namespace="api",
    openapi_url="openapi.json",
)


def problem(status: int, title: str, detail: str, code: str, **more: Any) -> HttpResponse:
    """Return one error as a problem detail (RFC 9457)."""
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        **more,
    }
    return JsonResponse(body, status=status, content_type=PROBLEM)


TITLES = {
    403: "Not allowed",
    404: "Not found",
    409: "Conflict",
    410: "Gone",
    422: "Refused",
    503: "Unavailable",
}


@api.exception_handler(Refusal)
def on_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    record_refusal(request, refusal)
    more: dict[str, Any] = dict(refusal.details)
    if isinstance(refusal, Refusals):
        more["errors"] = [
            {"field": one.field, "code": one.code, "detail": access_http.in_words(one)}
            for one in refusal.all
        ]
    if isinstance(refusal, Conflict) and refusal.fields:
        more["fields"] = {
            name: {"current": _plain(current), "proposed": _plain(proposed)}
            for name, (current, proposed) in refusal.fields.items()
        }
    if refusal.field:
        more["field"] = refusal.field
    title = TITLES.get(refusal.status, "Refused")
    sentence = access_http.in_words(refusal)
    answer = problem(refusal.status, title, sentence, refusal.code, **more)
    if isinstance(refusal, Unavailable):
        answer["Retry-After"] = str(refusal.retry_after)
    return answer


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)


@api.exception_handler(ValidationError)
def on_unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {
            "field": ".".join(str(part) for part in one.get("loc", ())[1:]) or None,
            "code": str(one.get("type", "unreadable")),
            "detail": str(one.get("msg", "")),
        }
        for one in error.errors
    ]
    detail = _("The request could not be read: {what}.").format(
        what="; ".join(f"{one['field']}: {one['detail']}" for one in errors)
    )
    return problem(422, "Unreadable request", detail, "unreadable", errors=errors)


@api.exception_handler(pydantic.ValidationError)
def on_unwritable(request: HttpRequest, error: pydantic.ValidationError) -> HttpResponse:
    """Return a refusal for a sealed text that cannot be decrypted; re-raise any other error."""
    if not any("CannotOpen" in one["msg"] for one in error.errors()):
        raise error
    return on_refusal(
        request,
        Refusal(
            N_(
                "A protected text of this record cannot be opened: it was altered, or moved here "
                "from another record. Tell your administrator."
            ),
            code=ALTERED,
        ),
    )


@api.exception_handler(AuthenticationError)
def on_stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = problem(
        401, "Not signed in", _("Send a valid token: Authorization: Bearer ws_…"), "no_token"
    )
    answer["WWW-Authenticate"] = 'Bearer realm="Waystation"'
    return answer


@api.exception_handler(Http404)
def on_absent(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, "Not found", _("There is nothing here."), "not_found")


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, "Refused", str(error), "http")


class Health(Schema):
    status: str


@api.get(
    "/health",
    response={200: Health, 503: Health},
    auth=None,
    tags=["system"],
    summary="Is it working",
)
def health(request: HttpRequest) -> Any:
    """Return whether pages can be read and records written."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        low = disk.is_low(settings.STATE, settings.DISK_RESERVE_PER_CENT)
    except (DatabaseError, OSError):
        low = True
    return Status(503, Health(status="not ok")) if low else Health(status="ok")


class Me(Schema):
    email: str
    name: str
    permissions: list[str]


@api.get("/me", response=Me, tags=["system"], summary="Who am I, and what may I do")
def me(request: HttpRequest) -> Me:
    """Return the caller's account and the permissions of this token or session."""
    user = access.signed_in(request.user)
    return Me(email=user.email, name=user.full_name, permissions=sorted(access.reach_of(user)))


for _app in settings.APPS:
    if _app in settings.INSTALLED_APPS and find_spec(f"{_app}.api"):
        _module = import_module(f"{_app}.api")
        if hasattr(_module, "router"):
            _prefix = getattr(_module, "PREFIX", _app.rsplit(".", 1)[-1])
            api.add_router(f"/{_prefix}", _module.router)
