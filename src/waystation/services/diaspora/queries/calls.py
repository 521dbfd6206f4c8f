"""Calls for contributions with matches and reasons; answers, contributions and mailings."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.records import in_force
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import not_seen
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.services.diaspora import rules
from waystation.services.diaspora.fields import CALL, MEMBER
from waystation.services.diaspora.models import Answer, Call, Contribution, Mailing, Member

from .members import members_visible_to, names_of

COMPARED = MEMBER.without("name", "email")
MOST_COMPARED = 5000


def calls_visible_to(user: access.AnyUser) -> QuerySet[Call]:
    """Return the calls of the user's offices."""
    return access.scoped(Call.objects.all(), user, "diaspora.read")


def call_visible_to(user: access.AnyUser, call_id: UUID) -> Call:
    """Return one call. Raises NotSeen outside the user's offices."""
    found = calls_visible_to(user).filter(id=call_id).first()
    if found is None:
        raise not_seen()
    return found


def members_for(user: access.AnyUser, call: Call, most: int = 50) -> list[dict[str, Any]]:
    """Return the members that match a call, best first, each with the reasons."""
    rows = members_visible_to(user).order_by("id")[:MOST_COMPARED]
    wanted = values_of(call, CALL)
    found = rules.in_order_of_fit(
        [(one, rules.fit_of(values_of(one, COMPARED), wanted)) for one in rows]
    )[:most]
    answered = dict(answers_visible_to(user).filter(call=call).values_list("member_id", "state"))
    names = names_of(user, [one.id for one, _fit in found])
    return [
        {
            "member": one,
            "name": names.get(one.id) or _("Gave no name"),
            "country": MEMBER["country"].words(one.country),
            "reasons": [_(reason) for reason in fit.reasons],
            "answered": one.id in answered,
        }
        for one, fit in found
    ]


def calls_for(member: Member, day: date) -> list[dict[str, Any]]:
    """Return the open calls that suit a member, the best first; for the member's own page."""
    rows = Call.objects.filter(
        in_force(day, "opens_on", "closes_on"),
        organisation_id=member.organisation_id,
        state="open",
    ).order_by("opens_on", "id")
    mine = values_of(member, COMPARED)
    found = rules.in_order_of_fit([(one, rules.fit_of(mine, values_of(one, CALL))) for one in rows])
    answered = dict(member.answers.values_list("call_id", "state"))
    return [
        {
            "call": one,
            "kind": CALL["kind"].words(one.kind),
            "places": CALL["places"].words(one.places),
            "reasons": [_(reason) for reason in fit.reasons],
            "answered": answered.get(one.id, ""),
        }
        for one, fit in found
    ]


def answers_visible_to(user: access.AnyUser) -> QuerySet[Answer]:
    """Return the answers to calls in the user's offices."""
    return access.scoped(Answer.objects.all(), user, "diaspora.read")


def answer_visible_to(user: access.AnyUser, answer_id: UUID) -> Answer:
    """Return one answer. Raises NotSeen outside the user's offices."""
    rows = answers_visible_to(user).select_related("call", "member")
    found = rows.filter(id=answer_id).first()
    if found is None:
        raise not_seen()
    return found


def contributions_visible_to(user: access.AnyUser) -> QuerySet[Contribution]:
    """Return the contributions of the user's offices."""
    return access.scoped(Contribution.objects.all(), user, "diaspora.read")


def contribution_visible_to(user: access.AnyUser, contribution_id: UUID) -> Contribution:
    """Return one contribution. Raises NotSeen outside the user's offices."""
    rows = contributions_visible_to(user).select_related("call", "group")
    found = rows.filter(id=contribution_id).first()
    if found is None:
        raise not_seen()
    return found


def mailings_visible_to(user: access.AnyUser) -> QuerySet[Mailing]:
    """Return the mailings of the user's offices."""
    return access.scoped(Mailing.objects.all(), user, "diaspora.read")


def mailing_visible_to(user: access.AnyUser, mailing_id: UUID) -> Mailing:
    """Return one mailing. Raises NotSeen outside the user's offices."""
    found = mailings_visible_to(user).filter(id=mailing_id).first()
    if found is None:
        raise not_seen()
    return found


def outstanding(user: access.AnyUser, today: date) -> list[Outstanding]:
    """Return what waits: offers to be answered, calls that end soon."""
    found: list[Outstanding] = []
    if access.may(user, "diaspora.record"):
        rows = answers_visible_to(user).filter(state="offered").select_related("call")
        found += [
            Outstanding(
                "diaspora.offered",
                _("{call}: an offer to answer").format(call=one.call.title),
                reverse("diaspora:answer", args=[one.id]),
                since=one.created_at,
                record=one.id,
            )
            for one in rows.order_by("created_at")[:100]
        ]
    if access.may(user, "diaspora.manage"):
        ending = calls_visible_to(user).filter(state="open", closes_on__isnull=False)
        found += [
            Outstanding(
                "diaspora.call",
                _("{call}: the call ends").format(call=one.title),
                reverse("diaspora:call", args=[one.id]),
                due_on=one.closes_on,
                record=one.id,
            )
            for one in ending.order_by("closes_on")[:100]
        ]
    return found
