"""Queries, one module per kind of record."""

from waystation.governance.advice.models import AdviceEvent as AdviceEvent
from waystation.governance.advice.models import Recommendation as Recommendation

from . import evidence, files, recommendations

__all__ = [
    "AdviceEvent",
    "Recommendation",
    "evidence",
    "files",
    "recommendations",
]
