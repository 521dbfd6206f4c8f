"""The office's pages: forms, versions, phones, submissions, answers, corrections."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import zlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words, onto_form
from waystation.foundation.documents.tables import safe
from waystation.foundation.shared.errors import Refusal
from waystation.registry.collection import actions, forms, queries
from waystation.registry.collection.rules.answers import SENTENCES
from waystation.registry.collection.rules.cleaning_file import read_cleaning_file

WIDEST = 60  # columns of answers on a page; the export has all


def offices(request: HttpRequest) -> list[tuple[UUID, str]]:
    seen = access.offices_seen_by(request.user, "form.design")
    return [(office.id, office.name) for office in seen]


def key_of(request: HttpRequest, name: str) -> UUID | None:
    """Return a key from the address, None for anything else."""
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def content_of(form: Any) -> tuple[str, bytes]:
    uploaded = form.cleaned_data["file"]
    return uploaded.name, uploaded.read()


@login_required
def form_list(request: HttpRequest) -> HttpResponse:
    """List the forms, and take a new one."""
    user = access.require(request.user, "form.read")
    upload = forms.FormUpload(offices(request), request.POST or None, request.FILES or None)
    if request.method == "POST" and upload.is_valid():
        try:
            version = actions.upload_form(
                user, UUID(upload.cleaned_data["office"]), *content_of(upload)
            )
        except Refusal as refusal:
            onto_form(upload, refusal)
        else:
            messages.success(request, _("The form is here as a draft. Look at it, then publish."))
            return redirect("collection:form", version.form_id)
    return render(
        request,
        "collection/forms.html",
        {
            "forms": queries.forms_seen_by(request.user),
            "upload": upload,
            "may_design": access.may(request.user, "form.design"),
        },
        status=422 if upload.errors else 200,
    )


@login_required
def form_page(request: HttpRequest, form: UUID) -> HttpResponse:
    """Show a form: its versions, phones and submissions."""
    return show_form(request, form)


def show_form(request: HttpRequest, key: UUID, **more: Any) -> HttpResponse:
    user = access.signed_in(request.user)
    form = queries.form_seen_by(user, key)
    after, state = key_of(request, "after"), request.GET.get("state", "")
    submissions = queries.submissions_seen_by(
        user, form, after=after, state=state, limit=queries.PAGE + 1
    )
    versions = []
    for version in queries.versions_of(user, form):
        definition = queries.definition_of(version)
        there = {file.name for file in version.files.all()}
        versions.append(
            {
                "version": version,
                "questions": len([q for q in definition.questions if q.control]),
                "tables": 1 + len(definition.repeats),
                "missing": [name for name in definition.media if name not in there],
                "files": sorted(there),
            }
        )
    senders = queries.senders_of(user, form.office_id)
    context = {
        "form": form,
        "versions": versions,
        "submissions": submissions[: queries.PAGE],
        "next_after": submissions[queries.PAGE - 1].id if len(submissions) > queries.PAGE else None,
        "state": state,
        "states": queries.submission_states(user, form),
        "phones": queries.app_users_of(user, form.office_id),
        "phone_form": more.pop("phone_form", None) or forms.PhoneAdded(senders),
        "may_design": access.may(user, "form.design", form.office_id),
        "may_let_phones_in": access.may(user, "app_user.manage", form.office_id),
        "may_read": access.may(user, "submission.read", form.office_id),
        "may_clean": access.may(user, "submission.clean", form.office_id),
        **more,
    }
    return render(request, "collection/form.html", context)


@login_required
@require_POST
def publish(request: HttpRequest, version: UUID) -> HttpResponse:
    """Publish a draft."""
    user = access.signed_in(request.user)
    seen = queries.version_seen_by(user, version)
    try:
        published = actions.publish_version(user, version)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        messages.error(request, in_words(refusal))
        return redirect("collection:form", seen.form_id)
    messages.success(request, _("Published. Phones get it with their next list of forms."))
    return redirect("collection:form", published.form_id)


@login_required
@require_POST
def attach(request: HttpRequest, version: UUID) -> HttpResponse:
    """Attach a list or picture to a draft."""
    user = access.signed_in(request.user)
    seen = queries.version_seen_by(user, version)
    access.require(user, "form.design", seen.office_id)
    upload = forms.FileUpload(request.POST, request.FILES)
    if upload.is_valid():
        try:
            actions.attach_file(user, version, *content_of(upload))
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            messages.error(request, in_words(refusal))
        else:
            messages.success(request, _("The file is attached."))
    else:
        messages.error(request, _("Choose a file first."))
    return redirect("collection:form", seen.form_id)


@login_required
@require_POST
def switch(request: HttpRequest, form: UUID) -> HttpResponse:
    """Close a form, or open it again."""
    user = access.signed_in(request.user)
    act = actions.open_form if request.POST.get("open") else actions.close_form
    act(user, form)
    return redirect("collection:form", form)


# --- phones -------------------------------------------------------------------------------


def settings_code(server: str, name: str) -> str:
    """Return a QR code with the settings of ODK Collect: zlib, base64, JSON (Collect 2024)."""
    import segno

    wanted = {
        "general": {
            "server_url": server,
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
        },
        "admin": {},
        "project": {"name": name, "icon": "W", "color": "#0b4f9e"},
    }
    packed = base64.b64encode(zlib.compress(json.dumps(wanted).encode())).decode()
    return str(segno.make(packed, error="l", micro=False).svg_data_uri(scale=4, border=4))


@login_required
@require_POST
def add_phone(request: HttpRequest, form: UUID) -> HttpResponse:
    """Let a phone in, and show its code this once."""
    user = access.signed_in(request.user)
    seen = queries.form_seen_by(user, form)
    access.require(user, "app_user.manage", seen.office_id)
    asked = forms.PhoneAdded(queries.senders_of(user, seen.office_id), request.POST)
    if not asked.is_valid():
        return show_form(request, form, phone_form=asked)
    try:
        phone, token = actions.add_app_user(
            user, seen.office_id, UUID(asked.cleaned_data["sender"]), asked.cleaned_data["label"]
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        onto_form(asked, refusal)
        return show_form(request, form, phone_form=asked)
    list_address = request.build_absolute_uri(reverse("collection:phone-forms", args=[token]))
    server = list_address.removesuffix("/formList")
    code = settings_code(server, f"{seen.office.name} · {phone.label}")
    response = show_form(request, form, new_phone={"phone": phone, "server": server, "code": code})
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def revoke_phone(request: HttpRequest, form: UUID, phone: UUID) -> HttpResponse:
    """Stop a phone."""
    actions.revoke_app_user(access.signed_in(request.user), phone)
    messages.success(request, _("This phone may not send any more."))
    return redirect("collection:form", form)


# --- answers ------------------------------------------------------------------------------


def asked_table(request: HttpRequest, form: UUID) -> tuple[Any, Any, str, bool, list[Any]]:
    """Return what a page of answers shows: user, form, repetition, cleaned or raw, columns."""
    user = access.signed_in(request.user)
    found = queries.form_seen_by(user, form)
    user = access.require(user, "submission.read", found.office_id)
    repeat, columns, _all = queries.columns_of(found, request.GET.get("repeat", ""))
    return user, found, repeat, request.GET.get("raw") != "1", columns


@login_required
def answers(request: HttpRequest, form: UUID) -> HttpResponse:
    """Show answers as a table, page by page."""
    user, found, repeat, cleaned, columns = asked_table(request, form)
    rows = list(
        queries.rows_of(user, found, repeat=repeat, cleaned=cleaned, after=key_of(request, "after"))
    )
    queries.note_reading(user, found, "form_answers.read", len(rows))
    shown = columns[:WIDEST]
    version = queries.current_version(found)
    repeats = queries.definition_of(version).repeats.values() if version else []
    last = rows[-1][0].id if rows else None
    return render(
        request,
        "collection/answers.html",
        {
            "form": found,
            "columns": shown,
            "left_out": max(0, len(columns) - WIDEST),
            "rows": [
                {"submission": one, "cells": [row.get(q.key, "") for q in shown]}
                for one, row in rows
            ],
            "repeats": list(repeats),
            "repeat": repeat,
            "cleaned": cleaned,
            "next_after": last if last and len({one.id for one, _row in rows}) >= queries.PAGE
            else None,
        },
    )  # fmt: skip


class Line:
    """A file that gives each line back as soon as it is written."""

    def write(self, text: str) -> str:
        return text


@login_required
def export(request: HttpRequest, form: UUID) -> StreamingHttpResponse:
    """Send all answers as CSV, row by row; a cell never becomes a formula."""
    user, found, repeat, cleaned, columns = asked_table(request, form)
    queries.note_reading(user, found, "form_export.read", 0)

    def lines() -> Iterator[str]:
        writer = csv.writer(Line())
        head = ["_submission", "_received", "_version", "_state"]
        head += ["_row", "_parent"] if repeat else []
        yield "\ufeff" + str(writer.writerow([*head, *[safe(q.key) for q in columns]]))
        for one, row in queries.rows_of(user, found, repeat=repeat, cleaned=cleaned, limit=None):
            about = [
                one.instance_id,
                one.created_at.isoformat(timespec="seconds"),
                one.form_version.name,
                one.state,
            ]
            about += [row["_row"], row["_parent"]] if repeat else []
            cells = [row.get(question.key, "") for question in columns]
            yield str(writer.writerow([safe(cell) for cell in [*about, *cells]]))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    name = slugify(f"{found.key}-{repeat}" if repeat else found.key) or "form"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


# --- one submission -----------------------------------------------------------------------


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


# --- cleaning logs ------------------------------------------------------------------------


@login_required
def cleaning(request: HttpRequest, form: UUID) -> HttpResponse:
    """List the cleaning logs of a form, and take a new one."""
    user = access.signed_in(request.user)
    found = queries.form_seen_by(user, form)
    access.require(user, "submission.read", found.office_id)
    upload = forms.CleaningUpload(request.POST or None, request.FILES or None)
    if request.method == "POST" and upload.is_valid():
        name, content = content_of(upload)
        mapping = {key: value for key, value in upload.cleaned_data.items() if key != "file"}
        try:
            lines = read_cleaning_file(name, content, mapping)
            log = actions.load_cleaning_log(
                user, form, name, hashlib.sha256(content).hexdigest(), lines
            )
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            onto_form(upload, refusal)
        else:
            return redirect("collection:cleaning-log", log.id)
    return render(
        request,
        "collection/cleaning.html",
        {
            "form": found,
            "logs": queries.cleaning_logs_seen_by(user, found),
            "upload": upload,
            "may_clean": access.may(user, "submission.clean", found.office_id),
        },
        status=422 if upload.errors else 200,
    )


@login_required
def cleaning_log(request: HttpRequest, log: UUID) -> HttpResponse:
    """Show what became of a cleaning log, and every line that was not applied."""
    user = access.signed_in(request.user)
    found = queries.cleaning_log_seen_by(user, log)
    counted = [one for one in queries.cleaning_logs_seen_by(user, found.form) if one.id == log]
    return render(
        request,
        "collection/cleaning_log.html",
        {"log": counted[0], "form": found.form, "lines": queries.lines_not_applied(user, found)},
    )
