"""One submission: its answers, its bytes, its corrections."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.analysis.xforms.answers import SENTENCES
from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words, onto_form
from waystation.foundation.documents import pictures
from waystation.foundation.shared import limits
from waystation.foundation.shared.errors import Refusal
from waystation.registry.collection import actions, forms, queries


def sentence_of(problem: dict[str, Any]) -> str:
    """Return a problem in the reader's language."""
    values = {"message": "", "column": "", "type": "", **problem}
    text = _(SENTENCES[problem["kind"]]).format(**values).strip()
    row = problem.get("row")
    return _("Row {row}: {sentence}").format(row=row, sentence=text) if row else text


@login_required
def submission(request: HttpRequest, submission: UUID) -> HttpResponse:
    """Show a submission: answers, what is wrong, corrections. Writes down that it was read."""
    return show_submission(request, submission)


def show_submission(request: HttpRequest, key: UUID, correction: Any = None) -> HttpResponse:
    user = access.signed_in(request.user)
    found = queries.open_submission(user, key)
    definition = queries.definition_of(found.form_version)
    raw = queries.answers_of(found, cleaned=False)
    clean = queries.answers_of(found)
    marked = {problem["question"] for problem in found.problems}
    rows = []
    for question in definition.table():
        was, now_ = raw["main"].get(question.key, ""), clean["main"].get(question.key, "")
        if not (was or now_ or question.key in marked) or "/meta/" in question.path:
            continue
        labels = {choice.code: choice.label for choice in definition.choices_of(question)}
        words = [labels.get(code, code) for code in now_.split()] if labels else [now_]
        rows.append(
            {
                "question": question,
                "raw": was,
                "clean": now_,
                "words": ", ".join(words),
                "is_changed": was != now_,
                "is_marked": question.key in marked,
            }
        )
    choices = [(q.key, q.label or q.key) for q in definition.table() if q.control]
    return render(
        request,
        "collection/submission.html",
        {
            "submission": found,
            "form": found.form,
            "rows": rows,
            "repeats": {key: rows for key, rows in clean["repeats"].items() if rows},
            "problems": [sentence_of(problem) for problem in found.problems],
            "cleaning": queries.cleaning_of(user, found),
            "firsts": queries.first_of(user, found),
            "corrected_by": queries.corrected_by(found) if found.is_superseded else None,
            "attachments": found.attachments.defer("sealed").order_by("name"),
            "correction": correction or forms.Correction(choices),
            "may_clean": not found.is_superseded
            and access.may(user, "submission.clean", found.office_id),
            "may_resolve": not found.is_superseded
            and access.may(user, "submission.resolve", found.office_id),
        },
    )


@login_required
def raw(request: HttpRequest, submission: UUID) -> HttpResponse:
    """Send the XML as it came."""
    user = access.signed_in(request.user)
    content = queries.raw_xml(user, queries.open_submission(user, submission))
    return as_file(content, "submission.xml", "application/octet-stream")


@login_required
def attachment(request: HttpRequest, submission: UUID, name: str) -> HttpResponse:
    """Send a file that came with a submission; never shown inside a page of ours."""
    user = access.signed_in(request.user)
    found = queries.open_submission(user, submission)
    _type, content = queries.attachment(user, found, name)
    if pictures.is_picture(content):  # where and when it was taken stays in the sealed original
        clean = pictures.without_metadata
        content = limits.run(clean, name, content, name=name, limits=pictures.LIMITS)
    return as_file(content, name, "application/octet-stream")


def as_file(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    plain = "".join(c if (c.isalnum() and c.isascii()) or c in "._-" else "_" for c in name)
    response["Content-Disposition"] = f'attachment; filename="{plain}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_POST
def correct(request: HttpRequest, submission: UUID) -> HttpResponse:
    """Correct an answer."""
    user = access.signed_in(request.user)
    found = queries.open_submission(user, submission)
    access.require(user, "submission.clean", found.office_id)
    definition = queries.definition_of(found.form_version)
    choices = [(q.key, q.label or q.key) for q in definition.table() if q.control]
    asked = forms.Correction(choices, request.POST)
    if asked.is_valid():
        try:
            actions.correct_answer(user, submission, **asked.cleaned_data)
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            onto_form(asked, refusal)
        else:
            messages.success(request, _("Corrected. What was sent stays as it was."))
            return redirect("collection:submission", submission)
    return show_submission(request, submission, asked)


@login_required
@require_POST
def undo(request: HttpRequest, submission: UUID, line: UUID) -> HttpResponse:
    """Take a correction back."""
    try:
        actions.undo_line(access.signed_in(request.user), line)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        messages.error(request, in_words(refusal))
    else:
        messages.success(request, _("The correction is taken back."))
    return redirect("collection:submission", submission)


@login_required
@require_POST
def resolve(request: HttpRequest, submission: UUID) -> HttpResponse:
    """Accept a submission that was held or refused."""
    found = actions.resolve_submission(access.signed_in(request.user), submission)
    if found.state == "refused":
        messages.error(request, found.sentence)
    else:
        messages.success(request, _("Accepted."))
    return redirect("collection:submission", submission)
