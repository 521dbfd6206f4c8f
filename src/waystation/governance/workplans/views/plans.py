"""Pages of the work plan: the year's plan, its blanks, alignment, overlap and editions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from waystation.foundation.access import queries as access
from waystation.foundation.documents import tables, word
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.network.http.pages import form_page, named
from waystation.governance.network.queries import people
from waystation.governance.workplans import actions, forms
from waystation.governance.workplans.queries import plans as queries
from waystation.governance.workplans.queries import planwords
from waystation.governance.workplans.queries import reviews as reviewed
from waystation.governance.workplans.rules import plans as rules
from waystation.governance.workplans.rules import reviews as review_rules
from waystation.registry.reference import queries as reference

OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA = {
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "docx": f"{OFFICE}wordprocessingml.document",
}
LISTS = {"unsdcf": "unsdcf", "gcm": "gcm_objective", "sdg": "sdg_target"}
TONES = {
    "not_started": "",
    "under_way": "b",
    "done": "g",
    "delayed": "a",
    "dropped": "r",
}


def crumbs(plan: Any = None) -> list[tuple[str, str]]:
    """Return the way to a plan."""
    found = [(reverse("workplans:plans"), _("Work plan"))]
    return [*found, (reverse("workplans:plan", args=[plan.id]), str(plan))] if plan else found


def blank_names(keys: list[str]) -> list[str]:
    """Return what is blank in the reader's language."""
    return [_(rules.BLANK_NAMES[key]) for key in keys]


@login_required
@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """List the plans by year, with the state of this year and the next."""
    network = people.network_seen_by(request.user)
    today = today_in()
    rows = list(queries.plans_seen_by(request.user))
    by_year = {row.year: row for row in rows}
    missing = [
        (year, state)
        for year in (today.year, today.year + 1)
        if (state := rules.state_of_year(_adopted(by_year.get(year)), year, today))
        in {"none", "due"}
    ]
    context = {
        "rows": rows,
        "missing": missing,
        "may_draft": access.may(request.user, "plan.draft", network.office_id),
    }
    return render(request, "workplans/plans.html", context)


def _adopted(row: Any) -> bool:
    return row is not None and row.edition > 0


@login_required
@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    """Begin the plan of a year."""
    network = people.network_seen_by(request.user)
    access.require(request.user, "plan.draft", network.office_id)
    year = today_in().year
    form = forms.Plan(
        request.POST or None,
        initial={"year": year, "title": _("Work plan {year}").format(year=year)},
    )
    return form_page(
        request,
        form,
        lambda data: actions.plans.open_plan(request.user, **form.answers()),
        title=_("New work plan"),
        lead=_("One plan for each year. It counts once it is adopted at a meeting."),
        button=_("Begin the plan"),
        crumbs=crumbs(),
        done=_("The plan is begun. Add its priorities."),
        to=lambda row: reverse("workplans:plan", args=[row.id]),
    )


