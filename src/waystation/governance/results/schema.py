"""Versions of indicators and disclosure policies are immutable."""

from waystation.foundation.shared.schema import append_only

SCHEMA = [
    *append_only("results_indicatorversion"),
    *append_only("results_protection"),
]
