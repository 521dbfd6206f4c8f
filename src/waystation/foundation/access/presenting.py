"""Permissions and audit-log verbs in words: the object and the action.

The log and the API keep the keys. A test checks that every key in the code has its words.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext

from waystation.foundation.shared.words import N_

from .nouns import THINGS

DONE: dict[str, str] = {
    N_("Accepted"): "accept",
    N_("Added"): "add add_chapter add_file add_milestone add_priority add_section attach supply "
    "receipt",
    N_("Adopted"): "adopt",
    N_("Alarm raised"): "alarm budget_spent",
    N_("Answered"): "answer answered answer_comment answer_interest",
    N_("Daily e-mail chosen"): "choose_daily_email",
    N_("Appointed"): "appoint incumbent name name_presiding",
    N_("Approved"): "approve approve_override attest sign sign_notice",
    N_("Arrived"): "arrive",
    N_("Asked for"): "ask ask_again ask_files ask_more ask_override request demand call",
    N_("Attendance recorded"): "attendance",
    N_("Started"): "begin open set_up",
    N_("Cancelled"): "cancel call_back",
    N_(
        "Changed"
    ): "change edit remedy word clean step plan resolve set move household superseded revise "
    "map revise_design handle consent frame change_owner correct cost donors finding "
    "goals rule site partner settle place",
    N_("Cited"): "cite quote",
    N_("Closed"): "close end release",
    N_("Commented on"): "comment comments",
    N_("Completed"): "complete done finish keep finalise",
    N_("Confirmed"): "confirm verified verify",
    N_("Consultation opened"): "consult",
    N_("Contradicted"): "contradict",
    N_("Convened"): "convene",
    N_("Coded"): "choice code",
    N_("Declined"): "decline not_done",
    N_("Copied"): "copy",
    N_("Deferred"): "defer",
    N_("Subscribed to"): "subscribe",
    N_("Unsubscribed from"): "unsubscribe",
    N_("Defined"): "define design",
    N_("Did not attend"): "no_show",
    N_("Discarded"): "discard",
    N_("Downloaded"): "download",
    N_("Drafted"): "draft draft_next write",
    N_("Endorsed"): "endorse",
    N_("Erased"): "erase forget forget_address",
    N_("Estimated"): "estimate",
    N_("Failed"): "fail",
    N_("Filed"): "file",
    N_("Followed up"): "follow follow_up again carry_on",
    N_("Frozen"): "freeze freeze_design final lock",
    N_("Given"): "give task task_give grant",
    N_("Handed on"): "hand_over hand_up take",
    N_("Held"): "hold",
    N_("In force"): "enforce",
    N_("Invited"): "invite",
    N_("Issued"): "issue",
    N_("Late"): "late",
    N_("Linked"): "link",
    N_("Loaded"): "load loaded rows csv upload receive import load_shipped",
    N_("Merged"): "merge",
    N_("Opened"): "make",
    N_("Proposed"): "propose",
    N_("Published"): "publish",
    N_("Reached"): "reach reach_milestone",
    N_("Read"): "read",
    N_("Recorded"): "record admit report",
    N_("Refused"): "refuse refuse_override",
    N_("Reminded"): "remind",
    N_("Removed"): "take_off remove unlink drop drop_evidence delete",
    N_("Reopened"): "reopen restore undo unhold unmerge waive",
    N_("Replaced"): "replace",
    N_("Rated"): "rate",
    N_("Reserved"): "reserve",
    N_("Reviewed"): "review assess clause",
    N_("Retired"): "retire vacate",
    N_("Revoked"): "revoke",
    N_("Sent"): "send send_again mail distribute circulate export transmit",
    N_("Set aside"): "set_aside",
    N_("Signed in"): "sign_in",
    N_("Sign-in opened"): "sign_in_open",
    N_("Signed out elsewhere"): "sign_out_elsewhere",
    N_("Stopped"): "stop",
    N_("Submitted"): "submit",
    N_("Verified"): "run",
    N_("Wiped"): "wipe",
    N_("Wipe ordered"): "order_wipe",
    N_("Withdrawn"): "withdraw take_up undone rows_undone",
    N_("Agreed"): "agree",
    N_("Planned"): "call_plan",
    N_("Resumed"): "carry_on resume start",
    N_("Certified"): "certify",
    N_("Checked"): "check checked check_contract",
    N_("Consulted on"): "consult",
    N_("Cleared"): "clear",
    N_("Cleared with corrective actions"): "clear_with_actions",
    N_("Not cleared"): "refuse_clearance",
    N_("Dropped"): "dropped",
    N_("Under way"): "in_progress",
    N_("Fulfilled"): "fulfil",
    N_("Contract recorded"): "contract",
    N_("Ended"): "lose",
    N_("Interview recorded"): "interview",
    N_("Introduced"): "introduce",
    N_("Offered"): "offer",
    N_("Put into force"): "enforce",
    N_("Stay of 6 months confirmed"): "stay_6",
    N_("Stay of 12 months confirmed"): "stay_12",
    N_("CV read"): "cv",
    N_("Interest changed"): "interest",
    N_("Paid back"): "repaid",
    N_("Not paid back"): "not_repaid",
    N_("Expired"): "expire",
    N_("Filled"): "fill",
    N_("Left"): "leave",
    N_("Managed"): "manage",
    N_("Not reached"): "miss",
    N_("Returned"): "return send_back",
    N_("Suspended"): "suspend",
}
MAY: dict[str, str] = {
    N_("add"): "add",
    N_("adopt"): "adopt",
    N_("answer"): "answer",
    N_("approve"): "approve",
    N_("ask for"): "request demand ask",
    N_("clean"): "clean",
    N_("clear"): "clear",
    N_("close"): "close",
    N_("code"): "code",
    N_("comment on"): "comment",
    N_("confirm"): "confirm verify resolve",
    N_("convene"): "convene",
    N_("decline"): "decline",
    N_("design"): "design",
    N_("draft"): "draft prepare",
    N_("edit"): "edit word",
    N_("endorse"): "endorse",
    N_("erase"): "erase",
    N_("estimate"): "estimate",
    N_("export"): "export",
    N_("file"): "file",
    N_("handle"): "handle",
    N_("hold"): "hold",
    N_("issue"): "issue load",
    N_("manage"): "manage",
    N_("merge"): "merge",
    N_("override"): "override waive",
    N_("oversee"): "oversee",
    N_("propose"): "propose",
    N_("publish"): "publish",
    N_("read"): "read",
    N_("read one's own"): "read_own",
    N_("read what is for co-chairs"): "read_co_chairs",
    N_("read what is restricted"): "read_restricted",
    N_("represent"): "represent",
    N_("record"): "record report",
    N_("record answers to"): "record_answer",
    N_("review"): "review",
    N_("send"): "send transmit submit",
    N_("set"): "set",
    N_("assess"): "assess",
    N_("decide"): "decide",
}
SIGN_INS: dict[str, str] = {
    "session.open": N_("Signed in"),
    "session.close": N_("Signed out"),
    "session.fail": N_("Sign-in failed"),
    "session.lock": N_("Account locked"),
}
"""Acts of an account, whose object would be read as a group session."""
CHANNELS: dict[str, str] = {
    "api": N_("Program"),
    "command": N_("Command line"),
    "page": N_("Page"),
    "system": N_("Waystation"),
    "task": N_("Background task"),
}


def _inverted(table: dict[str, str]) -> dict[str, str]:
    return {key: words for words, keys in table.items() for key in keys.split()}


_DONE, _MAY = _inverted(DONE), _inverted(MAY)


def spoken(key: str) -> str:
    """Return a key without words of its own as plain words: no underscore, no dot."""
    return re.sub(r"(?<=\w)[._](?=\w)", " ", key)


def _noun_key(key: str) -> str:
    name = key.rpartition(".")[2] if re.search(r"\.[A-Z]", key) else key
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def is_named(key: str) -> bool:
    """Return whether a kind of records has a noun, in each language."""
    return _noun_key(key) in THINGS


def thing(key: str) -> str:
    """Return the object of a kind or permission in words: "centres.CallBack", "call_back"."""
    snake = _noun_key(key)
    return gettext(THINGS[snake]) if snake in THINGS else spoken(snake).capitalize()


def verb(key: str) -> str:
    """Return a verb of the audit log in words: "visit.record" → "Visit · Recorded"."""
    if key in SIGN_INS:
        return gettext(SIGN_INS[key])
    about, _, step = key.rpartition(".")
    done = gettext(_DONE[step]) if step in _DONE else spoken(step)
    return f"{thing(about)} · {done}" if about else thing(step)


def permission(key: str) -> str:
    """Return a permission in words: "visit.record" → "Visit · record"."""
    about, _, step = key.rpartition(".")
    return f"{thing(about)} · {gettext(_MAY[step]) if step in _MAY else spoken(step)}"


def has_words(key: str, *, of_permissions: bool = False) -> bool:
    """Return whether a key has words of its own, for the test that checks all of them."""
    about, _, step = key.rpartition(".")
    return about in THINGS and step in (_MAY if of_permissions else _DONE)
