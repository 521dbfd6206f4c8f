"""Members of the Network, and the editions of Annex I."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import onto_form
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.governance.network import actions, forms
from waystation.governance.network.queries import members as queries
from waystation.governance.network.queries import people
from waystation.registry.organisations import queries as organisations
from waystation.registry.organisations.rules import UN_KINDS


@login_required
@require_GET
def members(request: HttpRequest) -> HttpResponse:
    """Show who belongs to the Network, who speaks for each, and who might wish to."""
    network = people.network_seen_by(request.user)
    today = today_in(network.office.zone)
    rows = list(queries.members_seen_by(request.user))
    speakers: dict[UUID, list[Any]] = {}
    for one in organisations.speakers_of(request.user, [row.entity_id for row in rows], today):
        speakers.setdefault(one.entity_id, []).append(one)
    shown = [{"member": row, "speakers": speakers.get(row.entity_id, [])} for row in rows]
    return render(
        request,
        "network/members.html",
        {
            "active": [r for r in shown if not _ended(r["member"], today)],
            "ended": [r for r in shown if _ended(r["member"], today)],
            "candidates": queries.candidates(network),
            "out_of_date": queries.annex_out_of_date(network, today),
            "annex": queries.last_annex(network),
            "may": access.may(request.user, "member.manage", network.office_id),
            "may_issue": access.may(request.user, "annex.issue", network.office_id),
        },
    )


def _ended(member: Any, today: Any) -> bool:
    return member.ends_on is not None and member.ends_on < today


@login_required
@require_http_methods(["GET", "POST"])
def admit(request: HttpRequest) -> HttpResponse:
    """Enter an entity that wishes to belong."""
    people.network_seen_by(request.user, "member.manage")
    entities = [
        (str(one.id), one.name)
        for one in organisations.entities_seen_by(request.user)
        if one.kind in UN_KINDS or request.method == "POST"
    ]
    form = forms.members.Admit(
        request.POST or None, offers={"entity": entities}, initial=request.GET.dict()
    )
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            actions.members.admit_member(request.user, UUID(clean.pop("entity")), **clean)
        except Refusal as refusal:
            shown_or_raised(form, refusal)
        else:
            messages.success(request, _("The entity is a member. Name its focal point next."))
            return redirect("network:members")
    return render(request, "network/form.html", _page(form, "admit") | {"none": not entities})


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, member: UUID) -> HttpResponse:
    """End a membership."""
    row = queries.member_seen_by(request.user, member)
    people.network_seen_by(request.user, "member.manage")
    form = forms.members.Leave(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.members.end_membership(request.user, member, **form.cleaned_data)
        except Refusal as refusal:
            shown_or_raised(form, refusal)
        else:
            messages.success(request, _("The membership ends. What the entity did stays."))
            return redirect("network:members")
    return render(request, "network/form.html", _page(form, "leave", row.entity.name))


@login_required
@require_GET
def annexes(request: HttpRequest) -> HttpResponse:
    """Show the editions of Annex I, and whether the register moved on."""
    network = people.network_seen_by(request.user)
    today = today_in(network.office.zone)
    return render(
        request,
        "network/annexes.html",
        {
            "editions": queries.annexes(network),
            "now": queries.annex_rows(network, today),
            "out_of_date": queries.annex_out_of_date(network, today),
            "may_issue": access.may(request.user, "annex.issue", network.office_id),
        },
    )


@login_required
@require_POST
def issue_annex(request: HttpRequest) -> HttpResponse:
    """Issue a new edition of Annex I."""
    row = actions.members.issue_annex(request.user)
    messages.success(request, _("Edition {number} of Annex I is issued.").format(number=row.number))
    return redirect("network:annexes")


def shown_or_raised(form: Any, refusal: Refusal) -> None:
    """Show a refusal on its form; what concerns the whole page is raised again."""
    if refusal.status not in {409, 422}:
        raise refusal
    onto_form(form, refusal)


def _page(form: Any, what: str, name: str = "") -> dict[str, Any]:
    words = {
        "admit": (
            "84",
            _("A member of the Network"),
            _("An entity of the UN system that asked to belong. Nobody is entered unasked."),
            _("Enter the member"),
        ),
        "leave": (
            "84",
            _("The membership of {name} ends").format(name=name),
            _("What the entity did in the Network stays."),
            _("End the membership"),
        ),
    }
    paragraph, title, lead, button = words[what]
    return {
        "form": form,
        "paragraph_of": paragraph,
        "title": title,
        "lead": lead,
        "button": button,
        "back": "network:members",
        "back_label": _("Members"),
    }
