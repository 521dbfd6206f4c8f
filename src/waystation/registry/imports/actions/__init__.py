"""Actions on an import: upload a sheet, map it, validate it, load it, undo it."""

from .mapping import choose_answers, choose_columns
from .uploading import begin, change_upload_state, tidy, upload_sheet
from .working import check, load, undo

__all__ = [
    "begin",
    "change_upload_state",
    "check",
    "choose_answers",
    "choose_columns",
    "load",
    "tidy",
    "undo",
    "upload_sheet",
]
