"""Actions on forms and submissions."""

from .building import (
    add_question,
    arrange,
    begin_form,
    change_choices,
    change_question,
    change_settings,
    check_form,
    discard_built,
    open_form,
    publish_built,
    settings_of,
)
from .cleaning import correct_answer, load_cleaning_log, undo_line
from .files import ask_for_files
from .filling import interview_of, send_filled_in
from .forms import attach_file, change_form_state, discard_draft, publish_version, upload_form
from .handover import accept_submission, set_aside_submission
from .library import insert_code_list, insert_part, remove_part, save_part
from .phones import add_app_user, revoke_app_user
from .snapshots import delete_old_snapshots
from .submissions import receive_submission

__all__ = [
    "accept_submission",
    "add_app_user",
    "add_question",
    "arrange",
    "ask_for_files",
    "attach_file",
    "begin_form",
    "change_choices",
    "change_form_state",
    "change_question",
    "change_settings",
    "check_form",
    "correct_answer",
    "delete_old_snapshots",
    "discard_built",
    "discard_draft",
    "insert_code_list",
    "insert_part",
    "interview_of",
    "load_cleaning_log",
    "open_form",
    "publish_built",
    "publish_version",
    "receive_submission",
    "remove_part",
    "revoke_app_user",
    "save_part",
    "send_filled_in",
    "set_aside_submission",
    "settings_of",
    "undo_line",
    "upload_form",
]
