"""Actions on results: define indicators, set targets."""

from .indicators import define_indicator, load_shipped_indicators, retire_indicator
from .targets import approve_target, set_target

__all__ = [
    "approve_target",
    "define_indicator",
    "load_shipped_indicators",
    "retire_indicator",
    "set_target",
]
