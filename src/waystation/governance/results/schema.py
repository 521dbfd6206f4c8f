"""Versions of indicators never change, nor how small numbers are protected."""

from waystation.foundation.shared.schema import append_only

SCHEMA = [
    *append_only("results_indicatorversion"),
    *append_only("results_protection"),
]
