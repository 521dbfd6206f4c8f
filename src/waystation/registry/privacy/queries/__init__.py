"""Reads of consents, legal holds, and subject access exports."""

from .consents import (
    Agreement,
    Wording,
    agreed_fields,
    agrees,
    agrees_now,
    consent_visible_to,
    consents_of,
    consents_that_ended,
    may_share,
    newest_answer,
    newest_consent,
    wording,
    wording_of,
)
from .export import export_of
from .holds import Hold, due_for_erasure, holds_on
from .requests import outstanding, request_visible_to, requests_of, requests_visible_to
from .timeline import timeline_of

__all__ = [
    "Agreement",
    "Hold",
    "Wording",
    "agreed_fields",
    "agrees",
    "agrees_now",
    "consent_visible_to",
    "consents_of",
    "consents_that_ended",
    "due_for_erasure",
    "export_of",
    "holds_on",
    "may_share",
    "newest_answer",
    "newest_consent",
    "outstanding",
    "request_visible_to",
    "requests_of",
    "requests_visible_to",
    "timeline_of",
    "wording",
    "wording_of",
]
