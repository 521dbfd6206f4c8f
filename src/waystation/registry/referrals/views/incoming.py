"""Incoming referrals: recording one, and linking it to a personal file."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.shared.words import N_
from waystation.registry.directory import queries as directory
from waystation.registry.people.http import person_line
from waystation.registry.referrals import actions, forms, queries

from .referrals import REFERRALS, OfReferral


class Receive(ActionForm):
    """Record a referral that came to us by telephone or on paper."""

    permissions = ("referral.send",)
    parents = REFERRALS
    title, button = N_("Record a referral to us"), N_("Record")
    lead = N_("The time to answer starts now.")
    done = N_("The referral is recorded. The time to answer has started.")
    result_page = "referrals:referral"

    def get_form(self, form_class: Any = None) -> Any:
        offices = access.offices_visible_to(self.user, "referral.send")
        choices = [(str(one.id), one.name) for one in offices]
        partners = directory.partners_of(self.user.organisation_id)
        return forms.Incoming(choices, partners, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        given = form.cleaned_data
        missing = [name for name in ("office", "entity") if given.get(name) is None]
        if missing:
            actions.refuse_incoming(form.values, *missing)
        return actions.receive_referral(
            self.user, given["office"], given["entity"], key=given["key"], **form.values
        )


class Attach(OfReferral, ActionForm):
    """Connect a referral to us with the file that the person has already."""

    form_class = forms.Number
    title, button = N_("Connect with a file"), N_("Connect")
    lead = N_("Search for the person first; the number is at the top of the file.")
    done = N_("The referral is connected with the file.")

    def act(self, form: Any) -> Any:
        return actions.attach_person(self.user, self.record.id, form.cleaned_data["number"])


class OpenFile(OfReferral, ActionForm):
    """Open a file with the partner's data about the person."""

    template_name = "referrals/open_file.html"
    form_class = forms.NewFile
    title, button = N_("Open a file"), N_("Open the file")
    lead = N_("Name, year of birth and telephone are taken over from what the partner sent.")
    done = N_("The file is opened and connected with the referral.")

    def act(self, form: Any) -> Any:
        return actions.open_file_for(self.user, self.record.id, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        similar = queries.similar_files(self.user, self.record)
        return super().get_context_data(**kwargs) | {
            "similar": [person_line(one) for one in similar],
            "take": reverse("referrals:attach", args=[self.record.id]),
        }
