"""The functions of XPath 1.0 and those that ODK's form specification adds.

Names and readings follow the ODK XForms specification, section "XPath functions", and the
XLSForm reference. Each entry says how many arguments it takes.
"""

from . import dates, nodes, numbers, places, signatures, text, truth
from .foreign import foreign
from .naming import FUNCTIONS, LAZY

__all__ = [
    "FUNCTIONS",
    "LAZY",
    "dates",
    "foreign",
    "nodes",
    "numbers",
    "places",
    "signatures",
    "text",
    "truth",
]
