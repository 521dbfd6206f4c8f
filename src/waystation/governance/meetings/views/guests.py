"""Invitations and attendance; an invitee's page, with an account or by a link."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from waystation.foundation.access import queries as access
from waystation.foundation.messaging.http import private_page
from waystation.foundation.pages.action_pages import ActionForm
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_
from waystation.governance.meetings import actions
from waystation.governance.meetings.fields import ATTENDANCE, INVITEE
from waystation.governance.meetings.http import Choices
from waystation.governance.meetings.queries import links, papers
from waystation.governance.meetings.queries import meetings as queries
from waystation.governance.network.queries.scope import not_there
from waystation.governance.network.rules.classes import FOR_INVITEES

from .base import (
    PREPARES,
    MeetingButton,
    MeetingForm,
    OfMeeting,
    numbered_choices,
)
from .papers import handed_out


class InviteeNew(MeetingForm):
    """Invite someone to named items."""

    permissions = ("invitee.ask",)
    table = INVITEE
    title, button = N_("Invite someone"), N_("Invite")
    done = N_("The person is invited and sees the papers of these items until the meeting ends.")
    paragraph = "88"
    action = staticmethod(actions.attendance.ask_invitee)

    def get_offers(self) -> dict[str, Choices]:
        items = [
            one
            for one in queries.items_of(self.reader, self.record.id)
            if one.access_class in FOR_INVITEES and one.state != "deferred"
        ]
        accounts = access.colleagues(self.reader.network.organisation_id)
        return {"account": [("", "–"), *accounts.items()], "items": numbered_choices(items)}


class InviteeWithdraw(MeetingButton):
    """Take an invitation back."""

    permissions = ("invitee.ask",)
    done = N_("The invitation is withdrawn and its link is closed. Tell the invitee yourself.")
    action = staticmethod(actions.guests.withdraw_invitee)

    def get_values(self) -> dict[str, Any]:
        key = key_in(self.request.POST.get("invitee", ""))
        if key is None:
            raise not_there()
        return {"key": key}


class Heads(forms.Form):
    """Who came: a state and a number for each entity, a number for each category."""

    def __init__(self, entities: Choices, categories: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [("", "–"), *ATTENDANCE["state"].get_choices()]
        short = forms.NumberInput(attrs={"class": "short"})
        self.lines: dict[str, tuple[str, Any]] = {}
        for prefix, choices in (("e", entities), ("c", categories)):
            for key, name in choices:
                people = f"{prefix}-people-{key}"
                label = f"{_('People')}: {name}"
                self.fields[people] = forms.IntegerField(
                    label=label, required=False, widget=short, min_value=0
                )
                if prefix == "e":
                    self.fields[f"e-state-{key}"] = forms.ChoiceField(
                        label=f"{_('State')}: {name}", required=False, choices=states
                    )
                self.lines[people] = (name, key)

    def rows(self, prefix: str) -> list[dict[str, Any]]:
        """Return the rows of the template, by entity or by category."""
        return [
            {
                "name": name,
                "people": self[people],
                "state": self[f"e-state-{key}"] if prefix == "e" else None,
            }
            for people, (name, key) in self.lines.items()
            if people.startswith(prefix)
        ]

    def entities(self) -> list[dict[str, Any]]:
        return self.rows("e")

    def categories(self) -> list[dict[str, Any]]:
        return self.rows("c")

    def came(self) -> list[dict[str, Any]]:
        """Return the lines that were filled in."""
        found = []
        for field, (_name, key) in self.lines.items():
            people = self.cleaned_data[field]
            of_entity = field.startswith("e")
            present = "present" if people else ""
            state = self.cleaned_data[f"e-state-{key}"] if of_entity else present
            if state:
                found.append(
                    {
                        "entity": key if of_entity else None,
                        "category": "" if of_entity else key,
                        "state": state,
                        "people": (people or 0) if state == "present" else 0,
                    }
                )
        return found


class Attendance(OfMeeting, ActionForm):
    """Record who came, by entity and by category."""

    template_name = "meetings/attendance.html"
    permissions = PREPARES
    title, button = N_("Attendance"), N_("Save the attendance")
    lead = N_("By entity and by category, without names. Fields left blank are not changed.")
    done = N_("The attendance is recorded.")
    paragraph = "88 118"

    def get_form(self, form_class: Any = None) -> Any:
        categories = list(queries.categories().items())
        return Heads(queries.who_may_own(self.reader), categories, **self.get_form_kwargs())

    def get_initial(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in queries.attendance_of(self.record.id):
            key = f"e-people-{one.entity_id}" if one.entity_id else f"c-people-{one.category}"
            found |= {key: one.people or None, f"e-state-{one.entity_id}": one.state}
        return found

    def act(self, form: Any) -> Any:
        return actions.attendance.record_attendance(self.user, self.record.id, form.came())


@login_required
def invitee_page(request: HttpRequest) -> HttpResponse:
    """Show an invitee the meetings to which they are invited."""
    return render(request, "meetings/invited.html", {"rows": papers.invited_to(request.user)})


@login_required
def invitation(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Show an invitee one meeting: their items and these items' papers."""
    found = papers.invitation_visible_to(request.user, meeting_id)
    return render(request, "meetings/invitation.html", {"found": found})


@require_GET
def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitee without an account their items and papers, until the meeting ends."""
    found = links.invitation_by(token)
    context = {"found": found, "token": token}
    return private_page(render(request, "meetings/invitation.html", context))


@require_GET
def paper_by_link(request: HttpRequest, token: str, paper_id: UUID) -> HttpResponse:
    """Send a paper of the items that a link is for."""
    return private_page(handed_out(links.paper_by(token, paper_id)))
