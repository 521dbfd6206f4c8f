"""What is done with results: define, set a target, draft, publish, correct."""

from .editions import publish_report
from .indicators import define_indicator, load_shipped_indicators, retire_indicator
from .reports import (
    add_block,
    change_block,
    change_report,
    draft_report,
    move_block,
    remove_block,
)
from .targets import approve_target, set_target

__all__ = [
    "add_block",
    "approve_target",
    "change_block",
    "change_report",
    "define_indicator",
    "draft_report",
    "load_shipped_indicators",
    "move_block",
    "publish_report",
    "remove_block",
    "retire_indicator",
    "set_target",
]
