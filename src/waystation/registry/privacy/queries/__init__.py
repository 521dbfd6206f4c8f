"""What a person agreed to, what stands against erasing a file, what is handed over."""

from .consents import (
    Agreement,
    Wording,
    consent_seen_by,
    consents_of,
    may_share,
    with_consent,
    wording,
)
from .export import export_of
from .holds import Hold, due_for_erasure, holds_on
from .timeline import timeline_of

__all__ = [
    "Agreement",
    "Hold",
    "Wording",
    "consent_seen_by",
    "consents_of",
    "due_for_erasure",
    "export_of",
    "holds_on",
    "may_share",
    "timeline_of",
    "with_consent",
    "wording",
]
