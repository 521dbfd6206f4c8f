"""The members' profiles side by side, and their editions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.governance.network import actions
from waystation.governance.network.queries import people
from waystation.governance.network.queries import profiles as queries
from waystation.governance.network.rules.members import PROFILE_FIELDS, ROLES


def _shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    roles = dict(ROLES)
    return [
        {**row, "plan": [{**one, "word": _(roles[one["role"]])} for one in row["plan"]]}
        for row in rows
    ]


@login_required
@require_GET
def profiles(request: HttpRequest) -> HttpResponse:
    """Show the profiles as they stand now, and the editions that were issued."""
    network = people.network_seen_by(request.user)
    today = today_in(network.office.zone)
    context = {
        "rows": _shown(queries.profile_rows(network, today)),
        "editions": queries.editions(network),
        "out_of_date": queries.out_of_date(network, today),
        "may_issue": access.may(request.user, "annex.issue", network.office_id),
    }
    return render(request, "network/profiles.html", context)


@login_required
@require_GET
def edition(request: HttpRequest, number: int) -> HttpResponse:
    """Show one edition as it was issued, and what changed since the one before."""
    row = queries.edition_seen_by(request.user, number)
    names = dict(PROFILE_FIELDS)
    changes = [
        {"name": one.name, "how": one.how, "fields": ", ".join(_(names[f]) for f in one.fields)}
        for one in queries.changes_of(row)
    ]
    context = {"edition": row, "rows": _shown(row.rows), "changes": changes}
    return render(request, "network/profiles.html", context)


@login_required
@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Issue the profiles as they stand as the next edition."""
    try:
        row = actions.profiles.issue_profiles(request.user)
    except Refusal as refusal:
        if refusal.status not in {409, 422}:
            raise
        messages.error(request, in_words(refusal))
        return redirect("network:profiles")
    messages.success(request, _("Edition {number} is issued.").format(number=row.number))
    return redirect("network:profile_edition", row.number)
