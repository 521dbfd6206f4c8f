"""What people do with the diaspora: map, register, call, answer, contribute, write."""

from .calls import (
    answer_call,
    answer_in_public,
    change_answer_state,
    change_call_state,
    change_contribution_state,
    draft_call,
    draft_mailing,
    edit_call,
    record_contribution,
    send_mailing,
)
from .members import (
    change_mapping_state,
    correct_in_public,
    edit_mapping,
    edit_member,
    erase_in_public,
    erase_member,
    plan_mapping,
    record_member,
    register_in_public,
    stop_letters,
)

__all__ = [
    "answer_call",
    "answer_in_public",
    "change_answer_state",
    "change_call_state",
    "change_contribution_state",
    "change_mapping_state",
    "correct_in_public",
    "draft_call",
    "draft_mailing",
    "edit_call",
    "edit_mapping",
    "edit_member",
    "erase_in_public",
    "erase_member",
    "plan_mapping",
    "record_contribution",
    "record_member",
    "register_in_public",
    "send_mailing",
    "stop_letters",
]
