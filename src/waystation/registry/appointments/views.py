"""The pages of appointments: expected visitors, slots, booking and the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.messaging.http import private_page
from waystation.foundation.pages.action_pages import ActionForm, TransitionForm
from waystation.foundation.pages.base import url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, PeriodFilter, TickFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of, filters_of
from waystation.foundation.records.values import readable_values_of
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.registry.people import queries as people

from . import actions, forms, queries, rules
from .fields import BOOKING, SLOT
from .transitions import BOOKING_WORKFLOW, SLOT_WORKFLOW

APPOINTMENTS = (("appointments:bookings", N_("Appointments")),)


class Bookings(ListPage):
    """The appointments of the user's offices, the latest first."""

    template_name = "appointments/bookings.html"
    permissions = ("appointment.read",)
    title = N_("Appointments")
    lead = N_("Expected visitors and attendance. No name is needed to book.")
    empty_title = N_("No appointments yet")
    empty_text = N_("Offer times first. Then staff book them, or visitors on the public page.")
    add_label = N_("Book an appointment")
    order = ("-starts_at", "-id")
    extra_values = ("person_id",)
    columns = (
        Column("starts_at", N_("Begins"), words=SLOT["starts_at"].words),
        Column(
            "visitor",
            N_("Visitor"),
            link=lambda row: url_of("people:person", row["person_id"]) if row["visitor"] else "",
            words=lambda name: name or _("Gave no name"),
            prepared=True,
            export=False,
        ),
        *columns_of(BOOKING),
        Column("office__name", N_("Centre")),
        Column("slot__staff__full_name", N_("Counsellor")),
        Column.of_state(BOOKING_WORKFLOW),
    )
    filters = (
        PeriodFilter("starts_at__date", N_("Day")),
        *filters_of(BOOKING),
        ChoiceFilter.of_state(BOOKING_WORKFLOW),
        TickFilter("by_public", N_("Booked on the public page"), Q(by_public=True)),
    )

    def get_rows(self) -> QuerySet[Any]:
        return queries.bookings_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("appointments:booking", row["id"])

    def get_add_url(self) -> str:
        may = access.may(self.user, "appointment.record")
        return reverse("appointments:book") if may else ""

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        names = people.names_of(self.user, {row["person_id"] for row in rows if row["person_id"]})
        return [{**row, "visitor": names.get(row["person_id"]) or ""} for row in rows]

    def persons_in(self, rows: list[dict[str, Any]]) -> int:
        return len({row["person_id"] or row["id"] for row in rows})


class Slots(ListPage):
    """The times that are offered."""

    permissions = ("appointment.read",)
    parents = APPOINTMENTS
    title = N_("Times offered")
    lead = N_("When each centre receives visitors, in which languages, with whom.")
    empty_title = N_("No times are offered yet")
    empty_text = N_("Add times for the coming weeks: days, hours, how long each takes.")
    add_label = N_("Add times")
    order = ("-starts_at", "-id")
    columns = (
        *columns_of(SLOT),
        Column("office__name", N_("Centre")),
        Column("staff__full_name", N_("Counsellor")),
        Column(
            "booked",
            N_("Booked"),
            words=SLOT["public"].words,
            tone=lambda row: "g" if row["booked"] else "b",
            sort=False,
        ),
        Column.of_state(SLOT_WORKFLOW),
    )
    filters = (
        PeriodFilter("starts_at__date", N_("Day")),
        ChoiceFilter.of_state(SLOT_WORKFLOW),
        TickFilter("free", N_("Free"), Q(booked=False, state="open")),
    )
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.slots_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("appointments:slot", row["id"])

    def get_add_url(self) -> str:
        may = access.may(self.user, "appointment.record")
        return reverse("appointments:slots_new") if may else ""


