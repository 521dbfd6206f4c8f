"""The four homes and the public page: what is due, and the panels of each noun."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from waystation.foundation.shared.periods import today_in
from waystation.governance.network.due import everything
from waystation.governance.network.http.sentences import said
from waystation.governance.network.panels import shown
from waystation.governance.network.queries import people
from waystation.governance.network.queries.once import read_once

GROUPS = (("late", _("Late"), "r"), ("due", _("Due"), "a"), ("missing", _("Missing"), "v"))


@login_required
@require_GET
@read_once()
def desk(request: HttpRequest) -> HttpResponse:
    """Show the Secretariat what is due, what is late, and what is missing."""
    network = people.network_seen_by(request.user, "member.manage")
    today = today_in(network.office.zone)
    items = everything.items(request.user, network, today)
    groups = [
        {
            "key": key,
            "title": title,
            "tone": tone,
            "rows": [
                {
                    "text": said(one.sentence, one.values),
                    "paragraph": one.paragraph,
                    "until": one.until,
                    "url": one.url,
                }
                for one in items
                if one.when == key
            ],
        }
        for key, title, tone in GROUPS
    ]
    context = {"network": network, "groups": groups, "count": len(items)}
    return render(request, "network/desk.html", context | _panels("desk", request, network, today))


@login_required
@require_GET
@read_once()
def chair(request: HttpRequest) -> HttpResponse:
    """Show a co-chair what waits for a name: to issue, to approve, to ask."""
    network = people.network_seen_by(request.user, "meeting.convene")
    return _home(
        request,
        network,
        "chair",
        title=gettext("Co-chair"),
        lead=gettext("What waits for your name: notices to issue, reports and advice to approve."),
    )


@login_required
@require_GET
@read_once()
def mine(request: HttpRequest) -> HttpResponse:
    """Show a member its entity's commitments, actions and papers."""
    network = people.network_seen_by(request.user, "seat.decline")
    entity = people.entity_of(request.user, today_in(network.office.zone))
    lead = (
        gettext("What {entity} has promised, and what has come for it.").format(entity=entity)
        if entity
        else gettext("You do not speak for an entity today. The Secretariat names focal points.")
    )
    return _home(request, network, "mine", title=gettext("My entity"), lead=lead)


@login_required
@require_GET
@read_once()
def unkt(request: HttpRequest) -> HttpResponse:
    """Show UNKT the reports it received and the advice that awaits its answer."""
    network = people.network_seen_by(request.user, "unkt.read")
    return _home(
        request,
        network,
        "unkt",
        title=gettext("UNKT"),
        lead=gettext("Reports and updates of the Network, and advice that awaits an answer."),
    )


@require_GET
@read_once()
def public(request: HttpRequest) -> HttpResponse:
    """Show everybody the calendar, public decisions, statements, and the adopted plan."""
    network = people.public_network()
    # Everybody's languages, not only those that the staff's pages have.
    context: dict[str, Any] = {"network": network, "panels": [], "languages": settings.LANGUAGES}
    if network is not None:
        today = today_in(network.office.zone)
        context |= _panels("public", request, network, today)
    return render(request, "network/public.html", context)


def _panels(home: str, request: HttpRequest, network: Any, today: Any) -> dict[str, Any]:
    return {"panels": shown.panels(home, request.user, network, today)}


def _home(request: HttpRequest, network: Any, home: str, **words: str) -> HttpResponse:
    today = today_in(network.office.zone)
    context = {"network": network, **words, **_panels(home, request, network, today)}
    return render(request, "network/home.html", context)
