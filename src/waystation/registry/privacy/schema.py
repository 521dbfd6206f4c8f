"""Consent texts are immutable."""

from waystation.foundation.shared.schema import append_only

SCHEMA = [*append_only("privacy_consenttext")]
