"""The offline page, and the endpoints that it calls."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from functools import cache, wraps
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from waystation.foundation.access.http import in_words
from waystation.foundation.access.refusals import record_refusal
from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.pages.base import url_of
from waystation.foundation.pages.lists import Column, ListPage, Row
from waystation.foundation.pages.offline import OfflineForm, Sent
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.plain import key, moment
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import HOME_ZONE, now
from waystation.foundation.shared.typed import json_in, number_in
from waystation.foundation.shared.words import N_

from . import actions, queries, rules

FILES = (
    "ui/base.css",
    "ui/ws.css",
    "ui/lists.css",
    "ui/icon.svg",
    "offline/offline.css",
    "offline/store.js",
    "offline/clock.js",
    "offline/sync.js",
    "offline/page.js",
    "offline/forms.js",
)
"""The files that the page needs; the browser caches them, and they hold no personal data."""


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show the page. It is the same for all users: the device adds its own records."""
    context = {
        "minutes": rules.LOCKED_AFTER_MINUTES,
        "code_length": rules.SHORTEST_CODE,
        "wrong_codes": rules.WRONG_CODES,
    }
    return render(request, "offline/start.html", context)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker, with the names of the files to cache."""
    context = {
        "version": _version(),
        "files": json.dumps([reverse("offline:start"), *(static(one) for one in FILES)]),
        "code": static("offline/worker.js"),
    }
    script = render_to_string("offline/sw.js", context)
    return HttpResponse(script, content_type="text/javascript")


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Serve the web app manifest."""
    page = reverse("offline:start")
    return JsonResponse(
        {
            "name": gettext("Waystation without network"),
            "short_name": "Waystation",
            "lang": get_language(),
            "start_url": page,
            "scope": page,
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#12355b",
            "icons": [{"src": static("ui/icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
        },
        content_type="application/manifest+json",
    )


@cache
def _version() -> str:
    """Return a hash of the page's files: a new one makes browsers fetch them again."""
    found = [finders.find(one) for one in (*FILES, "offline/worker.js")]
    parts = [Path(str(one)).read_bytes() for one in found if one]
    return hashlib.sha256(b"".join(parts)).hexdigest()[:16]


View = Callable[..., HttpResponse]


def answers_json(view: View) -> View:
    """Return a view's refusals as JSON, with the sentence that the page would show."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            record_refusal(request, refusal)
            body = {"sentence": in_words(refusal), "code": refusal.code}
            return JsonResponse(body, status=refusal.status)

    return answered


def secret_in(request: HttpRequest) -> str:
    return request.headers.get("X-Device", "")


def _waiting(request: HttpRequest) -> int:
    return number_in(request.headers.get("X-Waiting", "")) or 0


@require_safe
@answers_json
def contact(request: HttpRequest) -> HttpResponse:
    """Return who is signed in, the current time, and whether the device must be wiped.

    No account is required: a device whose user has left must also learn that it is to be wiped. The
    key share is returned to the device's own user only.
    """
    device = actions.note_contact(secret_in(request), _waiting(request))
    signed_in = request.user.is_authenticated
    answer: dict[str, Any] = {
        "signed_in": signed_in,
        "now": now().isoformat(),
        "wipe": device is not None and queries.is_wiped(device),
        "known": device is not None,
        "yours": False,
    }
    if signed_in:
        answer["csrf"] = get_token(request)
        answer["sign_in"] = queries.sign_in_of(request.session)
        answer["may"] = bool(queries.forms_for(request.user))
    if device is not None and signed_in and device.user_id == request.user.pk:
        answer["yours"] = True
        if not answer["wipe"]:
            answer["share"] = queries.share_of(device)
    return JsonResponse(answer)


@require_POST
@answers_json
def prepare(request: HttpRequest) -> HttpResponse:
    """Register this browser for the signed-in user's offline work."""
    browser = request.headers.get("User-Agent", "")
    device, secret = actions.prepare_device(request.user, browser)
    sign_in = queries.sign_in_of(request.session)
    return JsonResponse({"device": secret, "share": queries.share_of(device), "sign_in": sign_in})


@require_safe
@answers_json
def load(request: HttpRequest) -> HttpResponse:
    """Return the forms and today's list to the user's own device."""
    actions.require_worker(request.user)
    secret = secret_in(request)
    actions.require_device(request.user, secret)
    lists = queries.lists_for(request.user)
    actions.note_load(request.user, secret, len(lists["people"]))
    forms = {
        kind: _form(one, request.user) for kind, one in queries.forms_for(request.user).items()
    }
    return JsonResponse({**lists, "forms": forms, "at": now().isoformat(), "zone": HOME_ZONE})


def _form(form: OfflineForm, user: Any) -> dict[str, Any]:
    """Return a form as a device shows it: its HTML and its required answers."""
    context = form.offline_context(user)
    fields = context["form"].fields if "form" in context else {}
    return {
        "title": gettext(form.label),
        "html": render_to_string(form.template, context),
        "required": [name for name, one in fields.items() if getattr(one, "asked", False)],
    }


@require_POST
@answers_json
def send(request: HttpRequest) -> HttpResponse:
    """Receive one record from a device: apply it once, or refuse it with the page's sentences."""
    actions.require_worker(request.user)
    actions.require_device(request.user, secret_in(request))
    body = _body(request)
    form = queries.forms().get(str(body.get("kind")))
    if form is None:
        raise Refusal(N_("This kind of record cannot be sent from a device."), code="kind")
    record = key(body.get("key"), "key")
    if record is None:
        raise Refusal(N_("The record came without its key."), code="key")
    recorded_at: datetime = moment(body.get("recorded_at"), "recorded_at") or timezone.now()
    before = body.get("before")
    sent = Sent(
        key=record,
        target=key(body.get("target"), "target"),
        recorded_at=min(recorded_at, now()),
        answers=_answers(body.get("answers")),
        before=None if before is None else _answers(before),
        seen=str(body.get("seen") or ""),
    )
    outcome = form.receive(request, sent)
    if outcome.status == 200:
        return JsonResponse({"id": str(outcome.record_id)})
    errors = [
        {
            "label": str(outcome.form.fields[name].label) if name in outcome.form.fields else "",
            "sentence": " ".join(str(one) for one in sentences),
        }
        for name, sentences in outcome.form.errors.items()
    ]
    return JsonResponse(
        {"errors": errors, "disputed": outcome.disputed, "seen": outcome.seen},
        status=outcome.status,
    )


@csrf_exempt  # authenticated by the device's secret, which no other page knows
@require_POST
def device_wiped(request: HttpRequest) -> HttpResponse:
    """Record that a device deleted its records."""
    actions.report_wipe(secret_in(request), _waiting(request))
    return JsonResponse({})


def _body(request: HttpRequest) -> dict[str, Any]:
    body = json_in(request.body)
    if not isinstance(body, dict):
        raise Refusal(N_("The record could not be read."), code="unreadable")
    return body


def _answers(pairs: Any) -> QueryDict:
    """Return names and values as a form sends them. Raises Refusal for anything else."""
    answers = QueryDict(mutable=True)
    if not isinstance(pairs, list) or len(pairs) > rules.MOST_ANSWERS:
        raise Refusal(N_("The record could not be read."), code="unreadable")
    for pair in pairs:
        if not isinstance(pair, list) or [type(one) for one in pair] != [str, str]:
            raise Refusal(N_("The record could not be read."), code="unreadable")
        answers.appendlist(pair[0], pair[1].replace("\x00", ""))
    return answers


STATES = {"": N_("In use"), "ordered": N_("Wipe ordered"), "wiped": N_("Wiped")}


class Devices(ListPage):
    """The user's own devices; for account managers, all devices."""

    title = N_("Devices without network")
    lead = N_(
        "Browsers set up for offline work. If a device is lost, ask for its records "
        "to be deleted: this happens the next time it connects, and is confirmed "
        "here."
    )
    empty_title = N_("No device is prepared")
    empty_text = N_("Open “Without network” on the device, and prepare it there.")
    order = ("-prepared_at", "-id")
    extra_values = ("ordered_at", "wiped_at", "unsent")
    columns = (
        Column("user__full_name", N_("Person")),
        Column("browser", N_("Browser")),
        Column("prepared_at", N_("Prepared on"), nowrap=True),
        Column("contact_at", N_("Last contact"), nowrap=True),
        Column("waiting", N_("Records waiting"), number=True),
        Column("state", N_("State"), prepared=True, tone=lambda row: str(row["tone"])),
    )
    about_persons = False

    def check_permission(self) -> None:
        return None

    def get_rows(self) -> Any:
        return queries.devices_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("offline:device_wipe", row["id"])

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**row, **_state_of(row)} for row in rows]


def _state_of(row: Row) -> dict[str, str]:
    if row["wiped_at"]:
        words = gettext("Wiped")
        if row["unsent"]:
            words = gettext("Wiped, {n} not sent").format(n=row["unsent"])
        return {"state": words, "tone": "g"}
    ordered = bool(row["ordered_at"])
    return {"state": gettext(STATES["ordered" if ordered else ""]), "tone": "a" if ordered else ""}


class DeviceWipe(ActionForm):
    """The confirmation page before a wipe is ordered."""

    title, button = N_("Wipe a device"), N_("Order the wipe")
    lead = N_(
        "At its next contact the device deletes everything that it holds, records that were not "
        "sent as well. This cannot be undone."
    )
    parents = (("offline:devices", N_("Devices without network")),)
    done = N_("The wipe is ordered. The device reports it here.")
    next_page = "offline:devices"
    table = FieldTable("offline.Device")

    def check_permission(self) -> None:
        return None

    def get_record(self) -> Any:
        device_id: UUID = self.kwargs["device_id"]
        return queries.device_visible_to(self.user, device_id)

    def act(self, form: Any) -> Any:
        return actions.order_wipe(self.user, self.record.id)
