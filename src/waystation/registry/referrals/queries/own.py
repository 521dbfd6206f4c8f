"""The person's own link: the referral that it opens, and whether an answer is asked for."""

from __future__ import annotations

from waystation.registry.referrals.models import PersonLink as PersonLink
from waystation.registry.referrals.models import Referral
from waystation.registry.referrals.rules.referrals import TO_CONFIRM

from .referrals import not_seen


def referral_of_link(link: PersonLink) -> Referral:
    """Return the referral that a person's own link opens. Raises NotSeen without a person."""
    rows = Referral.objects.filter(id=link.referral_id, person__isnull=False, direction="out")
    found = rows.select_related("entity", "office", "service", "person").first()
    if found is None:
        raise not_seen()
    return found


def is_asked(referral: Referral) -> bool:
    """Return whether the person is asked about the outcome, or may still answer otherwise."""
    return referral.state in TO_CONFIRM
