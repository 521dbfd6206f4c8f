"""Actions on forms and submissions."""

from .cleaning import correct_answer, load_cleaning_log, undo_line
from .files import ask_for_files
from .forms import attach_file, change_form_state, discard_draft, publish_version, upload_form
from .handover import accept_submission, set_aside_submission
from .phones import add_app_user, revoke_app_user
from .snapshots import delete_old_snapshots
from .submissions import receive_submission

__all__ = [
    "accept_submission",
    "add_app_user",
    "ask_for_files",
    "attach_file",
    "change_form_state",
    "correct_answer",
    "delete_old_snapshots",
    "discard_draft",
    "load_cleaning_log",
    "publish_version",
    "receive_submission",
    "revoke_app_user",
    "set_aside_submission",
    "undo_line",
    "upload_form",
]
