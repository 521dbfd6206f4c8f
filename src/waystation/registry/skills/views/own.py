"""The person's own profile at its secret URL, without an account, for phones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from waystation.foundation.pages.action_pages import ActionButton, ActionForm, EditForm
from waystation.foundation.pages.base import Page
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.values import readable_values_of, values_of
from waystation.foundation.shared.words import N_
from waystation.registry.skills import actions, forms, queries
from waystation.registry.skills.fields import PROFILE
from waystation.registry.skills.http import OwnPage, pages_of_others
from waystation.registry.skills.presenting import sections_for

from .cvs import CvForm, Lines


class OwnProfile(OwnPage, Page):
    """All that is stored about the person's work and skills."""

    template_name = "skills/own.html"
    title = N_("Your work and skills")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "token": self.kwargs["token"],
            "answers": PROFILE.answers(readable_values_of(self.record, PROFILE)),
            "sections": sections_for(self.record),
            "others": pages_of_others(self.kwargs["token"]),
            "office": self.record.office,
            "expires_at": self.link.expires_at,
            "stale": queries.stale(self.record),
        }


class OwnConfirm(OwnPage, ActionButton):
    """Say that all of it is right."""

    done = N_("Thank you. Your profile is confirmed.")

    def act(self) -> Any:
        return actions.confirm_own_profile(self.link.id)


class OwnWishes(OwnPage, EditForm):
    """Change the own wishes."""

    template_name = "skills/own_form.html"
    form_class = forms.OwnForm
    table = PROFILE
    title = N_("Your wishes")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, PROFILE)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_own_profile(self.link.id, seen, proposed)


class OwnCv(OwnPage, CvForm):
    """Upload the own CV: the person accepts what is right, entry by entry."""

    template_name = "skills/own_cv.html"
    title, button = N_("Add from your CV"), N_("Read the file")
    lead = N_(
        "A PDF, a Word or OpenDocument text, plain text, or a Europass file, of at most 10 MB. It "
        "is read once and not stored. Nothing is added before you tick it."
    )

    def read(self, name: str, content: bytes) -> Any:
        return actions.read_own_cv(self.link.id, name, content)

    def add_lines(self, wanted: Lines) -> Any:
        return actions.add_own_lines(self.link.id, wanted)


class OwnLineNew(OwnPage, ActionForm):
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


class OwnLineEdit(OwnPage, EditForm):
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


class OwnLineRemove(OwnPage, ActionButton):
    """Delete a line of the own profile."""

    done = N_("Removed.")

    def act(self) -> Any:
        return actions.remove_own_line(self.link.id, self.section.name, self.line.id)
