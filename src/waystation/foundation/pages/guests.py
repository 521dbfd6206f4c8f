"""The page that creates a link for somebody without an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from waystation.foundation.messaging.http import private_page
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .action_pages import ActionForm


class GuestLinkNew(ActionForm):
    """Create a guest's link and show its URL, this once.

    ``act`` returns the link (messaging/records.py); ``opens`` is the URL name of the page that it
    opens, ``give_to`` the heading above its URL.
    """

    template_name = "pages/guest_link.html"
    form_class = forms.Form
    title, button = N_("Link for the person"), N_("Make the link")
    give_to = N_("Give this address only to the person")
    opens = ""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            link = self.act(form)
        except Refusal as refusal:
            return self.form_refused(form, refusal)
        context = self.get_context_data(
            form=form, address=self.address_of(link), give_to=gettext(self.give_to)
        )
        return private_page(self.render_to_response(context))

    def address_of(self, link: Any) -> str:
        """Return the whole secret address of a link."""
        return self.request.build_absolute_uri(reverse(self.opens, args=[link.token]))


class CodedLinkNew(GuestLinkNew):
    """Make a link that opens with a code; the code is shown on the next page only.

    ``act`` returns the link with its code (messaging/actions/links.py).
    """

    made_template = "pages/coded_link.html"

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            made = self.act(form)
        except Refusal as refusal:
            return self.form_refused(form, refusal)
        context = self.get_context_data(form=form) | {
            "address": self.address_of(made.link),
            "code": made.code,
            "expires_at": made.link.expires_at,
            "mailed": bool(form.cleaned_data.get("email", "").strip()),
        }
        return private_page(render(self.request, self.made_template, context))
