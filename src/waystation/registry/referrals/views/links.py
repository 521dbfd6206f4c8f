"""Sealed links: made and revoked by the office; opened, read and answered by whoever holds one."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from waystation.foundation.access.http import cookie_name, counted_address, onto_form
from waystation.foundation.messaging.http import private_form
from waystation.foundation.pages.action_pages import ActionButton, ActionForm
from waystation.foundation.pages.forms import FieldsForm
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.registry.referrals import actions, forms, queries
from waystation.registry.referrals.fields import REFERRAL
from waystation.registry.referrals.queries import letters
from waystation.registry.referrals.transitions import REFERRAL_WORKFLOW

from .referrals import OfReferral, handed_out

SALT = "a device that opened a link"


class LinkNew(OfReferral, ActionForm):
    """Make a sealed link; its code is shown once."""

    form_class = forms.Link
    title, button = N_("Make a link"), N_("Make the link")
    lead = N_(
        "For a partner without an account. The link opens on one device, with a code that you "
        "tell by telephone. An earlier link is revoked."
    )

    def get_initial(self) -> dict[str, Any]:
        found = self.record.service.email if self.record.service else ""
        return {"email": found}

    def act(self, form: Any) -> Any:
        return actions.make_link(self.user, self.record.id, form.cleaned_data["email"])

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            made = self.act(form)
        except Refusal as refusal:
            return self.form_refused(form, refusal)
        context = self.get_context_data(form=form) | {
            "address": self.request.build_absolute_uri(letters.link_address(made.link.id)),
            "code": made.code,
            "mailed": bool(form.cleaned_data["email"].strip()),
            "expires_at": made.link.expires_at,
        }
        return render(self.request, "referrals/link_made.html", context)


class LinkRevoke(ActionButton):
    """Close a link at once."""

    permissions = ("referral.send",)
    done = N_("The link is revoked. It opens nothing from now on.")

    def check_permission(self) -> None:
        """Leave it to the action: a link outside the user's scope is not there."""

    def act(self) -> Any:
        return actions.revoke_link(self.user, self.kwargs["link_id"])

    def get_success_url(self) -> str:
        return reverse("referrals:referral", args=[self.result.referral_id])


class Sealed(View):
    """What every page behind a sealed link has: the link, and whether it is open here."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.user = AnonymousUser()
        self.token, self.address = kwargs["token"], counted_address(request)
        self.device = str(request.get_signed_cookie(self.cookie, default="", salt=SALT) or "")
        self.link, self.state = actions.link_here(self.token, self.device, self.address)
        if self.state == "over":
            return self.notice(410, str(actions.over().sentence))
        if self.state == "elsewhere":
            return self.notice(
                403,
                N_("This link was opened on another device. Ask the office for a new one."),
            )
        return super().dispatch(request, *args, **kwargs)

    @property
    def cookie(self) -> str:
        return cookie_name(f"device_{hashlib.sha256(self.token.encode()).hexdigest()[:12]}")

    def notice(self, status: int, sentence: str) -> HttpResponse:
        """Return the neutral page of a link that does not open here."""
        context = {"sentence": _(sentence)}
        return private_form(
            render(self.request, "referrals/sealed_over.html", context, status=status)
        )

    def here(self) -> str:
        return reverse("referrals:sealed_link", args=[self.token])


class SealedLink(Sealed):
    """The first page of a link: the code, and afterwards what was sent."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        if self.state == "new":
            return self.ask_code(forms.Reader())
        referral = actions.read_by_link(self.link)
        context = {
            "referral": referral,
            "about": REFERRAL.only("need", "priority").answers(
                {"need": referral.need, "priority": referral.priority}
            ),
            "told": queries.content_for_partner(referral),
            "files": queries.files_for_partner(referral),
            "notes": queries.notes_of(referral),
            "state_words": REFERRAL_WORKFLOW.words(referral.state),
            "steps": [
                {
                    "label": _(one.button),
                    "url": reverse("referrals:sealed_step", args=[token, one.name]),
                }
                for one in queries.steps_for_partner(referral)
            ],
            "token": token,
        }
        return private_form(render(request, "referrals/sealed.html", context))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        form = forms.Reader(request.POST)
        if self.state != "new" or not form.is_valid():
            return redirect(self.here())
        try:
            device = actions.open_link(token, self.address, **form.values)
        except Refusal as refusal:
            if refusal.status in (404, 429):
                raise
            if refusal.code == "link_over":
                return self.notice(410, refusal.sentence)
            onto_form(form, refusal)
            return self.ask_code(form, refusal.status)
        answer = redirect(self.here())
        answer.set_signed_cookie(
            self.cookie,
            device,
            salt=SALT,
            max_age=self.link.expires_at - now(),
            path=self.here(),
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return private_form(answer)

    def ask_code(self, form: Any, status: int = 200) -> HttpResponse:
        return private_form(
            render(self.request, "referrals/sealed_code.html", {"form": form}, status=status)
        )


class SealedStep(Sealed):
    """One of the partner's answers, given through a link."""

    def get(self, request: HttpRequest, token: str, step: str) -> HttpResponse:
        return self.page(FieldsForm(table=self.transition(step).asks), step)

    def post(self, request: HttpRequest, token: str, step: str) -> HttpResponse:
        form = FieldsForm(request.POST, table=self.transition(step).asks)
        if form.is_valid():
            try:
                actions.answer_by_link(token, self.device, self.address, step, **form.values)
            except Refusal as refusal:
                if refusal.status in (404, 429):
                    raise
                onto_form(form, refusal)
            else:
                return private_form(redirect(self.here()))
        return self.page(form, step, 422)

    def transition(self, step: str) -> Any:
        if self.state == "open":
            for one in queries.steps_for_partner(self.link.referral):
                if one.name == step:
                    return one
        raise NotSeen(N_("There is no such page."), code="not_seen")

    def page(self, form: Any, step: str, status: int = 200) -> HttpResponse:
        one = REFERRAL_WORKFLOW.transitions[step]
        context = {
            "form": form,
            "title": _(one.button),
            "lead": _(one.lead) if one.lead else "",
            "back": self.here(),
        }
        return private_form(
            render(self.request, "referrals/sealed_step.html", context, status=status)
        )


class SealedFile(Sealed):
    """Hand out a file of the referral behind a link."""

    def get(self, request: HttpRequest, token: str, file_id: UUID) -> HttpResponse:
        try:
            found = actions.file_by_link(token, self.device, self.address, file_id)
        except Refusal as refusal:
            if refusal.code == "link_over":
                return self.notice(410, refusal.sentence)
            raise
        return private_form(handed_out(*found))
