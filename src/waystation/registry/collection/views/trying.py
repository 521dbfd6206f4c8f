"""Trying out a version of a form: it is filled in as on a phone, and nothing is stored."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.analysis.xforms.answers import Problem
from waystation.analysis.xforms.definition import Definition
from waystation.analysis.xforms.trial import Asked, Head, try_out
from waystation.foundation.access.http import in_words
from waystation.foundation.documents.blocks import printable
from waystation.foundation.pages.base import Page
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.collection import queries
from waystation.registry.collection.sentences import language_for_reader, sentence_of

from .building import OfBuilt
from .common import builder_url
from .versions import OfVersion, chosen_definition, kind_of, languages_of

MOST_BUTTONS = 12  # more choices than these are shown as a list
LONGEST_ANSWER = 2000
MINUTES = len("2026-01-31T10:00")  # the length of a date and time without seconds
INPUTS = {"int": "numeric", "integer": "numeric", "decimal": "decimal"}
TYPES = {"date": "date", "time": "time", "dateTime": "datetime-local"}
WRONG = 422  # the HTTP status of a form that cannot be read
ON_A_PHONE = {"geopoint", "geotrace", "geoshape", "binary"}


def answers_in(definition: Definition, sent: Any) -> dict[str, str]:
    """Return the answers that were sent, by the keys of their questions."""
    found = {}
    for number, question in enumerate(definition.questions):
        name = name_of(number)
        if not question.control or (name not in sent and f"{name}-asked" not in sent):
            continue
        typed = [printable(one)[:LONGEST_ANSWER].strip() for one in sent.getlist(name)]
        value = " ".join(filter(None, typed))
        if question.bind.type == "dateTime" and len(value) == MINUTES:
            value = f"{value}:00"
        found[question.key] = value
    return found


def name_of(number: int) -> str:
    return f"q{number}"


class TryPage(Page):
    """Fill in a form as on a phone: relevance and constraints apply, nothing is stored."""

    template_name = "collection/try.html"
    title = N_("Try the form")
    lead = N_("Fill it in as on a phone. Nothing is sent or kept.")

    def get_definition(self, language: str) -> Definition:
        raise NotImplementedError

    def about_form(self) -> dict[str, Any]:
        """Return the title of the form, the files it misses, and where it is changed."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        definition = self.get_definition(self.request.GET.get("language", ""))
        sent = self.request.POST
        answers = answers_in(definition, sent)
        numbers = {one.key: number for number, one in enumerate(definition.questions)}
        parts = [
            part if isinstance(part, Head) else self.about(part, numbers[part.question.key])
            for part in try_out(definition, answers).parts
        ]
        wrong = [one for one in parts if not isinstance(one, Head) and one["sentences"]]
        return super().get_context_data(**kwargs) | {
            "parts": parts,
            "wrong": wrong,
            "is_checked": "check" in sent,
            "form_languages": languages_of(definition),
            **self.about_form(),
        }

    def about(self, asked: Asked, number: int) -> dict[str, Any]:
        """Return a question's context for the page."""
        question = asked.question
        chosen = asked.value.split() if question.is_many else [asked.value]
        return {
            "name": name_of(number),
            "question": question,
            "kind": kind_of(question),
            "control": control_of(asked),
            "type": TYPES.get(question.bind.type, "text"),
            "mode": INPUTS.get(question.bind.type, "text"),
            "value": asked.value[:MINUTES] if question.bind.type == "dateTime" else asked.value,
            "is_required": asked.is_required,
            "choices": [
                (one.code, one.label or one.code, one.code in chosen) for one in asked.choices
            ],
            "sentences": [
                sentence_of(problem.as_json() | {"question": question.label or question.key}, None)
                for problem in asked.problems
                if self.is_reported(problem)
            ],
        }

    def is_reported(self, problem: Problem) -> bool:
        """Return whether to show a problem: a missing answer only when the answers are checked."""
        return problem.kind != "required" or "check" in self.request.POST


class VersionTry(OfVersion, TryPage):
    """Try out a version."""

    permissions = ("form.read",)

    def get_parents(self) -> list[tuple[str, str]]:
        version = _("Version {name}").format(name=self.record.name or "–")
        return [
            *super().get_parents(),
            (reverse("collection:version", args=[self.record.id]), version),
        ]

    def get_definition(self, language: str) -> Definition:
        return chosen_definition(self.record, language)

    def about_form(self) -> dict[str, Any]:
        there = queries.files_of(self.record.id)
        return {
            "form_title": self.record.form.title,
            "builder": builder_url(self.user, self.record.form),
            "missing": [name for name in self.record.media if name not in there],
        }


class BuiltTry(OfBuilt, TryPage):
    """Try out a form as it is in the browser; no draft is made of it."""

    def get_definition(self, language: str) -> Definition:
        own = queries.definition_of_built(self.record)
        wanted = language if language in own.languages else language_for_reader(own)
        return queries.definition_of_built(self.record, wanted)

    def about_form(self) -> dict[str, Any]:
        form = self.record.form
        version = queries.newest_version(form) if form else None
        there = queries.files_of(version.id) if version else {}
        media = queries.definition_of_built(self.record).media
        return {
            "form_title": self.record.title,
            "builder": reverse("collection:built", args=[self.record.id]),
            "missing": [name for name in media if name not in there],
        }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except Refusal as refusal:
            if refusal.status != WRONG:
                raise
            messages.error(request, in_words(refusal))
            return redirect("collection:built", self.kwargs["built"])


def control_of(asked: Asked) -> str:
    """Return which control of the page a question has."""
    question = asked.question
    if question.is_note:
        return "note"
    if question.control == "upload" or question.bind.type in ON_A_PHONE:
        return "phone"
    if question.is_many:
        return "several" if question.control == "select" else "phone"
    if question.control == "select1":
        return "one" if len(asked.choices) <= MOST_BUTTONS else "list"
    if question.control == "trigger":
        return "tick"
    return "line"
