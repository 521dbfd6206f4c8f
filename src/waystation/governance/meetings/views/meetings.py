"""The pages of meetings: the year, the list, one meeting, and what is done with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.typed import key_in, number_in
from waystation.foundation.shared.words import N_
from waystation.governance.meetings import actions, forms
from waystation.governance.meetings.queries import calendars, decisions, files, guests, papers
from waystation.governance.meetings.queries import meetings as queries
from waystation.governance.meetings.queries import minutes as minutes_queries
from waystation.governance.meetings.rules import kinds
from waystation.governance.meetings.rules.files import percent
from waystation.governance.meetings.rules.meetings import signatures_missing
from waystation.governance.network.http.fields import Why
from waystation.governance.network.http.steps import pressed, step
from waystation.governance.network.queries import people
from waystation.governance.network.queries.house import house_rules
from waystation.governance.network.queries.once import read_once
from waystation.governance.network.queries.scope import Reader, reader_of
from waystation.governance.network.rules import clocks

SLICE = 40
STATE_TONES = {"planned": "", "convened": "b", "held": "g", "cancelled": "r"}
QUARTERS = {
    "held": (N_("Held"), "g"),
    "convened": (N_("Convened"), "b"),
    "planned": (N_("Planned"), ""),
    "open": (N_("Open"), ""),
    "amber": (N_("Not convened yet"), "a"),
    "red": (N_("No meeting held"), "r"),
}


def word(choices: list[tuple[str, str]], key: str) -> str:
    """Return a code's word in the reader's language."""
    return _(dict(choices)[key]) if key in dict(choices) else key


def shown(meeting: Any) -> dict[str, Any]:
    """Return a meeting with its kind and state in words, as lists show it."""
    return {
        "meeting": meeting,
        "kind": word(kinds.MEETING_KINDS, meeting.kind),
        "state": word(kinds.MEETING_STATES, meeting.state),
        "tone": STATE_TONES[meeting.state],
    }


def page_of(meeting_id: UUID) -> str:
    """Return the address of a meeting's page."""
    return reverse("meetings:meeting", args=[meeting_id])


def _year(request: HttpRequest, reader: Reader) -> int:
    year = number_in(request.GET.get("year", "")) or 0
    return year if 2000 <= year <= 2100 else reader.today.year


def quarters_shown(reader: Reader, year: int) -> list[dict[str, Any]]:
    """Return the four quarters of a year as the strip above the list shows them."""
    lines = queries.year_of(reader.network, year, reader.today)
    return [
        {
            "line": line,
            "number": number,
            "word": _(QUARTERS[line.state][0]),
            "tone": QUARTERS[line.state][1],
        }
        for number, line in enumerate(lines, start=1)
    ]


@login_required
@require_GET
def meetings(request: HttpRequest) -> HttpResponse:
    """Show the year's quarters and the meetings, latest first."""
    reader = reader_of(request.user)
    year = _year(request, reader)
    only = year if request.GET.get("year") else None
    rows = queries.meetings_after(request.user, request.GET.get("after", ""), SLICE + 1, year=only)
    editions = queries.calendar_editions(reader.network, year)
    return render(
        request,
        "meetings/meetings.html",
        {
            "rows": [shown(row) for row in rows[:SLICE]],
            "next_after": queries.next_after(rows, SLICE),
            "year": year,
            "quarters": quarters_shown(reader, year),
            "published": editions[0] if editions else None,
            "papers_days": house_rules(reader.network).number("papers_days"),
            "may_prepare": reader.may("meeting.prepare"),
        },
    )


@login_required
@require_GET
def reached(request: HttpRequest) -> HttpResponse:
    """Show who was reached over a year, by category."""
    reader = reader_of(request.user)
    year = _year(request, reader)
    table = queries.reached(reader.network, year)
    rows = [{"label": queries.category_label(code), **line} for code, line in table.items()]
    return render(request, "meetings/reached.html", {"rows": rows, "year": year})


