"""The phones that may send: add one by a QR code, stop one."""

from __future__ import annotations

import base64
import json
import zlib
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import onto_form
from waystation.foundation.shared.errors import Refusal
from waystation.registry.collection import actions, forms, queries

from .forms import show_form


def settings_code(server: str, name: str) -> str:
    """Return a QR code with the settings of ODK Collect: zlib, base64, JSON (Collect 2024)."""
    import segno

    wanted = {
        "general": {
            "server_url": server,
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
        },
        "admin": {},
        "project": {"name": name, "icon": "W", "color": "#0b4f9e"},
    }
    packed = base64.b64encode(zlib.compress(json.dumps(wanted).encode())).decode()
    return str(segno.make(packed, error="l", micro=False).svg_data_uri(scale=4, border=4))


@login_required
@require_POST
def add_phone(request: HttpRequest, form: UUID) -> HttpResponse:
    """Let a phone in, and show its code this once."""
    user = access.signed_in(request.user)
    seen = queries.form_seen_by(user, form)
    access.require(user, "app_user.manage", seen.office_id)
    asked = forms.PhoneAdded(queries.senders_of(user, seen.office_id), request.POST)
    if not asked.is_valid():
        return show_form(request, form, phone_form=asked)
    try:
        phone, token = actions.add_app_user(
            user, seen.office_id, UUID(asked.cleaned_data["sender"]), asked.cleaned_data["label"]
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        onto_form(asked, refusal)
        return show_form(request, form, phone_form=asked)
    list_address = request.build_absolute_uri(reverse("collection:phone-forms", args=[token]))
    server = list_address.removesuffix("/formList")
    code = settings_code(server, f"{seen.office.name} · {phone.label}")
    response = show_form(request, form, new_phone={"phone": phone, "server": server, "code": code})
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def revoke_phone(request: HttpRequest, form: UUID, phone: UUID) -> HttpResponse:
    """Stop a phone."""
    actions.revoke_app_user(access.signed_in(request.user), phone)
    messages.success(request, _("This phone may not send any more."))
    return redirect("collection:form", form)