class SlotsNew(ActionForm):
    """Offer times: days, hours, how long each is."""

    permissions = ("appointment.record",)
    parents = (*APPOINTMENTS, ("appointments:slots", N_("Times offered")))
    title, button = N_("Add times"), N_("Add the times")
    lead = N_("Existing times are not changed. A time can be closed later.")
    done = N_("The times are added.")
    next_page = "appointments:slots"

    def get_form(self, form_class: Any = None) -> Any:
        return forms.Series(self.user, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        if not given["office"]:
            raise Refusal(N_("Choose the centre."), field="office", code="office")
        return actions.add_slots(
            self.user, UUID(given["office"]), staff=given["staff"], **form.values
        )


class SlotPage(DetailPage):
    """One time that is offered."""

    permissions = ("appointment.read",)
    parents = (*APPOINTMENTS, ("appointments:slots", N_("Times offered")))
    table = SLOT
    workflow = SLOT_WORKFLOW
    transition_address = "appointments:slot_transition"

    def get_record(self) -> Any:
        return queries.slot_visible_to(self.user, self.kwargs["slot_id"])

    def get_title(self) -> str:
        return queries.words_of_slot(self.record)

    def values(self) -> Mapping[str, Any]:
        return readable_values_of(self.record, SLOT)


class SlotTransition(TransitionForm):
    """Close a time, or open it again."""

    workflow = SLOT_WORKFLOW
    parents = APPOINTMENTS
    record_page = "appointments:slot"

    def get_record(self) -> Any:
        return queries.slot_visible_to(self.user, self.kwargs["slot_id"])

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_slot_state(self.user, self.record.id, transition.name, **values)


class Book(ActionForm):
    """Book an appointment for a visitor, known or without a name."""

    permissions = ("appointment.record",)
    parents = APPOINTMENTS
    title, button = N_("Book an appointment"), N_("Book")
    lead = N_("No name is needed. A known person is booked from the person's own page.")
    done = N_("The appointment is booked.")
    result_page = "appointments:booking"

    @property
    def person_id(self) -> UUID | None:
        request = self.request
        return key_in(request.GET.get("person", "") or request.POST.get("person", ""))

    def get_lead(self) -> str:
        person = self.person_id
        name = people.names_of(self.user, {person}).get(person) if person else ""
        return _("For {name}.").format(name=name) if name else super().get_lead()

    def get_form(self, form_class: Any = None) -> Any:
        return forms.Booking(self.user, **self.get_form_kwargs())

    def get_initial(self) -> dict[str, Any]:
        return {"person": self.person_id, "slot": self.request.GET.get("slot", "")}

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        slot = key_in(given["slot"])
        if slot is None:
            raise Refusal(N_("Choose a time."), field="slot", code="slot")
        return actions.book(self.user, slot, key=given["key"], **form.values)


class BookingPage(DetailPage):
    """One appointment, and what became of it."""

    template_name = "appointments/booking.html"
    permissions = ("appointment.read",)
    parents = APPOINTMENTS
    table = BOOKING.without("person_id")
    workflow = BOOKING_WORKFLOW
    transition_address = "appointments:booking_transition"

    def get_record(self) -> Any:
        return queries.booking_visible_to(self.user, self.kwargs["booking_id"])

    def get_links(self) -> list[dict[str, Any]]:
        one = self.record
        may = access.may(self.user, "appointment.record", one.office_id)
        if not may or rules.refusal_to_move(one.state, True):
            return []
        return [{"label": _("Move"), "url": reverse("appointments:move", args=[one.id])}]

    def get_title(self) -> str:
        person = self.record.person_id
        name = people.names_of(self.user, {person}).get(person) if person else ""
        return name or _("A visitor who gave no name")

    def values(self) -> Mapping[str, Any]:
        return readable_values_of(self.record, self.table)


class Move(ActionForm):
    """Choose another time for an appointment."""

    permissions = ("appointment.record",)
    parents = APPOINTMENTS
    title, button = N_("Move the appointment"), N_("Move the appointment")
    lead = N_("The old time becomes free for others. Language, topic and reminder do not change.")
    done = N_("The appointment is moved.")
    record_page = "appointments:booking"

    def get_record(self) -> Any:
        return queries.booking_visible_to(self.user, self.kwargs["booking_id"])

    def get_form(self, form_class: Any = None) -> Any:
        slots = queries.free_slots(self.user, self.record.office_id)
        return forms.Move(slots, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        slot = key_in(form.cleaned_data["slot"])
        if slot is None:
            raise Refusal(N_("Choose a time."), field="slot", code="slot")
        return actions.move_booking(self.user, self.record.id, slot)


class BookingTransition(TransitionForm):
    """Record that a visitor came or did not come, or cancel the appointment."""

    workflow = BOOKING_WORKFLOW
    parents = APPOINTMENTS
    record_page = "appointments:booking"

    def get_record(self) -> Any:
        return queries.booking_visible_to(self.user, self.kwargs["booking_id"])

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_booking_state(self.user, self.record.id, transition.name, **values)


class CalendarAddress(ActionForm):
    """Make the secret address at which one's own calendar program reads the appointments."""

    template_name = "appointments/calendar.html"
    permissions = ("appointment.read",)
    parents = APPOINTMENTS
    form_class = django_forms.Form
    title, button = N_("Calendar feed"), N_("Make a new address")
    lead = N_(
        "Your calendar program reads your appointments at a secret address: times and languages, "
        "no names."
    )

    def act(self, form: Any) -> str:
        return actions.open_feed(self.user)

    def form_valid(self, form: Any) -> HttpResponse:
        path = reverse("appointments:calendar_file", args=[self.act(form)])
        address = self.request.build_absolute_uri(path)
        return private_page(
            self.render_to_response(self.get_context_data(form=form, address=address))
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"has_feed": queries.has_feed(self.user)}


def calendar_file(request: HttpRequest, secret: str) -> HttpResponse:
    """Return the calendar behind a secret address. Raises NotSeen for a guessed one."""
    answer = HttpResponse(
        queries.calendar_of_secret(secret), content_type="text/calendar; charset=utf-8"
    )
    return private_page(answer)
