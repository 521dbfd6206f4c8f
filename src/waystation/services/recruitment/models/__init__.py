"""Due diligence, incidents, and the recruitment of individual workers."""

from .due_diligence import Assessment, CorrectiveAction, EvidenceFile, Finding, Incident
from .recruitments import (
    ArrivalCall,
    CallPlan,
    ContractCheck,
    Cost,
    ExchangeRate,
    Recruitment,
)

__all__ = [
    "ArrivalCall",
    "Assessment",
    "CallPlan",
    "ContractCheck",
    "CorrectiveAction",
    "Cost",
    "EvidenceFile",
    "ExchangeRate",
    "Finding",
    "Incident",
    "Recruitment",
]
