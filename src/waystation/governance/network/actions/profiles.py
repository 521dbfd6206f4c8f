"""Issuing an edition of the members' profiles."""

from __future__ import annotations

from django.db import transaction

from waystation.foundation.access import actions as trail
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.network.models import Network, ProfileEdition
from waystation.governance.network.queries import people, profiles
from waystation.governance.network.rules import members as rules

from .stamp import stamped


@transaction.atomic
def issue_profiles(user: Anyone) -> ProfileEdition:
    """Issue the members' profiles as they stand today as the next edition (ToR 46).

    Raises NotSeen, NotAllowed, and Refusal where there is nothing to say or nothing new.
    """
    network = people.network_seen_by(user, "annex.issue")
    seen = access.signed_in(user)
    today = today_in(network.office.zone)
    Network.objects.select_for_update().get(pk=network.pk)  # one edition at a time
    rows = profiles.profile_rows(network, today)
    last = ProfileEdition.objects.filter(office_id=network.office_id).order_by("-number").first()
    if not rows:
        raise Refusal(
            N_("There is no member yet, so there is no profile to issue."), code="no_members"
        )
    if last is not None and not rules.profiles_changed(last.rows, rows):
        raise Refusal(
            N_("No profile changed since edition {number}."),
            code="profiles_unchanged",
            number=last.number,
        )
    edition = ProfileEdition.objects.create(
        **stamped(network, seen),
        number=last.number + 1 if last else 1,
        as_of=today,
        rows=rows,
    )
    trail.log(
        seen,
        "profiles.issue",
        "network.ProfileEdition",
        edition.id,
        office_id=network.office_id,
        number=edition.number,
    )
    return edition