@login_required
@require_GET
@read_once()
def meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Show one meeting with all of it that exists for the reader."""
    reader = reader_of(request.user)
    found = queries.meeting_seen_by(request.user, meeting_id)
    house = house_rules(reader.network)
    items = queries.items_of(reader, meeting_id)
    decided, agreed = decisions.matters_of(request.user, meeting_id)
    versions = minutes_queries.versions_of(request.user, meeting_id)
    pieces = files.pieces_of(reader.network, "meeting", meeting_id)
    seats = reader.seats()
    convening = house.text("convening")
    signed = list(found.signatures.values_list("seat_key", flat=True))
    return render(
        request,
        "meetings/meeting.html",
        {
            **shown(found),
            "zone_day": queries.day_of(found),
            "agenda": [
                {"item": one, "purpose": word(kinds.PURPOSES, one.purpose)}
                for one in items
                if one.state == "accepted"
            ],
            "others": [
                {
                    "item": one,
                    "purpose": word(kinds.PURPOSES, one.purpose),
                    "state": word(kinds.ITEM_STATES, one.state),
                }
                for one in items
                if one.state != "accepted"
            ],
            "minutes_planned": sum(one.minutes for one in items if one.state == "accepted"),
            "papers": papers.papers_of(request.user, meeting_id),
            "guests": guests.invitees_of(reader, meeting_id),
            "came": [
                {"one": one, "state": word(kinds.ATTENDED, one.state)}
                for one in queries.attendance_of(meeting_id)
            ],
            "decisions": decided,
            "actions": [
                {"action": one, "state": word(kinds.ACTION_STATES, one.state)} for one in agreed
            ],
            "latest_minutes": versions[0] if versions else None,
            "latest_state": word(kinds.MINUTES_STATES, versions[0].state) if versions else "",
            "contributions": minutes_queries.contributions_of(reader, meeting_id),
            "mails": queries.mails_of(meeting_id) if reader.may("meeting.prepare") else [],
            "notices": [
                {**one, "word": word(kinds.NOTICES, one["kind"])}
                for one in queries.notices_of(meeting_id)
            ],
            "poll": queries.poll_of(reader, meeting_id),
            "call": queries.call_of(meeting_id),
            "days": queries.deadlines_of(found, house),
            "percent": percent(pieces),
            "closed": files.closing_of(reader.network, "meeting", meeting_id),
            "categories": [queries.category_label(code) for code in found.categories.split()],
            "chairs": [
                one.user for one in people.incumbents(reader.network, queries.day_of(found))
            ],
            "still_to_sign": signatures_missing(convening, signed) if convening == "all" else [],
            "signed": signed,
            "may_prepare": reader.may("meeting.prepare"),
            "may_convene": bool(seats),
            "may_record": reader.may("decision.record"),
            "may_ask": bool(seats) and reader.may("invitee.ask"),
            "open": found.state in {"planned", "convened"},
            "under_way": found.state in {"convened", "held"},
        },
    )


def _categories() -> dict[str, list[tuple[str, Any]]]:
    return {"categories": list(queries.categories().items())}


@login_required
@require_http_methods(["GET", "POST"])
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Plan a meeting."""
    reader_of(request.user, "meeting.prepare")
    form = forms.Meeting(
        request.POST or None, offers=_categories(), initial={"kind": request.GET.get("kind", "")}
    )
    return step(
        request,
        form,
        lambda values: actions.meetings.plan_meeting(request.user, **values),
        title=_("Plan a meeting"),
        button=_("Save the plan"),
        back=reverse("meetings:meetings"),
        back_label=_("The year"),
        done=_("The meeting is planned. A co-chair convenes it once it has an agenda."),
        lead=_("Planning convenes nobody: the notice is a co-chair's."),
        paragraph="94 118",
    )


EDITED = ("kind", "title", "starts_at", "ends_at", "place", "link", "categories")


def _seen(found: Any) -> dict[str, Any]:
    return {name: getattr(found, name) for name in EDITED}


def _kept(request: HttpRequest, before: dict[str, Any]) -> dict[str, Any]:
    """Return what the editor had before them, as the form carried it."""
    seen: dict[str, Any] = {}
    for name, now_there in before.items():
        text = request.POST.get(f"seen_{name}")
        if text is None:
            continue
        try:
            is_time = isinstance(now_there, datetime)
            seen[name] = datetime.fromisoformat(text) if is_time else text
        except ValueError:
            continue
    return seen


