"""Pages of an activity: its form, milestones, progress, and what members committed to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.access import queries as access
from waystation.foundation.shared.periods import today_in
from waystation.governance.network.http.pages import form_page, had, named, written
from waystation.governance.network.queries import people
from waystation.governance.workplans import actions, forms
from waystation.governance.workplans.queries import commitments as promised
from waystation.governance.workplans.queries import plans as queries
from waystation.governance.workplans.rules import commitments as promise_rules
from waystation.governance.workplans.rules import plans as rules
from waystation.registry.organisations import queries as organisations
from waystation.registry.reference import queries as reference

from .plans import TONES, blank_names, crumbs


def _page_of(key: UUID) -> str:
    return reverse("workplans:activity", args=[key])


def _way(planned: queries.Planned) -> list[tuple[str, str]]:
    return [*crumbs(planned.row.plan), (_page_of(planned.row.id), planned.row.title)]


def _entities(request: HttpRequest) -> list[tuple[str, str]]:
    rows = organisations.entities_of(access.signed_in(request.user).organisation_id)
    return [(str(one.id), str(one)) for one in rows.filter(retired_on=None).order_by("name")]


def _registered(request: HttpRequest) -> dict[str, list[tuple[str, str]]]:
    """Return what the registers offer an activity: mechanisms and legal texts."""
    return {
        "mechanisms": [
            (one["id"], one["title"]) for one in queries.mechanisms_seen_by(request.user)
        ],
        "legal": queries.legal_seen_by(request.user),
    }


@login_required
@require_http_methods(["GET", "POST"])
def activity_new(request: HttpRequest, key: UUID) -> HttpResponse:
    """Add an activity under a priority."""
    priority = queries.priority_seen_by(request.user, key)
    access.require(request.user, "plan.draft", priority.office_id)
    form = forms.Activity(_entities(request), _registered(request), request.POST or None)
    return form_page(
        request,
        form,
        lambda data: actions.plans.add_activity(
            request.user,
            key,
            id=data["key"],
            entities=form.entities(),
            looked=data["looked"],
            **form.values(),
        ),
        title=_("New activity"),
        lead=_("What is not known yet may stay blank until the plan is adopted."),
        button=_("Add the activity"),
        crumbs=crumbs(priority.plan),
        done=_("The activity is added."),
        to=lambda row: _page_of(row.id),
        template="workplans/activity_form.html",
        quote=priority.title,
    )


@login_required
@require_http_methods(["GET", "POST"])
def activity_edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change an activity; an adopted edition stays as it was."""
    planned = queries.activity_seen_by(request.user, key)
    access.require(request.user, "plan.draft", planned.row.office_id)
    values = {name: getattr(planned.row, name) for name in actions.plans.BLANKS}
    parts: dict[str, Any] = {role: [] for role, _name in rules.ROLES}
    for part in planned.parts:
        parts[part.role].append(str(part.entity_id))
    parts["lead"] = parts["lead"][0] if parts["lead"] else ""
    form = forms.Activity(
        _entities(request),
        _registered(request),
        request.POST or None,
        initial={**values, **parts, "seen": written(values)},
    )
    return form_page(
        request,
        form,
        lambda data: actions.plans.edit_activity(
            request.user, key, had(data["seen"]), form.values(), entities=form.entities()
        ),
        title=_("Change the activity"),
        lead=_("What was adopted stays as it was; a change waits for a revision of the plan."),
        button=_("Save"),
        crumbs=_way(planned),
        done=_("The activity is saved."),
        to=lambda row: _page_of(row.id),
        template="workplans/activity_form.html",
    )


