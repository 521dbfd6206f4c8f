"""What was answered, as a table and as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from waystation.foundation.access import exports
from waystation.foundation.access import queries as access
from waystation.foundation.documents.tables import safe
from waystation.registry.collection import queries

from .forms import key_of

WIDEST = 60  # columns of answers on a page; the export has all


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
    submissions = queries.submissions_counted(user, found)
    export = exports.record_export(
        user,
        "collection.answers",
        rows=submissions,
        purpose=request.GET.get("purpose", ""),
        office_id=found.office_id,
        selection=f"form={found.key} repeat={repeat} cleaned={cleaned}",
    )

    def lines() -> Iterator[str]:
        writer = csv.writer(Line())
        head = ["_submission", "_received", "_version", "_state"]
        head += ["_row", "_parent"] if repeat else []
        yield "\ufeff" + str(writer.writerow([*head, *[safe(q.key) for q in columns], "_export"]))
        for one, row in queries.rows_of(user, found, repeat=repeat, cleaned=cleaned, limit=None):
            about = [
                one.instance_id,
                one.created_at.isoformat(timespec="seconds"),
                one.form_version.name,
                one.state,
            ]
            about += [row["_row"], row["_parent"]] if repeat else []
            cells = [row.get(question.key, "") for question in columns]
            yield str(writer.writerow([safe(cell) for cell in [*about, *cells, export.mark]]))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    name = slugify(f"{found.key}-{repeat}" if repeat else found.key) or "form"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
