"""Submissions: the list of a form, one of them, its bytes and files, its corrections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.foundation.access import queries as access
from waystation.foundation.documents import pictures
from waystation.foundation.pages.action_pages import ActionButton, ActionForm, TransitionForm
from waystation.foundation.pages.base import PagePart, Permitted, url_of
from waystation.foundation.pages.details import DetailPage
from waystation.foundation.pages.filters import ChoiceFilter, TickFilter
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of
from waystation.foundation.records.editing import parse_seen, write_seen
from waystation.foundation.shared import limits
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import Transition
from waystation.registry.collection import actions, forms, queries
from waystation.registry.collection.fields import LINE, SUBMISSION
from waystation.registry.collection.rules.cleaning import Line
from waystation.registry.collection.sentences import (
    answer_in_words,
    corrected_in_words,
    definition_for_reader,
    name_of_repeat,
    question_in_words,
    sentence_of,
)
from waystation.registry.collection.transitions import SUBMISSION_WORKFLOW, UNRESOLVED

from .common import OfForm, as_file

TONES = {"applied": "g", "noted": "", "not_applied": "r", "undone": ""}


def remarks_on(row: Row) -> str:
    """Return what else there is to say of a submission in the list."""
    broken, remarks = len(row["problems"]), []
    if row["state"] == "held":
        sentence = ngettext("{n} rule broken", "{n} rules broken", broken)
        remarks.append(sentence.format(n=broken))
    if row["is_removed"]:
        remarks.append(_("Left out of the figures"))
    if row["missing_files"]:
        remarks.append(_("Missing: {names}").format(names=", ".join(row["missing_files"])))
    return " · ".join(remarks)


class Submissions(OfForm, ListPage):
    """The submissions of a form, the newest first; none is opened."""

    permissions = ("submission.read",)
    title = N_("Submissions")
    empty_title = N_("Nothing has been sent yet")
    empty_text = N_("Publish the form, add a phone, and fill it in once to try.")
    extra_values = ("problems", "is_removed", "missing_files")
    columns = (
        *columns_of(SUBMISSION),
        Column.of_state(SUBMISSION_WORKFLOW, muted=remarks_on),
    )

    def get_record(self) -> Any:
        form = super().get_record()
        versions = [(one.name, one.name or "–") for one in queries.published_versions(form)]
        self.filters = (
            ChoiceFilter.of_state(SUBMISSION_WORKFLOW),
            ChoiceFilter("version", N_("Version"), lambda: versions, "form_version__name"),
            TickFilter("unresolved", N_("Needs a decision"), Q(state__in=UNRESOLVED)),
            TickFilter("missing", N_("Files missing"), ~Q(missing_files=[])),
            TickFilter("removed", N_("Left out of the figures"), Q(is_removed=True)),
        )
        return form

    def get_rows(self) -> QuerySet[Any]:
        return queries.submissions_visible_to(self.user, self.record)

    def get_row_url(self, row: Row) -> str:
        return url_of("collection:submission", row["id"])


class SubmissionPage(DetailPage):
    """A submission: answers, problems, corrections. Opening it is logged."""

    template_name = "collection/submission.html"
    permissions = ("submission.read",)
    workflow = SUBMISSION_WORKFLOW
    transition_address = "collection:submission-step"
    table = SUBMISSION

    def get_record(self) -> Any:
        return queries.open_submission(self.user, self.kwargs["submission"])

    def get_parents(self) -> list[tuple[str, str]]:
        return parents_of(self.record)

    def get_title(self) -> str:
        return _("Submission")

    def values(self) -> Mapping[str, Any]:
        one = self.record
        given = one.created_at, one.app_user and one.app_user.label, one.form_version.name
        return dict(zip(self.table.names, (*given, one.instance_id), strict=True))

    def get_links(self) -> list[dict[str, Any]]:
        raw = reverse("collection:raw", args=[self.record.id])
        return [{"label": _("XML as sent"), "url": raw}]

    def words_of_verb(self, verb: str) -> str:
        known = {
            "submission.receive": _("Received"),
            "submission.attach": _("File received"),
            "submission.ask_files": _("Missing files asked for"),
            "submission.superseded": _("Corrected on the phone"),
            "submission.clean": _("Answer corrected"),
            "cleaning.undo": _("Correction undone"),
            "submission.hand_over": _("Turned into a record"),
        }
        return known.get(verb) or super().words_of_verb(verb)

    def rows_of(self, raw: Mapping[str, str], clean: Mapping[str, str]) -> list[dict[str, Any]]:
        """Return the questions that were answered or are wrong, with both answers."""
        definition = self.definition
        marked = {problem["question"] for problem in self.record.problems}
        rows = []
        for question in definition.table():
            was, now = raw.get(question.key, ""), clean.get(question.key, "")
            if not (was or now or question.key in marked) or "/meta/" in question.path:
                continue
            rows.append(
                {
                    "question": question,
                    "raw": was,
                    "words": answer_in_words(question, now, definition),
                    "is_changed": was != now,
                    "is_marked": question.key in marked,
                }
            )
        return rows

    def repeats_in_words(
        self, raw: Mapping[str, Any], clean: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """Return the rows of each repeat with the labels of its questions and choices."""
        definition, found = self.definition, []
        for key, rows in clean.items():
            asked = queries.asked_in(key, definition)
            shown = []
            for number, answers in enumerate(rows, 1):
                was = raw.get(key, [])[number - 1 : number] or [{}]
                cells = []
                for one in asked:
                    now = str(answers.get(one.key, ""))
                    cells.append(
                        {
                            "name": f"{one.key}[{number}]",
                            "label": one.label or one.key,
                            "words": answer_in_words(one, now, definition),
                            "is_changed": now != str(was[0].get(one.key, "")),
                        }
                    )
                shown.append({"number": number, "cells": cells})
            if shown:
                found.append({"title": name_of_repeat(key, definition), "rows": shown})
        return found

    def corrections(self) -> list[dict[str, Any]]:
        """Return the lines of the cleaning log about this submission, in words."""
        return [
            {
                "id": line.id,
                "line": opened,
                **self.line_in_words(opened),
                "state": LINE["state"].words(line.state),
                "tone": TONES[line.state],
                "why_not": line.why_not,
                "may_undo": line.state == "applied",
            }
            for line, opened in queries.cleaning_of(self.user, self.record)
        ]

    def line_in_words(self, line: Line) -> dict[str, str]:
        """Return the question of a correction and both answers, with the form's labels."""
        return {
            "question": question_in_words(line.question, self.definition),
            "old": corrected_in_words(line.question, line.old, self.definition),
            "new": corrected_in_words(line.question, line.new, self.definition),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.record
        self.definition = definition_for_reader(found.form_version)
        clean = queries.answers_of(found)
        raw = queries.answers_of(found, cleaned=False)
        may_clean = access.may(self.user, "submission.clean", found.office_id)
        return super().get_context_data(**kwargs) | {
            "rows": self.rows_of(raw["main"], clean["main"]),
            "repeats": self.repeats_in_words(raw["repeats"], clean["repeats"]),
            "problems": [sentence_of(problem, self.definition) for problem in found.problems],
            "corrections": self.corrections(),
            "firsts": queries.first_of(self.user, found),
            "rival": queries.last_correction(found) if found.rival_of_id else None,
            "corrected_by": queries.corrected_by(found) if found.is_superseded else None,
            "attachments": found.attachments.defer("sealed").order_by("name"),
            "may_clean": may_clean and not found.is_superseded,
            "may_ask": access.may(self.user, "submission.resolve", found.office_id),
        }


def parents_of(submission: Any) -> list[tuple[str, str]]:
    """Return the pages above the page of a submission."""
    form = submission.form
    return [
        (reverse("collection:forms"), _("Forms and surveys")),
        (reverse("collection:form", args=[form.id]), form.title),
        (reverse("collection:submissions", args=[form.id]), _("Submissions")),
    ]


class OfSubmission(PagePart):
    """A page that does something with one submission; the way back leads to it."""

    record_page = "collection:submission"

    def get_record(self) -> Any:
        return queries.submission_visible_to(self.user, self.kwargs["submission"])

    def get_parents(self) -> list[tuple[str, str]]:
        return [*parents_of(self.record), (self.get_success_url(), _("Submission"))]


class SubmissionStep(OfSubmission, TransitionForm):
    """Accept a submission that was held or refused, or set a second correction aside."""

    workflow = SUBMISSION_WORKFLOW

    def perform(self, transition: Transition, values: Mapping[str, Any]) -> Any:
        if transition.name == "set_aside":
            return actions.set_aside_submission(self.user, self.record.id)
        return actions.accept_submission(self.user, self.record.id)

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        found = getattr(self, "result", None)
        if found is not None and found.state == "refused":
            messages.error(self.request, found.sentence)
        return answer


class Correct(OfSubmission, ActionForm):
    """Correct an answer, or leave the submission out of the figures."""

    permissions = ("submission.clean",)
    title, button = N_("Correct an answer"), N_("Correct")
    lead = N_("Colleagues who read this form see who corrected what, and why.")
    done = N_("Corrected. The original answer is preserved.")

    def get_record(self) -> Any:
        return queries.open_submission(self.user, self.kwargs["submission"])

    def get_initial(self) -> dict[str, Any]:
        return {"question": self.request.GET.get("question", ""), "kind": "change"}

    def get_form(self, form_class: Any = None) -> Any:
        definition = definition_for_reader(self.record.form_version)
        tables = queries.answers_of(self.record)
        choices = [(one.key, one.label or one.key) for one in definition.table() if one.control]
        choices += [
            (f"{one.key}[{row}]", f"{one.label or one.key} · {row}")
            for key, rows in tables["repeats"].items()
            for row in range(1, len(rows) + 1)
            for one in queries.asked_in(key, definition)
        ]
        form = forms.Correction(choices, **self.get_form_kwargs())
        if question := self.get_initial()["question"]:
            answer = queries.answer_in(tables, question, definition)
            answer = corrected_in_words(question, answer, definition) or "–"
            form.fields["new"].help_text = _("Now: {answer}").format(answer=answer)
        return form

    def act(self, form: Any) -> Any:
        # What the corrector had before them: another answer by now is a conflict, not overwritten.
        seen = parse_seen(self.request.POST.get("seen", ""), dict)
        old = str(seen.get(form.values["question"], ""))
        return actions.correct_answer(self.user, self.record.id, **form.values, old=old)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tables = queries.answers_of(self.record)
        seen = dict(tables["main"])
        for rows in tables["repeats"].values():
            for row, answers in enumerate(rows, 1):
                seen |= {f"{key}[{row}]": value for key, value in answers.items()}
        return super().get_context_data(**kwargs) | {"seen": write_seen(seen)}


class AskForFiles(OfSubmission, ActionButton):
    """Ask who sent it to send the files that are missing."""

    permissions = ("submission.resolve",)
    done = N_("Who sent it is asked for the missing files by e-mail.")

    def act(self) -> Any:
        return actions.ask_for_files(self.user, self.record.id)


class Undo(OfSubmission, ActionButton):
    """Take a correction back."""

    permissions = ("submission.clean",)
    done = N_("The correction is taken back.")

    def act(self) -> Any:
        return actions.undo_line(self.user, self.kwargs["line"])


class Raw(Permitted):
    """Send the XML as received."""

    http_method_names = ["get", "head"]
    permissions = ("submission.read",)

    def get_record(self) -> Any:
        return queries.open_submission(self.user, self.kwargs["submission"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        content = queries.raw_xml(self.user, self.record)
        return as_file(content, "submission.xml", "application/octet-stream")


class AttachmentFile(Raw):
    """Send a file that came with a submission; the browser never shows it as a page."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        name = kwargs["name"]
        _type, content = queries.attachment(self.user, self.record, name)
        if pictures.is_picture(content):  # where and when it was taken stays in the original
            clean = pictures.without_metadata
            content = limits.run(clean, name, content, name=name, limits=pictures.LIMITS)
        return as_file(content, name, "application/octet-stream")
