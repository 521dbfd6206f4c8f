"""Which costs may not fall on a worker, who is cleared, when an incident is due.

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
