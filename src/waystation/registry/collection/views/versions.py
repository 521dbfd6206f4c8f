"""One version of a form: its questions and files, publishing or discarding it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.analysis.xforms.definition import Definition, Question
from waystation.foundation.pages.action_pages import ActionForm, TransitionForm
from waystation.foundation.pages.base import PagePart
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.registry.collection import actions, forms, queries
from waystation.registry.collection.fields import VERSION
from waystation.registry.collection.sentences import definition_for_reader, note_in_words
from waystation.registry.collection.transitions import VERSION_WORKFLOW

from .common import content_of

CHOICES_SHOWN = 12
KINDS = {
    "select1": N_("One answer"),
    "select": N_("Several answers"),
    "rank": N_("Answers in order"),
    "upload": N_("File"),
    "trigger": N_("Confirmation"),
    "range": N_("Number in a range"),
    "int": N_("Whole number"),
    "decimal": N_("Number"),
    "date": N_("Date"),
    "dateTime": N_("Date and time"),
    "time": N_("Time"),
    "geopoint": N_("Place"),
    "geotrace": N_("Way"),
    "geoshape": N_("Area"),
}


def kind_of(question: Question) -> str:
    """Return how a question is answered, in the reader's language."""
    if not question.control:
        return _("Calculated")
    if question.is_note:
        return _("Note")
    kind = KINDS.get(question.control) or KINDS.get(question.bind.type)
    return _(kind) if kind else _("Text")


def asked_in(definition: Definition) -> list[dict[str, Any]]:
    """Return the questions as a phone asks them, in order, with their rules."""
    found = []
    for question in definition.questions:
        if "/meta/" in question.path or (not question.control and not question.bind.calculate):
            continue
        bind = question.bind
        labels = [one.label or one.code for one in definition.choices_of(question)]
        rules = [
            (_("Asked only if"), bind.relevant),
            (_("Allowed if"), bind.constraint),
            (_("Calculated as"), bind.calculate),
        ]
        messages = [
            (_("If it is blank"), definition.text_of(bind.required_message)),
            (_("If it is not allowed"), definition.text_of(bind.message)),
        ]
        found.append(
            {
                "question": question,
                "kind": kind_of(question),
                "required": bind.required not in {"", "false()"},
                "choices": labels[:CHOICES_SHOWN],
                "more": max(0, len(labels) - CHOICES_SHOWN),
                "rules": [(word, rule) for word, rule in rules if rule],
                "messages": [(word, message) for word, message in messages if message],
                "repeat": definition.repeats.get(question.repeat, ""),
            }
        )
    return found


def chosen_definition(version: Any, wanted: str) -> Definition:
    """Return what a version means, in the chosen or the reader's language."""
    own = definition_for_reader(version)
    return queries.definition_of(version, wanted) if wanted in own.languages else own


def languages_of(definition: Definition) -> list[dict[str, Any]]:
    """Return the languages to choose from, [] for a form in one."""
    names = definition.languages
    found = [{"name": one, "is_shown": one == definition.language} for one in names]
    return found if len(found) > 1 else []


class OfVersion(PagePart):
    """A page about one version of a form; the way back leads to the form."""

    def get_record(self) -> Any:
        return queries.version_visible_to(self.user, self.kwargs["version"])

    def get_parents(self) -> list[tuple[str, str]]:
        page = (reverse("collection:form", args=[self.record.form_id]), self.record.form.title)
        return [(reverse("collection:forms"), _("Forms and surveys")), page]

    def get_success_url(self) -> str:
        return reverse("collection:form", args=[self.record.form_id])


class VersionPage(OfVersion, DetailPage):
    """What a version asks, to be looked at before it is published."""

    template_name = "collection/version.html"
    permissions = ("form.read",)
    workflow = VERSION_WORKFLOW
    transition_address = "collection:version-step"
    table = VERSION

    def get_title(self) -> str:
        return _("Version {name}").format(name=self.record.name or "–")

    def values(self) -> Mapping[str, Any]:
        return {name: getattr(self.record, name) for name in self.table.names}

    def words_of_verb(self, verb: str) -> str:
        return _("Published") if verb == "form.publish" else super().words_of_verb(verb)

    def get_links(self) -> list[dict[str, Any]]:
        key = [self.record.id]
        attempt = {"label": _("Try the form"), "url": reverse("collection:try", args=key)}
        if not VERSION_WORKFLOW.available(self.user, self.record):
            return [attempt]
        attach = {"label": _("Attach a file"), "url": reverse("collection:attach", args=key)}
        discard = {"label": _("Discard the draft"), "url": reverse("collection:discard", args=key)}
        asks = self.record.media or queries.definition_of(self.record).computed_lists
        return [attempt, attach, discard] if asks else [attempt, discard]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        there = queries.files_of(self.record.id)
        definition = chosen_definition(self.record, self.request.GET.get("language", ""))
        return super().get_context_data(**kwargs) | {
            "questions": asked_in(definition),
            "form_languages": languages_of(definition),
            "notes": [note_in_words(note) for note in self.record.notes],
            "files": sorted(there),
            "missing": [name for name in self.record.media if name not in there],
        }


class VersionStep(OfVersion, TransitionForm):
    """Publish a draft."""

    workflow = VERSION_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        return actions.publish_version(self.user, self.record.id)


class FileAttach(OfVersion, ActionForm):
    """Attach a list or a picture to a draft."""

    permissions = ("form.design",)
    form_class = forms.FileUpload
    title, button = N_("Attach a file"), N_("Attach")
    done = N_("The file is attached.")

    def get_lead(self) -> str:
        there = queries.files_of(self.record.id)
        missing = [name for name in self.record.media if name not in there]
        return _("Missing: {names}").format(names=", ".join(missing)) if missing else ""

    def act(self, form: Any) -> Any:
        return actions.attach_file(self.user, self.record.id, *content_of(form))


class DraftDiscard(OfVersion, ActionForm):
    """Discard a draft."""

    permissions = ("form.design",)
    form_class = Form
    title, button = N_("Discard the draft"), N_("Discard the draft")
    lead = N_("The draft and the files attached to it are deleted. Published versions stay.")
    done = N_("The draft is discarded.")

    def act(self, form: Any) -> Any:
        return actions.discard_draft(self.user, self.record.id)

    def get_success_url(self) -> str:
        found = getattr(self, "result", None)
        return reverse("collection:form", args=[found.id]) if found else reverse("collection:forms")
