"""Asking for consent with the exact text, and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.foundation.access import http
from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.keys import new_key
from waystation.registry.people import actions, queries
from waystation.registry.people.forms import Consent, Wording
from waystation.registry.people.rules import consents as rules
from waystation.registry.people.views.files import frame

LANGUAGES = [("en", "English"), ("sq", "Shqip"), ("sr", "Српски")]


@login_required
def ask(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show the words to read out, and record the answer with them."""
    file = queries.person_seen_by(request.user, person_id, why="consent")
    access.require(request.user, "consent.record", file.office_id)
    asked = request.POST if request.method == "POST" else request.GET
    purpose = asked.get("purpose", "registration")
    if purpose not in rules.PURPOSES:
        purpose = "registration"
    language = asked.get("language") or next(
        (code for code in file.languages if code in dict(LANGUAGES)), "sq"
    )
    words = queries.wording(request.user, purpose, language)
    form = Consent(
        request.POST or None,
        initial={
            "id": new_key(),
            "purpose": purpose,
            "language": words.language,
            "text_number": words.number,
            "recipient": file.office if purpose in {"registration", "counselling"} else "",
            "agreed": "yes",
        },
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            actions.record_consent(
                request.user,
                person_id,
                id=values["id"],
                purpose=values["purpose"],
                recipient=values["recipient"],
                fields=values["fields_shared"],
                language=values["language"],
                text_number=values["text_number"],
                how=values["how"],
                giver=values["giver"],
                agreed=values["agreed"] == "yes",
                expires_on=values["expires_on"],
            )
            messages.success(request, _("The answer is recorded, with the text that was read."))
            return redirect("people:person", person_id)
        except Refusal as refusal:
            if refusal.field == "fields":
                refusal.field = "fields_shared"
            http.onto_form(form, refusal)
    return render(
        request,
        "people/consent.html",
        {
            **frame(request, file, "consent"),
            "form": form,
            "wording": words,
            "purposes": [(key, _(word)) for key, word in rules.PURPOSES.items()],
            "purpose": purpose,
            "languages_of_texts": LANGUAGES,
            "chosen_language": words.language,
        },
    )


@login_required
@require_POST
def withdraw(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """Take a consent back at the person's wish."""
    consent = queries.consent_seen_by(request.user, consent_id)
    actions.withdraw_consent(request.user, consent_id)
    messages.success(request, _("Withdrawn. Nothing is shared on its ground from now on."))
    return redirect("people:person", consent.person_id)


@login_required
def texts(request: HttpRequest) -> HttpResponse:
    """Show and write the texts that are read to people."""
    access.require(request.user, "consent.word")
    purpose = request.GET.get("purpose", "registration")
    language = request.GET.get("language", "en")
    if purpose not in rules.PURPOSES or language not in dict(LANGUAGES):
        purpose, language = "registration", "en"
    words = queries.wording(request.user, purpose, language)
    form = Wording(
        request.POST or None,
        initial={"purpose": purpose, "language": language, "text": words.text},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            kept = actions.word_consent(
                request.user, values["purpose"], values["language"], values["text"]
            )
            messages.success(
                request, _("Version {number} is read out from now on.").format(number=kept.number)
            )
            return redirect("people:texts")
        except Refusal as refusal:
            http.onto_form(form, refusal)
    return render(
        request,
        "people/texts.html",
        {
            "form": form,
            "wording": words,
            "purposes": [(key, _(word)) for key, word in rules.PURPOSES.items()],
            "languages_of_texts": LANGUAGES,
        },
    )
