"""Public pages for people who need help and have no account: few words, one topic per page."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.views import View

from waystation.foundation.access.http import onto_form
from waystation.foundation.messaging.http import private_form
from waystation.foundation.records.languages import public_names
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.registry.appointments import actions as appointments
from waystation.registry.appointments import queries as slots
from waystation.registry.factsheets import queries as factsheets
from waystation.registry.feedback import actions as feedback
from waystation.registry.feedback import queries as complaints
from waystation.registry.reference import queries as reference
from waystation.services.centres import actions as call_backs
from waystation.services.centres import queries as centres

from . import forms, limits

MOST_SHOWN = 30
CENTRES_AT_FIRST = 6
CENTRES_ON_A_PAGE = 15


def start(request: HttpRequest) -> HttpResponse:
    """Show what help there is, how privacy is protected, and where to go."""
    listed = centres.public_centres()
    context = {
        "centres": _in_words(listed[:CENTRES_AT_FIRST]),
        "more": max(0, len(listed) - CENTRES_AT_FIRST),
    }
    return render(request, "public/start.html", context)


def all_centres(request: HttpRequest) -> HttpResponse:
    """List the centres, paginated."""
    pages = Paginator(centres.public_centres(), CENTRES_ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {"page": page, "centres": _in_words(list(page))}
    return render(request, "public/centres.html", context)


def _comma() -> str:
    """Return the comma of the reader's script."""
    return "، " if get_language_bidi() else ", "


def _in_words(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        one
        | {
            "place": reference.label("municipality", one["place"]),
            "languages": _comma().join(reference.label("language", c) for c in one["languages"]),
            "comma": _comma(),
        }
        for one in found
    ]


def danger(request: HttpRequest) -> HttpResponse:
    """Show whom to call in an emergency."""
    return render(request, "public/danger.html")


def work(request: HttpRequest) -> HttpResponse:
    """Explain the rights of workers abroad, and where to complain."""
    return render(request, "public/work.html")


def facts(request: HttpRequest) -> HttpResponse:
    """List the fact sheets by topic."""
    return render(request, "public/facts.html", {"sheets": factsheets.public_sheets()})


def fact(request: HttpRequest, topic: str) -> HttpResponse:
    """Show the fact sheet of a topic that is valid today, with its source. Raises NotSeen."""
    sheet = factsheets.public_sheet(topic, request.GET.get("in", ""))
    own = (get_language() or "en").split("-")[0]
    context = {"sheet": sheet, "elsewhere": sheet.wanted != own}
    return render(request, "public/fact.html", context)


def times(request: HttpRequest) -> HttpResponse:
    """Show the free times, filtered by centre and language."""
    form = forms.Where(request.GET or None)
    office, language = None, ""
    if form.is_valid():
        office, language = key_in(form.cleaned_data["office"]), form.cleaned_data["language"]
    free = slots.public_slots(office, language)
    context = {"form": form, "days": _by_day(free[:MOST_SHOWN])}
    return render(request, "public/times.html", context)


def _by_day(found: list[Any]) -> list[dict[str, Any]]:
    """Return times grouped by day and centre, in order."""
    names = public_names([slot.office for slot in found])
    days: dict[tuple[Any, UUID], list[Any]] = {}
    for slot in found:
        day = slot.starts_at.astimezone(ZoneInfo(slot.office.zone)).date()
        days.setdefault((day, slot.office_id), []).append(slot)
    return [
        {"day": day, "office": names[office], "slots": rows} for (day, office), rows in days.items()
    ]


class PublicForm(View):
    """A public page with one form. Refusals are shown beside their fields, with 422."""

    template_name = ""
    form_class: Any = None
    what = ""

    def context(self) -> dict[str, Any]:
        return {}

    def act(self, form: Any) -> HttpResponse:
        """Perform the page's action and return where to redirect. Raises Refusal."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(self.form_class())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.show(form, 422)
        try:
            limits.require(request, self.what)
            answer = self.act(form)
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            onto_form(form, refusal)
            return self.show(form, refusal.status)
        limits.count(request, self.what)
        return answer

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        context = {"form": form, **self.context()}
        return render(self.request, self.template_name, context, status=status)


class Book(PublicForm):
    """Book an appointment without an account and without a name."""

    template_name = "public/book.html"
    form_class = forms.Appointment
    what = "book"

    def context(self) -> dict[str, Any]:
        slot = slots.public_slot(self.kwargs["slot_id"])
        if slot is None:
            raise NotSeen(N_("This time is not offered. Choose another one."), code="not_seen")
        return {"slot": slot}

    def act(self, form: Any) -> HttpResponse:
        slot_id: UUID = self.kwargs["slot_id"]
        booking = appointments.book_in_public(slot_id, key=form.sent_key, **form.values)
        where = reverse("public:appointment", args=[slots.secret_of(booking)])
        return redirect(f"{where}?new=1")


class Appointment(View):
    """A booked appointment at its secret address, where it can be cancelled."""

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        booking = slots.booking_of_secret(secret)
        context = {"booking": booking, "address": request.build_absolute_uri(request.path)}
        return private_form(render(request, "public/appointment.html", context))

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        appointments.cancel_in_public(secret)
        return private_form(redirect("public:appointment", secret))


class CallMe(PublicForm):
    """Request a call-back without an account and without a name."""

    template_name = "public/call_me.html"
    form_class = forms.CallMe
    what = "call"

    def act(self, form: Any) -> HttpResponse:
        office_id = key_in(form.cleaned_data["office"])
        call_backs.ask_call_back_in_public(office_id, key=form.sent_key, **form.values)
        return redirect("public:sent")


def sent_page(request: HttpRequest) -> HttpResponse:
    """Confirm that we will call."""
    return render(request, "public/sent.html")


class Complain(PublicForm):
    """Complain, suggest or thank, with or without a name."""

    template_name = "public/complain.html"
    form_class = forms.Complain
    what = "complain"

    def act(self, form: Any) -> HttpResponse:
        office_id = key_in(form.cleaned_data["office"])
        office = centres.public_office(office_id) if office_id else None
        language = (get_language() or "en").split("-")[0]
        known = {code for code, _name in forms.languages()}
        entry = feedback.send_feedback_in_public(
            office,
            key=form.sent_key,
            language=language if language in known else "",
            **form.values,
        )
        where = reverse("public:complaint", args=[complaints.secret_of(entry)])
        return redirect(f"{where}?new=1")


def complaint(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a complaint's status and answer at its secret address. Raises NotSeen."""
    context = {
        "entry": complaints.entry_of_secret(secret),
        "secret": secret,
        "address": request.build_absolute_uri(request.path),
    }
    return private_form(render(request, "public/complaint.html", context))


class ComplaintRemedy(View):
    """Say at the secret address of a complaint whether the agreed remedy came."""

    def post(self, request: HttpRequest, secret: str, remedy_id: UUID) -> HttpResponse:
        feedback.answer_remedy_in_public(secret, remedy_id, request.POST.get("received", ""))
        return private_form(redirect("public:complaint", secret))
