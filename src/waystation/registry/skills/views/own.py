"""The person's own profile at its secret URL, without an account, for phones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.messaging.http import OnOneDevice
from waystation.foundation.pages.action_pages import ActionButton, ActionForm, EditForm
from waystation.foundation.pages.base import Page
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.values import readable_values_of, values_of
from waystation.foundation.shared.words import N_
from waystation.registry.skills import actions, forms, queries
from waystation.registry.skills.fields import PROFILE
from waystation.registry.skills.presenting import sections_for
from waystation.registry.skills.sections import section_named


class Own(OnOneDevice):
    """A page at the secret URL. No sign-in: the link identifies the profile."""

    link_model = queries.ProfileLink
    record: Any
    user: Any

    related = ("profile__person",)

    def languages_of_guest(self) -> Sequence[str]:
        return self.link.profile.person.languages  # type: ignore[no-any-return]

    def prepare(self) -> None:
        self.link = queries.open_link(self.link.id)
        self.user = AnonymousUser()
        self.record = self.link.profile
        if "section" in self.kwargs:
            self.section = section_named(self.kwargs["section"])
        if "line_id" in self.kwargs:
            self.line = queries.line_of(self.record, self.section, self.kwargs["line_id"])

    def first_page(self) -> str:
        return self.get_success_url()

    def get_parents(self) -> list[tuple[str, str]]:
        return [(self.get_success_url(), _("Your profile"))]

    def get_success_url(self) -> str:
        return reverse("skills:own", args=[self.kwargs["token"]])


class OwnProfile(Own, Page):
    """All that is stored about the person's work and skills."""

    template_name = "skills/own.html"
    title = N_("Your work and skills")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "token": self.kwargs["token"],
            "answers": PROFILE.answers(readable_values_of(self.record, PROFILE)),
            "sections": sections_for(self.record),
            "office": self.record.office,
            "expires_at": self.link.expires_at,
            "stale": queries.stale(self.record),
        }


class OwnConfirm(Own, ActionButton):
    """Say that all of it is right."""

    done = N_("Thank you. Your profile is confirmed.")

    def act(self) -> Any:
        return actions.confirm_own_profile(self.link.id)


class OwnWishes(Own, EditForm):
    """Change the own wishes."""

    template_name = "skills/own_form.html"
    form_class = forms.OwnForm
    table = PROFILE
    title = N_("Your wishes")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, PROFILE)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_own_profile(self.link.id, seen, proposed)


class OwnLineNew(Own, ActionForm):
    """Add to the own profile."""

    template_name = "skills/own_form.html"
    form_class = forms.OwnForm
    button, done = N_("Add"), N_("Added.")

    def get_title(self) -> str:
        return _(self.section.one)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"table": self.section.table}

    def get_initial(self) -> dict[str, Any]:
        return {"key": forms.new_key()}

    def act(self, form: Any) -> Any:
        key = form.cleaned_data["key"]
        return actions.add_own_line(self.link.id, self.section.name, key=key, **form.values)


class OwnLineEdit(Own, EditForm):
    """Change a line of the own profile."""

    template_name = "skills/own_form.html"
    form_class = forms.OwnForm

    def get_title(self) -> str:
        return _(self.section.one)

    def get_table(self) -> FieldTable:
        return self.section.table

    def before(self) -> dict[str, Any]:
        return values_of(self.line, self.section.table)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_own_line(self.link.id, self.section.name, self.line.id, seen, proposed)


class OwnLineRemove(Own, ActionButton):
    """Delete a line of the own profile."""

    done = N_("Removed.")

    def act(self) -> Any:
        return actions.remove_own_line(self.link.id, self.section.name, self.line.id)
