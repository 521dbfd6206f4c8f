"""Disclosure policies in words."""

from __future__ import annotations

from waystation.analysis import sdc


def policy_in_words(policy: sdc.Policy, method: str) -> str:
    """Return a policy row as audience, data set, method and threshold."""
    named = f"{policy.audience}/{policy.data_set or 'all'} {method}"
    return named if method == "exact" else f"{named} {policy.threshold}"
