"""A form that is built in the browser: begun, its questions in order, checked, discarded."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access.http import in_words
from waystation.foundation.pages.action_pages import ActionButton, ActionForm
from waystation.foundation.pages.base import Page, PagePart, Permitted
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.collection import actions, forms, queries
from waystation.registry.collection.fields import KIND_NAMES
from waystation.registry.collection.rules.building import questions
from waystation.registry.collection.rules.building.book import KINDS, OPENS, Line
from waystation.registry.collection.rules.building.conditions import (
    COMPARISONS,
    TODAY,
    Asked,
    rule_in,
)
from waystation.registry.collection.rules.building.library import SOURCE
from waystation.registry.collection.transitions import VERSION_WORKFLOW

from .common import FORMS, OfForm, as_file, file_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CHOICES_SHOWN = 6
MOST_MISSING_SHOWN = 20
LONGEST_NUMBER = 9
WORDS = dict(KIND_NAMES)


def whole(text: str) -> int:
    """Return the key of a row or a version that a page sends back, 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0


class FormNew(ActionForm):
    """A new form: built here, or uploaded as a workbook."""

    template_name = "collection/form_new.html"
    permissions = ("form.design",)
    parents = FORMS
    title, button = N_("New form"), N_("Build it here")
    lead = N_("Write the questions in the browser, or in a workbook (XLSForm) that you upload.")

    def get_form(self, form_class: Any = None) -> Any:
        languages = list(queries.LANGUAGES.values())
        return forms.NewBuiltForm(languages, self.user, **self.get_form_kwargs())

    def get_initial(self) -> dict[str, Any]:
        return {"languages": list(queries.LANGUAGES.values())[:1]}

    def act(self, form: Any) -> Any:
        found = form.cleaned_data
        return actions.begin_form(
            self.user, UUID(found["office"]), found["title"], found["languages"], found["key"]
        )

    def get_success_url(self) -> str:
        return reverse("collection:built", args=[self.result.id])


class FormOpen(OfForm, ActionForm):
    """Change a form in the browser: it begins with the newest version's questions."""

    permissions = ("form.design",)
    form_class = Form
    title, button = N_("Change in the browser"), N_("Open its questions")
    lead = N_(
        "The questions of the newest version are opened. Nothing changes for phones until you "
        "publish; what cannot be changed in the browser stays as it is."
    )

    def act(self, form: Any) -> Any:
        return actions.open_form(self.user, self.record.id)

    def get_success_url(self) -> str:
        return reverse("collection:built", args=[self.result.id])


class OfBuilt(PagePart):
    """A page about a form that is built in the browser."""

    permissions: tuple[str, ...] = ("form.design",)
    record_page = "collection:built"

    def get_record(self) -> Any:
        built = queries.built_form_visible_to(self.user, self.kwargs["built"])
        self.book = queries.book_of(built)
        return built

    def get_parents(self) -> list[tuple[str, str]]:
        page = reverse("collection:built", args=[self.record.id])
        return [(reverse("collection:forms"), _("Forms and surveys")), (page, self.record.title)]

    def other_columns(self, key: int) -> list[tuple[str, str]]:
        """Return what the builder does not change of a question, by its heading."""
        found = self.book.other_columns(key)
        return [(_("Copied from") if one == SOURCE else one, cell) for one, cell in found]

    def word_of(self, kind: str) -> str:
        return _(WORDS[kind]) if kind in WORDS else ""


