"""What is done with reports: draft, change, publish, correct."""

from .checking import record_figures
from .drafts import (
    add_block,
    change_block,
    change_report,
    draft_report,
    move_block,
    remove_block,
)
from .editions import publish_report

__all__ = [
    "add_block",
    "change_block",
    "change_report",
    "draft_report",
    "move_block",
    "publish_report",
    "record_figures",
    "remove_block",
]
