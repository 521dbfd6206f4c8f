"""Pages of decisions and of the actions they ask for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.shared.periods import year as year_of
from waystation.governance.meetings import actions, forms
from waystation.governance.meetings.queries import decisions as queries
from waystation.governance.meetings.queries import meetings as meeting_queries
from waystation.governance.meetings.rules import kinds
from waystation.governance.meetings.rules.decisions import MOVES
from waystation.governance.network.http.fields import named
from waystation.governance.network.http.steps import pressed, step
from waystation.governance.network.queries import people
from waystation.governance.network.queries.scope import reader_of
from waystation.governance.network.rules.classes import CLASSES

from .agenda import items_offered
from .meetings import page_of, word

SLICE = 40
TONES = {"open": "", "in_progress": "b", "done": "a", "verified": "g", "dropped": ""}


@login_required
@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """Show the decisions, latest first."""
    rows = queries.decisions_after(request.user, request.GET.get("after", ""), SLICE + 1)
    reader = reader_of(request.user)
    this_year = year_of(reader.today)
    return render(
        request,
        "meetings/decisions.html",
        {
            "rows": [{"one": one, "word": word(CLASSES, one.access_class)} for one in rows[:SLICE]],
            "next_after": queries.next_decision(rows, SLICE),
            "year": reader.today.year,
            "implementation": queries.implementation(
                reader.network, this_year.start, this_year.end, reader.today, reader.classes
            ),
        },
    )


@login_required
@require_GET
def decision(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Show one decision with its reservations and what it asks for."""
    row = queries.decision_seen_by(request.user, decision_id)
    asked = [
        {"one": one, "state": word(kinds.ACTION_STATES, one.state), "tone": TONES[one.state]}
        for one in queries.actions_seen_by(request.user)
        .filter(decision=row)
        .select_related("owner")[:SLICE]
    ]
    context = {
        "decision": row,
        "word": word(CLASSES, row.access_class),
        "reservations": row.reservations.select_related("entity").order_by("id"),
        "actions": asked,
    }
    return render(request, "meetings/decision.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def decision_new(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Record a decision of a meeting."""
    reader = reader_of(request.user, "decision.record")
    found = meeting_queries.meeting_seen_by(request.user, meeting_id)
    form = forms.Decision(request.POST or None, offers={"item": items_offered(reader, meeting_id)})

    def record(values: dict[str, Any]) -> None:
        values["item"] = named(values["item"])
        actions.decisions.record_decision(request.user, meeting_id, **values)

    return step(
        request,
        form,
        record,
        title=_("Record a decision"),
        button=_("Record it"),
        back=page_of(meeting_id),
        back_label=found.title,
        done=_("The decision is recorded. Agree who does what by when."),
        lead=_("The Network decides by consensus; an entity's reservation stands beside it."),
        paragraph="43 49",
        house_rule="A-16",
    )


@login_required
@require_http_methods(["GET", "POST"])
def reservation_new(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Put a reservation beside a decision."""
    reader = reader_of(request.user, "decision.record")
    found = queries.decision_seen_by(request.user, decision_id)
    form = forms.Reservation(
        request.POST or None,
        offers={"entity": list(meeting_queries.who_may_own(reader.network, reader.today))},
    )
    return step(
        request,
        form,
        lambda values: actions.decisions.add_reservation(
            request.user, decision_id, entity=UUID(values["entity"]), text=values["text"]
        ),
        title=_("Add a reservation"),
        button=_("Add it"),
        back=page_of(found.meeting_id),
        back_label=found.meeting.title,
        done=_("The reservation stands beside the decision."),
        lead=found.text,
        house_rule="A-16",
    )


@login_required
@require_http_methods(["GET", "POST"])
def action_new(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Agree an action from a decision."""
    reader = reader_of(request.user, "decision.record")
    found = queries.decision_seen_by(request.user, decision_id)
    form = forms.Action(
        request.POST or None,
        offers={"owner": list(meeting_queries.who_may_own(reader.network, reader.today))},
    )

    def agree(values: dict[str, Any]) -> None:
        values["owner"] = named(values["owner"])
        actions.decisions.agree_action(request.user, decision_id, **values)

    return step(
        request,
        form,
        agree,
        title=_("Agree an action"),
        button=_("Agree it"),
        back=page_of(found.meeting_id),
        back_label=found.meeting.title,
        done=_("The action is agreed; its owner sees it."),
        lead=found.text,
        paragraph="43",
    )


@login_required
@require_GET
def action_list(request: HttpRequest) -> HttpResponse:
    """Show the actions: unfinished ones first due first, or those of a state."""
    reader = reader_of(request.user)
    state = request.GET.get("state", "")
    mine = people.entity_of(request.user, reader.today) if request.GET.get("mine") else None
    rows = queries.actions_after(
        request.user,
        request.GET.get("after", ""),
        SLICE + 1,
        state=state,
        owner=mine.id if mine else None,
    )
    return render(
        request,
        "meetings/actions.html",
        {
            "rows": [
                {
                    "one": one,
                    "state": word(kinds.ACTION_STATES, one.state),
                    "tone": TONES[one.state],
                }
                for one in rows[:SLICE]
            ],
            "next_after": queries.next_action(rows, SLICE),
            "states": [(key, word(kinds.ACTION_STATES, key)) for key, _n in kinds.ACTION_STATES],
            "state": state,
            "mine": bool(request.GET.get("mine")),
        },
    )


def _action_page(action_id: UUID) -> str:
    return reverse("meetings:action", args=[action_id])


@login_required
@require_GET
def action(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Show an action: who, by when, the evidence, and everything that happened to it."""
    reader = reader_of(request.user)
    found = queries.action_seen_by(request.user, action_id)
    mine = people.entity_of(request.user, reader.today)
    owns = mine is not None and mine.id == found.owner_id
    return render(
        request,
        "meetings/action.html",
        {
            "action": found,
            "state": word(kinds.ACTION_STATES, found.state),
            "tone": TONES[found.state],
            "late": found.state in {"open", "in_progress"} and found.due_on < reader.today,
            "events": [
                {**one, "word": word(kinds.ACTION_STATES, one["after"])}
                for one in queries.events_of(action_id)
            ],
            "may_report": (owns or reader.may("decision.record"))
            and found.state in {"open", "in_progress"},
            "may_verify": reader.may("action.verify") and found.state == "done",
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def action_report(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Report how an action stands."""
    reader = reader_of(request.user, "action.report")
    found = queries.action_seen_by(request.user, action_id)
    states = [one for one in MOVES[found.state] if one != "verified"]
    if not reader.may("decision.record"):
        states = [one for one in states if one != "dropped"]
    form = forms.Report(states, request.POST or None)
    return step(
        request,
        form,
        lambda values: actions.decisions.report_action(request.user, action_id, **values),
        title=_("Report on the action"),
        button=_("Report"),
        back=_action_page(action_id),
        back_label=found.text[:60],
        done=_("The report is recorded."),
        lead=found.text,
        paragraph="43",
    )


@login_required
@require_POST
def action_verify(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Verify that an action was done."""
    reader_of(request.user, "action.verify")
    return pressed(
        request,
        _action_page(action_id),
        lambda: actions.decisions.verify_action(request.user, action_id),
        _("The action is verified."),
        needs="action.verify",
    )


@login_required
@require_http_methods(["GET", "POST"])
def action_return(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Give an action back to its owner."""
    reader_of(request.user, "action.verify")
    found = queries.action_seen_by(request.user, action_id)
    return step(
        request,
        forms.Note(request.POST or None),
        lambda values: actions.decisions.return_action(request.user, action_id, **values),
        title=_("Give the action back"),
        button=_("Give it back"),
        back=_action_page(action_id),
        back_label=found.text[:60],
        done=_("The owner sees what is missing."),
        lead=found.text,
        paragraph="43",
    )