@login_required
@require_GET
def plan(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a plan: priorities, activities, money, what is blank, and its editions."""
    row = queries.plan_seen_by(request.user, key)
    planned = queries.activities_of(row)
    said = queries.latest_progress([one.row.id for one in planned], 4)
    under: dict[UUID, list[dict[str, Any]]] = {}
    for one in planned:
        last = said.get(one.row.id)
        state = last.state if last else "not_started"
        under.setdefault(one.row.priority_id, []).append(
            {
                "one": one,
                "blanks": blank_names(one.blanks),
                "state": named(rules.PROGRESS, state),
                "tone": TONES[state],
            }
        )
    context = {
        "plan": row,
        "priorities": [
            {
                "row": one,
                "objective": reference.label("tor_objective", one.objective),
                "activities": under.get(one.id, []),
            }
            for one in queries.priorities_of(row)
        ],
        "count": len(planned),
        "blanks": sum(len(one.blanks) for one in planned),
        "joint": sum(one.row.joint for one in planned),
        "funds": queries.funds_of(planned),
        "overlaps": len(queries.overlaps_of(planned)),
        "editions": queries.editions_of(row),
        "changes": len(queries.unrevised(row)),
        "may_draft": access.may(request.user, "plan.draft", row.office_id),
        "may_adopt": access.may(request.user, "plan.adopt", row.office_id),
    }
    return render(request, "workplans/plan.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def priority_new(request: HttpRequest, key: UUID) -> HttpResponse:
    """Add a priority to a plan."""
    row = queries.plan_seen_by(request.user, key)
    access.require(request.user, "plan.draft", row.office_id)
    form = forms.Priority(request.POST or None)
    return form_page(
        request,
        form,
        lambda data: actions.plans.add_priority(request.user, key, **form.answers()),
        title=_("New priority"),
        lead="",
        button=_("Add the priority"),
        crumbs=crumbs(row),
        done=_("The priority is added."),
        to=lambda _row: reverse("workplans:plan", args=[key]),
    )


@login_required
@require_GET
def plan_alignment(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the alignment matrix of a plan: activities × codes, blank cells visible."""
    row = queries.plan_seen_by(request.user, key)
    by = request.GET.get("by", "unsdcf")
    by = by if by in LISTS else "unsdcf"
    planned = queries.activities_of(row)
    labels = reference.codes(LISTS[by])
    codes = list(labels)
    if by == "sdg":
        used = {code for one in planned for code in one.row.sdg}
        codes = [code for code in codes if code in used]
    rows = queries.matrix(planned, by, codes)
    columns = [
        {
            "code": code,
            "label": labels[code],
            "blank": not any(cell.meets for one in rows for cell in one.cells if cell.code == code),
        }
        for code in codes
    ]
    context = {
        "plan": row,
        "by": by,
        "tabs": [("unsdcf", "UNSDCF"), ("gcm", "GCM"), ("sdg", "SDG")],
        "columns": columns,
        "rows": rows,
        "blank_rows": sum(one.blank for one in rows),
        "blank_columns": sum(bool(one["blank"]) for one in columns),
        "ended": by == "unsdcf" and _framework_ended(row.year),
        "crumbs": crumbs(row),
    }
    return render(request, "workplans/alignment.html", context)


def _framework_ended(year: int) -> bool:
    """Return whether the framework's entries all ended before the plan's year."""
    entries = reference.entries("unsdcf").values()
    return bool(entries) and all(one.valid_to and one.valid_to.year < year for one in entries)


@login_required
@require_GET
def plan_overlap(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show where activities of different owners meet, by objective and place."""
    row = queries.plan_seen_by(request.user, key)
    planned = queries.activities_of(row)
    by_key = {str(one.row.id): one for one in planned}
    rows = [
        {
            "topic": reference.label("gcm_objective", one.topic),
            "place": reference.label("municipality", one.place) or _("Everywhere"),
            "activities": [by_key[key] for key in one.activities],
        }
        for one in queries.overlaps_of(planned)
    ]
    context = {"plan": row, "rows": rows, "crumbs": crumbs(row)}
    return render(request, "workplans/overlap.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def plan_adopt(request: HttpRequest, key: UUID) -> HttpResponse:
    """Adopt a plan at a held meeting, or say every blank that stops it."""
    row = queries.plan_seen_by(request.user, key)
    access.require(request.user, "plan.adopt", row.office_id)
    form = forms.Adoption(queries.held_meetings(request.user, row.year), request.POST or None)
    return form_page(
        request,
        form,
        lambda data: actions.plans.adopt_plan(request.user, key, _key(data["meeting"])),
        title=_("Adopt the plan"),
        lead=_(
            "What is adopted never changes. Every activity needs a UNSDCF priority, a GCM "
            "objective, an SDG target, an owner and its markers."
        ),
        button=_("Adopt it"),
        crumbs=crumbs(row),
        done=_("The plan is adopted."),
        to=lambda edition: reverse("workplans:plan_edition", args=[edition.id]),
    )


def _key(text: str) -> UUID | None:
    return UUID(text) if text else None


@login_required
@require_http_methods(["GET", "POST"])
def plan_revise(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record a revision of an adopted plan, with its reason and the difference."""
    row = queries.plan_seen_by(request.user, key)
    access.require(request.user, "plan.adopt", row.office_id)
    found = [
        (str(one.id), f"{one.held_on:%d.%m.%Y} {named(review_rules.KINDS, one.kind)}")
        for one in reviewed.reviews_seen_by(request.user)[:20]
    ]
    meetings = queries.held_meetings(request.user, row.year)
    form = forms.Revision(meetings, found, request.POST or None)
    return form_page(
        request,
        form,
        lambda data: actions.plans.revise_plan(
            request.user,
            key,
            data["reason"],
            meeting=_key(data["meeting"]),
            review=_key(data["review"]),
        ),
        title=_("Revise the plan"),
        lead=_("Differences from the last edition: {count}.").format(
            count=len(queries.unrevised(row))
        ),
        button=_("Record the revision"),
        crumbs=crumbs(row),
        done=_("The revision is recorded."),
        to=lambda edition: reverse("workplans:plan_edition", args=[edition.id]),
    )


@login_required
@require_GET
def plan_edition(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a plan as it was adopted or revised, and what the revision changed."""
    edition = queries.edition_seen_by(request.user, key)
    context = {
        "edition": edition,
        "plan": edition.plan,
        "changes": [_told(one) for one in edition.changes],
        "crumbs": crumbs(edition.plan),
    }
    return render(request, "workplans/plan_edition.html", context)


@login_required
@require_GET
def plan_file(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """Hand out an edition of a plan as a spreadsheet or a Word document."""
    edition = queries.edition_seen_by(request.user, key)
    if kind == "xlsx":
        found = [table for _priority, table in planwords.tables_of(edition.content) if table.rows]
        if not found:
            raise NotSeen(N_("This edition has no activity to put in the file."), code="plan_empty")
        body = tables.xlsx(found, title=edition.content["title"])
    else:
        body = word.render(planwords.as_report(edition))
    answer = HttpResponse(body, content_type=MEDIA[kind])
    name = f"plan-{edition.plan.year}-{edition.number}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _told(change: dict[str, Any]) -> dict[str, Any]:
    words = {"added": _("Added"), "removed": _("Removed"), "changed": _("Changed")}
    tones = {"added": "g", "removed": "r", "changed": "a"}
    field = change["field"]
    return {
        **change,
        "word": words[change["kind"]],
        "tone": tones[change["kind"]],
        "field": planwords.field_name(field) if field else "",
        "old": planwords.in_words(field, change["old"]),
        "new": planwords.in_words(field, change["new"]),
    }
