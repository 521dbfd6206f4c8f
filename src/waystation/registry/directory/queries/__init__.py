"""Every read of the directory, which all offices share."""

from .services import (
    Match,
    check_key_of,
    check_token_of,
    open_check,
    partner_of,
    partners_of,
    service_matches,
    service_visible_to,
    services_of_check,
    services_visible_to,
    stale_condition,
    wanted_for,
)

__all__ = [
    "Match",
    "check_key_of",
    "check_token_of",
    "open_check",
    "partner_of",
    "partners_of",
    "service_matches",
    "service_visible_to",
    "services_of_check",
    "services_visible_to",
    "stale_condition",
    "wanted_for",
]
