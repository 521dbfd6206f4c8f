"""Phones: the list, adding one with a QR code, and revoking one."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.pages.filters import TickFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.collection import actions, forms, queries
from waystation.registry.collection.fields import PHONE

from .common import OfForm, counted_fields


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


class Phones(OfForm, ListPage):
    """The phones of the office of a form, the newest first."""

    permissions = ("app_user.manage",)
    title = N_("Phones of this office")
    empty_title = N_("No phone may send yet")
    empty_text = N_("Add one: it gets a code that it scans once.")
    add_label = N_("Add a phone")
    search = ("label", "user__full_name")
    state = Column(
        "revoked_at",
        N_("State"),
        words=lambda at: _("Stopped") if at else _("May send"),
        tone=lambda row: "" if row["revoked_at"] else "g",
    )
    filters = (TickFilter("active", N_("May send"), Q(revoked_at__isnull=True)),)

    def get_record(self) -> Any:
        form = super().get_record()
        fields = counted_fields(self.user, PHONE, form.office_id)
        self.columns = (*columns_of(fields), self.state)
        return form

    def get_rows(self) -> QuerySet[Any]:
        return queries.phones_visible_to(self.user, self.record.office_id)

    def get_row_url(self, row: Row) -> str:
        if row["revoked_at"]:
            return ""
        return reverse("collection:revoke-phone", args=[self.record.id, row["id"]])

    def get_add_url(self) -> str:
        return reverse("collection:add-phone", args=[self.record.id])


class OfPhones(OfForm):
    """A page about the phones of a form's office; the way back leads to their list."""

    permissions: tuple[str, ...] = ("app_user.manage",)
    record_page = "collection:phones"

    def get_parents(self) -> list[tuple[str, str]]:
        return [*super().get_parents(), (self.get_success_url(), _("Phones"))]


class PhoneAdd(OfPhones, ActionForm):
    """Add a phone, and show its code this once."""

    title, button = N_("Add a phone"), N_("Add a phone")

    def get_form(self, form_class: Any = None) -> Any:
        senders = queries.senders_of(self.user, self.record.office_id)
        return forms.PhoneNew(senders, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.add_app_user(
            self.user, self.record.office_id, given["sender"], given["label"]
        )

    def form_valid(self, form: Any) -> HttpResponse:
        """Show the code instead of going on: it cannot be shown again."""
        try:
            phone, token = self.act(form)
        except Refusal as refusal:
            return self.form_refused(form, refusal)
        address = self.request.build_absolute_uri(reverse("collection:phone-forms", args=[token]))
        server = address.removesuffix("/formList")
        code = settings_code(server, f"{self.record.office.name} · {phone.label}")
        context = self.get_context_data(form=form, phone=phone, server=server, code=code)
        response = self.response_class(
            self.request, ["collection/phone.html"], context, using=self.template_engine
        )
        response["Cache-Control"] = "no-store"
        return response


class PhoneStop(OfPhones, ActionForm):
    """Stop a phone."""

    button = N_("Stop")
    lead = N_("The phone can no longer send. What it has sent is not affected.")
    done = N_("This phone may not send any more.")
    form_class = Form

    def get_title(self) -> str:
        phone = queries.phone_visible_to(self.user, self.kwargs["phone"])
        return _("Stop “{phone}”").format(phone=phone.label)

    def act(self, form: Any) -> Any:
        return actions.revoke_app_user(self.user, self.kwargs["phone"])
