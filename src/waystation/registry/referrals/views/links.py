"""Guest links: created and revoked by the office; opened, read and answered by a guest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access.http import onto_form
from waystation.foundation.messaging.http import OnOneDeviceWithCode
from waystation.foundation.pages.action_pages import ActionButton
from waystation.foundation.pages.forms import FieldsForm
from waystation.foundation.pages.guests import CodedLinkNew
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.referrals import actions, forms, queries
from waystation.registry.referrals.queries.links import SealedLink, is_readable, language_of_partner
from waystation.registry.referrals.transitions import REFERRAL_WORKFLOW

from .referrals import OfReferral, handed_out

PERSON_LINK_LEAD = N_(
    "The person sees the outcome and says whether it is right, without an account and in their "
    "language. The link opens on one device; earlier links stop working. It is shown here once."
)


class LinkNew(OfReferral, CodedLinkNew):
    """Make a sealed link; its code is shown once."""

    form_class = forms.Link
    made_template = "referrals/link_made.html"
    opens = "referrals:sealed_link"
    title, button = N_("Make a link"), N_("Make the link")
    lead = N_(
        "For a partner without an account. The link opens on one device, with a code that you "
        "tell by telephone. An earlier link is revoked."
    )

    def get_initial(self) -> dict[str, Any]:
        found = self.record.service.email if self.record.service else ""
        return {"email": found, "language": language_of_partner(self.record)}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.make_link(self.user, self.record.id, given["email"], given["language"])


class LinkRevoke(ActionButton):
    """Close a link at once."""

    permissions = ("referral.send",)
    done = N_("The link is revoked and no longer works.")

    def check_permission(self) -> None:
        """Leave it to the action: a link outside the user's scope is not there."""

    def act(self) -> Any:
        return actions.revoke_link(self.user, self.kwargs["link_id"])

    def get_success_url(self) -> str:
        return reverse("referrals:referral", args=[self.result.referral_id])


class Sealed(OnOneDeviceWithCode):
    """What every page behind a sealed link has: the link, its referral, and its first page."""

    link_model = SealedLink
    related = ("referral__entity", "referral__office", "referral__service", "referral__consent")
    languages = settings.STAFF_LANGUAGES
    code_form, code_title = forms.Reader, N_("A message for you")

    def first_page(self) -> str:
        return reverse("referrals:sealed_link", args=[self.kwargs["token"]])

    def is_readable(self) -> bool:
        return is_readable(self.link.referral)

    def open_with_code(self, values: dict[str, Any]) -> str:
        return actions.open_link(self.link, self.address, **values)

    def languages_of_guest(self) -> Sequence[str]:
        return (self.link.language,) if self.link.language else ()

    def prepare(self) -> None:
        self.user = AnonymousUser()


class SealedReferral(Sealed):
    """The first page of a link: the code, and then the referral."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        referral = actions.read_by_link(self.link)
        context = {
            "referral": referral,
            "about": queries.about_for_partner(referral),
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
        return render(request, "referrals/sealed.html", context)


class SealedStep(Sealed):
    """One of the partner's answers, given through a link."""

    def prepare(self) -> None:
        super().prepare()
        self.step = queries.partner_step(self.link.referral, self.kwargs["step"])

    def get(self, request: HttpRequest, token: str, step: str) -> HttpResponse:
        return self.page(FieldsForm(table=self.step.asks))

    def post(self, request: HttpRequest, token: str, step: str) -> HttpResponse:
        form = FieldsForm(request.POST, table=self.step.asks)
        if form.is_valid():
            try:
                actions.answer_by_link(self.link, step, **form.values)
            except Refusal as refusal:
                if refusal.status == 404:
                    raise
                onto_form(form, refusal)
            else:
                return redirect(self.first_page())
        return self.page(form, 422)

    def page(self, form: Any, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "title": _(self.step.button),
            "lead": _(self.step.lead) if self.step.lead else "",
            "back": self.first_page(),
        }
        return render(self.request, "referrals/sealed_step.html", context, status=status)


class SealedFile(Sealed):
    """Send a file of the referral behind a link."""

    def get(self, request: HttpRequest, token: str, file_id: UUID) -> HttpResponse:
        return handed_out(*actions.file_by_link(self.link, file_id))
