"""Actions of messaging: sending e-mail, and creating and opening guests' links."""

from .links import (
    LinkWithCode,
    bind,
    make_link,
    make_link_with_code,
    note_wrong,
    open_with_code,
    refuse_guessing,
    revoke_links,
)
from .sending import (
    NO_ADDRESS,
    NOT_KNOWN,
    UNREACHABLE,
    Recipient,
    Wanted,
    begin_sending,
    post,
    send_waiting,
    withdraw,
    write_reminders,
)

__all__ = [
    "NOT_KNOWN",
    "NO_ADDRESS",
    "UNREACHABLE",
    "LinkWithCode",
    "Recipient",
    "Wanted",
    "begin_sending",
    "bind",
    "make_link",
    "make_link_with_code",
    "note_wrong",
    "open_with_code",
    "post",
    "refuse_guessing",
    "revoke_links",
    "send_waiting",
    "withdraw",
    "write_reminders",
]