@login_required
@require_http_methods(["GET", "POST"])
def meeting_edit(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Change a meeting; once convened, a co-chair moves it and everybody hears of it."""
    reader = reader_of(request.user)
    if not reader.may("meeting.prepare"):
        reader_of(request.user, "meeting.convene")
    found = queries.meeting_seen_by(request.user, meeting_id)
    before = _seen(found)
    initial = {
        **before,
        "starts_at": timezone.localtime(found.starts_at),
        "ends_at": timezone.localtime(found.ends_at),
        "categories": found.categories.split(),
    }
    form = forms.Meeting(request.POST or None, offers=_categories(), initial=initial)
    carried = _kept(request, before) if request.method == "POST" else before

    def change(values: dict[str, Any]) -> None:
        values.pop("key")
        values["categories"] = " ".join(sorted(values["categories"]))
        try:
            actions.meetings.change_meeting(request.user, meeting_id, carried, values)
        except Conflict as conflict:
            for name, (current, _mine) in conflict.fields.items():
                form.add_error(name, _("Now it says: {value}").format(value=current))
            raise

    seen = before if form.is_bound else carried
    return step(
        request,
        form,
        change,
        title=_("Change the meeting"),
        button=_("Save the change"),
        back=page_of(meeting_id),
        back_label=found.title,
        done=_("The change is saved."),
        lead=_("Everybody who was invited receives the new time.")
        if found.state == "convened"
        else "",
        seen=[(k, v.isoformat() if isinstance(v, datetime) else v) for k, v in seen.items()],
    )


@login_required
@require_http_methods(["GET", "POST"])
def meeting_convene(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Issue the convening notice: a co-chair's own act."""
    reader = reader_of(request.user, "meeting.convene")
    found = queries.meeting_seen_by(request.user, meeting_id)
    return step(
        request,
        forms.Convene(request.POST or None),
        lambda values: actions.meetings.convene_meeting(request.user, meeting_id, **values),
        title=_("Convene the meeting"),
        button=_("Issue the notice"),
        back=page_of(meeting_id),
        back_label=found.title,
        done=_("Done. A notice goes out once everybody has signed whom the house rule asks."),
        lead=_("You issue the notice in your own name."),
        paragraph="94 118",
        house_rule="A-03",
        template="meetings/convene.html",
        meeting=found,
        items=[one for one in queries.items_of(reader, meeting_id) if one.state == "accepted"],
    )


@login_required
@require_http_methods(["GET", "POST"])
def meeting_cancel(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Cancel a meeting with a reason."""
    reader = reader_of(request.user)
    if not reader.may("meeting.prepare"):
        reader_of(request.user, "meeting.convene")
    found = queries.meeting_seen_by(request.user, meeting_id)
    return step(
        request,
        Why(request.POST or None),
        lambda values: actions.meetings.cancel_meeting(request.user, meeting_id, **values),
        title=_("Cancel the meeting"),
        button=_("Cancel the meeting"),
        back=page_of(meeting_id),
        back_label=found.title,
        done=_("The meeting is cancelled."),
        lead=_("Everybody who was invited reads the reason."),
    )


@login_required
@require_POST
def meeting_hold(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Record that the meeting was held."""
    reader_of(request.user, "meeting.prepare")
    return pressed(
        request,
        page_of(meeting_id),
        lambda: actions.meetings.hold_meeting(request.user, meeting_id),
        _("The meeting is recorded as held."),
        needs="meeting.prepare",
    )


@login_required
@require_POST
def meeting_presiding(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Say which co-chair presides."""
    reader = reader_of(request.user)
    if not reader.may("meeting.prepare"):
        reader_of(request.user, "meeting.convene")

    def name() -> None:
        person = key_in(request.POST.get("presiding", ""))
        if person is None:
            raise Refusal(N_("Choose who presides."), code="missing")
        actions.meetings.name_presiding(request.user, meeting_id, person)

    return pressed(
        request,
        page_of(meeting_id),
        name,
        _("It is recorded who presides."),
        needs="meeting.prepare",
    )


@login_required
@require_GET
def meeting_invitation(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Hand out the meeting as a calendar file for the reader."""
    text = calendars.invitation_for(request.user, meeting_id, now())
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return answer


@login_required
@require_GET
def calendar_file(request: HttpRequest) -> HttpResponse:
    """Hand out all convened meetings as one calendar."""
    reader = reader_of(request.user)
    text = calendars.calendar_file(reader.network, now(), with_agenda=True)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


@login_required
@require_http_methods(["GET", "POST"])
def slot(request: HttpRequest, year: int, quarter: int) -> HttpResponse:
    """Keep a day of a quarter for its meeting."""
    reader = reader_of(request.user, "meeting.prepare")
    code = clocks.quarters_of(year)[quarter - 1][0] if 1 <= quarter <= 4 else ""
    lines = queries.year_of(reader.network, year, reader.today) if code else []
    kept = lines[quarter - 1].slot if lines else None
    back = f"{reverse('meetings:meetings')}?year={year}"
    return step(
        request,
        forms.Slot(
            request.POST or None,
            initial={"day": kept.day, "note": kept.note} if kept else None,
        ),
        lambda values: actions.meetings.keep_slot(request.user, year, quarter, **values),
        title=_("The day of {quarter}").format(quarter=code or f"{year}-{quarter}"),
        button=_("Keep the day"),
        back=back,
        back_label=str(year),
        done=_("The day is kept. Publish the calendar when the year is whole."),
        paragraph="102 118",
    )


@login_required
@require_POST
def calendar_publish(request: HttpRequest, year: int) -> HttpResponse:
    """Publish the year calendar."""
    reader_of(request.user, "meeting.prepare")
    return pressed(
        request,
        f"{reverse('meetings:meetings')}?year={year}",
        lambda: actions.meetings.publish_calendar(request.user, year),
        _("The calendar is published."),
        needs="meeting.prepare",
    )
