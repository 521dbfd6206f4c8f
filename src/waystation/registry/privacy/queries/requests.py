"""Requests of data subjects: who may see them, and which are unanswered."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import exports
from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.registry.people import queries as people
from waystation.registry.privacy.models import DataRequest
from waystation.registry.privacy.rules import requests

MOST = 200


def requests_visible_to(user: access.AnyUser) -> QuerySet[Any]:
    """Return the requests of the offices where the user may take down or answer them."""
    rows = access.scoped(DataRequest.objects.all(), user, "consent.record")
    return rows | access.scoped(DataRequest.objects.all(), user, "person.export")


def request_visible_to(user: access.AnyUser, request_id: UUID) -> DataRequest:
    """Return one request. Raises NotSeen outside the user's offices."""
    rows = requests_visible_to(user).select_related("office", "person")
    found: DataRequest | None = rows.filter(id=request_id).first()
    if found is None:
        raise NotSeen(N_("There is no such request here."), code="request_not_seen")
    return found


def requests_of(user: access.AnyUser, person_id: UUID) -> list[DataRequest]:
    """Return the requests of a person, the newest first."""
    rows = requests_visible_to(user).filter(person_id=person_id)
    return list(rows.order_by("-received_on", "-id"))


def outstanding(user: access.AnyUser, today: date) -> list[Outstanding]:
    """Return open requests with their deadlines, for users who may answer them."""
    found: list[DataRequest] = []
    if access.may(user, "person.export"):
        rows = access.scoped(DataRequest.objects.all(), user, "person.export")
        waiting = rows.filter(~Q(state__in=["answered", "refused"]))
        found = list(waiting.order_by("due_on", "id")[:MOST])
    names = people.names_of(user, {one.person_id for one in found})
    return [
        *exports_outstanding(user),
        *accounts_outstanding(user),
        *(
            Outstanding(
                "privacy.requests",
                f"{_(requests.KINDS[one.kind])} · {names.get(one.person_id, '')}",
                reverse("privacy:request", args=[one.id]),
                due_on=one.due_on,
                record=one.id,
            )
            for one in found
        ),
    ]


def exports_outstanding(user: access.AnyUser) -> list[Outstanding]:
    """Return the exports that this user may approve, and the approved ones that they may make."""
    waiting = [
        Outstanding(
            "access.exports_to_approve",
            _("Export of {persons} persons to approve · {who}").format(
                persons=one.persons, who=one.user.full_name
            ),
            reverse("access:exports"),
            since=one.asked_at,
            record=one.id,
        )
        for one in exports.requests_waiting_for(user)[:MOST]
    ]
    approved = [
        Outstanding(
            "access.exports_approved",
            _("Export approved: it can be made once, within a day"),
            exports.page_of_request(one),
            since=one.approved_at,
            record=one.id,
        )
        for one in exports.requests_approved_for(user)[:MOST]
    ]
    return [*waiting, *approved]


def accounts_outstanding(user: access.AnyUser) -> list[Outstanding]:
    """Return the roles and the lost addresses that wait for this user as the second person."""
    roles = [
        Outstanding(
            "access.roles_to_confirm",
            _("Role to confirm · {who}").format(who=one.user.full_name),
            reverse("access:proposals"),
            since=one.proposed_at,
            record=one.id,
        )
        for one in access.roles_to_confirm(user)[:MOST]
    ]
    addresses = [
        Outstanding(
            "access.addresses_to_approve",
            _("Lost address to approve · {who}").format(who=one.user.full_name),
            reverse("access:lost_addresses"),
            since=one.asked_at,
            record=one.id,
        )
        for one in access.addresses_to_approve(user)[:MOST]
    ]
    return [*roles, *addresses]
