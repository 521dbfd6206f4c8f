"""Households: create one, list its members, set its head, remove a member."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import ActionButton, ActionForm, EditForm
from waystation.foundation.shared.words import N_
from waystation.registry.people import actions, forms, queries
from waystation.registry.people.fields import HOUSEHOLD, PLACE
from waystation.registry.people.http import PersonPage
from waystation.registry.people.lines import person_line


class HouseholdNew(PersonPage, ActionForm):
    """Make a household with this person as its first member."""

    permissions = ("person.record",)
    form_class = forms.Household
    why = "household"
    title, button = N_("Make a household"), N_("Make the household")
    lead = N_(
        "People who live together. Visible only to colleagues of your office who may open "
        "these files."
    )
    done = N_("The household is made. Now add who else lives in it.")
    result_page = "people:household"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.record.household_id:
            return redirect("people:household", self.record.household_id)
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {
            "label": self.record.identity.main.family,
            "municipality": self.record.municipality,
        }

    def act(self, form: Any) -> Any:
        key = form.cleaned_data["key"]
        return actions.make_household(self.user, self.record.id, key=key, **form.values)


class HouseholdPage(EditForm):
    """A household: its members, their places; who can be added; its name and note."""

    template_name = "people/household.html"
    permissions = ("person.read",)
    table = HOUSEHOLD
    title = N_("Household")
    parents = (("people:list", N_("People")),)
    done = N_("The change is saved.")
    record_page = "people:household"

    def get_record(self) -> Any:
        return queries.open_household(self.user, self.kwargs["household_id"])

    def before(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in HOUSEHOLD.names}

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_household(self.user, self.record.id, seen, proposed)

    def members(self) -> list[dict[str, Any]]:
        return [
            {
                **person_line(member.row),
                "role": PLACE["role"].words(member.role),
                "is_head": member.role == "head",
                "place": forms.Place(initial={"role": member.role}, auto_id=f"{member.row.id}-%s"),
            }
            for member in self.record.members
        ]

    def people_to_add(self, who: str) -> list[dict[str, Any]]:
        """Return the people who were searched for and can be added."""
        members = {member.row.id for member in self.record.members}
        found = queries.search(self.user, who, limit=8) if who else []
        return [
            {**person_line(one), "place": forms.Place(auto_id=f"add-{one.id}-%s")}
            for one in found
            if one.id not in members
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        who = self.request.GET.get("who", "").strip()[:200]
        return super().get_context_data(**kwargs) | {
            "household": self.record,
            "place_name": HOUSEHOLD["municipality"].words(self.record.municipality),
            "members": self.members(),
            "may_change": access.may(self.user, "person.record", self.record.office_id),
            "who": who,
            "found": self.people_to_add(who),
        }


class HouseholdButton(ActionButton):
    """One thing done to a household, then back to it."""

    permissions = ("person.record",)
    record_page = "people:household"

    def get_record(self) -> Any:
        return queries.household_row(self.user, self.kwargs["household_id"])


class JoinHousehold(HouseholdButton):
    """Add a person to a household."""

    done = N_("The person belongs to the household now.")

    def act(self) -> Any:
        role = self.request.POST.get("role", "")
        return actions.join_household(self.user, self.record.id, self.kwargs["person_id"], role)


class ChangeRole(HouseholdButton):
    """Change a member's place."""

    done = N_("The place is changed.")

    def act(self) -> Any:
        role = self.request.POST.get("role", "")
        return actions.change_role(self.user, self.record.id, self.kwargs["person_id"], role)


class LeaveHousehold(HouseholdButton):
    """Take a member out."""

    done = N_("The person has left the household. The file stays.")

    def act(self) -> Any:
        return actions.leave_household(self.user, self.record.id, self.kwargs["person_id"])
