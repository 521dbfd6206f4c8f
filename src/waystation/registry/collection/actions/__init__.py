"""What is done with forms and submissions."""

from .cleaning import correct_answer, load_cleaning_log, undo_line
from .forms import attach_file, close_form, open_form, publish_version, upload_form
from .phones import add_app_user, revoke_app_user
from .snapshots import delete_old_snapshots
from .submissions import receive_submission, resolve_submission

__all__ = [
    "add_app_user",
    "attach_file",
    "close_form",
    "correct_answer",
    "delete_old_snapshots",
    "load_cleaning_log",
    "open_form",
    "publish_version",
    "receive_submission",
    "resolve_submission",
    "revoke_app_user",
    "undo_line",
    "upload_form",
]
