"""Trying out a version of a form: it is filled in as on a phone, and nothing is stored."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.analysis.xforms.definition import Definition
from waystation.analysis.xforms.filling import MOST_ROWS, Answers, At, Spot, repeats_around
from waystation.analysis.xforms.trial import Asked, Head, More, Trial, try_out
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
MOST_ROWS_IN_ALL = 300  # of all repetitions of a form on a page
NAME_OF_ANSWER = re.compile(r"q(\d{1,5})((?:\.\d{1,4})*)(-asked)?", re.ASCII)
NAME_OF_ROWS = re.compile(r"r(\d{1,4})((?:\.\d{1,4})*)", re.ASCII)
ON_A_PHONE = {"geopoint", "geotrace", "geoshape", "binary"}


def answers_in(definition: Definition, sent: Any) -> Answers:
    """Return the answers that were sent, with the rows of repetitions, one more or one fewer.

    Of a repetition at most ``MOST_ROWS`` rows are read, and ``MOST_ROWS_IN_ALL`` of all together.
    """
    repeats = list(definition.repeats)
    around = {one.path: repeats_around(definition, one.path) for one in definition.questions}
    around |= {one: repeats_around(definition, one)[:-1] for one in repeats}
    given: dict[Spot, str] = {}
    rows: dict[Spot, int] = {}
    for name in sent:
        if found := NAME_OF_ROWS.fullmatch(name):
            number, at = int(found[1]), at_in(found[2])
            count = sent.get(name, "")
            if number < len(repeats) and len(at) == len(around[repeats[number]]):
                wanted = int(count) if count.isascii() and count.isdigit() else 1
                rows[repeats[number], at] = min(wanted, MOST_ROWS)
    for name in sent:
        found = NAME_OF_ANSWER.fullmatch(name)
        if not found or int(found[1]) >= len(definition.questions):
            continue
        question, at = definition.questions[int(found[1])], at_in(found[2])
        above = around[question.path]
        if not question.control or len(at) != len(above) or max(at, default=1) > MOST_ROWS:
            continue
        for depth, repeat in enumerate(above):  # a draft that came back has the rows it had
            spot = (repeat, at[:depth])
            rows[spot] = max(rows.get(spot, 1), at[depth])
        typed = [printable(one)[:LONGEST_ANSWER].strip() for one in sent.getlist(found[0])]
        value = " ".join(filter(None, typed if not found[3] else ()))
        if question.bind.type == "dateTime" and len(value) == MINUTES:
            value = f"{value}:00"
        if not found[3]:
            given[question.key, at] = value
        else:
            given.setdefault((question.key, at), "")
    if sum(rows.values()) > MOST_ROWS_IN_ALL:
        rows = {}
    answers = Answers(given, rows)
    more, less = (
        NAME_OF_ROWS.fullmatch(sent.get("more", "")),
        NAME_OF_ROWS.fullmatch(sent.get("less", "")),
    )
    if more and int(more[1]) < len(repeats):
        return answers.with_row(repeats[int(more[1])], at_in(more[2]))
    if less and less[2] and int(less[1]) < len(repeats):
        return answers.without_row(definition, repeats[int(less[1])], at_in(less[2]))
    return answers


def at_in(text: str) -> At:
    """Return the rows that a name of the page ends with."""
    return tuple(int(one) for one in text.split(".") if one)


def name_of(number: int, at: At = (), letter: str = "q") -> str:
    return letter + ".".join(map(str, (number, *at)))


class TryPage(Page):
    """Fill in a form as on a phone: relevance and constraints apply, nothing is stored."""

    template_name = "collection/try.html"
    title = N_("Try the form")
    lead = N_("Fill it in as on a phone. Nothing is sent or stored.")

    def get_definition(self, language: str) -> Definition:
        raise NotImplementedError

    def about_form(self) -> dict[str, Any]:
        """Return the title of the form, the files it misses, and where it is changed."""
        raise NotImplementedError

    @cached_property
    def definition(self) -> Definition:
        return self.get_definition(self.request.GET.get("language", ""))

    @cached_property
    def answers(self) -> Answers:
        return answers_in(self.definition, self.request.POST)

    @cached_property
    def trial(self) -> Trial:
        return try_out(self.definition, self.answers)

    @property
    def is_checked(self) -> bool:
        """Return whether the answers are checked: a missing one is named only then."""
        return "check" in self.request.POST

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        numbers = {one.key: number for number, one in enumerate(self.definition.questions)}
        repeats = {path: number for number, path in enumerate(self.definition.repeats)}
        parts = [
            self.about(part, numbers[part.question.key])
            if isinstance(part, Asked)
            else about_rows(part, repeats)
            for part in self.trial.parts
        ]
        wrong = [one for one in parts if one.get("sentences")]
        return super().get_context_data(**kwargs) | {
            "parts": parts,
            "wrong": wrong,
            "is_checked": self.is_checked,
            "form_languages": languages_of(self.definition),
            **self.about_form(),
        }

    def about(self, asked: Asked, number: int) -> dict[str, Any]:
        """Return a question's context for the page."""
        question = asked.question
        chosen = asked.value.split() if question.is_many else [asked.value]
        return {
            "name": name_of(number, asked.at),
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
                sentence_of(
                    problem.as_json() | {"question": question.label or question.key, "row": 0}, None
                )
                for problem in asked.problems
                if problem.kind != "required" or self.is_checked
            ],
        }


def about_rows(part: Head | More, repeats: Mapping[str, int]) -> dict[str, Any]:
    """Return the context of a heading, or of the end of a repetition."""
    found: dict[str, Any] = {"path": part.path, "label": part.label}
    if isinstance(part, More):
        name = name_of(repeats[part.path], part.at, "r")
        is_full = part.rows >= MOST_ROWS
        return found | {"more": name, "rows": part.rows, "is_full": is_full, "most": MOST_ROWS}
    if part.repeats:
        row = name_of(repeats[part.path], part.at, "r")
        found |= {"row": part.at[-1], "less": row if part.is_removable else ""}
    return found


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
