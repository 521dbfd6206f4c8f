"""Public pages for the diaspora: register, view, correct and delete a profile, answer a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from waystation.foundation.access.http import add_refusals, in_words, onto_form
from waystation.foundation.messaging.actions import bind
from waystation.foundation.messaging.http import OnOneDevice, private_form, remember
from waystation.foundation.pages.action_pages import EditForm
from waystation.foundation.pages.forms import FieldsForm, KeyField
from waystation.foundation.records.values import readable_values_of
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import today_in
from waystation.registry.reference.http import type_long_lists
from waystation.services.diaspora import actions, queries, rules
from waystation.services.diaspora.fields import MEMBER, OWN_ENTRY

from . import limits

WHAT = "diaspora"
CALLS_ON_A_PAGE = 6


class Register(FieldsForm):
    """Eight questions and the consent."""

    table = MEMBER
    key = KeyField()

    def __init__(self, *args: Any, usual: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        type_long_lists(self, usual)
        for name, label in (
            ("mailing", _("You may write to me about calls and events")),
            ("agreed", _("I have read this and agree")),
        ):
            self.fields[name] = forms.BooleanField(label=label, required=False)

    @property
    def consent(self) -> dict[str, bool]:
        return {name: self.cleaned_data[name] for name in ("agreed", "mailing")}


def checked(form: Register) -> Register:
    """Return an invalid form with everything else that is wrong or missing, the consent too."""
    add_refusals(form, lambda: actions.check_member(**form.consent, **form.values))
    return form


class Join(View):
    """Register without an account while a mapping is open."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.mapping = queries.open_mapping(today_in())
        self.usual = self.mapping.countries if self.mapping else ()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(Register(usual=self.usual))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = Register(request.POST, usual=self.usual)
        if not form.is_valid():
            return self.show(checked(form), 422)
        try:
            limits.require(request, WHAT)
            member = actions.register_in_public(
                key=form.cleaned_data["key"] or new_key(),
                language=(get_language() or "en").split("-")[0],
                **form.consent,
                **form.values,
            )
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            onto_form(form, refusal)
            return self.show(form, refusal.status)
        limits.count(request, WHAT)
        link = actions.own_link(member)
        answer = redirect("public:diaspora_me", link.token)
        return private_form(remember(answer, link, bind(link)))

    def show(self, form: Register, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "mapping": self.mapping,
            "consent": _(rules.CONSENT),
        }
        return render(self.request, "public/diaspora.html", context, status=status)


class OfMember(OnOneDevice):
    """A page at a member's secret address, on the device that opened the address first."""

    link_model, place = queries.MemberLink, "secret"
    related = ("member",)

    def languages_of_guest(self) -> Sequence[str]:
        return [self.link.member.language]

    def prepare(self) -> None:
        self.member = queries.member_of_link(self.link)

    def first_page(self) -> str:
        return reverse("public:diaspora_me", args=[self.kwargs["secret"]])


class Me(OfMember):
    """The data we hold about a member, and matching calls, at the member's secret address."""

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        pages = Paginator(queries.calls_for(self.member, today_in()), CALLS_ON_A_PAGE)
        page = pages.get_page(request.GET.get("page"))
        context = {
            "secret": secret,
            "expires_at": self.link.expires_at,
            "answers": MEMBER.answers(readable_values_of(self.member, MEMBER)),
            "mailing": self.member.mailing_since is not None,
            "page": page,
            "calls": list(page),
        }
        return render(request, "public/diaspora_me.html", context)


class Correct(OfMember, EditForm):
    """Correct a member's own data."""

    template_name = "public/diaspora_correct.html"
    form_class, table = Register, OWN_ENTRY
    done = ""

    def before(self) -> dict[str, Any]:
        mailing = self.member.mailing_since is not None
        return {**readable_values_of(self.member, MEMBER), "mailing": mailing}

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "agreed": True}

    def check_answers(self, form: Register) -> None:
        actions.check_member(**{**form.values, **form.consent})

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        agreed = bool(self.request.POST.get("agreed"))
        return actions.correct_in_public(self.link, seen, proposed, agreed=agreed)

    def get_success_url(self) -> str:
        return self.first_page()


class Erase(OfMember):
    """Delete a member's own data at once."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        actions.erase_in_public(self.link)
        return redirect("public:diaspora_erased")


class Answer(OfMember):
    """One matching call, and the member's offer to contribute to it."""

    def get(self, request: HttpRequest, secret: str, call_id: UUID) -> HttpResponse:
        for row in queries.calls_for(self.member, today_in()):
            if row["call"].id == call_id:
                context = {"row": row, "secret": secret}
                return render(request, "public/diaspora_call.html", context)
        raise queries.not_seen()

    def post(self, request: HttpRequest, secret: str, call_id: UUID) -> HttpResponse:
        try:
            actions.answer_in_public(self.link, call_id, message=request.POST.get("message", ""))
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            context = {"sentence": in_words(refusal), "secret": secret}
            return render(request, "public/diaspora_refused.html", context, status=refusal.status)
        return redirect("public:diaspora_me", secret)


class Stop(View):
    """Unsubscribe from letters; each letter links here."""

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        member = queries.member_of_mail_secret(secret)
        context = {"mailing": member.mailing_since is not None}
        return private_form(render(request, "public/diaspora_stop.html", context))

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        actions.stop_letters(secret)
        return private_form(redirect("public:diaspora_stop", secret))


def erased_page(request: HttpRequest) -> HttpResponse:
    """Confirm that all data were deleted."""
    return render(request, "public/diaspora_erased.html")
