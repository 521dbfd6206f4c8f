"""What recruitment costs workers: SDG indicator 10.7.1, from case records and from surveys.

from waystation.analysis import recruitment

found = recruitment.cost_indicator(records)
found.mean, found.ratio_of_means, found.excluded
"""

from .indicator import (
    EXCLUSIONS,
    Indicator,
    Record,
    by_group,
    cost_indicator,
    ratio_of,
    reason_to_exclude,
)
from .survey import Columns, records_from_answers

__all__ = [
    "EXCLUSIONS",
    "Columns",
    "Indicator",
    "Record",
    "by_group",
    "cost_indicator",
    "ratio_of",
    "reason_to_exclude",
    "records_from_answers",
]
