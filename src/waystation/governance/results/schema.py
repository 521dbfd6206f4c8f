"""Versions of indicators and published editions never change."""

from waystation.foundation.shared.schema import append_only

SCHEMA = [
    *append_only("results_indicatorversion"),
    *append_only("results_edition"),
    *append_only("results_lineage"),
    *append_only("results_protection"),
]
