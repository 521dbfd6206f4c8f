"""Issuing an edition of the members' profiles."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.governance.network.models import Network, ProfileEdition
from waystation.governance.network.queries import people, profiles
from waystation.governance.network.rules import members as rules

from .numbered import Rows, issue_next


@transaction.atomic
def issue_profiles(user: AnyUser) -> ProfileEdition:
    """Issue the members' current profiles as the next edition (ToR 46).

    Raises NotSeen, NotAllowed, and Refusal if there is no content or nothing new.
    """
    network = people.network_visible_to(user, "annex.issue")
    return issue_next(
        network,
        access.signed_in(user),
        ProfileEdition,
        _some_rows,
        rules.profiles_changed,
        unchanged=N_("No profile changed since edition {number}."),
        code="profiles_unchanged",
        verb="profiles.issue",
    )


def _some_rows(network: Network, today: date) -> Rows:
    rows = profiles.profile_rows(network, today)
    if not rows:
        raise Refusal(
            N_("There is no member yet, so there is no profile to issue."), code="no_members"
        )
    return rows
