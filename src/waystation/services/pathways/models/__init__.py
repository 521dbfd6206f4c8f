"""The records of this app."""

from .partnerships import CostLine, Participant, Partner, Partnership
from .pathways import Arrangement, Condition, DatedList, Edition, Pathway, Quota
from .people import Assessment, History, Stay, TakeUp

__all__ = [
    "Arrangement",
    "Assessment",
    "Condition",
    "CostLine",
    "DatedList",
    "Edition",
    "History",
    "Participant",
    "Partner",
    "Partnership",
    "Pathway",
    "Quota",
    "Stay",
    "TakeUp",
]
