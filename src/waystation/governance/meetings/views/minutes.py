"""Pages of minutes: versions, comments, the comparison; and of a meeting's file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.shared.typed import number_in
from waystation.governance.meetings import actions, forms
from waystation.governance.meetings.queries import files
from waystation.governance.meetings.queries import meetings as meeting_queries
from waystation.governance.meetings.queries import minutes as queries
from waystation.governance.meetings.rules import kinds
from waystation.governance.meetings.rules.files import percent
from waystation.governance.network.http.fields import Why
from waystation.governance.network.http.steps import pressed, step
from waystation.governance.network.queries.house import house_rules
from waystation.governance.network.queries.scope import not_there, reader_of

from .meetings import word


def _page(meeting_id: UUID) -> str:
    return reverse("meetings:minutes", args=[meeting_id])


@login_required
@require_GET
def minutes(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Show the minutes: the version asked for, all versions, comments, who was sent them."""
    reader = reader_of(request.user)
    found = meeting_queries.meeting_seen_by(request.user, meeting_id)
    versions = actions.minutes.open_minutes(request.user, meeting_id)
    latest = versions[0] if versions else None
    asked = request.GET.get("version", "")
    shown = next((one for one in versions if str(one.number) == asked), latest)
    return render(
        request,
        "meetings/minutes.html",
        {
            "meeting": found,
            "versions": [
                {"one": one, "word": word(kinds.MINUTES_STATES, one.state)} for one in versions
            ],
            "latest": latest,
            "shown": shown,
            "shown_word": word(kinds.MINUTES_STATES, shown.state) if shown else "",
            "comments": queries.comments_of(meeting_id),
            "sent": queries.deliveries_of(meeting_id),
            "days": meeting_queries.deadlines_of(found, house_rules(reader.network)),
            "comment": forms.Comment(),
            "may_draft": reader.may("minutes.draft"),
            "may_approve": reader.may("minutes.approve"),
            "may_comment": reader.may("minutes.comment"),
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def minutes_draft(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Write the draft; each saving is a version."""
    reader_of(request.user, "minutes.draft")
    found = meeting_queries.meeting_seen_by(request.user, meeting_id)
    versions = queries.versions_of(request.user, meeting_id)
    body = versions[0].body if versions else _skeleton(request, meeting_id)
    return step(
        request,
        forms.Minutes(request.POST or None, initial={"body": body}),
        lambda values: actions.minutes.draft_minutes(request.user, meeting_id, values["body"]),
        title=_("Draft of the minutes"),
        button=_("Save this version"),
        back=_page(meeting_id),
        back_label=found.title,
        done=_("The draft is saved as a version of its own."),
        paragraph="103",
        house_rule="A-11",
    )


def _skeleton(request: HttpRequest, meeting_id: UUID) -> str:
    """Return what the records know already, as the draft's beginning: items of open classes."""
    reader = reader_of(request.user)
    lines = [_("Present: {names}").format(names=", ".join(_present(meeting_id))), ""]
    for one in meeting_queries.items_of(reader, meeting_id):
        if one.state == "accepted" and one.access_class in {"public", "network"}:
            lines += [f"{one.label}. {one.title} ({one.owner})", "", ""]
    return "\n".join(lines)


def _present(meeting_id: UUID) -> list[str]:
    return [
        one.name or one.category_label
        for one in meeting_queries.attendance_of(meeting_id)
        if one.state == "present"
    ]


@login_required
@require_POST
def minutes_circulate(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Send the draft to the members."""
    reader_of(request.user, "minutes.draft")
    return pressed(
        request,
        _page(meeting_id),
        lambda: actions.minutes.circulate_minutes(request.user, meeting_id),
        _("The draft is with the members for comments."),
        needs="minutes.draft",
    )


@login_required
@require_POST
def minutes_comment(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Comment for the reader's entity."""
    reader_of(request.user, "minutes.comment")
    text = request.POST.get("text", "")[:4000]
    return pressed(
        request,
        _page(meeting_id),
        lambda: actions.minutes.comment_minutes(request.user, meeting_id, text),
        _("Your comment is recorded."),
        needs="minutes.comment",
    )


@login_required
@require_POST
def minutes_answer(request: HttpRequest, meeting_id: UUID, comment_id: UUID) -> HttpResponse:
    """Say what became of a comment."""
    reader_of(request.user, "minutes.draft")
    answer = request.POST.get("answer", "")
    return pressed(
        request,
        _page(meeting_id),
        lambda: actions.minutes.answer_comment(request.user, comment_id, answer),
        _("The comment is answered."),
        needs="minutes.draft",
    )


@login_required
@require_POST
def minutes_finish(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Make the minutes final."""
    reader_of(request.user, "minutes.approve")
    return pressed(
        request,
        _page(meeting_id),
        lambda: actions.minutes.finish_minutes(request.user, meeting_id),
        _("The minutes are final and locked, and sent to the members."),
        needs="minutes.approve",
    )


@login_required
@require_http_methods(["GET", "POST"])
def minutes_correct(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Correct final minutes with a new edition."""
    reader_of(request.user, "minutes.approve")
    found = meeting_queries.meeting_seen_by(request.user, meeting_id)
    versions = queries.versions_of(request.user, meeting_id)
    body = versions[0].body if versions else ""
    return step(
        request,
        forms.Correction(request.POST or None, initial={"body": body}),
        lambda values: actions.minutes.correct_minutes(
            request.user, meeting_id, values["body"], why=values["why"]
        ),
        title=_("Correct the minutes"),
        button=_("Issue the new edition"),
        back=_page(meeting_id),
        back_label=found.title,
        done=_("The new edition is issued; the one before stays to be read."),
        lead=_("Final minutes never change. A correction is a new edition that says why."),
        paragraph="103",
    )


@login_required
@require_GET
def minutes_compare(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Show two versions line by line."""
    found = meeting_queries.meeting_seen_by(request.user, meeting_id)
    versions = queries.versions_of(request.user, meeting_id)
    numbers = [one.number for one in versions]
    if len(numbers) < 2:
        raise not_there()

    def asked(name: str, otherwise: int) -> int:
        typed = number_in(request.GET.get(name, ""))
        return otherwise if typed is None else typed

    before, after = asked("before", numbers[1]), asked("after", numbers[0])
    return render(
        request,
        "meetings/minutes_compare.html",
        {
            "meeting": found,
            "lines": queries.compared(request.user, meeting_id, before, after),
            "versions": [
                {"one": one, "word": word(kinds.MINUTES_STATES, one.state)} for one in versions
            ],
            "before": before,
            "after": after,
        },
    )


@login_required
@require_GET
def meeting_file(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Show what a meeting's file holds and lacks."""
    reader = reader_of(request.user)
    found = meeting_queries.meeting_seen_by(request.user, meeting_id)
    pieces = files.pieces_of(reader.network, "meeting", meeting_id)
    return render(
        request,
        "meetings/meeting_file.html",
        {
            "meeting": found,
            "pieces": [
                {
                    "one": one,
                    "name": _(one.name),
                    "waive": reverse("meetings:file_waive", args=[meeting_id, one.key]),
                }
                for one in pieces
            ],
            "percent": percent(pieces),
            "closed": files.closing_of(reader.network, "meeting", meeting_id),
            "days": meeting_queries.deadlines_of(found, house_rules(reader.network)),
            "may_close": reader.may("file.close"),
            "may_waive": reader.may("file.waive"),
        },
    )


@login_required
@require_POST
def file_close(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Close a meeting's file."""
    reader_of(request.user, "file.close")
    return pressed(
        request,
        reverse("meetings:meeting_file", args=[meeting_id]),
        lambda: actions.files.close_file(request.user, "meeting", meeting_id),
        _("The file is closed."),
        needs="file.close",
    )


@login_required
@require_http_methods(["GET", "POST"])
def file_waive(request: HttpRequest, meeting_id: UUID, piece: str) -> HttpResponse:
    """Say why a piece may be missing."""
    reader_of(request.user, "file.waive")
    found = meeting_queries.meeting_seen_by(request.user, meeting_id)

    def waive(values: dict[str, Any]) -> None:
        actions.files.waive_piece(
            request.user, "meeting", meeting_id, piece=piece, reason=values["why"]
        )

    return step(
        request,
        Why(request.POST or None),
        waive,
        title=_("Waive a piece"),
        button=_("Waive it"),
        back=reverse("meetings:meeting_file", args=[meeting_id]),
        back_label=found.title,
        done=_("The piece is waived, with your reason."),
        lead=_("The reason stays in the file."),
        paragraph="107",
    )
