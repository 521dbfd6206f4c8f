"""Reading an edition: the paper, a figure opened down to its records, and counting it again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from waystation.foundation.access import queries as access
from waystation.foundation.documents import blocks, pages
from waystation.governance.reports import presenting, queries
from waystation.governance.results import presenting as figures
from waystation.governance.results import queries as results
from waystation.governance.results.http import as_file, download, page_of


def _document(read: Any, *, linked: bool) -> blocks.Report:
    row, content = read.row, read.content

    def href(number: int) -> str:
        return reverse("reports:figure", args=[row.id, number])

    return presenting.report_of(
        content,
        title=content["title"],
        language=content["language"],
        kicker=figures.span_of(row.starts_on, row.ends_on, content["language"]),
        dated=row.published_at,
        edition=_("Edition {number}").format(number=content["number"]),
        digest=row.digest,
        author=content["published_by"],
        notes=content["notes"],
        href=href if linked else None,
    )


@login_required
@require_GET
def report(request: HttpRequest, edition: UUID) -> HttpResponse:
    """Show an edition as paper; every figure in it can be opened."""
    read = queries.edition_seen_by(request.user, edition)
    context = {
        "read": read,
        "row": read.row,
        "document": _document(read, linked=True),
        "figures": len(read.content["figures"]),
        "may_draft": access.may(request.user, "report.draft", read.row.office_id),
    }
    return render(request, "reports/report.html", context)


@login_required
@require_GET
def report_download(request: HttpRequest, edition: UUID, kind: str) -> HttpResponse:
    """Return an edition as Word, PDF, Excel, CSV, HTML, or as the very bytes that were frozen."""
    read = queries.edition_seen_by(request.user, edition)
    title = f"{read.row.title} {read.row.number}"
    if kind == "json":
        return as_file("json", title, bytes(read.row.content))
    document = _document(read, linked=False)
    if kind == "html":
        page = (
            f'<!doctype html><html lang="{escape(document.language)}" dir="{document.direction}">'
            f'<meta charset="utf-8"><title>{escape(document.title)}</title>'
            f"{pages.render(document)}</html>"
        )
        return as_file("html", title, page.encode())
    return download(kind, title, document)


@login_required
@require_GET
def figure(request: HttpRequest, edition: UUID, number: int) -> HttpResponse:
    """Show what a figure means, the records behind it, and whether it would be the same today."""
    opened = queries.records_behind(request.user, edition, number)
    names = access.office_names(access.signed_in(request.user).organisation_id)
    found = [*opened["records"], *opened.get("changed", {}).get("records", [])]
    for row in found:
        row["url"] = page_of(row["kind"], row["id"])
        row["office_name"] = names.get(row["office"], "")
    one, definition = opened["figure"], opened["definition"]
    percent = figures.is_percent(definition)
    verdict = opened["verdict"]
    now = ""
    if verdict.state == "changed" and one["state"] != "hidden" and not verdict.gone:
        now = figures.written("shown", verdict.value, percent)
    context = {
        **opened,
        "row": opened["edition"].row,
        "value": figures.written(one["state"], one["value"], percent),
        "now": now if opened["opens_all"] else "",
        "definition": figures.definition_in_words(definition),
        "cell": " · ".join(part or _("Not stated") for part in one["key"]),
        "where": one["where"],
        "columns": one["indicator"],
    }
    return render(request, "reports/figure.html", context)


@login_required
@require_GET
def check(request: HttpRequest, edition: UUID) -> HttpResponse:
    """Count every figure of an edition again and say which would differ today, and why."""
    read = queries.edition_seen_by(request.user, edition)
    again = queries.recomputed(read.row)
    rows = []
    for one in read.content["figures"]:
        verdict = again.verdicts[one["n"]]
        counted = results.opens_all(
            request.user,
            again.source_of[one["n"]],
            (UUID(o["id"]) for o in read.content["offices"]),
        )
        definition = read.content["definitions"][f"{one['indicator']} {one['version']}"]
        rows.append(
            {
                "number": one["n"],
                "title": figures.title_of(definition),
                "cell": " · ".join(part or _("Not stated") for part in one["key"]),
                "period": one["period"],
                "value": figures.written(
                    one["state"], one["value"], figures.is_percent(definition)
                ),
                "state": verdict.state,
                "altered": len(verdict.altered),
                "joined": len(verdict.joined),
                "left": len(verdict.left),
                "gone": verdict.gone,
                # how many changed is a number of people too: only for who may open them
                "hidden": one["state"] == "hidden" or not counted,
            }
        )
    rows.sort(key=lambda row: (row["state"] == "same", row["number"]))
    context = {
        "read": read,
        "row": read.row,
        "rows": rows,
        "same": len(again.numbers("same")),
        "changed": len(again.numbers("changed")),
        "lost": len(again.numbers("not_recomputable")),
        "erased": again.erased,
        "findings": queries.findings_again(request.user, read.content),
    }
    return render(request, "reports/check.html", context)
