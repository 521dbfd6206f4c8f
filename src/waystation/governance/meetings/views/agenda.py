"""Pages and buttons of an agenda, its invitees, its poll and who came."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.typed import key_in, number_in
from waystation.governance.meetings import actions, forms
from waystation.governance.meetings.queries import meetings as queries
from waystation.governance.meetings.queries import papers
from waystation.governance.meetings.rules import kinds
from waystation.governance.network.http.fields import named
from waystation.governance.network.http.steps import pressed, step
from waystation.governance.network.queries.scope import Reader, not_there, reader_of
from waystation.governance.network.rules.classes import FOR_INVITEES

from .meetings import page_of, word


def items_offered(reader: Reader, meeting_id: UUID, *, empty: bool = True) -> list[tuple[str, Any]]:
    """Return the accepted items of a meeting as choices."""
    found = [
        (str(one.id), f"{one.label} {one.title}")
        for one in queries.items_of(reader, meeting_id)
        if one.state == "accepted"
    ]
    return [("", "–"), *found] if empty else found


@login_required
@require_POST
def call(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Call for items and papers."""
    reader_of(request.user, "meeting.prepare")
    return pressed(
        request,
        page_of(meeting_id),
        lambda: actions.agenda.call_for_papers(request.user, meeting_id),
        _("The members see the call with its deadlines."),
        needs="meeting.prepare",
    )


