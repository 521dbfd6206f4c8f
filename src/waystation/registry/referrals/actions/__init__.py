"""Actions on referrals."""

from .alerts import alert_overdue
from .answering import answer_referral
from .drafting import (
    add_file,
    draft_referral,
    edit_referral,
    open_file,
    open_inbox_file,
)
from .incoming import (
    attach_person,
    open_file_for,
    receive_referral,
    refuse_incoming,
    send_to_office,
)
from .links import (
    answer_by_link,
    file_by_link,
    make_link,
    open_link,
    read_by_link,
    revoke_link,
)
from .own import answer_by_person, make_person_link
from .people import erase_person, move_person, stop_expired, stop_for_consent
from .sending import answer_and_send, change_referral_state, refer_again

__all__ = [
    "add_file",
    "alert_overdue",
    "answer_and_send",
    "answer_by_link",
    "answer_by_person",
    "answer_referral",
    "attach_person",
    "change_referral_state",
    "draft_referral",
    "edit_referral",
    "erase_person",
    "file_by_link",
    "make_link",
    "make_person_link",
    "move_person",
    "open_file",
    "open_file_for",
    "open_inbox_file",
    "open_link",
    "read_by_link",
    "receive_referral",
    "refer_again",
    "refuse_incoming",
    "revoke_link",
    "send_to_office",
    "stop_expired",
    "stop_for_consent",
]
