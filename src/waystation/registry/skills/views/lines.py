"""The forms of a profile's lines: one view for all sections, based on their field tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.pages.action_pages import ActionButton, ActionForm, EditForm
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.words import N_
from waystation.registry.skills import actions, forms, queries
from waystation.registry.skills.sections import section_named

from .profiles import OfProfile


class LineNew(OfProfile, ActionForm):
    """Add a line to a section."""

    template_name = "skills/line.html"
    form_class = forms.LineForm
    button = N_("Add")
    done = N_("Added.")

    def get_record(self) -> Any:
        self.section = section_named(self.kwargs["section"])
        return super().get_record()

    def get_title(self) -> str:
        return _(self.section.one)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"table": self.section.table}

    def get_initial(self) -> dict[str, Any]:
        return {"key": forms.new_key()}

    def act(self, form: Any) -> Any:
        key = form.cleaned_data["key"]
        return actions.add_line(
            self.user, self.record.id, self.section.name, key=key, **form.values
        )

    def get_success_url(self) -> str:
        page = reverse("skills:profile", args=[self.record.id])
        return f"{page}#{self.section.name}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "suggestions": queries.suggestions_for(self.record)
            if self.section.name == "skills"
            else []
        }


class LineEdit(OfProfile, EditForm):
    """Change a line."""

    title = N_("Change")

    def get_record(self) -> Any:
        self.section = section_named(self.kwargs["section"])
        self.line = queries.line_visible_to(self.user, self.section, self.kwargs["line_id"])
        return queries.profile_visible_to(self.user, self.line.profile_id)

    def get_title(self) -> str:
        return _(self.section.one)

    def get_table(self) -> FieldTable:
        return self.section.table

    def before(self) -> dict[str, Any]:
        return values_of(self.line, self.section.table)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_line(self.user, self.section.name, self.line.id, seen, proposed)


class LineRemove(OfProfile, ActionButton):
    """Delete a line."""

    done = N_("Removed.")

    def get_record(self) -> Any:
        self.section = section_named(self.kwargs["section"])
        self.line = queries.line_visible_to(self.user, self.section, self.kwargs["line_id"])
        return queries.profile_visible_to(self.user, self.line.profile_id)

    def act(self) -> Any:
        return actions.remove_line(self.user, self.section.name, self.line.id)
