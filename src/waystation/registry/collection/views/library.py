"""The library of a form that is built: what is inserted into it, and what is saved from it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.pages.action_pages import ActionButton, ActionForm
from waystation.foundation.pages.base import Page
from waystation.foundation.pages.forms import FieldsForm
from waystation.foundation.shared.words import N_
from waystation.registry.collection import actions, queries
from waystation.registry.collection.fields import LIBRARY_PART, PART_KINDS
from waystation.registry.collection.rules.building.book import Book
from waystation.registry.collection.rules.building.library import has_outer_condition

from .building import OfBuilt, whole

WORDS = dict(PART_KINDS)
WITHOUT_CONDITION = N_(
    "It is saved without its “Ask only if”, which refers to another question of this form."
)


class Library(OfBuilt, Page):
    """What can be inserted: the organisation's own, and the code lists of the mission."""

    template_name = "collection/library.html"
    title = N_("Insert from the library")
    lead = N_(
        "A copy is inserted; a name that is taken gets a number. Later changes to the library do "
        "not affect it."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        after = whole(self.request.GET.get("after", ""))
        is_there = after in self.book.keys and not self.book.line(after).closes
        return super().get_context_data(**kwargs) | {
            "after": after if is_there else 0,
            "below": self.book.label_of(after) if is_there else "",
            "parts": [self.about(one) for one in queries.library_of(self.user)],
            "code_lists": queries.code_lists_to_ask(),
        }

    def about(self, part: Any) -> dict[str, Any]:
        book = Book.from_json(part.book)
        labels = [book.label_of(line.key) for line in book.lines() if not line.closes]
        return {
            "part": part,
            "kind": _(WORDS[part.kind]),
            "languages": [one for one in book.languages if one],
            "labels": list(filter(None, labels))[:6] or list(book.lists),
            "remove": reverse("collection:library-remove", args=[self.record.id, part.id]),
        }


class LibraryInsert(OfBuilt, ActionButton):
    """Insert a part, or a question with a code list."""

    def act(self) -> Any:
        sent = self.request.POST
        version, after = whole(sent.get("version", "")), whole(sent.get("after", ""))
        if code_list := sent.get("list", ""):
            return actions.insert_code_list(self.user, self.record.id, code_list, version, after)
        try:
            part = UUID(sent.get("part", ""))
        except ValueError:
            raise queries.not_seen(N_("question")) from None
        return actions.insert_part(self.user, self.record.id, part, version, after)

    def get_success_url(self) -> str:
        result = getattr(self, "result", None)
        key = result.last.get("row") if result and whole(self.request.POST.get("after", "")) else 0
        return super().get_success_url() + (f"?after={key}#add" if key else "#add")


class PartSave(OfBuilt, ActionForm):
    """Save a question, a group or a list to the library."""

    table = LIBRARY_PART
    form_class = FieldsForm
    title = button = N_("Save to the library")
    lead = N_("Every form of the organisation can insert a copy of it, in the languages it has.")
    done = N_("Saved to the library.")

    @property
    def what(self) -> int | str:
        return self.kwargs.get("row") or str(self.kwargs["name"])

    def get_lead(self) -> str:
        if isinstance(self.what, int) and has_outer_condition(self.book, self.what):
            return f"{super().get_lead()} {_(WITHOUT_CONDITION)}"
        return super().get_lead()

    def get_initial(self) -> dict[str, Any]:
        what = self.what
        return {"title": what if isinstance(what, str) else self.book.label_of(what)}

    def act(self, form: Any) -> Any:
        found = form.cleaned_data
        return actions.save_part(
            self.user, self.record.id, self.what, found["title"], replaces=found["replaces"]
        )


class PartRemove(OfBuilt, ActionForm):
    """Remove a part from the library."""

    form_class = Form
    title = button = N_("Remove from the library")
    lead = N_("Forms that have a copy keep it.")
    done = N_("Removed.")

    def get_record(self) -> Any:
        self.part = queries.library_part_visible_to(self.user, self.kwargs["part"])
        return super().get_record()

    def get_title(self) -> str:
        return _("Remove “{title}” from the library").format(title=self.part.title)

    def act(self, form: Any) -> Any:
        return actions.remove_part(self.user, self.part.id)

    def get_success_url(self) -> str:
        return reverse("collection:library", args=[self.record.id])
