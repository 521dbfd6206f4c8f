"""Pages of papers: the list by class, one paper with its log, filing, sending, reading."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.access import queries as access
from waystation.governance.meetings import actions, forms
from waystation.governance.meetings.queries import meetings as meeting_queries
from waystation.governance.meetings.queries import papers as queries
from waystation.governance.network.http.fields import named
from waystation.governance.network.http.steps import pressed, step
from waystation.governance.network.queries.house import house_rules
from waystation.governance.network.queries.scope import reader_of
from waystation.governance.network.rules.classes import CLASSES

from .agenda import items_offered
from .meetings import page_of, word

SLICE = 40


@login_required
@require_GET
def papers(request: HttpRequest) -> HttpResponse:
    """Show the papers whose class exists for the reader, latest first."""
    rows = queries.papers_after(request.user, request.GET.get("after", ""), SLICE + 1)
    return render(
        request,
        "meetings/papers.html",
        {
            "rows": [
                {"paper": one, "word": word(CLASSES, one.access_class)} for one in rows[:SLICE]
            ],
            "next_after": queries.next_after(rows, SLICE),
        },
    )


@login_required
@require_GET
def paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Show a paper: its class and clock, to whom it went, who opened it, who read it."""
    found = queries.paper_seen_by(request.user, paper_id)
    reader = reader_of(request.user)
    (line,) = queries.lines_of(queries.papers_seen_by(request.user).filter(id=paper_id))
    keeps = reader.may("meeting.prepare") or reader.may("meeting.convene")
    return render(
        request,
        "meetings/paper.html",
        {
            "paper": found,
            "line": line,
            "word": word(CLASSES, found.access_class),
            "sent": queries.deliveries_of(paper_id) if keeps else [],
            "reads": access.rows_about(request.user, paper_id, limit=50) if keeps else [],
            "keeps": keeps,
        },
    )


@login_required
@require_GET
def paper_file(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Hand out a paper to who may read it, and write that down; also to invitees."""
    return handed_out(queries.open_paper(request.user, paper_id))


def handed_out(opened: queries.Opened) -> HttpResponse:
    """Return a paper as a file to be kept, never to be run."""
    answer = HttpResponse(opened.content, content_type=opened.media_type)
    answer.headers["Content-Disposition"] = _attached(opened.file_name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _attached(file_name: str) -> str:
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in file_name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name)}"


@login_required
@require_http_methods(["GET", "POST"])
def paper_new(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """File a paper for a meeting."""
    reader = reader_of(request.user, "paper.file")
    found = meeting_queries.meeting_seen_by(request.user, meeting_id)
    before = [
        (str(one.id), f"{one.label} {one.title}")
        for one in queries.papers_of(request.user, meeting_id)
        if not one.replaced
    ]
    classes = [
        (key, word(CLASSES, key))
        for key, _name in CLASSES
        if key in reader.classes or key == "restricted"
    ]
    form = forms.Paper(
        request.POST or None,
        request.FILES or None,
        offers={
            "item": items_offered(reader, meeting_id),
            "replaces": [("", "–"), *before],
            "access_class": classes,
        },
        initial={"item": request.GET.get("item", "")},
    )

    def file(values: dict[str, Any]) -> None:
        sent = values.pop("file")
        values["item"], values["replaces"] = named(values["item"]), named(values["replaces"])
        actions.papers.file_paper(
            request.user, meeting_id, file_name=sent.name, content=sent.read(), **values
        )

    days = meeting_queries.deadlines_of(found, house_rules(reader.network))
    return step(
        request,
        form,
        file,
        title=_("File a paper"),
        button=_("File it"),
        back=page_of(meeting_id),
        back_label=found.title,
        done=_("The paper is filed. The Secretariat sends it out."),
        lead=_("Sent out after {day}, a paper is late, for ever.").format(
            day=f"{days.papers:%d.%m.%Y}"
        ),
        paragraph="106",
        house_rule="A-11",
    )


@login_required
@require_POST
def papers_send(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Send out the papers that wait."""
    reader_of(request.user, "meeting.prepare")
    return pressed(
        request,
        page_of(meeting_id),
        lambda: actions.papers.distribute_papers(request.user, meeting_id),
        _("The papers are sent to who holds their class."),
        needs="meeting.prepare",
    )