class BuiltPage(OfBuilt, Page):
    """The questions of a form, in order, with what is wrong and what is missing."""

    template_name = "collection/built.html"

    def get_title(self) -> str:
        return str(self.record.title)

    def get_parents(self) -> list[tuple[str, str]]:
        form = self.record.form
        more = [(reverse("collection:form", args=[form.id]), form.title)] if form else []
        return super().get_parents()[:1] + more

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = list(self.book.lines())
        self.asked = {
            one.name: Asked(one.kind, questions.labels_of(self.book, one.list_name))
            for one in lines
            if one.name and one.kind
        }
        self.opened: dict[int, int] = {}  # the group at each depth that is open so far
        missing = questions.missing_translations(self.book)
        last = self.record.last
        return super().get_context_data(**kwargs) | {
            "rows": [self.about(line) for line in lines],
            "count": len([one for one in lines if not one.closes and one.kind not in OPENS]),
            "after": self.about_after(),
            "kinds": [(kind, self.word_of(kind)) for kind in KINDS],
            "lists": self.about_lists(),
            "problem": self.about_problem(),
            "missing": [
                (self.address_of(key), self.book.label_of(key), language or _("the first language"))
                for key, language in missing[:MOST_MISSING_SHOWN]
            ],
            "uploaded": queries.uploaded_since(self.record),
            "missing_more": max(0, len(missing) - MOST_MISSING_SHOWN),
            "last": last,
            "is_mine": last.get("user") == str(self.user.id),
            "may_undo": self.record.before is not None,
        }

    def about_after(self) -> dict[str, str]:
        """Return the question below which one is added, {} for the end of the form."""
        key = whole(self.request.GET.get("after", ""))
        if key not in self.book.keys or self.book.line(key).closes:
            return {}
        line = self.book.line(key)
        label = self.book.label_of(key) or self.word_of(line.kind)
        return {"label": label, "asked": f"?after={key}"}

    def address_of(self, key: int) -> str:
        return reverse("collection:built-question", args=[self.record.id, key])

    def about(self, line: Line) -> dict[str, Any]:
        """Return a row's context for the page."""
        book = self.book
        row = book.row(line.key)
        opened = self.opened.pop(len(line.within), 0) if line.closes else 0
        if line.kind in OPENS:
            self.opened[len(line.within)] = line.key
        return {
            "line": line,
            "ends": book.label_of(opened) if opened else "",
            "label": "" if line.closes else book.label_of(line.key),
            "word": self.word_of(line.kind),
            "within": [book.label_of(one) for one in line.within],
            "type": book.get("survey", row, "type"),
            "required": book.get("survey", row, "required").lower() not in questions.NO,
            "relevant": book.get("survey", row, "relevant"),
            "when": self.in_words(book.get("survey", row, "relevant")),
            "calculation": book.get("survey", row, "calculation"),
            "other_columns": self.other_columns(line.key) if line.kind else [],
            "url": self.address_of(line.key) if line.kind and not line.closes else "",
            "choices": ", ".join(self.labels_in(line.list_name)),
        }

    def in_words(self, expression: str) -> str:
        """Return a rule that is made of comparisons in words, "" for any other."""
        rule = rule_in(expression, self.asked) if expression else None
        if rule is None:
            return ""
        labels = {one.name: self.book.label_of(one.key) for one in self.book.lines()}
        words = dict(COMPARISONS)
        parts = []
        for name, comparison, value in rule.conditions:
            shown = self.asked[name].choices.get(value) or value
            shown = _("today") if value == TODAY else shown
            parts.append(f"{labels[name] or name} {_(words[comparison])} {shown}".strip())
        return f" {_('and') if rule.joined == 'all' else _('or')} ".join(parts)

    def labels_in(self, name: str) -> list[str]:
        """Return the labels of a list's first choices."""
        rows = questions.labels_of(self.book, name)
        labels = [label or code for code, label in list(rows.items())[:MOST_CHOICES_SHOWN]]
        return [*labels, "…"] if len(rows) > MOST_CHOICES_SHOWN else labels

    def about_lists(self) -> list[dict[str, Any]]:
        used = [line.list_name for line in self.book.lines()]
        return [
            {
                "name": name,
                "url": reverse("collection:built-choices", args=[self.record.id, name]),
                "labels": ", ".join(self.labels_in(name)),
                "used": used.count(name),
            }
            for name in self.book.lists
        ]

    def about_problem(self) -> dict[str, Any] | None:
        """Return what an upload would be refused for, with a link to the question it is about."""
        if not self.book.keys:
            return None
        refusal = queries.problem_of(self.record)
        if refusal is None:
            return None
        sheet, number = refusal.values.get("sheet"), refusal.values.get("row") or 0
        inner = refusal.values.get("message")
        if not isinstance(inner, Refusal):
            return {"sentence": in_words(refusal)}
        sentence = in_words(inner)
        if sheet == "survey" and 0 < number - 1 <= len(self.book.keys):
            key = self.book.keys[number - 2]
            return {
                "sentence": sentence,
                "label": self.book.label_of(key),
                "url": self.address_of(key) if self.book.line(key).kind in KINDS else "",
            }
        if sheet == "choices" and 0 < number - 1 <= len(self.book.rows("choices")):
            name = self.book.get("choices", self.book.sheets["choices"][number - 1], "list_name")
            url = reverse("collection:built-choices", args=[self.record.id, name]) if name else ""
            return {"sentence": sentence, "label": name, "url": url}
        return {"sentence": sentence}


class BuiltArrange(OfBuilt, ActionButton):
    """Move, copy or remove a question, or undo the last change."""

    def act(self) -> Any:
        what, _sep, key = self.request.POST.get("change", "").partition("-")
        version = self.request.POST.get("version", "")
        seen = int(version) if version.isdecimal() and len(version) < 10 else 0
        row = int(key) if key.isdecimal() and len(key) < 10 else 0
        self.row = row
        return actions.arrange(self.user, self.record.id, seen, what, row)

    def get_success_url(self) -> str:
        row = getattr(self, "row", 0)
        return super().get_success_url() + (f"#q{row}" if row in self.book.keys else "")


class BuiltPublish(OfBuilt, ActionForm):
    """Publish the form as it is; to the draft instead while a file has to be attached first."""

    form_class = Form
    step = VERSION_WORKFLOW.transitions["publish"]
    title = button = step.button
    lead, done = step.lead, step.done

    def act(self, form: Any) -> Any:
        try:
            return actions.publish_built(self.user, self.record.id)
        except Refusal as refusal:
            if refusal.code != "file_missing":
                raise
            self.done = ""
            messages.error(self.request, in_words(refusal))
            built = queries.built_form_visible_to(self.user, self.record.id)
            return queries.newest_version(built.form) if built.form else None

    def get_success_url(self) -> str:
        version = getattr(self, "result", None)
        if version is None:
            return super().get_success_url()
        if version.state == "draft":
            return reverse("collection:version", args=[version.id])
        return reverse("collection:form", args=[version.form_id])


class BuiltDiscard(OfBuilt, ActionForm):
    """Discard what was built in the browser."""

    form_class = Form
    title = button = N_("Discard the changes")
    lead = N_(
        "The questions as they are in the browser are deleted, with a draft that was made of them. "
        "Versions that were published stay."
    )
    done = N_("Discarded.")

    def act(self, form: Any) -> Any:
        return actions.discard_built(self.user, self.record.id)

    def get_success_url(self) -> str:
        return reverse("collection:forms")


class BuiltFile(OfBuilt, Permitted):
    """The form as an XLSForm workbook."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        name = f"{file_name(self.record.title)}.xlsx"
        return as_file(queries.workbook_of_built(self.record), name, XLSX)