@login_required
@require_POST
def draft(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Propose what arises from earlier meetings."""
    reader_of(request.user, "meeting.prepare")
    return pressed(
        request,
        page_of(meeting_id),
        lambda: actions.agenda.draft_agenda(request.user, meeting_id),
        _("Unfinished actions are proposed for the agenda."),
        needs="meeting.prepare",
    )


@login_required
@require_http_methods(["GET", "POST"])
def item_new(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Propose an item."""
    reader = reader_of(request.user, "agenda.propose")
    found = queries.meeting_seen_by(request.user, meeting_id)
    owners: list[tuple[str, Any]] = [("", _("My own entity"))]
    if reader.may("meeting.prepare") or reader.may("meeting.convene"):
        owners += queries.who_may_own(reader.network, reader.today)
    form = forms.Item(request.POST or None, offers={"owner": owners})

    def propose(values: dict[str, Any]) -> None:
        values["owner"] = named(values["owner"])
        actions.agenda.propose_item(request.user, meeting_id, **values)

    return step(
        request,
        form,
        propose,
        title=_("Propose an item"),
        button=_("Propose it"),
        back=page_of(meeting_id),
        back_label=found.title,
        done=_("The item is proposed. The Secretariat accepts it or says why it is deferred."),
        paragraph="104",
    )


@login_required
@require_POST
def item_accept(request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Put an item on the agenda."""
    reader_of(request.user)
    return pressed(
        request,
        page_of(meeting_id),
        lambda: actions.agenda.accept_item(request.user, item_id),
        _("The item is on the agenda."),
        needs="meeting.prepare",
    )


@login_required
@require_POST
def item_move(request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Move an item up or down."""
    reader_of(request.user)
    return pressed(
        request,
        page_of(meeting_id),
        lambda: actions.agenda.move_item(
            request.user, item_id, up=request.POST.get("where") == "up"
        ),
        _("The agenda has a new order."),
        needs="meeting.prepare",
    )


@login_required
@require_http_methods(["GET", "POST"])
def item_defer(request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Defer an item with a reason."""
    reader = reader_of(request.user)
    if not reader.may("meeting.prepare"):
        reader_of(request.user, "meeting.convene")
    found = queries.meeting_seen_by(request.user, meeting_id)
    later = [
        (str(one.id), one.title)
        for one in queries.meetings_after(request.user, "", 20)
        if one.state in {"planned", "convened"} and one.id != meeting_id
    ]
    form = forms.Defer(request.POST or None, offers={"to": [("", "–"), *later]})

    def defer(values: dict[str, Any]) -> None:
        actions.agenda.defer_item(request.user, item_id, why=values["why"], to=named(values["to"]))

    return step(
        request,
        form,
        defer,
        title=_("Defer an item"),
        button=_("Defer it"),
        back=page_of(meeting_id),
        back_label=found.title,
        done=_("The item is deferred; its owner reads the reason."),
        paragraph="104",
    )


@login_required
@require_http_methods(["GET", "POST"])
def invitee_new(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Ask an invitee for named items."""
    reader = reader_of(request.user, "invitee.ask")
    found = queries.meeting_seen_by(request.user, meeting_id)
    accounts = access.colleagues(reader.network.organisation_id)
    items = [
        (str(one.id), f"{one.label} {one.title}")
        for one in queries.items_of(reader, meeting_id)
        if one.access_class in FOR_INVITEES and one.state != "deferred"
    ]
    form = forms.Invitee(
        request.POST or None,
        offers={
            "account": [("", "–"), *((str(key), name) for key, name in accounts.items())],
            "category": list(queries.categories().items()),
            "items": items,
        },
    )

    def ask(values: dict[str, Any]) -> None:
        values["account"] = named(values["account"])
        values["items"] = [UUID(one) for one in values["items"]]
        actions.attendance.ask_invitee(request.user, meeting_id, **values)

    return step(
        request,
        form,
        ask,
        title=_("Ask an invitee"),
        button=_("Ask this invitee"),
        back=page_of(meeting_id),
        back_label=found.title,
        done=_("The invitee is asked, and sees the papers of these items until the meeting ends."),
        paragraph="88",
    )


@login_required
@require_POST
def invitee_withdraw(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    reader_of(request.user, "invitee.ask")
    key = key_in(request.POST.get("invitee", ""))
    if key is None:
        raise not_there()
    return pressed(
        request,
        page_of(meeting_id),
        lambda: actions.guests.withdraw_invitee(request.user, meeting_id, key),
        _("The invitation is withdrawn and its link is closed. Tell the invitee yourself."),
        needs="invitee.ask",
    )


@login_required
@require_http_methods(["GET", "POST"])
def poll_new(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Ask the members when they could meet."""
    reader_of(request.user, "meeting.prepare")
    found = queries.meeting_seen_by(request.user, meeting_id)
    form = forms.Poll(request.POST or None)
    return step(
        request,
        form,
        lambda values: actions.attendance.open_poll(
            request.user, meeting_id, form.options(), values["closes_on"]
        ),
        title=_("Ask when the members could meet"),
        button=_("Ask them"),
        back=page_of(meeting_id),
        back_label=found.title,
        done=_("The members see the question on the meeting's page."),
        lead=_("The answers decide nothing: a co-chair convenes."),
        paragraph="102",
    )


@login_required
@require_POST
def poll_answer(request: HttpRequest, meeting_id: UUID, poll_id: UUID) -> HttpResponse:
    """Answer for the reader's entity."""
    reader_of(request.user, "meeting.answer")
    answers: dict[UUID, str] = {}
    for name, value in request.POST.items():
        if name.startswith("option-") and value:
            try:
                answers[UUID(name.removeprefix("option-"))] = str(value)
            except ValueError:
                continue
    return pressed(
        request,
        page_of(meeting_id),
        lambda: actions.attendance.answer_poll(request.user, poll_id, answers),
        _("Your entity's answer is recorded."),
        needs="meeting.answer",
    )


def _lines(request: HttpRequest, entities: list[str], codes: list[str]) -> list[dict[str, Any]]:
    """Return the lines of the attendance that were filled in."""
    lines: list[dict[str, Any]] = []
    for prefix, keys in (("e", entities), ("c", codes)):
        for key in keys:
            state = request.POST.get(f"{prefix}-state-{key}", "")
            count = request.POST.get(f"{prefix}-people-{key}", "").strip()
            if prefix == "c" and count and not state:
                state = "present"
            if not state:
                continue
            people = number_in(count) or 0
            lines.append(
                {
                    "entity": UUID(key) if prefix == "e" else None,
                    "category": "" if prefix == "e" else key,
                    "state": state,
                    "people": people if state == "present" else 0,
                }
            )
    return lines


@login_required
@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Record who came, by entity and by category."""
    reader = reader_of(request.user, "meeting.prepare")
    found = queries.meeting_seen_by(request.user, meeting_id)
    members = queries.who_may_own(reader.network, reader.today)
    codes = queries.categories()
    wrong = ""
    if request.method == "POST":
        lines = _lines(request, [key for key, _name in members], list(codes))
        try:
            actions.attendance.record_attendance(request.user, meeting_id, lines)
        except NotSeen:
            raise
        except Refusal as refusal:
            wrong = in_words(refusal)
        else:
            messages.success(request, _("The attendance is recorded."))
            return redirect(page_of(meeting_id))
    came = queries.attendance_of(meeting_id)
    by_entity = {str(one.entity_id): one for one in came if one.entity_id}
    by_code = {one.category: one for one in came if not one.entity_id}
    return render(
        request,
        "meetings/attendance.html",
        {
            "meeting": found,
            "wrong": wrong,
            "members": [(key, name, by_entity.get(key)) for key, name in members],
            "categories": [(key, name, by_code.get(key)) for key, name in codes.items()],
            "states": [(key, word(kinds.ATTENDED, key)) for key, _n in kinds.ATTENDED],
        },
        status=422 if wrong else 200,
    )


@login_required
@require_http_methods(["GET", "POST"])
def contribution_new(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Keep what an entity contributed."""
    reader = reader_of(request.user, "meeting.prepare")
    found = queries.meeting_seen_by(request.user, meeting_id)
    form = forms.Contribution(
        request.POST or None,
        offers={
            "entity": list(queries.who_may_own(reader.network, reader.today)),
            "item": items_offered(reader, meeting_id),
        },
    )

    def record(values: dict[str, Any]) -> None:
        actions.attendance.record_contribution(
            request.user,
            meeting_id,
            entity=UUID(values["entity"]),
            text=values["text"],
            item=named(values["item"]),
        )

    return step(
        request,
        form,
        record,
        title=_("Record a contribution"),
        button=_("Record it"),
        back=page_of(meeting_id),
        back_label=found.title,
        done=_("The contribution is recorded."),
        paragraph="111",
    )


@login_required
def invited(request: HttpRequest) -> HttpResponse:
    """Show an invitee the meetings they are asked to."""
    return render(request, "meetings/invited.html", {"rows": papers.invited_to(request.user)})


@login_required
def invitation(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Show an invitee one meeting: their items and these items' papers."""
    found = papers.invitation_seen_by(request.user, meeting_id)
    return render(request, "meetings/invitation.html", {"found": found})
