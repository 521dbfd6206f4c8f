"""Pages of reviews, and of the board of progress on the Global Compact."""

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
from waystation.foundation.shared.typed import number_in
from waystation.governance.network.http.pages import form_page, had, named, written
from waystation.governance.network.queries import people
from waystation.governance.workplans import actions, forms
from waystation.governance.workplans.queries import reviews as queries
from waystation.governance.workplans.rules import plans as plan_rules
from waystation.governance.workplans.rules import reviews as rules
from waystation.registry.reference import queries as reference

TONES = {"planned": "", "under_way": "b", "done": "g", "stalled": "r"}


@login_required
@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """List the reviews, and say when the last one is a year old."""
    network = people.network_seen_by(request.user)
    last = queries.last_review(network.office_id, today_in())
    context = {
        "rows": [
            {"row": one, "kind": named(rules.KINDS, one.kind)}
            for one in queries.reviews_seen_by(request.user)[:100]
        ],
        "overdue": rules.review_overdue(last, today_in()),
        "may_record": access.may(request.user, "review.record", network.office_id),
    }
    return render(request, "workplans/reviews.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def review_new(request: HttpRequest) -> HttpResponse:
    """Record a review."""
    network = people.network_seen_by(request.user)
    access.require(request.user, "review.record", network.office_id)
    form = forms.Review(request.POST or None, initial={"kind": "formal", "held_on": today_in()})
    return form_page(
        request,
        form,
        lambda data: actions.reviews.record_review(request.user, **form.answers()),
        title=_("New review"),
        lead=_("The Network regularly looks at its methods and focus, formally and informally."),
        button=_("Record the review"),
        crumbs=[(reverse("workplans:reviews"), _("Reviews"))],
        done=_("The review is recorded."),
        to=lambda row: reverse("workplans:reviews"),
    )


def _shown(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "code": code,
            "label": reference.label("gcm_objective", code),
            "measures": [
                {
                    **one,
                    "word": named(rules.MEASURE_STATES, one["state"]),
                    "tone": TONES[one["state"]],
                }
                for one in content[code]["measures"]
            ],
            "support": [
                {**one, "word": named(plan_rules.PROGRESS, one["state"])}
                for one in content[code]["support"]
            ],
        }
        for code in rules.OBJECTIVES
    ]


@login_required
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show the 23 objectives: measures of the authorities, support by the Network."""
    network = people.network_seen_by(request.user)
    today = today_in()
    typed = number_in(request.GET.get("year", "")) or 0
    year = typed if 2000 <= typed <= 2100 else today.year
    content = queries.board(network.office_id, year)
    quarter = (today.month + 2) // 3
    context = {
        "rows": _shown(content),
        "year": year,
        "quarter": quarter,
        "covered": sum(bool(one["measures"] or one["support"]) for one in content.values()),
        "snapshots": queries.snapshots_seen_by(request.user)[:20],
        "may_record": access.may(request.user, "progress.record", network.office_id),
        "may_keep": access.may(request.user, "progress.record", network.office_id)
        and not queries.snapshot_taken(network.office_id, today.year, quarter),
        "live": True,
    }
    return render(request, "workplans/board.html", context)


@login_required
@require_GET
def board_kept(request: HttpRequest, year: int, quarter: int) -> HttpResponse:
    """Show the board of a quarter as it was kept, and what moved since the one before."""
    people.network_seen_by(request.user)
    row = queries.snapshot_seen_by(request.user, year, quarter)
    before = queries.before(row)
    moved = rules.moved(before.content, row.content) if before else {}
    context = {
        "rows": _shown(row.content),
        "snapshot": row,
        "year": year,
        "quarter": quarter,
        "before": before,
        "moved": [
            {"label": reference.label("gcm_objective", code), **change}
            for code, change in moved.items()
        ],
        "live": False,
    }
    return render(request, "workplans/board.html", context)


@login_required
@require_POST
def board_keep(request: HttpRequest) -> HttpResponse:
    """Keep the board of this quarter for good."""
    today = today_in()
    row = actions.reviews.keep_board(request.user, today.year, (today.month + 2) // 3)
    messages.success(request, _("The board of this quarter is kept."))
    return redirect("workplans:board_kept", row.year, row.quarter)


@login_required
@require_http_methods(["GET", "POST"])
def measure_new(request: HttpRequest) -> HttpResponse:
    """Record what an authority does towards an objective."""
    network = people.network_seen_by(request.user)
    access.require(request.user, "progress.record", network.office_id)
    form = forms.Measure(
        request.POST or None,
        initial={"objective": request.GET.get("objective", ""), "state": "planned"},
    )
    return form_page(
        request,
        form,
        lambda data: actions.reviews.record_measure(request.user, **_values(form.answers())),
        title=_("New measure"),
        lead=_("What a Kosovo authority does towards an objective of the Global Compact."),
        button=_("Record the measure"),
        crumbs=[(reverse("workplans:board"), _("GCM progress"))],
        done=_("The measure is recorded."),
        to=lambda row: reverse("workplans:board"),
    )


def _values(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != "seen"}


@login_required
@require_http_methods(["GET", "POST"])
def measure(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a measure."""
    row = queries.measure_seen_by(request.user, key)
    access.require(request.user, "progress.record", row.office_id)
    values = {name: getattr(row, name) for name in actions.reviews.MEASURE}
    form = forms.Measure(request.POST or None, initial={**values, "seen": written(values)})

    def save(data: dict[str, Any]) -> Any:
        seen = had(data["seen"])
        if "since" in seen:
            seen["since"] = row.since if str(row.since) == str(seen["since"]) else seen["since"]
        proposed = {name: data[name] for name in values}
        return actions.reviews.edit_measure(request.user, key, seen, proposed)

    return form_page(
        request,
        form,
        save,
        title=_("Change the measure"),
        lead="",
        button=_("Save"),
        crumbs=[(reverse("workplans:board"), _("GCM progress"))],
        done=_("The measure is saved."),
        to=lambda one: reverse("workplans:board"),
    )
