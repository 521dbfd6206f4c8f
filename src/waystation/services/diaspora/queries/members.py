"""Members, mappings and groups, for staff of the office, and for a member by the secret URL."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.access.records import in_force
from waystation.foundation.messaging import queries as messaging
from waystation.foundation.records import codes
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.shared.errors import NotSeen, not_seen
from waystation.foundation.shared.words import N_
from waystation.services.diaspora.models import Group, Mailing, Mapping, Member
from waystation.services.diaspora.models import MemberLink as MemberLink

STOP = "diaspora.stop"


def mappings_visible_to(user: access.AnyUser) -> QuerySet[Mapping]:
    """Return the mappings of the user's offices."""
    return access.scoped(Mapping.objects.all(), user, "diaspora.read")


def mapping_visible_to(user: access.AnyUser, mapping_id: UUID) -> Mapping:
    """Return one mapping. Raises NotSeen outside the user's offices."""
    found = mappings_visible_to(user).filter(id=mapping_id).first()
    if found is None:
        raise not_seen()
    return found


def table_of_mapping(user: access.AnyUser, mapping: Mapping) -> list[dict[str, Any]]:
    """Return the number of registered members per country, with the mapping's targets."""
    found: dict[str, dict[str, int]] = {}
    rows = members_visible_to(user).filter(mapping=mapping).values_list("country", "by_public")
    for country, by_public in rows:
        line = found.setdefault(country, {"members": 0, "themselves": 0})
        line["members"] += 1
        line["themselves"] += by_public
    return sorted(
        ({"country": codes.label("country", code), **line} for code, line in found.items()),
        key=lambda line: (-line["members"], line["country"]),
    )


def members_visible_to(user: access.AnyUser) -> QuerySet[Member]:
    """Return the members of the user's offices, without those who were erased."""
    rows = access.scoped(Member.objects.all(), user, "diaspora.read")
    return rows.filter(erased_at__isnull=True)


def member_visible_to(user: access.AnyUser, member_id: UUID) -> Member:
    """Return one member. Raises NotSeen outside the user's offices, and where erased."""
    found = members_visible_to(user).select_related("mapping").filter(id=member_id).first()
    if found is None:
        raise not_seen()
    return found


def names_of(user: access.AnyUser, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of members that the user may see; who gave none has an empty one."""
    rows = members_visible_to(user).filter(id__in=list(ids))
    return {one.id: readable_text(one, "name") for one in rows}


def groups_visible_to(user: access.AnyUser) -> QuerySet[Group]:
    """Return the associations and businesses of the user's offices."""
    return access.scoped(Group.objects.all(), user, "diaspora.read")


def addressed_by(mailing: Mailing) -> list[Member]:
    """Return the recipients of a mailing: members who consented to letters."""
    rows = Member.objects.filter(
        organisation_id=mailing.organisation_id,
        office_id=mailing.office_id,
        erased_at__isnull=True,
        mailing_since__isnull=False,
    )
    if mailing.country:
        rows = rows.filter(country=mailing.country)
    return [one for one in rows.order_by("id") if not mailing.way or mailing.way in one.ways]


# Without an account


def open_mapping(day: date) -> Mapping | None:
    """Return the mapping into which members register themselves today, None for none."""
    rows = Mapping.objects.filter(in_force(day), state="open")
    return rows.select_related("office").order_by("-starts_on", "-id").first()


def member_of_link(link: MemberLink) -> Member:
    """Return the member whose own address this is. Raises NotSeen once erased."""
    return _member_by_key(link.member_id)


def stop_secret_of(member: Member) -> str:
    """Return the secret part of the address that ends the letters, and opens nothing else."""
    return messaging.token_of(STOP, member.id)


def member_of_mail_secret(secret: str) -> Member:
    """Return the member whose letters this address ends. Raises NotSeen for a guessed one."""
    return _member_by_key(messaging.key_of(STOP, secret))


def _member_by_key(key: UUID | None) -> Member:
    found = Member.objects.filter(id=key, erased_at__isnull=True).first() if key else None
    if found is None:
        raise NotSeen(
            N_("There is nothing at this address. What was here may have been deleted."),
            code="not_seen",
        )
    return found
