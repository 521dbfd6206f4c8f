"""A person's page and form, the log of readers, and merging two files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.access.presenting import verb as spoken
from waystation.foundation.pages.action_pages import ActionButton, ActionForm, EditForm
from waystation.foundation.pages.base import Page
from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.people import actions, forms, queries
from waystation.registry.people.fields import PERSON, PLACE
from waystation.registry.people.http import PersonPage
from waystation.registry.people.lines import person_line
from waystation.registry.people.rules.likeness import Proposed

ABOUT = PERSON.only("nationality", "migration_status", "community")


class PersonView(PersonPage, Page):
    """A person's page: past, agreed and next entries, and shared data."""

    template_name = "people/person.html"
    permissions = ("person.read",)
    tab = "people:person"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.record.merged_into_id:
            return redirect("people:person", queries.require_person(self.user, self.record.id))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        file = self.record
        may_change = access.may(self.user, "person.record", file.office_id)
        merges = queries.merges_of(self.user, file.id)
        return (
            super().get_context_data(**kwargs)
            | self.timeline(merges)
            | {
                "panels": self.panels(),
                "about": ABOUT.answers({name: getattr(file, name) for name in ABOUT.names}),
                "lives_with": self.lives_with(),
                "merges": merges,
                "may_make_household": may_change and not file.erased_at,
                "may_merge": access.may(self.user, "person.merge", file.office_id),
            }
        )

    def timeline(self, merges: list[queries.MergeLine]) -> dict[str, Any]:
        entries = queries.timeline_of(self.user, self.record, merges)
        past = [one for one in entries if one.when == "past"]
        chosen = self.request.GET.get("kind", "")
        return {
            "past": [one for one in past if chosen in ("", one.kind)],
            "kinds": sorted({one.kind for one in past}),
            "chosen": chosen,
            "agreed": [one for one in entries if one.when == "agreed"],
            "next": [one for one in entries if one.when == "next"],
        }

    def panels(self) -> list[contributions.Panel]:
        """Return the cards that other apps show on the person's page."""
        offered = contributions.functions("person_panel").values()
        found = [panel(self.user, self.record) for panel in offered]
        return [one for one in found if one is not None]

    def lives_with(self) -> list[dict[str, Any]]:
        household = self.record.household_id
        members = queries.members_of(self.user, household) if household else ()
        return [
            {**person_line(one.row), "role": PLACE["role"].words(one.role)}
            for one in members
            if one.row.id != self.record.id
        ]


VERBS = {
    "person.consent": N_("Consent recorded"),
    "person.edit": N_("File changed"),
    "person.erase": N_("File erased"),
    "person.export": N_("Data exported"),
    "person.hold": N_("Legal hold set"),
    "person.household": N_("Household changed"),
    "person.merge": N_("Files merged"),
    "person.read": N_("File opened"),
    "person.record": N_("File created"),
    "person.unhold": N_("Legal hold ended"),
    "person.unmerge": N_("Merge undone"),
}
"""What the audit log says of a file, in words."""


class Seen(PersonPage, Page):
    """Who has opened or changed this file."""

    template_name = "people/seen.html"
    permissions = ("person.read",)
    why, tab = "seen", "people:seen"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [
            {**row, "what": _(VERBS[verb]) if (verb := row["verb"]) in VERBS else spoken(verb)}
            for row in queries.readers_of(self.user, self.record.id)
        ]
        return super().get_context_data(**kwargs) | {"rows": rows}


class PersonNew(ActionForm):
    """Open a file; similar files are shown before anything is saved."""

    template_name = "people/new.html"
    permissions = ("person.record",)
    form_class = forms.NewPerson
    title = N_("New file")
    parents = (("people:list", N_("People")),)
    similar: list[queries.SearchResult] = []
    result_page = "people:person"

    def get_office(self) -> Any:
        return access.offices_visible_to(self.user, "person.record")[0]

    def get_lead(self) -> str:
        return _(
            "Colleagues of {office} who may open files will see what you write here. Names and "
            "contacts are stored encrypted."
        ).format(office=self.get_office().name)

    def get_initial(self) -> dict[str, Any]:
        return {"given": self.request.GET.get("name", "")}

    def form_valid(self, form: Any) -> HttpResponse:
        answers = forms.file_answers(form.values)
        self.similar = queries.likely_files(
            self.user, self.get_office().id, Proposed.of_answers(answers)
        )
        if self.similar and not form.cleaned_data["somebody_else"]:
            return self.form_invalid(form, 200)
        return super().form_valid(form)

    def act(self, form: Any) -> Any:
        answers = forms.file_answers(form.values)
        main, *aliases = answers.pop("names")
        made = actions.record_person(
            self.user,
            self.get_office().id,
            key=form.cleaned_data["key"],
            given=main.given,
            family=main.family,
            father=main.father,
            aliases=aliases,
            somebody_else=form.cleaned_data["somebody_else"],
            **answers,
        )
        messages.success(self.request, _("File {number} is open.").format(number=made.number))
        return made

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        similar = [person_line(one) for one in self.similar]
        return super().get_context_data(**kwargs) | {"similar": similar}


class PersonEdit(PersonPage, EditForm):
    """Change a file. An editor who meets another's change sees both values and chooses."""

    template_name = "people/person_form.html"
    permissions = ("person.record",)
    form_class = forms.Person
    table = PERSON
    why, tab = "edit", "people:edit"
    title, done = N_("Change the file"), N_("Saved.")

    def before(self) -> dict[str, Any]:
        return forms.typed_values(self.record)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        known = self.record.identity
        try:
            return actions.edit_person(
                self.user,
                self.record.id,
                forms.file_answers(seen, known),
                forms.file_answers(proposed, known),
            )
        except Conflict as conflict:
            raise forms.as_typed_conflict(conflict, self.now, proposed) from None


class MergePeople(PersonPage, ActionForm):
    """Choose the other file of the same person, and put it into this one."""

    template_name = "people/merge.html"
    permissions = ("person.merge",)
    form_class = forms.OtherFile
    why, tab = "merge", "people:merge"
    title, button = N_("Merge with another file"), N_("Make them one file")
    done = N_("One file now. You can undo this on the page.")

    def act(self, form: Any) -> Any:
        other: UUID | None = form.cleaned_data["other"]
        if other is None:
            raise Refusal(N_("Choose the other file first."), field="other", code="merge_nothing")
        return actions.merge_people(self.user, self.record.id, other)

    def candidates(self, typed: str) -> list[queries.SearchResult]:
        """Return the files that were searched for, or those that are likely the same person's."""
        if typed:
            return queries.search(self.user, typed)
        likely = Proposed.of_file(self.record, self.record.identity)
        return queries.likely_files(
            self.user, self.record.office_id, likely, but_not=self.record.id
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        typed = self.request.GET.get("q", "")
        found = [one for one in self.candidates(typed) if one.id != self.record.id]
        return super().get_context_data(**kwargs) | {
            "rows": [person_line(one) for one in found],
            "typed": typed,
        }


class UndoMerge(ActionButton):
    """Make two files again."""

    permissions = ("person.merge",)
    done = N_("Two files again.")

    def get_record(self) -> Any:
        return queries.merge_row(self.user, self.kwargs["merge_id"])

    def act(self) -> Any:
        return actions.undo_merge(self.user, self.record.id)

    def get_success_url(self) -> str:
        return reverse("people:person", args=[self.record.merged_id])
