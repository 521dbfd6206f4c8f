"""The pages of skills profiles for staff: the list, one profile, its preferences and states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.action_pages import (
    ActionButton,
    ActionForm,
    EditForm,
    TransitionForm,
)
from waystation.foundation.pages.base import PagePart, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.guests import GuestLinkNew
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of
from waystation.foundation.records.values import readable_values_of, values_of
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.registry.people import queries as people
from waystation.registry.people.http import PersonPage
from waystation.registry.skills import actions, forms, queries
from waystation.registry.skills.fields import PROFILE
from waystation.registry.skills.filters import FILTERS
from waystation.registry.skills.occupations import occupation_name
from waystation.registry.skills.presenting import sections_for
from waystation.registry.skills.rules.profiles import confirm_by
from waystation.registry.skills.transitions import PROFILE_WORKFLOW

PROFILES = (("skills:profiles", N_("Skills profiles")),)


def _day(moment: Any) -> str:
    return date_format(moment, "SHORT_DATE_FORMAT") if moment else ""


class Profiles(ListPage):
    """The profiles of the user's offices, the last changed first."""

    permissions = ("skill.read",)
    title = N_("Skills profiles")
    lead = N_("What people can do and want, as far as they agreed to being matched with vacancies.")
    empty_title = N_("No skills profiles yet")
    empty_text = N_("Open a person’s page and choose “Skills profile”.")
    order = ("-changed_at", "-id")
    search = ("person__number",)
    extra_values = ("person_id", "state", "agreed")
    columns = (
        Column("person__number", N_("Number"), nowrap=True),
        Column(
            "name",
            N_("Name"),
            link=lambda row: url_of("people:person", row["person_id"]),
            prepared=True,
            export=False,
        ),
        Column("occupation", N_("Occupation"), prepared=True),
        Column("languages", N_("Languages"), prepared=True),
        *columns_of(PROFILE),
        Column("office__name", N_("Office")),
        Column(
            "confirmed_at",
            N_("Confirmed"),
            words=_day,
            tone=lambda row: "a" if _to_confirm(row) else "g",
            nowrap=True,
        ),
        Column.of_state(PROFILE_WORKFLOW),
    )
    filters = (*FILTERS, ChoiceFilter.of_state(PROFILE_WORKFLOW))

    def get_rows(self) -> QuerySet[Any]:
        return queries.profiles_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("skills:profile", row["id"])

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        keys = [row["id"] for row in rows]
        names = people.names_of(self.user, {row["person_id"] for row in rows})
        codes, spoken = queries.main_occupations(keys), queries.spoken_in(keys)
        language = get_language() or "en"
        return [
            {
                **row,
                "name": names.get(row["person_id"], ""),
                "occupation": occupation_name(codes[row["id"]], language)
                if row["id"] in codes
                else "",
                "languages": spoken.get(row["id"], ""),
            }
            for row in rows
        ]

    def persons_in(self, rows: list[dict[str, Any]]) -> int:
        return len({row["person_id"] for row in rows})


def _to_confirm(row: Row) -> bool:
    return confirm_by(row["confirmed_at"].date()) < today_in()


class ProfilePage(DetailPage):
    """One profile: wishes, and its lines section by section."""

    template_name = "skills/profile.html"
    permissions = ("skill.read",)
    parents = PROFILES
    workflow = PROFILE_WORKFLOW
    transition_address = "skills:transition"
    table = PROFILE

    def get_record(self) -> Any:
        return queries.profile_visible_to(self.user, self.kwargs["profile_id"])

    def get_title(self) -> str:
        return queries.name_for(self.user, self.record)

    def get_lead(self) -> str:
        return str(self.record.person.number)

    def values(self) -> Mapping[str, Any]:
        return readable_values_of(self.record, PROFILE)

    @property
    def may_change(self) -> bool:
        open_ = self.record.state == "open"
        return open_ and access.may(self.user, "skill.record", self.record.office_id)

    def get_links(self) -> list[dict[str, Any]]:
        links = [
            ("people:person", self.record.person_id, _("Person")),
            ("skills:europass", self.record.id, "Europass"),
        ]
        if self.may_change:
            links += [
                ("skills:change", self.record.id, _("Change the wishes")),
                ("skills:cv", self.record.id, _("Read a CV")),
                ("skills:link", self.record.id, _("Link for the person")),
            ]
        return [{"label": label, "url": reverse(name, args=[key])} for name, key, label in links]

    def words_of_verb(self, verb: str) -> str:
        known = {
            "profile.add": _("Entry added"),
            "profile.remove": _("Entry removed"),
            "profile.confirm": _("Confirmed"),
            "profile.link": _("Link for the person made"),
            "profile.open": _("Link opened by the person"),
            "profile.close": _("Closed"),
        }
        return known.get(verb) or super().words_of_verb(verb)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "sections": sections_for(self.record),
            "may_change": self.may_change,
            "agreed": queries.is_agreed(self.record),
            "stale": queries.stale(self.record),
            "links_made": queries.links_of(self.record.id),
        }


class ProfileNew(PersonPage, ActionForm):
    """Open the skills profile of a person."""

    permissions = ("skill.record",)
    why, tab = "skills", "skills:new"
    form_class = forms.ProfileForm
    title, button = N_("Skills profile"), N_("Open the profile")
    lead = N_(
        "What the person wishes. Occupations, skills, languages and documents are added afterwards."
    )
    done = N_("The profile is open. Add what the person can do.")
    result_page = "skills:profile"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        there = queries.profile_of_person(self.user, self.record.id)
        if there is not None:
            return redirect("skills:profile", there.id)
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"key": forms.new_key()}

    def act(self, form: Any) -> Any:
        key = form.cleaned_data["key"]
        return actions.open_profile(self.user, self.record.id, key=key, **form.values)


class OfProfile(PagePart):
    """A page of one profile, for users who may edit it."""

    permissions: tuple[str, ...] = ("skill.record",)
    record_page = "skills:profile"

    def get_record(self) -> Any:
        return queries.profile_visible_to(self.user, self.kwargs["profile_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        profiles = (reverse("skills:profiles"), _("Skills profiles"))
        return [profiles, (self.get_success_url(), queries.name_for(self.user, self.record))]


class ProfileEdit(OfProfile, EditForm):
    """Change the wishes."""

    table = PROFILE
    title = N_("Change the wishes")
    done = N_("The change is saved.")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, PROFILE)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_profile(self.user, self.record.id, seen, proposed)


class ProfileConfirm(OfProfile, ActionButton):
    """Record that the person confirmed the whole profile today."""

    done = N_("Confirmed today.")

    def act(self) -> Any:
        return actions.confirm_profile(self.user, self.record.id)


class ProfileTransition(OfProfile, TransitionForm):
    """Close a profile, or open it again."""

    workflow = PROFILE_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.change_profile_state(self.user, self.record.id, transition.name, **values)


class LinkNew(OfProfile, GuestLinkNew):
    """Make the secret address at which the person sees the own profile."""

    opens = "skills:own"
    lead = N_(
        "The person sees what is stored, corrects and confirms it, without an account. The link is "
        "valid for two weeks; earlier links stop working. It is sent by e-mail where an "
        "address is in the file, and shown here once."
    )

    def act(self, form: Any) -> Any:
        return actions.make_link(self.user, self.record.id)
