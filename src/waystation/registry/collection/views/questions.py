"""A page for each question of a form that is built in the browser, for each list, for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.pages.action_pages import ActionForm, EditForm
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.registry.collection import actions, forms, queries, question_forms
from waystation.registry.collection.fields import (
    CHOICES_OF_BUILT,
    SETTINGS_OF_BUILT,
    question_table,
)
from waystation.registry.collection.rules.building import lists, questions
from waystation.registry.collection.rules.building.book import KINDS, OPENS, SELECTS

from .building import OfBuilt, whole


class OfQuestion(OfBuilt):
    """A page with the form of a question."""

    form_class: Any = question_forms.QuestionForm
    template_name = "collection/built_question.html"
    key = 0

    def get_kind(self) -> str:
        raise NotImplementedError

    def get_table(self) -> FieldTable:
        kind = self.get_kind()
        names = questions.field_names(self.book, kind, self.key)
        return question_table(names, kind, self.book.languages, self.book.lists)

    def earlier(self) -> list[question_forms.Askable]:
        after = whole(self.request.GET.get("after", ""))
        return [
            question_forms.Askable(
                line.name,
                self.book.label_of(line.key)[:80],
                line.kind,
                questions.labels_of(self.book, line.list_name),
            )
            for line in questions.before(self.book, self.key, after)
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        list_name = self.book.line(self.key).list_name if self.key else ""
        return super().get_context_data(**kwargs) | {
            "other_columns": self.other_columns(self.key) if self.key else [],
            "save_url": reverse("collection:built-save", args=[self.record.id, self.key])
            if self.key
            else "",
            "names_before": kwargs["form"].earlier if "form" in kwargs else self.earlier(),
            "list_name": list_name if list_name in self.book.lists else "",
        }


class QuestionAdd(OfQuestion, ActionForm):
    """Add a question of a type."""

    button = N_("Add")

    def get_kind(self) -> str:
        kind = str(self.kwargs["kind"])
        if kind not in KINDS:
            raise NotSeen(N_("There is no such page."), code="not_seen")
        return kind

    def get_title(self) -> str:
        return _("Add: {kind}").format(kind=self.word_of(self.get_kind()))

    def get_form_kwargs(self) -> dict[str, Any]:
        self.table = self.get_table()
        kwargs = super().get_form_kwargs() | {"earlier": self.earlier(), "kind": self.get_kind()}
        return kwargs | {"with_choices": self.get_kind() in SELECTS}

    def get_initial(self) -> dict[str, Any]:
        return {"kind": self.get_kind()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        after = whole(self.request.GET.get("after", ""))
        asked = f"?after={after}" if after in self.book.keys else ""
        return super().get_context_data(**kwargs) | {
            "kinds": [
                (self.word_of(one), self.address_to_add(one) + asked, one == self.get_kind())
                for one in KINDS
            ],
            "below": self.book.label_of(after) if asked else "",
        }

    def address_to_add(self, kind: str) -> str:
        return reverse("collection:built-add", args=[self.record.id, kind])

    def act(self, form: Any) -> Any:
        return actions.add_question(
            self.user,
            self.record.id,
            self.get_kind(),
            form.values,
            whole(self.request.GET.get("after", "")),
            form.cleaned_data.get("choices", ""),
        )

    def get_success_url(self) -> str:
        """Return where the next question is added: below this one, or at the end of the form."""
        key = self.result.last["row"]
        is_below = self.request.GET.get("after") or self.get_kind() in OPENS
        asked = f"?after={key}" if is_below else ""
        if "another" in self.request.POST:
            kind = "text" if self.get_kind() in OPENS else self.get_kind()
            return self.address_to_add(kind) + asked
        return super().get_success_url() + asked + "#add"


class QuestionEdit(OfQuestion, EditForm):
    """Change a question."""

    done = ""

    def get_record(self) -> Any:
        built = super().get_record()
        self.key = self.kwargs["row"]
        if self.book.line(self.key).kind not in KINDS:
            raise NotSeen(N_("There is no such page."), code="not_seen")
        return built

    def get_kind(self) -> str:
        return self.book.line(self.key).kind

    def get_title(self) -> str:
        return self.book.label_of(self.key) or self.word_of(self.get_kind())

    def get_lead(self) -> str:
        return self.word_of(self.get_kind())

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"earlier": self.earlier(), "kind": self.get_kind()}

    def before(self) -> dict[str, Any]:
        return questions.values_of(self.book, self.key)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.change_question(self.user, self.record.id, self.key, seen, proposed)


class ChoicesEdit(OfBuilt, EditForm):
    """Change the choices of a list, for all questions that use it."""

    template_name = "collection/built_choices.html"
    form_class = forms.BuiltChoices
    table = CHOICES_OF_BUILT
    done = ""

    def get_record(self) -> Any:
        built = super().get_record()
        if self.kwargs["name"] not in self.book.lists:
            raise NotSeen(N_("There is no such page."), code="not_seen")
        return built

    def get_title(self) -> str:
        return _("Choices of {name}").format(name=self.kwargs["name"])

    def before(self) -> dict[str, Any]:
        return {"choices": lists.lines_of(self.book, self.kwargs["name"])}

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        name = self.kwargs["name"]
        return actions.change_choices(self.user, self.record.id, name, seen, proposed)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        used = [one for one in self.book.lines() if one.list_name == self.kwargs["name"]]
        return super().get_context_data(**kwargs) | {
            "form_languages": self.book.languages,
            "save_url": reverse(
                "collection:built-save-list", args=[self.record.id, self.kwargs["name"]]
            ),
            "used": [self.book.label_of(one.key) for one in used],
        }


class SettingsEdit(OfBuilt, EditForm):
    """Change title, version and languages."""

    table = SETTINGS_OF_BUILT
    title = N_("Title, version, languages")
    lead = N_("A language that is left out loses its texts; that can be undone.")
    done = ""

    def get_form(self, form_class: Any = None) -> Any:
        known = [*self.before()["languages"], *queries.LANGUAGES.values()]
        return forms.BuiltSettings(list(dict.fromkeys(known)), **self.get_form_kwargs())

    def before(self) -> dict[str, Any]:
        return actions.settings_of(self.book)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.change_settings(self.user, self.record.id, seen, proposed)
