"""What people do with referrals."""

from .alerts import alert_overdue
from .answering import answer_referral
from .drafting import (
    add_file,
    draft_referral,
    edit_referral,
    open_file,
    open_inbox_file,
)
from .incoming import attach_person, open_file_for, receive_referral, send_to_office
from .links import (
    MadeLink,
    answer_by_link,
    file_by_link,
    link_here,
    make_link,
    note_wrong,
    open_link,
    over,
    read_by_link,
    refuse_guessing,
    revoke_link,
)
from .people import erase_person, move_person, stop_expired, stop_for_consent
from .sending import answer_and_send, change_referral_state, refer_again

__all__ = [
    "MadeLink",
    "add_file",
    "alert_overdue",
    "answer_and_send",
    "answer_by_link",
    "answer_referral",
    "attach_person",
    "change_referral_state",
    "draft_referral",
    "edit_referral",
    "erase_person",
    "file_by_link",
    "link_here",
    "make_link",
    "move_person",
    "note_wrong",
    "open_file",
    "open_file_for",
    "open_inbox_file",
    "open_link",
    "over",
    "read_by_link",
    "receive_referral",
    "refer_again",
    "refuse_guessing",
    "revoke_link",
    "send_to_office",
    "stop_expired",
    "stop_for_consent",
]
