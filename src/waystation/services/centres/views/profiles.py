"""The daily profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.pages.action_pages import ActionForm, EditForm
from waystation.foundation.pages.base import PagePart
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.forms import KeyedForm
from waystation.foundation.records.values import readable_values_of, values_of
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.services.centres import actions, queries
from waystation.services.centres.fields import PROFILE

from .recording import name_of


class OfPerson(PagePart):
    """A page below a person's page."""

    def get_person(self) -> Any:
        raise NotImplementedError

    def get_parents(self) -> list[tuple[str, str]]:
        person = self.get_person()
        return [(reverse("people:person", args=[person]), name_of(self.user, person) or "–")]


class ProfileNew(OfPerson, ActionForm):
    """Record today's profile of a person."""

    permissions = ("visit.record",)
    form_class = KeyedForm
    title, button = N_("Daily profile"), N_("Save the profile")
    lead = N_("At most one a day. Any answer may be left out.")
    done = N_("The profile is recorded.")
    table = PROFILE

    def get_person(self) -> Any:
        return self.kwargs["person_id"]

    def check_permission(self) -> None:
        super().check_permission()
        people.require_person(self.user, self.get_person())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if there := queries.profile_of_today(self.user, self.get_person()):
            messages.info(request, _("This person already has a profile of today. Change it here."))
            return redirect("centres:profile_edit", there)
        return super().get(request, *args, **kwargs)

    def act(self, form: Any) -> Any:
        key = form.cleaned_data["key"]
        return actions.record_profile_of(self.user, self.get_person(), key=key, **form.values)

    def get_success_url(self) -> str:
        return reverse("people:person", args=[self.get_person()])


class ProfilePage(OfPerson, DetailPage):
    """One daily profile. Opening it is logged."""

    permissions = ("visit.read",)
    table = PROFILE
    title = N_("Daily profile")
    change_address, change_permission = "centres:profile_edit", "visit.record"

    def get_record(self) -> Any:
        return queries.open_profile(self.user, self.kwargs["profile_id"])

    def get_person(self) -> Any:
        return self.record.person_id

    def get_lead(self) -> str:
        return date_format(self.record.day, "WEEKDAY_DATE_FORMAT")

    def values(self) -> Mapping[str, Any]:
        return readable_values_of(self.record, PROFILE)


class ProfileEdit(OfPerson, EditForm):
    """Change a profile. An editor who meets another's change sees both values and chooses."""

    permissions = ("visit.record",)
    table = PROFILE
    title, button = N_("Change the profile"), N_("Save the profile")
    done = N_("The change is saved.")
    record_page = "centres:profile"

    def get_record(self) -> Any:
        return queries.open_profile(self.user, self.kwargs["profile_id"])

    def get_person(self) -> Any:
        return self.record.person_id

    def get_parents(self) -> list[tuple[str, str]]:
        return [*super().get_parents(), (self.get_success_url(), _("Daily profile"))]

    def before(self) -> dict[str, Any]:
        return values_of(self.record, PROFILE)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_profile(self.user, self.record.id, seen, proposed)
