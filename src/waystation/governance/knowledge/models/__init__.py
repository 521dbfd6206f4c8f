"""The library, norms and dated facts; series with vintages; findings and their uses."""

from .documents import DatedFact, Document, LegalReference, MechanismRecommendation, Norm
from .findings import Dissemination, Finding, FindingUse, ProfileEdition, Stakeholder
from .series import Correction, Mention, Observation, Series

__all__ = [
    "Correction",
    "DatedFact",
    "Dissemination",
    "Document",
    "Finding",
    "FindingUse",
    "LegalReference",
    "MechanismRecommendation",
    "Mention",
    "Norm",
    "Observation",
    "ProfileEdition",
    "Series",
    "Stakeholder",
]
