"""Today's waiting list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from waystation.foundation.pages.action_pages import ActionButton, ActionForm
from waystation.foundation.pages.forms import as_typed
from waystation.foundation.shared.errors import refuse
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.registry.appointments import queries as appointments
from waystation.services.centres import actions, forms, queries

from .recording import matching_people, name_of, nobody_chosen


class Wait(ActionForm):
    """Put a visitor on today's waiting list."""

    template_name = "centres/wait.html"
    permissions = ("visit.record",)
    title, button = N_("Put on the waiting list"), N_("Put on the list")
    lead = N_(
        "Waiting does not count as a visit. The visit is counted when a counsellor starts it."
    )
    parents = (("centres:today", N_("Today")),)
    done = N_("The visitor is on the waiting list.")
    next_page = "centres:today"

    def get_form(self, form_class: Any = None) -> Any:
        if "find" in self.request.POST:
            return forms.Waiting(self.user, initial=as_typed(forms.Waiting, self.request.POST))
        return forms.Waiting(self.user, **self.get_form_kwargs())

    def get_initial(self) -> dict[str, Any]:
        return {"person": self.person_id}

    @property
    def person_id(self) -> UUID | None:
        request = self.request
        return key_in(request.GET.get("person", "") or request.POST.get("person", ""))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "find" in request.POST:
            return self.render_to_response(self.get_context_data())
        return super().post(request, *args, **kwargs)

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        refuse([nobody_chosen(self.request, self.person_id)])
        return actions.record_waiting(
            self.user, UUID(given["office"]), key=given["key"], **form.values
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "person_id": self.person_id,
            "person_name": name_of(self.user, self.person_id),
            **matching_people(self.request),
        }


class Left(ActionButton):
    """Take a visitor off the list who left without a visit."""

    permissions = ("visit.record",)
    done = N_("Taken off the list. It counts as no visit.")
    next_page = "centres:today"

    def get_record(self) -> Any:
        return queries.waiting_one(self.user, self.kwargs["waiting_id"])

    def act(self) -> Any:
        return actions.leave(self.user, self.record.id)


class Arrived(ActionButton):
    """Note that an expected visitor came, and put them on the waiting list."""

    permissions = ("visit.record",)
    done = N_("The visitor is on the waiting list.")
    next_page = "centres:today"

    def get_record(self) -> Any:
        return appointments.booking_visible_to(self.user, self.kwargs["booking_id"])

    def act(self) -> Any:
        return actions.receive_appointment(self.user, self.record.id)
