"""The models of the Network, one module per kind of record."""

from .members import Annex, Member, Network, ProfileEdition
from .registers import (
    CapacityOffer,
    Engagement,
    Exchange,
    Expert,
    Funding,
    GcmReview,
    Mechanism,
    ResourceRequest,
    SdgTarget,
    SupportRequest,
)
from .seats import Decline, Incumbency, Round, Seat, Term
from .terms import Assessment, Terms, WorkingRule

__all__ = [
    "Annex",
    "Assessment",
    "CapacityOffer",
    "Decline",
    "Engagement",
    "Exchange",
    "Expert",
    "Funding",
    "GcmReview",
    "Incumbency",
    "Mechanism",
    "Member",
    "Network",
    "ProfileEdition",
    "ResourceRequest",
    "Round",
    "SdgTarget",
    "Seat",
    "SupportRequest",
    "Term",
    "Terms",
    "WorkingRule",
]
