"""Costs that a worker must not pay, clearance of organisations, deadlines of incidents.

Other apps import from here.
"""

from .clearance import Clearance, Decision, clearance_on, may_recruit
from .costs import Charge, CostLine, fees_charged_to_worker, refusals_of_fees

__all__ = [
    "Charge",
    "Clearance",
    "CostLine",
    "Decision",
    "clearance_on",
    "fees_charged_to_worker",
    "may_recruit",
    "refusals_of_fees",
]
