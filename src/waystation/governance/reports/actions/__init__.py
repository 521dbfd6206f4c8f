"""Actions on reports: draft, write, approve, publish, correct."""

from .approving import approve_report
from .checking import record_figures
from .drafts import (
    add_block,
    change_block,
    change_report,
    draft_report,
    move_block,
    remove_block,
    values_of_block,
)
from .editions import publish_report
from .pictures import add_image, change_letterhead
from .writing import RefusedBlocks, save_document

__all__ = [
    "RefusedBlocks",
    "add_block",
    "add_image",
    "approve_report",
    "change_block",
    "change_letterhead",
    "change_report",
    "draft_report",
    "move_block",
    "publish_report",
    "record_figures",
    "remove_block",
    "save_document",
    "values_of_block",
]
