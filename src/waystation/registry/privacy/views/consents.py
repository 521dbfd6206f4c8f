"""Asking for consent with the exact text, and withdrawing it; the texts to read out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.pages.action_pages import ActionButton, ActionForm
from waystation.foundation.pages.base import PagePart
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.people.http import PersonPage
from waystation.registry.privacy import actions, forms, queries
from waystation.registry.privacy.fields import CONSENT
from waystation.registry.privacy.rules import consents as rules
from waystation.registry.privacy.rules.consent_texts import LANGUAGES

OF_THE_OFFICE = {"registration", "counselling"}


class TextChoice(PagePart):
    """The part of a page that chooses a text by purpose and language."""

    def choose(self, purpose: str, language: str) -> None:
        self.wording = queries.wording(self.user, purpose, language)

    def text_context(self) -> dict[str, Any]:
        return {
            "wording": self.wording,
            "purposes": [(key, _(word)) for key, word in rules.PURPOSES.items()],
            "languages_of_texts": list(LANGUAGES.items()),
        }


class RecordConsent(PersonPage, TextChoice, ActionForm):
    """Show the words to read out, and record the answer with them."""

    template_name = "privacy/consent.html"
    permissions = ("consent.record",)
    form_class = forms.Consent
    why, tab = "consent", "privacy:consent"
    title, button = N_("Ask for consent"), N_("Record the answer")
    done = N_("The answer is recorded, with the text that was read.")

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        purpose = asked.get("purpose", "registration")
        if purpose not in rules.PURPOSES:
            purpose = "registration"
        spoken = next((code for code in self.record.languages if code in LANGUAGES), "sq")
        self.choose(purpose, asked.get("language") or spoken)
        return {
            "purpose": purpose,
            "language": self.wording.language,
            "text_number": self.wording.number,
            "recipient": self.record.office if purpose in OF_THE_OFFICE else "",
        }

    def act(self, form: Any) -> Any:
        values = dict(form.cleaned_data)
        CONSENT.only("agreed").refuse({"agreed": values["agreed"]})
        shared, agreed = values.pop("fields_shared"), values.pop("agreed") == "yes"
        return actions.record_consent(
            self.user, self.record.id, fields=shared, agreed=agreed, **values
        )

    def form_refused(self, form: Any, refusal: Refusal) -> Any:
        if refusal.field == "fields":
            refusal.field = "fields_shared"
        return super().form_refused(form, refusal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.text_context()


class WithdrawConsent(ActionButton):
    """Withdraw a consent at the person's wish."""

    permissions = ("consent.record",)
    done = N_("Withdrawn. Nothing is shared on its ground from now on.")

    def get_record(self) -> Any:
        return queries.consent_visible_to(self.user, self.kwargs["consent_id"])

    def act(self) -> Any:
        return actions.withdraw_consent(self.user, self.record.id)

    def get_success_url(self) -> str:
        return reverse("people:person", args=[self.record.person_id])


class Texts(TextChoice, ActionForm):
    """Show and write the texts that are read to people."""

    template_name = "privacy/texts.html"
    permissions = ("consent.word",)
    form_class = forms.Wording
    newer: queries.Wording | None = None
    parents = (("privacy:desk", N_("Data protection")),)
    title, button = N_("Texts of consent"), N_("Use this text from now on")
    lead = N_(
        "What is read to a person before they answer. A new wording is a new version; answers "
        "keep the version that was read."
    )

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        purpose, language = asked.get("purpose", "registration"), asked.get("language", "en")
        if purpose not in rules.PURPOSES or language not in LANGUAGES:
            purpose, language = "registration", "en"
        self.choose(purpose, language)
        return {
            "purpose": purpose,
            "language": language,
            "text": self.wording.text,
            "text_number": self.wording.number,
        }

    def act(self, form: Any) -> Any:
        seen = form.cleaned_data["text_number"] or 0  # no number: no version was read
        text = actions.word_consent(self.user, **form.values, seen=seen)
        messages.success(
            self.request, _("Version {number} is read out from now on.").format(number=text.number)
        )
        return text

    def form_refused(self, form: Any, refusal: Refusal) -> Any:
        if refusal.code == "newer_version":
            form.data = form.data.copy()
            self.choose(form.cleaned_data["purpose"], form.cleaned_data["language"])
            form.data["text_number"] = self.wording.number
            self.newer = self.wording
        return super().form_refused(form, refusal)

    def get_success_url(self) -> str:
        written = {"purpose": self.result.purpose, "language": self.result.language}
        return f"{reverse('privacy:texts')}?{urlencode(written)}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.text_context() | {"newer": self.newer}