@login_required
@require_GET
def activity(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one activity with all that belongs to it."""
    planned = queries.activity_seen_by(request.user, key)
    row, user = planned.row, request.user
    drafts = access.may(user, "plan.draft", row.office_id)
    mine = people.entity_of(user, today_in())
    takes_part = mine is not None and mine.id in {part.entity_id for part in planned.parts}
    registered = {name: dict(pairs) for name, pairs in _registered(request).items()}
    context = {
        "mechanisms": [registered["mechanisms"].get(key, "–") for key in row.mechanisms],
        "legal": [registered["legal"].get(key, "–") for key in row.legal],
        "planned": planned,
        "row": row,
        "plan": row.plan,
        "blanks": blank_names(planned.blanks),
        "parts": [(part.name, named(rules.ROLES, part.role)) for part in planned.parts],
        "unsdcf": _labels("unsdcf", row.unsdcf),
        "gcm": _labels("gcm_objective", row.gcm),
        "sdg": _labels("sdg_target", row.sdg),
        "places": [label for _code, label in _labels("municipality", row.places)],
        "markers": [
            (_("Gender"), named(rules.MARKERS, row.gender_marker)),
            (_("Human rights"), named(rules.MARKERS, row.human_rights_marker)),
            (_("Children"), named(rules.CHILD, row.child)),
        ],
        "history": queries.markers_of(row)[1:],
        "checklist": [
            (_(question), named(rules.ANSWERS, getattr(row, name)))
            for name, question in rules.CHECKLIST
        ]
        if row.labour_migration
        else [],
        "milestones": queries.milestones_of(row),
        "progress": [
            {
                "one": one,
                "state": named(rules.PROGRESS, one.state),
                "tone": TONES[one.state],
            }
            for one in queries.progress_of(row)
        ],
        "commitments": _told(promised.of_activity(row.id)),
        "crumbs": crumbs(row.plan),
        "may_draft": drafts and row.dropped_on is None,
        "may_report": drafts or takes_part,
        "may_commit": drafts or mine is not None,
    }
    return render(request, "workplans/activity.html", context)


def _labels(list_key: str, codes: list[str]) -> list[tuple[str, str]]:
    order = {code: place for place, code in enumerate(reference.entries(list_key))}
    found = sorted(codes, key=lambda code: order.get(code, len(order)))
    return [(code, reference.label(list_key, code)) for code in found]


def _told(rows: list[Any]) -> list[dict[str, Any]]:
    today = today_in()
    return [
        {
            "row": one,
            "state": named(promise_rules.STATES, one.state),
            "overdue": promise_rules.is_overdue(one.state, one.due_on, today),
        }
        for one in rows
    ]


@login_required
@require_POST
def activity_drop(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take an activity out of the plan; what was reported on it stays."""
    row = actions.plans.drop_activity(request.user, key)
    messages.success(request, _("The activity is taken out of the plan."))
    return redirect("workplans:plan", row.plan_id)


@login_required
@require_http_methods(["GET", "POST"])
def milestone_new(request: HttpRequest, key: UUID) -> HttpResponse:
    """Add a milestone to an activity."""
    planned = queries.activity_seen_by(request.user, key)
    access.require(request.user, "plan.draft", planned.row.office_id)
    form = forms.Milestone(request.POST or None)
    return form_page(
        request,
        form,
        lambda data: actions.plans.add_milestone(request.user, key, **form.answers()),
        title=_("New milestone"),
        lead="",
        button=_("Add the milestone"),
        crumbs=_way(planned),
        done=_("The milestone is added."),
        to=lambda row: _page_of(key),
    )


@login_required
@require_http_methods(["GET", "POST"])
def milestone_reached(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record that a milestone is reached, and what shows it."""
    row = queries.milestone_seen_by(request.user, key)
    planned = queries.activity_seen_by(request.user, row.activity_id)
    access.require(request.user, "commitment.record", row.office_id)
    form = forms.Reached(request.POST or None, initial={"reached_on": today_in()})
    return form_page(
        request,
        form,
        lambda data: actions.plans.reach_milestone(request.user, key, **data),
        title=_("Milestone reached"),
        lead=row.title,
        button=_("Record it"),
        crumbs=_way(planned),
        done=_("The milestone is recorded as reached."),
        to=lambda one: _page_of(row.activity_id),
    )


@login_required
@require_http_methods(["GET", "POST"])
def activity_report(request: HttpRequest, key: UUID) -> HttpResponse:
    """Report what became of an activity in a quarter."""
    planned = queries.activity_seen_by(request.user, key)
    access.require(request.user, "commitment.record", planned.row.office_id)
    quarter = (today_in().month + 2) // 3
    form = forms.Progress(request.POST or None, initial={"quarter": quarter})
    return form_page(
        request,
        form,
        lambda data: actions.plans.report_progress(request.user, key, **form.answers()),
        title=_("Report progress"),
        lead=_("The last report of a quarter counts; the earlier ones stay."),
        button=_("Save the report"),
        crumbs=_way(planned),
        done=_("The report is saved."),
        to=lambda row: _page_of(key),
    )


@login_required
@require_http_methods(["GET", "POST"])
def commitment_new(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record what a member commits itself to for an activity."""
    planned = queries.activity_seen_by(request.user, key)
    office = planned.row.office_id
    access.require(request.user, "commitment.record", office)
    network = people.network_seen_by(request.user)
    members = [
        (str(one.entity_id), str(one.entity)) for one in people.members_on(network, today_in())
    ]
    mine = people.entity_of(request.user, today_in())
    if not access.may(request.user, "plan.draft", office):
        members = [one for one in members if mine and one[0] == str(mine.id)]
    form = forms.Commitment(members, request.POST or None)
    return form_page(
        request,
        form,
        lambda data: actions.commitments.record_commitment(
            request.user,
            key,
            id=data["key"],
            entity=UUID(data["entity"] or str(UUID(int=0))),
            what=data["what"],
            due_on=data["due_on"],
        ),
        title=_("New commitment"),
        lead=_("What a member promises towards this activity, and until when."),
        button=_("Record the commitment"),
        crumbs=_way(planned),
        done=_("The commitment is recorded."),
        to=lambda row: _page_of(key),
    )


@login_required
@require_GET
def commitments(request: HttpRequest) -> HttpResponse:
    """List the commitments: those not ended, overdue ones, ended ones; mine or all."""
    people.network_seen_by(request.user)
    which = request.GET.get("which", "")
    mine = people.entity_of(request.user, today_in())
    only_mine = request.GET.get("mine") == "1" and mine is not None
    rows, after = promised.lines_seen_by(
        request.user,
        today_in(),
        entity=mine.id if only_mine and mine else None,
        which=which,
        after=request.GET.get("after", ""),
    )
    for one in rows:
        one["state"] = named(promise_rules.STATES, one["row"].state)
    tabs = [("", _("Open")), ("overdue", _("Overdue")), ("ended", _("Ended")), ("all", _("All"))]
    context = {
        "rows": rows,
        "next_after": after,
        "tabs": tabs,
        "which": which,
        "mine": mine,
        "only_mine": only_mine,
    }
    return render(request, "workplans/commitments.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def commitment(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a commitment with its history, and say how it goes."""
    row = promised.commitment_seen_by(request.user, key)
    form = forms.Move(request.POST or None, initial={"state": row.state})
    mine = people.entity_of(request.user, today_in())
    may_move = access.may(request.user, "plan.draft", row.office_id) or (
        mine is not None and mine.id == row.entity_id
    )
    return form_page(
        request,
        form,
        lambda data: actions.commitments.move_commitment(request.user, key, **data),
        title=row.what,
        lead=_("{entity}, until {day}").format(entity=row.entity, day=f"{row.due_on:%d.%m.%Y}"),
        button=_("Save"),
        crumbs=[(reverse("workplans:commitments"), _("Commitments"))],
        done=_("It is saved."),
        to=lambda one: reverse("workplans:commitment", args=[key]),
        template="workplans/commitment.html",
        row=row,
        may_move=may_move,
        events=[
            {"one": one, "state": named(promise_rules.STATES, one.state)}
            for one in promised.history_of(row)
        ],
    )
